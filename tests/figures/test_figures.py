"""Pictures show the numbers they are given: every line, bar and cell is read back."""

import io

import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.image import imread

import barreleye as be
from barreleye import figures
from barreleye.errors import OptionError
from barreleye.figures._theme import LIGHT
from barreleye.training import History
from support.tables import fitted_prices, fitted_sides


def lines(figure):
    """Return the labelled lines of the first axes, by label."""
    return {line.get_label(): line for line in figure.axes[0].lines}


def test_the_loss_curve_draws_the_history():
    history = fitted_sides().folds[0]
    figure = figures.loss_curve(history)
    drawn = lines(figure)
    training = next(line for label, line in drawn.items() if label.startswith("training"))
    assert training.get_ydata().tolist() == history.loss
    assert training.get_xdata().tolist() == list(range(len(history)))
    assert drawn["validation"].get_ydata().tolist() == history.val_loss
    assert list(drawn["weights kept"].get_xdata()) == [history.best_epoch] * 2
    assert figure.axes[0].get_ylabel() == "cross entropy"
    assert training.get_color() != drawn["validation"].get_color()


def test_losses_that_differ_tenfold_have_a_logarithmic_axis():
    X, y = be.datasets.sine(samples=40)
    net = be.mlp(1, [32], 1, activation="tanh", seed=0)
    for epochs, rate, scale in ((2, 1e-6, "linear"), (600, 3e-2, "log")):
        history = net.fit(X, y, epochs=epochs, optimizer=be.Adam(rate), progress=False)
        losses = history.loss
        assert (max(losses) > 10 * min(losses)) == (scale == "log")
        assert figures.loss_curve(history).axes[0].get_yscale() == scale


def test_a_loss_of_zero_keeps_the_linear_axis():
    net = be.mlp(1, [], 1)
    X = np.zeros((4, 1))
    history = net.fit(X, np.zeros(4), epochs=2, progress=False)
    assert history.loss == [0.0, 0.0]
    figure = figures.loss_curve(history)
    assert figure.axes[0].get_yscale() == "linear"
    assert "validation" not in lines(figure)


def test_the_confusion_matrix_writes_counts_and_colours_shares():
    matrix = np.array([[1500, 500], [0, 3]])
    figure = figures.confusion_matrix(matrix, ["yes", "no"])
    axes = figure.axes[0]
    cells = {text.get_position(): text.get_text() for text in axes.texts}
    assert cells == {(0, 0): "1,500", (1, 0): "500", (0, 1): "0", (1, 1): "3"}
    paper, right, wrong = (np.array(to_rgb(hue)) for hue in (LIGHT.paper, LIGHT.first, LIGHT.second))
    hues = [
        [paper + 0.75 * (right - paper), paper + 0.25 * (wrong - paper)],
        [paper, right],
    ]
    np.testing.assert_allclose(axes.images[0].get_array(), hues)
    for axis in (axes.get_xticklabels(), axes.get_yticklabels()):
        assert [label.get_text() for label in axis] == ["yes", "no"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("predicted", "true")


def test_a_class_that_was_not_met_is_no_division_by_zero():
    figure = figures.confusion_matrix([[0, 0], [1, 1]], [False, True])
    first, second = np.asarray(figure.axes[0].images[0].get_array())
    np.testing.assert_allclose(first, [to_rgb(LIGHT.paper)] * 2)
    assert (second[0] != second[1]).any()
    with pytest.raises(OptionError, match="holds counts, and these have negative numbers or NaN"):
        figures.confusion_matrix([[1, -1], [2, 3]], ["a", "b"])


def test_long_labels_are_shortened_and_many_classes_are_not_written_over():
    figure = figures.confusion_matrix(np.eye(21, dtype=int), ["n" * 40] * 21)
    assert not figure.axes[0].texts
    assert {label.get_text() for label in figure.axes[0].get_xticklabels()} == {"n" * 15 + "…"}


def test_predicted_against_true_puts_truth_across_and_answers_up():
    fit = fitted_prices()
    figure = figures.predicted_against_true(fit.predicted, fit.y_true, "price")
    axes = figure.axes[0]
    np.testing.assert_array_equal(
        axes.collections[0].get_offsets(), np.column_stack([fit.y_true, fit.predicted])
    )
    diagonal = lines(figure)["perfect"]
    assert list(diagonal.get_xdata()) == list(diagonal.get_ydata())
    assert min(diagonal.get_xdata()) == min(fit.y_true.min(), fit.predicted.min())
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("true price", "predicted price")


def test_a_fitted_curve_shows_the_points_and_the_curve():
    x, y = np.array([0.0, 1.0, 2.0]), np.array([1.0, 0.0, 4.0])
    grid = np.linspace(0, 2, 5)
    figure = figures.fitted_curve(x, y, grid, grid**2, ("time", "height"))
    axes = figure.axes[0]
    np.testing.assert_array_equal(axes.collections[0].get_offsets(), np.column_stack([x, y]))
    assert lines(figure)["network"].get_ydata().tolist() == (grid**2).tolist()
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("time", "height")


def test_a_layer_shows_its_function_and_slope_where_its_neurons_were():
    record = fitted_sides().trace[0]
    figure = figures.layer_activation(record)
    drawn = lines(figure)
    z = drawn["value"].get_xdata()
    np.testing.assert_array_equal(drawn["value"].get_ydata(), np.maximum(z, 0.0))
    np.testing.assert_array_equal(drawn["slope"].get_ydata(), (z > 0).astype(float))
    low, high = np.quantile(record.z.astype(float), [0.001, 0.999])
    assert z[0] <= low < high <= z[-1]


def test_the_bars_of_a_layer_count_every_row_and_neuron():
    x = np.random.default_rng(0).normal(size=(3000, 1))
    x[7] = 1000.0  # far beyond what is drawn, and said so
    record = be.mlp(1, [4], 1).trace(x)[0]
    axes, background = figures.layer_activation(record).axes
    bars = background.patches
    z = record.z.astype(float)
    left, right = bars[0].get_x(), bars[-1].get_x() + bars[-1].get_width()
    beyond = int(((z < left) | (z > right)).sum())
    assert sum(bar.get_height() for bar in bars) == z.size - beyond
    assert f"{beyond} lie beyond" in axes.get_xlabel()
    assert all(bar.get_y() == 0 for bar in bars)
    assert background.get_ylim()[0] == 0
    inner = bars[20:40]
    left, right = inner[0].get_x(), inner[-1].get_x() + inner[-1].get_width()
    assert sum(bar.get_height() for bar in inner) == ((z >= left) & (z < right)).sum()


def test_a_softmax_layer_shows_the_highest_confidence_of_each_row():
    record = fitted_sides().trace[-1]
    axes = figures.layer_activation(record).axes[0]
    counts, _ = np.histogram(record.a.max(axis=1).astype(float), bins=40, range=(0.0, 1.0))
    assert [bar.get_height() for bar in axes.patches] == counts.tolist()
    assert counts.sum() == len(record.a)


@pytest.mark.parametrize("name", be.activations.names())
def test_every_activation_can_be_drawn(name):
    net = be.Network(2, [be.Dense(3, name)], seed=1)
    record = net.trace(np.random.default_rng(0).normal(size=(20, 2)))[0]
    figure = figures.layer_activation(record)
    assert any(name in text for text in (figure.axes[0].get_xlabel(), figure.axes[0].get_ylabel()))
    assert len(figures.as_svg(figure)) > 1000


def test_a_layer_whose_neurons_never_move_can_be_drawn():
    record = be.mlp(1, [2], 1).trace(np.zeros((3, 1)))[0]
    figure = figures.layer_activation(record)
    assert sum(bar.get_height() for bar in figure.axes[1].patches) == 6


def test_pictures_leave_no_trace_in_pyplot_and_are_the_same_every_time():
    import matplotlib.pyplot as plt  # noqa: PLC0415  its global state is what is watched

    history = History("squared_error", fitted_sides().history.epochs)
    first, second = (figures.as_svg(figures.loss_curve(history)) for _ in range(2))
    assert first == second
    assert plt.get_fignums() == []


def test_a_picture_becomes_svg_for_a_page_and_png_for_a_file():
    figure = figures.loss_curve(fitted_sides().folds[0])
    svg = figures.as_svg(figure)
    assert svg.startswith("<svg")
    assert svg.rstrip().endswith("</svg>")
    image = imread(io.BytesIO(figures.as_png(figure, dpi=50)))
    assert image.shape[:2] == tuple(int(50 * inch) for inch in figure.get_size_inches()[::-1])
    ink = {to_hex(pixel) for pixel in image.reshape(-1, image.shape[-1])}
    assert to_hex(lines(figure)["validation"].get_color()) in ink


def test_numbers_that_no_axis_can_show_are_refused():
    with pytest.raises(be.errors.OptionError, match=r"predicted has numbers beyond 1e\+100"):
        be.figures.predicted_against_true([1e308, -1e308], [1.0, 2.0])
    net = be.by_hand.sine()
    for low, high in ((-1e308, 1e308), (0.0, np.inf), (-(10**200), 1)):
        with pytest.raises(
            be.errors.OptionError, match=r"from low to high, two numbers of at most 1e\+100"
        ):
            be.figures.areas_of_effect(net, low=low, high=high)
    be.figures.areas_of_effect(net, low=-(10**30), high=10**30)
    with pytest.raises(be.errors.OptionError, match="dpi is a whole number of at most 2400"):
        be.figures.as_png(be.figures.areas_of_effect(net), dpi=10**5)
