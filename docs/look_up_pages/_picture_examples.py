"""An example of each figure and each film."""

_START = "import numpy as np\nimport barreleye as be\n\n"
_WAVE = "def wave(x):\n    return np.sin(2.0 * np.pi * x)\n\n\n"
_SINE = (
    "x, y = be.datasets.sine(samples=200)\nnet = be.mlp(1, [8, 8], 1, seed=3)\n"
    'history = net.fit(x, y, epochs=100, optimizer=be.Adam(0.01), record="weights", progress=False)\n'
)
_SPIRAL = (
    "X, y = be.datasets.spiral(samples=100, classes=3, seed=0)\n"
    'net = be.mlp(2, [16, 16], 3, output="softmax", seed=0)\n'
    'history = net.fit(X, y, epochs=100, optimizer=be.Adam(0.01), record="weights", progress=False)\n'
)
_TABLE = (
    'fit = be.fit_table(be.datasets.penguins_csv(), "body_mass_g", effort="quick", progress=False)\n'
)


def _with_start(examples: dict[str, str]) -> dict[str, str]:
    return {name: _START + code for name, code in examples.items()}


FIGURES = _with_start(
    {
        "activation": 'be.figures.activation("tanh", at=1.0)',
        "activations": 'be.figures.activations(["sigmoid", "tanh", "relu", "silu"])',
        "activation_comparison": (
            "X, y = be.datasets.moons(samples=100, noise=0.2, seed=0)\n"
            "compared = be.compare_activations(\n"
            '    X, y, ["tanh", "relu"], seeds=3, hidden=[8], epochs=30, progress=False\n)\n'
            "be.figures.activation_comparison(compared)"
        ),
        "active_shares": f"{_SPIRAL}be.figures.active_shares(net, X)",
        "answer_map": (
            "x = np.linspace(-1.0, 1.0, 61)\nacross, up = np.meshgrid(x, x)\n"
            'be.figures.answer_map(x, x, across * up, names=("length", "width"))'
        ),
        "areas_of_effect": f"{_WAVE}be.figures.areas_of_effect(be.by_hand.sine(), curve=wave)",
        "calibration": (
            f"{_SPIRAL}right = net.predict(X) == y\nbe.figures.calibration(net(X).max(axis=1), right)"
        ),
        "confidences": f"{_SPIRAL}be.figures.confidences(net, X, y)",
        "confusion_matrix": (
            'be.figures.confusion_matrix([[50, 2, 0], [3, 45, 4], [0, 1, 60]], ["red", "green", "blue"])'
        ),
        "curve": f"{_WAVE}{_SINE}be.figures.curve(net, target=wave, residual=True)",
        "decision_regions": f"{_SPIRAL}be.figures.decision_regions(net, X, y)",
        "effect": (
            f"{_TABLE}one = fit.explained.effects[0]\n"
            "be.figures.effect(one.entries, one.answers, one.rows, name=one.name)"
        ),
        "fitted_curve": (
            f"{_SINE}places = np.linspace(0.0, 1.0, 200)\n"
            'be.figures.fitted_curve(x.ravel(), y.ravel(), places, net(places[:, None])[:, 0], ("x", "y"))'
        ),
        "gradients": (
            "X, y = be.datasets.spiral(samples=100, classes=3, seed=0)\n"
            "nets = {\n"
            '    name: be.mlp(2, [16] * 6, 3, activation=name, output="softmax", seed=0)\n'
            '    for name in ("sigmoid", "relu")\n}\n'
            "be.figures.gradients(nets, X, y)"
        ),
        "health_map": f'{_SPIRAL}be.figures.health_map(history, "active")',
        "histograms": f"{_SPIRAL}be.figures.histograms(net, X)",
        "importance": (
            f"{_TABLE}columns = fit.explained.importance\n"
            "be.figures.importance([one.name for one in columns], [one.value for one in columns])"
        ),
        "layer_activation": f"{_SPIRAL}be.figures.layer_activation(net.trace(X)[0])",
        "layer_statistics": f'{_SPIRAL}be.figures.layer_statistics(history, "update_ratio")',
        "linear_regions": f"{_SPIRAL}be.figures.linear_regions(net)",
        "loss_curve": f"{_SINE}be.figures.loss_curve(history)",
        "network": "be.figures.network(be.by_hand.sine(), x=0.08)",
        "neuron": 'be.figures.neuron(be.Neuron([0.5, -1.0], 0.25, "relu"), [2.0, 0.5])',
        "neuron_map": f"{_SPIRAL}be.figures.neuron_map(net, 1, 3)",
        "neuron_outputs": "be.figures.neuron_outputs(be.by_hand.sine(), 1)",
        "overflow": "be.figures.overflow([1.0, 2.0, 1000.0])",
        "overview": f"{_WAVE}be.figures.overview(be.by_hand.sine(), 0.08, target=wave)",
        "points": "X, y = be.datasets.moons(samples=100, noise=0.1, seed=0)\nbe.figures.points(X, y)",
        "predicted_against_true": (
            "rng = np.random.default_rng(0)\ntruth = rng.normal(10.0, 3.0, 100)\n"
            'be.figures.predicted_against_true(truth, truth + rng.normal(0.0, 1.0, 100), "mass")'
        ),
        "weight_matrices": f"{_SPIRAL}be.figures.weight_matrices(net)",
    }
)

FILMS = _with_start(
    {
        "activation": 'be.animations.activation("sigmoid", frames=12)',
        "active_shares": f"{_SPIRAL}be.animations.active_shares(net, history, X, frames=10)",
        "by_hand": "film = be.animations.by_hand()\nfilm[33]  # the film is in the chapter on the sine",
        "data_passing": f"{_WAVE}be.animations.data_passing(be.by_hand.sine(), target=wave, frames=10)",
        "neuron": ('be.animations.neuron(be.Neuron([1.0], 0.0, "relu"), "bias", -1.0, 1.0, frames=12)'),
        "overflow": "be.animations.overflow(frames=10)",
        "pair": (
            "pair = be.by_hand.Pair(w=1.0, b=-0.2, c=0.3, v=1.0)\n"
            'be.animations.pair(pair, "c", 0.1, 0.7, frames=10)'
        ),
        "race": (
            "x, y = be.datasets.sine(samples=200)\nruns = {}\n"
            'for name in ("linear", "relu"):\n'
            "    net = be.mlp(1, [8, 8], 1, activation=name, seed=3)\n"
            "    history = net.fit(\n"
            '        x, y, epochs=60, optimizer=be.Adam(0.01), record="weights", progress=False\n    )\n'
            "    runs[name] = net, history\n"
            "be.animations.race(runs, x, y, frames=10)"
        ),
        "training": f"{_SPIRAL}be.animations.training(net, history, X, y, frames=10)",
    }
)
