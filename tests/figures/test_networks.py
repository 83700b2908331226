"""Networks as pictures: every edge, number and curve is read back from what was drawn."""

import io

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.image import imread
from matplotlib.patches import Circle

import barreleye as be
from barreleye import figures
from barreleye.errors import OptionError, ShapeError
from barreleye.figures._theme import LIGHT


def edges(figure):
    """Return all edges: start, end, width, colour, opacity."""
    found = []
    for lines in figure.axes[0].collections:
        if isinstance(lines, LineCollection):
            many = len(lines.get_segments())
            colours = np.broadcast_to(lines.get_edgecolor(), (many, 4))
            for line, width, colour, alpha in zip(
                lines.get_segments(), lines.get_linewidth(), colours, lines.get_alpha(), strict=True
            ):
                found.append((*line.ravel().round(6), float(width), to_hex(colour[:3]), float(alpha)))
    return found


def circles(figure):
    return [patch for patch in figure.axes[0].patches if isinstance(patch, Circle)]


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def test_edges_are_as_wide_as_weights_are_large_and_coloured_by_sign():
    net = be.Network(
        2, [be.Dense(2, "relu", init=[[4.0, -2.0], [0.0, 1.0]]), be.Dense(1, init=[[8.0], [-8.0]])]
    )
    figure = figures.network(net)
    drawn = edges(figure)
    assert len(drawn) == 5  # none for the weight 0
    widths = {round(width, 6) for *_, width, _, _ in drawn}
    assert widths == {round(0.5 + 3.5 * size, 6) for size in (1.0, 0.5, 0.25, 0.125)}
    assert sorted(colour for *_, colour, _ in drawn) == sorted([LIGHT.first] * 3 + [LIGHT.second] * 2)
    assert {"4", "-2", "1", "8", "-8"} <= set(texts(figure))
    assert len(circles(figure)) == 5
    assert "Network with layers of 2-2-1 neurons" in figure.alt_text


def test_an_input_lights_its_paths_and_shows_the_signals():
    net = be.by_hand.sine()
    figure = figures.network(net, 0.08)
    shown = texts(figure)
    assert {"0.08", "0.48", "0.22", "-0.48", "0.27", "1.4"} <= set(shown)
    assert "-0" not in shown
    active = [to_hex(circle.get_facecolor()) == LIGHT.active for circle in circles(figure)]
    assert active == [True, *[True] + [False] * 7, *[True] * 8, True]
    faint = [alpha for *_, alpha in edges(figure) if alpha < 0.5]
    assert len(faint) == 7  # the second weights of the pairs whose first neuron is inactive
    with pytest.raises(ShapeError, match=r"x is one row of shape \(1,\)"):
        figures.network(net, [0.1, 0.2])


def test_neurons_show_their_curves_and_dead_ones_are_crossed_out():
    net = be.by_hand.sine()
    figure = figures.network(net)
    lines = figure.axes[0].lines
    curves = [one for one in lines if len(one.get_xdata()) > 2]
    crosses = [one for one in lines if len(one.get_xdata()) == 2]
    assert len(curves) == 8 - 1 + 8 + 1
    assert len(crosses) == 2  # one cross: the first neuron of the constant pair
    x = np.linspace(0, 1, 64)
    trace = net.trace(x[:, None])
    drawn = curves[0].get_ydata()
    wanted = trace[0].a[:, 0]
    np.testing.assert_allclose(np.ptp(drawn) * wanted / wanted.max() + drawn.min(), drawn, atol=1e-12)
    wide = figures.network(net, low=-3.0, high=-2.0)
    assert len([one for one in wide.axes[0].lines if len(one.get_xdata()) == 2]) == 2 * (
        8 + 1
    )  # and the output
    with pytest.raises(OptionError, match="from low to high"):
        figures.network(net, low=1.0, high=1.0)


def test_a_large_network_is_drawn_as_matrices():
    net = be.mlp(2, [64, 64], 3, seed=0)
    for figure in (figures.network(net), figures.weight_matrices(net)):
        images = [axes.images[0] for axes in figure.axes if axes.images and axes.get_title(loc="left")]
        assert len(images) == 3
        for image, view in zip(images, net.layers, strict=True):
            np.testing.assert_array_equal(image.get_array(), view.weights)
            assert (
                image.get_clim()[1]
                == -image.get_clim()[0]
                == pytest.approx(float(np.abs(view.weights).max()))
            )
    with pytest.raises(OptionError, match="the network has 3 matrices"):
        figures.weight_matrices(net, ax=figures.curve(be.by_hand.sine()).axes[0])


@pytest.mark.parametrize("size", [(8, 6), (4, 3), (2, 1)])
def test_numbers_stay_within_their_circles(size):
    figure = Figure(figsize=size)
    renderer = FigureCanvasAgg(figure).get_renderer()
    axes = figure.subplots()
    figures.network(be.mlp(2, [5, 4], 3, output="softmax", seed=0), [-1.25, 222.0], ax=axes)
    figure.draw_without_rendering()
    numbers = [text for text in axes.texts if text.get_text().lstrip("-")[:1].isdigit()]
    assert len(numbers) == (0 if size == (2, 1) else 2 + 5 + 4 + 3)  # where none has room there is none
    for text in numbers:
        box = text.get_window_extent(renderer)
        circle = next(one for one in circles(figure) if one.center == text.get_position())
        room = circle.get_window_extent(renderer)
        assert room.x0 <= box.x0 < box.x1 <= room.x1


def test_a_figure_may_be_drawn_on_axes_of_ones_own():
    axes = Figure().subplots(1, 4)
    net = be.by_hand.sine()
    history = be.mlp(1, [2], 1).fit([[0.0], [1.0]], [0.0, 1.0], epochs=3, progress=False)
    for ax, draw in zip(
        axes,
        (
            lambda ax: figures.network(net, ax=ax),
            lambda ax: figures.curve(net, ax=ax),
            lambda ax: figures.loss_curve(history, ax=ax),
            lambda ax: figures.weight_matrices(be.Network(1, [be.Dense(2)]), ax=ax),
        ),
        strict=True,
    ):
        assert draw(ax) is axes[0].figure
        assert ax.has_data() or ax.patches
    with pytest.raises(OptionError, match="axes of matplotlib"):
        figures.curve(net, ax="here")


def test_a_curve_is_drawn_exactly_with_the_knots_that_bend_it():
    net = be.by_hand.sine()
    axes = figures.curve(net, target=lambda x: np.sin(2 * np.pi * x)).axes[0]
    lines = {line.get_label(): line for line in axes.lines}
    exact = be.exact_curve(net)
    np.testing.assert_array_equal(lines["network"].get_xdata(), exact.x)
    np.testing.assert_array_equal(lines["network"].get_ydata(), exact.y[:, 0])
    np.testing.assert_array_equal(lines["knot"].get_xdata(), exact.knots[exact.bends])
    assert 0.0 not in lines["knot"].get_xdata()
    assert "wanted" in lines
    smooth = figures.curve(be.Network(1, [be.Dense(4, "tanh"), be.Dense(1)])).axes[0]
    assert "knot" not in {line.get_label() for line in smooth.lines}


@pytest.mark.parametrize("layer", [0, 1])
def test_the_bars_are_the_areas_of_effect(layer):
    net = be.by_hand.sine()
    _, bars = figures.areas_of_effect(net, layer=layer).axes
    drawn = [
        [
            (round(float(box.x0), 12), round(float(box.x1), 12))
            for box in (path.get_extents() for path in one.get_paths())
        ]
        for one in bars.collections
    ]
    areas = [be.area_of_effect(net, layer, n) for n in range(8)]
    assert drawn == [[(round(a, 12), round(b, 12)) for a, b in parts] for parts in areas if parts]


def test_many_neurons_leave_the_curve_its_room():
    x, y = be.datasets.sine(100)
    net = be.mlp(1, [64, 64], 1, seed=0)
    net.fit(x, y, epochs=5, progress=False)
    figure = figures.areas_of_effect(net, layer=1)
    heights = [axes.get_position().height for axes in figure.axes]
    assert heights[0] > 0.3
    assert not figure.axes[1].texts
    quiet = figures.areas_of_effect(be.Network(1, [be.Dense(2, "relu", init=[[0.0, 0.0]]), be.Dense(1)]))
    assert "none of them has one" in quiet.axes[1].get_xlabel()


def test_several_histories_are_told_apart():
    X, y = np.linspace(0, 1, 20)[:, None], np.linspace(1, 3, 20)
    first = be.mlp(1, [4], 1, seed=0).fit(X, y, epochs=6, validation=0.2, progress=False)
    second = be.mlp(1, [2], 1, seed=1).fit(X, y, epochs=4, progress=False)
    for given, names in (
        ({"four": first, "two": second}, ["four", "two"]),
        ([first, second], ["training 1", "training 2"]),
    ):
        axes = figures.loss_curve(given).axes[0]
        labelled = {line.get_label(): line for line in axes.lines}
        assert [labelled[name].get_ydata().tolist() for name in names] == [first.loss, second.loss]
        assert [labelled[name].get_color() for name in names] == list(LIGHT.several[:2])
        dashed = [line for line in axes.lines if line.get_linestyle() == "--"]
        assert [line.get_ydata().tolist() for line in dashed] == [first.val_loss]
    for nothing in ([], {}):
        with pytest.raises(OptionError, match="no epoch to draw"):
            figures.loss_curve(nothing)
    with pytest.raises(OptionError, match="a History"):
        figures.loss_curve([first, "second"])


def test_pictures_say_what_they_show():
    figure = figures.network(be.by_hand.sine())
    svg = figures.as_svg(figure)
    assert svg.startswith("<svg")
    assert f'aria-label="{figure.alt_text}"' in svg
    pixels = imread(io.BytesIO(figures.as_png(figure, dpi=60)))
    assert pixels.shape[1] > 400
    assert pixels[..., :3].std() > 0.02


def test_curves_with_long_names_have_their_room():
    several = {f"relu, 8-8, learning rate 0.00{k}": be.mlp(1, [4], 1, seed=k) for k in range(3)}
    figure = figures.curve(several)
    figures.as_png(figure, 60)
    axes = figure.axes[0]
    assert axes.get_position().width > 0.8
    assert axes.get_legend().get_window_extent().x0 >= 0


def test_outputs_have_the_names_of_their_classes():
    net = be.mlp(2, [3], 2, output="softmax", seed=0)
    net.fit([[0.0, 1.0], [1.0, 0.0]], ["no", "yes"], epochs=1, progress=False)
    assert {"no", "yes"} <= set(texts(figures.network(net)))
    one = be.mlp(2, [3], 1, output="sigmoid", seed=0)
    one.fit([[0.0, 1.0], [1.0, 0.0]], ["no", "yes"], epochs=1, progress=False)
    assert "no" not in texts(figures.network(one))


def test_too_many_edges_are_said():
    figure = figures.network(be.mlp(3, [200, 4], 2, seed=0), x=[1, 2, 3])
    assert figure.get_suptitle() == "1,408 edges are too many for a drawing: the weights"
    deep = figures.network(be.mlp(6, [6] * 12, 6, seed=0))
    assert deep.get_size_inches()[0] < 9
    assert sum(axes.get_title(loc="left") != "" for axes in deep.axes) == 13
