"""Every figure once: drawn without a warning, light and dark, 400 and 1,200 pixels wide, with its text."""

import io
from concurrent.futures import ThreadPoolExecutor

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image

import barreleye as be
from barreleye import figures
from barreleye.figures._theme import DARK, LIGHT

X1, Y1 = be.datasets.sine(samples=40)
X2, Y2 = be.datasets.spiral(samples=20, classes=3, seed=0)
DRAWN = {
    "activation": lambda: figures.activation("hard_swish", at=1.0),
    "activation_comparison": lambda: figures.activation_comparison(
        be.compare_activations(X2, Y2, ["relu", "tanh"], seeds=2, epochs=2, progress=False)
    ),
    "activations": lambda: figures.activations(at=0.5),
    "active_shares": lambda: figures.active_shares(plane()[0], X2),
    "answer_map": lambda: figures.answer_map(
        np.linspace(0.0, 1.0, 30),
        np.linspace(-1.0, 1.0, 20),
        np.stack([np.full((20, 30), 0.25), np.full((20, 30), 0.75)], axis=2),
        names=("a", "b"),
        classes=["no", "yes"],
        points=[[0.5, 0.5], [0.1, -0.2]],
        labels=["yes", "no"],
    ),
    "areas_of_effect": lambda: figures.areas_of_effect(be.by_hand.sine()),
    "calibration": lambda: figures.calibration(np.linspace(0.5, 1.0, 60), np.arange(60) % 4 > 0),
    "effect": lambda: figures.effect(
        [0.0, 1.0, 3.0], [[0.1, 0.0], [0.2, -0.1], [-0.3, 0.1]], [5, 9, 2], name="x", labels=["a", "b"]
    ),
    "importance": lambda: figures.importance(["a", "b", "c"], [0.1, 0.4, -0.01], [0.02, 0.1, 0.01]),
    "confidences": lambda: figures.confidences(plane()[0], X2, Y2),
    "confusion_matrix": lambda: figures.confusion_matrix([[9, 1], [0, 12]], ["no", "yes"]),
    "curve": lambda: figures.curve(be.by_hand.sine(), target=np.sin, residual=True),
    "decision_regions": lambda: figures.decision_regions(plane()[0], X2, Y2, edges=True),
    "fitted_curve": lambda: figures.fitted_curve(
        X1[:, 0], np.ravel(Y1), X1[:, 0], np.ravel(Y1), ("x", "y")
    ),
    "gradients": lambda: figures.gradients(plane()[0], X2, Y2),
    "health_map": lambda: figures.health_map(plane()[1]),
    "histograms": lambda: figures.histograms(plane()[0], X2),
    "layer_activation": lambda: figures.layer_activation(plane()[0].trace(X2)[0]),
    "layer_statistics": lambda: figures.layer_statistics(plane()[1]),
    "linear_regions": lambda: figures.linear_regions(plane()[0]),
    "loss_curve": lambda: figures.loss_curve({"one": plane()[1], "two": plane()[1]}),
    "network": lambda: figures.network(be.by_hand.sine(), 0.3),
    "neuron": lambda: figures.neuron(be.Neuron([0.5, -2.0], 0.1, "tanh"), [1.0, 2.0]),
    "neuron_map": lambda: figures.neuron_map(plane()[0], 0, 1),
    "neuron_outputs": lambda: figures.neuron_outputs(be.by_hand.sine(), 1),
    "overflow": figures.overflow,
    "overview": lambda: figures.overview(be.by_hand.sine(), 0.3, target=np.sin, caption="a sine"),
    "points": lambda: figures.points(X2, Y2),
    "predicted_against_true": lambda: figures.predicted_against_true(
        [1e6, 2e6], [1.1e6, 1.9e6], "euros"
    ),
    "weight_matrices": lambda: figures.weight_matrices(plane()[0]),
}


def plane():
    net = be.mlp(2, [6, 5], 3, output="softmax", seed=0)
    return net, net.fit(X2, Y2, epochs=3, validation=0.2, record="epoch", progress=False)


def test_none_is_missing():
    others = {"as_png", "as_svg", "require_matplotlib", "terminal_plot", "theme"}
    assert DRAWN.keys() == set(figures.__all__) - others


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_is_drawn_without_a_warning(name, theme):
    with figures.theme(theme):  # every warning is an error in these tests
        figure = DRAWN[name]()
        inches = figure.get_size_inches()
        for wide in (400, 1200):
            dpi = round(wide / inches[0])
            with Image.open(io.BytesIO(figures.as_png(figure, dpi))) as image:
                assert image.size == pytest.approx(np.round(inches * dpi), abs=1)
                colours = image.convert("RGB").getcolors(maxcolors=1 << 24)
        assert len(colours) > 50
        words = figures.as_svg(figure)
    assert figure.alt_text
    assert "aria-label" in words


def test_threads_keep_their_themes_and_leave_matplotlib_as_it_was():
    before = dict(mpl.rcParams)

    def draw(theme):
        with figures.theme(theme):
            figure = figures.curve(be.by_hand.sine())
            figures.as_svg(figure)
        return theme, figure.axes[0].xaxis.label.get_color()

    with ThreadPoolExecutor(6) as pool:
        found = set(pool.map(draw, ["light", "dark"] * 18))
    assert found == {("light", LIGHT.ink), ("dark", DARK.ink)}
    assert dict(mpl.rcParams) == before
