"""Pictures of columns and of how sure answers are show the numbers they are given."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from barreleye import figures
from barreleye.errors import BarreleyeError, DataError, OptionError, ShapeError

EPS = float(np.finfo(float).eps)


def bars(figure):
    """Return the length of each bar, from top to bottom."""
    found = sorted(figure.axes[0].patches, key=lambda bar: bar.get_y() + bar.get_height() / 2)
    return [bar.get_width() for bar in found]


def names(figure):
    return [label.get_text() for label in figure.axes[0].get_yticklabels()]


def test_the_most_important_column_is_on_top_with_its_standard_error():
    figure = figures.importance(list("abc"), [0.1, 0.4, -0.02], [0.05, 0.1, 0.01], loss="error of y")
    assert names(figure) == ["b", "a", "c"]
    assert bars(figure) == [0.4, 0.1, -0.02]
    axes = figure.axes[0]
    low, high = axes.get_ylim()
    assert low > high  # the first bar, at 0, is at the top
    segments = axes.collections[0].get_segments()
    for (left, right), value, spread in zip(segments, (0.4, 0.1, -0.02), (0.1, 0.05, 0.01), strict=True):
        assert (left[0], right[0]) == pytest.approx((value - spread, value + spread), abs=4 * EPS)
        assert left[1] == right[1]
    assert axes.get_xlabel() == "how much the error of y grows without the column"


def test_equal_columns_stay_in_order_and_the_most_important_ones_are_kept():
    figure = figures.importance([f"c{k}" for k in range(30)], [1.0] * 29 + [2.0], most=3)
    assert names(figure) == ["c29", "c0", "c1"]
    assert bars(figure) == [2.0, 1.0, 1.0]
    assert not figure.axes[0].collections  # no standard errors, if there are none
    assert len(bars(figures.importance([f"c{k}" for k in range(30)], np.arange(30.0)))) == 20


def test_a_curve_has_its_points_and_is_darkest_where_most_rows_are():
    x, y = np.array([0.0, 1.0, 3.0, 4.0]), np.array([-1.0, 0.5, 2.0, 1.0])
    rows = np.array([5, 60, 10, 5])
    figure = figures.effect(x, y, rows, name="size", answer="price")
    axes = figure.axes[0]
    curve = next(line for line in axes.lines if len(line.get_xdata()) == 4)
    assert curve.get_xdata().tolist() == x.tolist()
    assert curve.get_ydata().tolist() == y.tolist()
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("size", "price")
    # each point has the rows up to the middle between it and its neighbours
    ends = [0.0, 0.5, 2.0, 3.5, 4.0]
    (bands,) = axes.collections
    corners = [path.vertices[:, 0] for path in bands.get_paths()]
    assert [one.min() for one in corners] == pytest.approx(ends[:-1])
    assert [one.max() for one in corners] == pytest.approx(ends[1:])
    density = rows / np.diff(ends)
    dark = bands.get_facecolors()[:, 3].tolist()
    assert dark == pytest.approx(0.08 + 0.6 * density / density.max())
    assert axes.get_xlim() == (0.0, 4.0)


def test_several_curves_have_names_and_colours_of_their_own():
    y = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, -1.0]])
    figure = figures.effect([1, 2, 3], y, [1, 1, 1], labels=["yes", "no"])
    drawn = {line.get_label(): line for line in figure.axes[0].lines}
    for k, label in enumerate(("yes", "no")):
        assert drawn[label].get_ydata().tolist() == y[:, k].tolist()
    assert to_rgb(drawn["yes"].get_color()) != to_rgb(drawn["no"].get_color())
    assert figure.axes[0].get_legend() or figure.legends


def test_words_have_bars_in_the_order_given_with_their_number_of_rows():
    figure = figures.effect(
        ["red", "blue"], [1.5, -0.5], [1200, 7], name="colour", answer="how far from the mean"
    )
    assert names(figure) == ["red (1,200)", "blue (7)"]
    assert bars(figure) == [1.5, -0.5]
    assert figure.axes[0].get_title(loc="left") == "colour"
    two = figures.effect(["red", "blue"], [[1.0, 2.0], [3.0, 4.0]], [1, 1])
    assert sorted(bars(two)) == [1.0, 2.0, 3.0, 4.0]
    assert bars(two) == [1.0, 2.0, 3.0, 4.0]  # those of a word beside each other


def tenths(p, right):
    """Return the mean probability, the share and its standard error of ten parts in order, in a loop."""
    order = sorted(range(len(p)), key=lambda i: p[i])
    found = []
    for k in range(10):
        size = len(p) // 10 + (k < len(p) % 10)
        own, order = order[:size], order[size:]
        if own:
            share = sum(right[i] for i in own) / size
            found.append((sum(p[i] for i in own) / size, share, (share * (1 - share) / size) ** 0.5))
    return np.array(found)


@pytest.mark.parametrize("rows", [4, 10, 57, 400])
def test_calibration_has_a_point_for_each_tenth_of_the_answers(rows):
    rng = np.random.default_rng(rows)
    p = rng.uniform(0.5, 1.0, rows)
    right = rng.random(rows) < p
    figure = figures.calibration(p, right)
    axes = figure.axes[0]
    want = tenths(p.tolist(), right.tolist())
    points = next(line for line in axes.lines if line.get_marker() == "o")
    np.testing.assert_allclose(points.get_xdata(), want[:, 0], rtol=rows * EPS)
    np.testing.assert_allclose(points.get_ydata(), want[:, 1], rtol=rows * EPS)
    segments = np.array(axes.collections[0].get_segments())
    np.testing.assert_allclose(segments[:, 0, 1], want[:, 1] - 2 * want[:, 2], rtol=0, atol=rows * EPS)
    np.testing.assert_allclose(segments[:, 1, 1], want[:, 1] + 2 * want[:, 2], rtol=0, atol=rows * EPS)
    ideal = next(line for line in axes.lines if line.get_label() == "as it should be")
    assert list(ideal.get_xdata()) == list(ideal.get_ydata())
    assert ideal.get_xdata()[0] <= min(want[:, 0].min(), want[:, 1].min())
    assert ideal.get_xdata()[1] == 1.0


REFUSED = {
    "values for other names": (lambda: figures.importance(["a"], [1.0, 2.0]), ShapeError),
    "errors for other names": (lambda: figures.importance(["a", "b"], [1.0, 2.0], [0.1]), ShapeError),
    "values in two directions": (lambda: figures.importance(["a"], [[1.0]]), ShapeError),
    "one word for names": (lambda: figures.importance("a", [1.0]), OptionError),
    "names that are no words": (lambda: figures.importance([1], [1.0]), OptionError),
    "no bars": (lambda: figures.importance(["a"], [1.0], most=0), OptionError),
    "a loss that is no word": (lambda: figures.importance(["a"], [1.0], loss=3), OptionError),
    "answers for other entries": (lambda: figures.effect([1, 2], [1.0], [1, 1]), ShapeError),
    "rows for other entries": (lambda: figures.effect([1, 2], [1.0, 2.0], [1]), ShapeError),
    "entries in two directions": (lambda: figures.effect([[1, 2]], [1.0, 2.0], [1, 1]), ShapeError),
    "an answer that is no number": (lambda: figures.effect([1, 2], [1.0, np.nan], [1, 1]), DataError),
    "an entry without end": (lambda: figures.effect([1, np.inf], [1.0, 2.0], [1, 1]), DataError),
    "entries of both kinds": (
        lambda: figures.effect(np.array(["a", 2], dtype=object), [1.0, 2.0], [1, 1]),
        OptionError,
    ),
    "a name that is no word": (lambda: figures.effect([1, 2], [1, 2], [1, 1], name=3), OptionError),
    "fewer probabilities": (lambda: figures.calibration([0.5], [True, False]), BarreleyeError),
    "probabilities in two directions": (lambda: figures.calibration([[0.5]], [[True]]), BarreleyeError),
    "no probabilities": (lambda: figures.calibration([], []), BarreleyeError),
}


@pytest.mark.parametrize(("ask", "kind"), REFUSED.values(), ids=REFUSED.keys())
def test_what_does_not_fit_is_refused_in_one_sentence(ask, kind):
    with pytest.raises(kind) as refusal:
        ask()
    assert "\n" not in str(refusal.value)
