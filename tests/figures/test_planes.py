"""The plane of two inputs: points, decision regions and neurons, read back from what was drawn."""

import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex, to_rgb

import barreleye as be
from barreleye import figures
from barreleye.errors import OptionError, ShapeError
from barreleye.figures._theme import LIGHT

X, Y = be.datasets.spiral(samples=40, classes=3, seed=0)


def trained():
    net = be.mlp(2, [12], 3, output="softmax", seed=0)
    net.fit(X, Y, epochs=30, progress=False)
    return net


def scatters(figure):
    return {
        one.get_label(): one for one in figure.axes[0].collections if not isinstance(one, PolyCollection)
    }


def test_points_have_a_colour_and_a_mark_for_each_class():
    figure = figures.points(X, ["abc"[label] for label in Y])
    drawn = scatters(figure)
    assert list(drawn) == ["a", "b", "c"]
    for k, (name, one) in enumerate(drawn.items()):
        np.testing.assert_allclose(one.get_offsets(), X["abc".index(name) == Y])
        assert to_hex(one.get_facecolor()[0]) == LIGHT.several[k]
    assert len({one.get_paths()[0].vertices.shape for one in drawn.values()}) > 1
    assert figure.alt_text == "120 points of 3 classes"


def test_every_place_has_the_colour_of_its_class_paler_where_less_sure():
    net = trained()
    figure = figures.decision_regions(net, X, Y)
    (image,) = figure.axes[0].images
    pixels, (left, right, bottom, top) = np.asarray(image.get_array()), image.get_extent()
    n = len(pixels)
    rows, columns = np.random.default_rng(0).integers(0, n, (2, 200))
    places = np.column_stack(
        [left + (right - left) * (columns + 0.5) / n, bottom + (top - bottom) * (rows + 0.5) / n]
    )
    outputs = net(places.astype(np.float32)).astype(float)
    for at, output in zip(pixels[rows, columns], outputs, strict=True):
        paleness = 0.15 + 0.6 * (output.max() - 1 / 3) / (2 / 3)
        wanted = 1 - paleness * (1 - np.array(to_rgb(LIGHT.several[output.argmax()])))
        np.testing.assert_allclose(
            at, wanted, atol=1e-4
        )  # float32 outputs, of places rounded to float32
    wrong = scatters(figure)["wrong"]
    np.testing.assert_allclose(wrong.get_offsets(), X[net.predict(X) != Y])
    assert left < X[:, 0].min() < X[:, 0].max() < right


def test_edges_are_those_of_the_linear_regions():
    net = trained()
    figure = figures.decision_regions(net, box=((-1, 1), (0, 2)), edges=True)
    (drawn,) = [one for one in figure.axes[0].collections if isinstance(one, PolyCollection)]
    assert len(drawn.get_paths()) == len(be.linear_regions(net, ((-1, 1), (0, 2))))
    assert figure.axes[0].get_ylim() == (0, 2)


def test_a_sigmoid_has_two_classes():
    net = be.Network(2, [be.Dense(1, "sigmoid", init=([[9.0], [0.0]], [0.0]))])
    figure = figures.decision_regions(net, [[-1.0, 0.0], [1.0, 0.0]], [1, 1])
    pixels = np.asarray(figure.axes[0].images[0].get_array())
    assert pixels[0, 0] == pytest.approx(1 - 0.75 * (1 - np.array(to_rgb(LIGHT.several[0]))), abs=0.01)
    assert pixels[0, -1] == pytest.approx(1 - 0.75 * (1 - np.array(to_rgb(LIGHT.several[1]))), abs=0.01)
    assert scatters(figure)["wrong"].get_offsets().tolist() == [[-1.0, 0.0]]


def test_a_neuron_is_drawn_with_the_line_where_it_changes():
    net = trained()
    figure = figures.neuron_map(net, "hidden0", 3, box=(-2, 2))
    image = figure.axes[0].images[0]
    n = len(image.get_array())
    x = -2 + 4 * (np.arange(n) + 0.5) / n
    middle = np.column_stack([x, np.full(n, x[n // 2])])
    np.testing.assert_allclose(image.get_array()[n // 2], net.trace(middle)[0].a[:, 3], rtol=1e-6)
    assert image.get_clim()[0] == -image.get_clim()[1]
    lines = [
        one
        for one in figure.axes[0].collections
        if len(one.get_paths()) and one.get_paths()[0].vertices.size
    ]
    places = np.concatenate([path.vertices for one in lines for path in one.get_paths()])
    assert np.abs(net.trace(places)[0].z[:, 3]).max() < 4 / n * np.abs(net.layers[0].weights).sum()


@pytest.mark.parametrize(
    ("draw", "error", "words"),
    [
        (
            lambda: figures.decision_regions(be.mlp(3, [2], 2)),
            ShapeError,
            "a plane has 2 inputs, this network has 3",
        ),
        (
            lambda: figures.decision_regions(be.mlp(2, [2], 1)),
            OptionError,
            "no probability has no classes",
        ),
        (
            lambda: figures.decision_regions(be.mlp(2, [2], 2), box=(1, 0)),
            OptionError,
            "from low to high",
        ),
        (lambda: figures.decision_regions(be.mlp(2, [2], 2), box=(1, 2, 3)), OptionError, "the box is"),
        (lambda: figures.points(X, Y[:5]), ShapeError, "one class for each of 120 rows"),
        (lambda: figures.points(X[:, :1], Y), ShapeError, r"shape \(rows, 2\)"),
        (lambda: figures.points(X[:0], Y[:0]), ShapeError, "X has no rows"),
        (lambda: figures.points(np.full((2, 2), np.inf), [0, 1]), OptionError, "no axis can show"),
        (lambda: figures.neuron_map(be.mlp(2, [2], 1), 0, 2), OptionError, "neurons 0 to 1"),
    ],
    ids=range(9),
)
def test_what_is_no_plane_is_refused(draw, error, words):
    with pytest.raises(error, match=words):
        draw()


@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
def test_points_have_the_colour_of_their_class_in_the_network(output):
    """The order of classes is the network's, whatever the labels are and however many of them are given."""
    X = np.array([[-0.5, 0.0], [0.5, 0.0], [-0.6, 0.2], [0.6, 0.2]])
    labels = np.array(["a", "b", "a", "b"])
    last = be.Dense(2, "softmax", init=([[5.0, -5.0], [0.0, 0.0]], [0.0, 0.0]))
    if output == "sigmoid":
        last = be.Dense(1, "sigmoid", init=([[-9.0], [0.0]], [0.0]))
    net = be.Network(2, [last], classes=["b", "a"])
    assert net.predict(X).tolist() == labels.tolist()
    for rows in (slice(None), labels == "a"):
        axes = figures.decision_regions(net, X[rows], labels[rows]).axes[0]
        image = axes.images[0].get_array()
        left, right = image[120, 10], image[120, -10]
        assert "wrong" not in {one.get_label() for one in axes.collections}
        drawn = {one.get_label(): one.get_facecolor()[0][:3] for one in axes.collections}
        for label, place in (("a", left), ("b", right)):
            if label in drawn:  # the region is a paler shade of the colour of its points
                assert np.corrcoef(1 - place, 1 - drawn[label])[0, 1] > 0.99
    whole = be.Network(2, [be.Dense(3, "softmax", init=(np.eye(2, 3), [0.0, 0.0, 0.0]))])
    axes = figures.decision_regions(whole, X[:2], [1, 2]).axes[0]
    drawn = {one.get_label(): to_hex(one.get_facecolor()[0]) for one in axes.collections[:2]}
    assert (drawn["1"], drawn["2"]) == LIGHT.several[1:3]


NAMES = ["Iris-setosa", "Iris-versicolor", "Iris-virginica"]


@pytest.mark.parametrize("names", [NAMES, ["a very long class name", "Rhododendron ponticum", "x"]])
def test_names_of_classes_leave_the_plane_its_room(names):
    X, y = be.datasets.spiral(samples=10, classes=3, seed=0)
    words = np.array(names)[y]
    net = be.mlp(2, [4], 3, output="softmax", seed=0)
    net.fit(X, words, epochs=1, progress=False)
    for figure in (figures.points(X, words), figures.decision_regions(net, X, words)):
        figures.as_png(figure, 60)
        (axes,) = figure.axes
        assert axes.get_position().width > 0.75
        box = axes.get_legend().get_window_extent()
        assert box.x0 >= 0
        assert box.x1 <= figure.bbox.x1
        assert {text.get_text() for text in axes.get_legend().get_texts()} >= set(names)


def test_one_hot_rows_are_classes():
    X, y = be.datasets.moons(samples=20, seed=0)
    net = be.mlp(2, [4], 2, output="softmax", seed=0)
    net.fit(X, np.eye(2)[y], epochs=1, progress=False)
    for draw in (figures.decision_regions, figures.confidences):
        assert (
            draw(net, X, np.eye(2)[y]).axes[0].get_legend_handles_labels()[1]
            == (draw(net, X, y).axes[0].get_legend_handles_labels()[1])
        )
    figures.points(X, np.eye(2)[y])
