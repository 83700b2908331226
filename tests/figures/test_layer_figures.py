"""Pictures of one neuron, of layers and of whole networks: read back from what was drawn."""

import math

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

import barreleye as be
from barreleye import figures
from barreleye.errors import DataError, OptionError, ShapeError
from barreleye.figures._theme import LIGHT


def wave(x):
    return np.sin(2 * np.pi * x)


def words(axes):
    return {text.get_text() for text in axes.texts}


@pytest.fixture(scope="module")
def spiral():
    X, y = be.datasets.spiral(samples=60, classes=3, seed=0)
    net = be.mlp(2, [8, 6], 3, output="softmax", seed=1)
    history = net.fit(X, y, epochs=4, record="epoch", progress=False)
    return net, X, y, history


def test_a_neuron_shows_every_number_of_its_computation():
    unit = be.Neuron([6.0], -2.3, "relu")
    parts, graph = figures.neuron(unit, 0.5).axes
    assert {"0.5", "w = 6", "z = 0.7", "a = 0.7", "bias -2.3", "relu"} <= words(parts)
    x, y = next(line for line in graph.lines if line.get_color() == LIGHT.first).get_data()
    assert np.array_equal(y, unit(x[:, None]))
    kink = next(line for line in graph.lines if line.get_color() == LIGHT.ink).get_xdata()
    assert kink == pytest.approx(2.3 / 6.0)
    parts, graph = figures.neuron(be.Neuron([0.5, -1.0], 0.25, "sigmoid")).axes
    assert {"w = 0.5", "w = -1", "a = f(z)"} <= words(parts)
    styles = {line.get_color(): line.get_linestyle() for line in parts.lines}
    assert styles == {LIGHT.first: "-", LIGHT.second: "--"}
    assert graph.get_xlabel() == "z"
    with pytest.raises(OptionError, match="room for 10 inputs, this neuron has 11"):
        figures.neuron(be.Neuron(np.ones(11)))


@pytest.mark.parametrize("row", [False, True])
def test_ten_inputs_with_long_numbers_have_room(row):
    long = 1234.5678 * np.random.default_rng(0).normal(size=10)
    figure = figures.neuron(be.Neuron(long, -12345.678, "leaky_relu"), 100.0 * long if row else None)
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw_without_rendering()
    boxes = [
        Text.get_window_extent(text, renderer)  # of an annotation without its arrow
        for text in figure.axes[0].texts
        if text.get_text()
    ]
    assert len(boxes) >= 10 + 10 + row * 10
    for k, box in enumerate(boxes):
        assert box.count_overlaps(boxes[k + 1 :]) == 0


def test_neurons_with_several_biases_are_drawn_in_one_picture():
    several = {f"b = {b}": be.Neuron([1.0], b, "relu") for b in (0.0, 0.5)}
    (axes,) = figures.curve(several, low=-1, high=1).axes
    for k, (name, unit) in enumerate(several.items()):
        line = next(one for one in axes.lines if one.get_label() == name)
        x, y = line.get_data()
        assert line.get_color() == LIGHT.several[k]
        assert np.allclose(y, unit(x[:, None]), atol=1e-12)
    points = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"]
    assert points == [0.0, -0.5]


def test_the_residual_is_the_curve_without_the_target():
    net = be.by_hand.sine()
    above, below = figures.curve(net, target=wave, residual=True).axes
    x, y = below.lines[0].get_data()
    assert np.allclose(y, net(x[:, None])[:, 0] - wave(x), atol=1e-12)
    assert len(above.lines) == 4  # wanted, network, knots, zero
    with pytest.raises(OptionError, match="a residual needs a target"):
        figures.curve(net, residual=True)


def test_an_overview_has_drawing_curve_and_areas():
    net = be.by_hand.sine(stage=3)
    figure = figures.overview(net, 0.3, target=wave, caption="Three pairs.")
    left, top, bottom = figure.axes
    assert "0.3" in words(left)
    marked = next(line for line in top.lines if line.get_marker() == "D")
    assert marked.get_xydata()[0] == pytest.approx([0.3, float(net([[0.3]])[0, 0])])
    boxes = [path.vertices for bars in bottom.collections for path in bars.get_paths()]
    spans = sorted((float(box[:, 0].min()), float(box[:, 0].max())) for box in boxes)
    wanted = [be.area_of_effect(net, 0, n) for n in range(3)]
    assert np.allclose(spans, sorted(area for areas in wanted for area in areas))
    assert figure.alt_text == "Three pairs."
    with pytest.raises(ShapeError, match="a network with 1 input, this one has 2"):
        figures.overview(be.mlp(2, [3], 1))
    with pytest.raises(OptionError, match="room for 400 edges, this network has 4,224"):
        figures.overview(be.mlp(1, [64, 64], 1, seed=0))


def test_every_neuron_of_a_layer_has_its_own_curve():
    net = be.by_hand.sine()
    figure = figures.neuron_outputs(net, 1, low=0.0, high=1.0)
    x = np.linspace(0.0, 1.0, 400)
    outputs = net.trace(x[:, None])[1].a
    for k, axes in enumerate(figure.axes):
        assert np.array_equal(axes.lines[1].get_ydata(), outputs[:, k])
    dead = figures.neuron_outputs(net, 0).axes
    assert [axes.get_title(loc="left") for axes in dead][-1] == "7: 0 here"
    assert len(figures.neuron_outputs(be.mlp(1, [80], 1, seed=0)).axes) == 64


def test_active_shares_mark_the_dead(spiral):
    net, X, _, _ = spiral
    broken = net.copy()
    broken.neuron(0, 2).bias = -100.0
    first, second = figures.active_shares(broken, X).axes
    trace = broken.trace(X)
    for axes, record in ((first, trace[0]), (second, trace[1])):
        assert [bar.get_height() for bar in axes.patches] == pytest.approx(
            (record.a > 0).mean(axis=0).tolist()
        )
    assert 2 in first.lines[0].get_xdata()
    assert "dead neuron" in first.get_title(loc="left")


def test_histograms_count_every_weight_and_output(spiral):
    net, X, _, _ = spiral
    every = figures.histograms(net, X).axes
    counts = [sum(bar.get_height() for bar in axes.patches) for axes in every]
    assert counts == [2 * 8, 8 * 6, 6 * 3, len(X) * 8, len(X) * 6, len(X) * 3]


def test_gradients_are_those_of_the_loss(spiral):
    net, X, y, _ = spiral
    flat = be.mlp(2, [4, 4], 3, activation="step", output="softmax", seed=0)
    flat.fit(X, y, epochs=1, progress=False)
    (axes,) = figures.gradients({"relu": net, "step": flat}, X, y).axes
    sizes = [np.sqrt(np.mean(np.square(part.weights, dtype=float))) for part in net.gradients(X, y)]
    assert np.allclose(axes.lines[0].get_ydata(), sizes)
    assert np.isnan(axes.lines[1].get_ydata()[:2]).all()  # step lets no gradient through
    assert "step: gradient 0" in axes.get_legend_handles_labels()[1]
    assert axes.get_yscale() == "linear"
    deep = be.mlp(2, [8] * 6, 3, activation="sigmoid", output="softmax", seed=0)
    (axes,) = figures.gradients(deep, X, y).axes
    assert axes.get_yscale() == "log"


def test_statistics_of_layers_are_those_of_the_history(spiral):
    net, X, y, history = spiral
    (axes,) = figures.layer_statistics(history, "update_ratio").axes
    wanted = [
        [record.layers[name].update_ratio for record in history] for name in history.epochs[0].layers
    ]
    assert [line.get_ydata().tolist() for line in axes.lines] == wanted
    image = figures.health_map(history, "active").axes[0].images[0]
    assert np.array_equal(
        image.get_array(),
        [[record.layers[name].active for record in history] for name in history.epochs[0].layers],
    )
    with pytest.raises(OptionError, match=r'train with fit\(record="epoch"\)'):
        figures.health_map(net.copy().fit(X, y, epochs=1, progress=False))
    with pytest.raises(OptionError, match="quantity is 'active', 'slope'"):
        figures.layer_statistics(history, "loss")


def test_confidences_of_one_row_and_of_many(spiral):
    net, X, y, _ = spiral
    (axes,) = figures.confidences(net, X[0], y[0]).axes
    assert [bar.get_width() for bar in axes.patches] == pytest.approx(net(X[:1])[0].tolist())
    assert axes.get_title(loc="left").startswith(f"predicted: {net.predict(X[:1])[0]}")
    (axes,) = figures.confidences(net, X, y).axes
    right = int((net.predict(X) == y).sum())
    assert axes.get_legend_handles_labels()[1] == [f"right: {right:,}", f"wrong: {len(X) - right:,}"]
    assert sum(bar.get_height() for bars in axes.containers for bar in bars) == len(X)
    with pytest.raises(OptionError, match="no probability has no classes"):
        figures.confidences(be.mlp(2, [2], 1), X)
    with pytest.raises(ShapeError, match="y is one class for each of 180 rows"):
        figures.confidences(net, X, y[:5])


def test_labels_that_are_no_classes_of_the_network_are_refused(spiral):
    _, X, y, _ = spiral
    net = be.mlp(2, [4], 3, output="softmax", seed=0)
    net.fit(X, np.array(["a", "b", "c"])[y], epochs=1, progress=False)
    for draw in (figures.confidences, figures.decision_regions):
        with pytest.raises(
            DataError, match="row 0 has the label 0, which is not one of the classes 'a'"
        ):
            draw(net, X, y)


def test_linear_regions_are_coloured_by_what_is_active(spiral):
    net, *_ = spiral
    regions = be.linear_regions(net, (-1, 1))
    axes = figures.linear_regions(net).axes[0]
    (drawn,) = axes.collections
    assert len(drawn.get_paths()) == len(regions)
    centers = np.array([polygon.mean(axis=0) for polygon in regions])
    trace = net.trace(centers.astype(np.float32))
    assert np.array_equal(
        drawn.get_array(), sum((layer.z > 0).sum(axis=1) for layer in trace.layers[:2])
    )
    steep = figures.linear_regions(net, by="slope").axes[0].collections[0].get_array()
    assert np.allclose(steep, np.linalg.norm(regions.gradients[:, :, 0], axis=1))


def test_a_program_shows_a_picture_in_a_browser_or_says_how_to_write_it(monkeypatch, tmp_path):
    shown = []
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("webbrowser.open", lambda url: not shown.append(url))
    figure = figures.activation("relu")
    figure.show()
    (file,) = tmp_path.iterdir()
    assert shown == [file.as_uri()]
    assert file.read_bytes().startswith(b"\x89PNG")
    monkeypatch.setattr("webbrowser.open", lambda _: False)
    with pytest.raises(DataError, match=r"figure\.savefig"):
        figure.show()
    assert list(tmp_path.iterdir()) == [file]


def test_what_is_not_finite_or_absent_is_refused(spiral):
    net, X, y, _ = spiral
    broken = net.copy()
    broken.parameters[0].weights[0, 0] = np.nan
    for draw in (
        lambda: figures.network(broken), lambda: figures.weight_matrices(broken),
        lambda: figures.decision_regions(broken, X, y), lambda: figures.linear_regions(broken),
        lambda: figures.neuron_map(broken, 0, 0), lambda: figures.gradients(broken, X, y),
    ):  # fmt: skip
        with pytest.raises(OptionError, match="the weights of hidden0 have NaN or infinity"):
            draw()
    for draw in (figures.active_shares, figures.histograms, figures.confidences):
        with pytest.raises(ShapeError, match="and X has none"):
            draw(net, X[:0])
    for target in (math.sin, lambda x: x[:3]):
        with pytest.raises(OptionError, match="target takes an array x"):
            figures.curve(be.by_hand.sine(), target=target)
    with pytest.raises(OptionError, match="at is a number z, got nan"):
        figures.activation("tanh", at=np.nan)
    with pytest.raises(OptionError, match="room for 8 activations"):
        figures.activations(overlay=True)


def test_a_network_without_hidden_layers_has_one_region():
    figure = figures.linear_regions(be.mlp(2, [], 2, output="softmax", seed=0))
    assert figure.axes[0].collections[0].get_array().tolist() == [0.0]


def test_the_point_of_a_neuron_is_on_its_graph():
    graph = figures.neuron(be.Neuron([2.0], 0.0, "sigmoid"), x=[3.0]).axes[1]
    point = next(line for line in graph.lines if line.get_marker() == "o").get_xdata()[0]
    assert graph.get_xlim()[0] < point < graph.get_xlim()[1]


def test_a_curve_of_several_outputs_says_which_it_is():
    (axes,) = figures.curve(be.mlp(1, [3], 3, output="softmax", seed=0)).axes
    assert "network, first of 3 outputs" in axes.get_legend_handles_labels()[1]
