"""Whatever an argument is, a public call succeeds or is refused in the library's own words, and nothing changes.

The calls are found by themselves: every name of a face, every method of what the faces make. A new parameter
needs nothing here, unless it has no default and a name that is met for the first time.
"""

import inspect

import numpy as np
import pytest

import barreleye as be
from barreleye.activations import _activation_catalogue
from barreleye.errors import BarreleyeError
from barreleye.scalars.text import new_source


class Unreadable:
    """An object that cannot even be shown."""

    def __repr__(self):
        raise RuntimeError("no words")


ODD = [
    None,
    "x",
    "",
    object(),
    Unreadable(),
    float("nan"),
    float("inf"),
    -1,
    0,
    1j,
    10**400,
    10**5000,
    [],
    [[1.0, 2.0], [3.0]],
    ["a", None],
    np.ma.array([1.0, -9999.0], mask=[False, True]),
    [np.ma.array([1.0, 2.0]), np.ma.array([1.0, -9999.0], mask=[False, True])],
    np.ma.masked,
    np.datetime64("2026-11-28"),
    np.timedelta64(1, "D"),
    np.array([1.0 + 2.0j, 0.0]),
    np.array([["a", "b"]]),
    np.zeros((2, 0)),
    np.zeros((2, 3, 4)),
    b"bytes",
    {1, 2},
    {"a": 1},
    {"a": 1}.keys(),
    lambda *_: None,
    True,
]

X = np.linspace(-1.0, 1.0, 24).reshape(12, 2)
Y = X.sum(axis=1)
LABELS = np.arange(12) % 3


def network():
    return be.mlp(2, [3], 1, seed=0)


def classifier():
    return be.mlp(2, [3], 2, output="softmax", seed=0)


def recorded():
    return network().fit(X, Y, epochs=2, record="epoch", progress=False)


def history():
    return network().fit(X, Y, epochs=2, progress=False)


# A good value for each parameter without a default, by its name.
GOOD = {
    "x": lambda: np.array([0.25, 0.75]),
    "X": lambda: X,
    "y": lambda: Y,
    "g": lambda: np.array([1.0, 2.0]),
    "z": lambda: np.linspace(-1.0, 1.0, 5),
    "name": lambda: "relu",
    "source": lambda: new_source("c", "float32"),
    "value": lambda: np.tanh,
    "derivative": lambda: lambda z: 1.0 - np.tanh(z) ** 2,
    "parameters": dict,
    "units": lambda: 3,
    "inputs": lambda: 2,
    "hidden": lambda: [3],
    "outputs": lambda: 1,
    "layers": lambda: [be.Dense(3, "relu"), be.Dense(1)],
    "layer": lambda: 0,
    "index": lambda: 1,
    "neuron": lambda: 1,
    "net": be.by_hand.sine,
    "weights": lambda: np.ones(2),
    "y_pred": lambda: np.array([[0.5], [0.25]]),
    "y_true": lambda: np.array([[1.0], [0.0]]),
    "rate": lambda: 0.1,
    "every": lambda: 2.0,
    "epochs": lambda: 3.0,
    "schedule": lambda: 0.1,
    "choice": lambda: "zeros",
    "scale": lambda: 0.1,
    "chosen": lambda: [(1.0, 0.0, 1.0, 1.0)],
    "low": lambda: 0.0,
    "high": lambda: 1.0,
    "history": history,
    "record": lambda: network().trace(X)["hidden0"],
    "matrix": lambda: np.eye(2, dtype=int),
    "labels": lambda: ["a", "b"],
    "predicted": lambda: np.array([1.0, 2.0]),
    "curve_x": lambda: np.array([0.25, 0.75]),
    "curve_y": lambda: np.array([0.25, 0.75]),
    "names": lambda: ("in", "out"),
    "curves": lambda: {"a": np.array([0.0, 1.0])},
    "classes": lambda: (0.5, 1.0),
    "sample_weight": lambda: np.ones(12),
    "rows": lambda: 12,
    "activation": lambda: "relu",
    "figure": lambda: be.figures.loss_curve(history()),
    "w": lambda: 1.0,
    "b": lambda: 0.0,
    "c": lambda: 1.0,
    "v": lambda: 1.0,
    "pair": lambda: (0.0, 1.0),
    "rule": lambda: be.schedules.ReduceOnPlateau(0.1),
    "loss": lambda: None,
    "f": lambda: np.sin,
    "Y": lambda: Y[:, None],
}
# Where one name means something else.
COMPARED = {"y": lambda: LABELS, "names": lambda: ["relu", "tanh"], "seeds": lambda: 2}
HERE = {
    "optimizers.get": {"choice": lambda: "adam"},
    "losses.get": {"name": lambda: "huber"},
    "losses.restore": {"name": lambda: "huber"},
    "losses.class_indices": {"y": lambda: [0.5, 1.0]},
    "initializers.get": {"choice": lambda: "zeros"},
    "initializers.given": {"weights": lambda: np.ones((2, 3))},
    "initializers.restore": {"name": lambda: "zeros"},
    "activations.from_functions": {"name": lambda: "odd"},
    "by_hand.PairView": {"pair": lambda: 0},
    "linear_regions": {"net": network},
    **{name: {"net": network} for name in ("health", "check", "revive", "HealthWatch")},
    **{f"diagnostics.{name}": {"net": network} for name in ("health", "check", "revive", "HealthWatch")},
    "HealthWatch.__call__": {"record": lambda: recorded().epochs[0]},
    "microscope.linear_regions": {"net": network},
    "play": {"net": network},
    "by_hand.ramps": {"y": lambda: np.array([1.0, 2.0])},
    "figures.activation_comparison": {
        "comparison": lambda: be.compare_activations(
            X, LABELS, ["relu", "tanh"], seeds=2, hidden=[3], epochs=1, progress=False
        )
    },
    "compare_activations": COMPARED,
    "comparisons.compare_activations": COMPARED,
    "figures.activation": {"chosen": lambda: "relu"},
    "figures.active_shares": {"net": network},
    "figures.answer_map": {
        "x": lambda: np.array([0.0, 1.0, 2.0]),
        "y": lambda: np.array([0.0, 1.0]),
        "answers": lambda: np.arange(6.0).reshape(2, 3),
    },
    "figures.calibration": {
        "probabilities": lambda: np.linspace(0.0, 1.0, 12),
        "right": lambda: LABELS == 1,
    },
    "figures.confidences": {"net": classifier},
    "figures.decision_regions": {"net": classifier},
    "figures.effect": {
        "entries": lambda: np.array([0.0, 1.0, 2.0]),
        "answers": lambda: np.array([0.5, 0.0, 1.0]),
        "rows": lambda: np.array([3, 4, 5]),
    },
    "figures.gradients": {"net": network},
    "figures.importance": {"names": lambda: ["a", "b"], "values": lambda: np.array([0.5, 0.1])},
    "figures.health_map": {"history": recorded},
    "figures.layer_statistics": {"history": recorded},
    "figures.linear_regions": {"net": network},
    "figures.neuron_map": {"net": network},
    "figures.neuron": {"unit": lambda: be.Neuron([1.0], 0.5, "relu")},
    "figures.predicted_against_true": {"y_true": lambda: np.array([1.0, 2.5])},
    "figures.fitted_curve": {"y_true": lambda: np.array([1.0, 2.5])},
    "LBFGS": {},
    "Network.mean_loss": {"rows": lambda: X, "loss": lambda: be.losses.squared_error},
    "engine": {"name": lambda: "numpy"},
    "Neuron": {"weights": lambda: np.ones(2)},
}
# What the floors call among themselves, with what they have made: descriptions, records, views.
INSIDE = {
    "Activation", "Elementwise", "Rowwise", "Loss", "CompiledOptimizer", "Optimizer",
    "Schedule", "Initializer", "Curve", "Pieces", "Regions", "Change",
    "Plateau", "Trace", "History", "Parameters", "Given", "Random", "Zeros", "as_png", "as_svg",
    "require_matplotlib", "interval", "limits", "row_weights",
    "restore",  # what files hold: tests/network/test_damaged_files.py
}  # fmt: skip
INSIDE_OF = {
    be.Dense: {"shapes", "initialize", "forward", "parameter_gradients", "input_gradient"},
    be.Neuron: {"window"},
    be.Network: {"load", "save", "from_description"},  # files: tests/network/test_damaged_files.py
    be.EarlyStopping: {"monitored_value"},
    be.Loss: {"joint", "of_checked_rows"},
}
FLOORS = [
    "",
    "activations",
    "by_hand",
    "figures",
    "initializers",
    "losses",
    "microscope",
    "optimizers",
    "schedules",
]
ELSEWHERE = {
    "from_keras",
    "from_onnx",
    "from_sklearn",
    "from_torch",
    "TableEnsemble",
    "TableModel",
    "fit_table",
    "load",
    "write_report",
    "TabularClassifier",
    "TabularRegressor",
}  # tests/exchange, tests/tables, tests/reports, tests/estimators


def methods(thing, kind):
    """Return the public methods of a thing by name, the call of itself among them."""
    hidden = INSIDE_OF.get(kind, set())
    if issubclass(kind, be.optimizers.CompiledOptimizer) or kind is be.LBFGS:
        hidden = {"step", "body", "constants"}
    found = sorted(name for name in dir(kind) if not name.startswith("_") and name not in hidden)
    names = [name for name in found if callable(getattr(kind, name))]
    asked = (
        callable(thing) and "schedules" not in kind.__module__
    )  # which training asks, with numbers of its own
    return [*names, *["__call__"] * asked]


def calls():
    """Return everything that can be called, by name: a function that returns it anew."""
    found = {}
    for floor in FLOORS:
        face = getattr(be, floor) if floor else be
        for name in getattr(face, "__all__", None) or dir(face):
            thing, title = getattr(face, name), f"{floor}.{name}".strip(".")
            if inspect.ismodule(thing) or name in INSIDE | ELSEWHERE or isinstance(thing, tuple):
                continue
            if inspect.isroutine(thing) or inspect.isclass(thing):
                found[title] = lambda thing=thing: thing
            if inspect.isroutine(thing):
                continue
            make = (
                (lambda thing=thing, title=title: made(thing, title))
                if inspect.isclass(thing)
                else (lambda thing=thing: thing)
            )
            one = make()
            for method in methods(one, type(one)):
                title_of = (
                    title if method == "__call__" and not inspect.isclass(thing) else f"{title}.{method}"
                )
                found[title_of] = lambda make=make, method=method: getattr(make(), method)
    return found


def arguments(function, title):
    """Return good arguments for all parameters, by name."""
    good = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
            continue
        here = HERE.get(title, {}).get(name)
        if parameter.default is parameter.empty or here:
            good[name] = (here or GOOD[name])()
        elif name == "progress":
            good[name] = False
        elif name == "epochs":
            good[name] = 1
    return good


def made(thing, title):
    return thing(**arguments(thing, title))


CALLS = calls()


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """A folder of its own, and a catalogue that forgets what a call has entered."""
    monkeypatch.chdir(tmp_path)
    for name in ("_CATALOGUE", "_ALIASES", "_USER_DEFINED"):
        monkeypatch.setattr(
            _activation_catalogue,
            name,
            type(getattr(_activation_catalogue, name))(getattr(_activation_catalogue, name)),
        )


def fault(function, options):
    """Return what is wrong with how a call ended: it may be taken, or refused in words that are not too long."""
    owner = getattr(function, "__self__", None)
    net = owner if isinstance(owner, be.Network) else None
    before = net and (net.parameters.vector.tobytes(), net.classes, net.history)
    try:
        function(**options)
    except BarreleyeError as error:
        if net and before != (net.parameters.vector.tobytes(), net.classes, net.history):
            return "it was refused and changed the network"
        return "" if 10 < len(str(error)) < 2000 else f"a message of {len(str(error))} letters"
    except Exception as error:  # noqa: BLE001  whatever else comes is what this test is about
        return f"{type(error).__name__}: {error}"
    return (
        "" if net is None or np.isfinite(net.parameters.vector).all() else "weights that are not finite"
    )


def described(value):
    try:
        return repr(value)[:60]
    except (RuntimeError, ValueError):
        return type(value).__name__


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("title", CALLS)
def test_every_argument_may_be_odd(title):
    function = CALLS[title]()
    assert fault(function, arguments(function, title)) == ""
    wrong = []
    for name, parameter in inspect.signature(function).parameters.items():
        for value in ODD:
            function = CALLS[title]()  # anew: the last call may have changed what it belongs to
            options = arguments(function, title)
            several = parameter.kind is parameter.VAR_KEYWORD
            names = getattr(function.__self__, "parameters", {}) if several else [name]
            found = fault(function, options | dict.fromkeys(names, value))
            wrong += [f"{name}={described(value)}: {found[:200]}"] * bool(found)
    assert wrong == []
