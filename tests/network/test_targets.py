"""What y means: labels, yes and no, numbers; and every way it can be wrong."""

import numpy as np
import pytest

import barreleye as be

# softmax of these rows puts classes 2, 0 and 1 first
X = [[0.0, 1.0, 5.0], [3.0, 0.0, 0.0], [0.0, 2.0, 1.0]]


def chooser(classes=None):
    return be.Network(3, [be.Dense(3, "softmax", init=np.eye(3))], classes=classes)


def gate(classes=None):
    return be.Network(1, [be.Dense(1, "sigmoid", init=[[1.0]])], classes=classes)


@pytest.mark.parametrize(
    ("classes", "answers"),
    [
        (None, [2, 0, 1]),
        ((10, 20, 30), [30, 10, 20]),
        (("ant", "bee", "cat"), ["cat", "ant", "bee"]),
        (np.array(["ant", "bee", "cat"]), ["cat", "ant", "bee"]),
    ],
    ids=["positions", "numbers", "words", "array"],
)
def test_a_softmax_network_answers_with_labels(classes, answers):
    said = chooser(classes).predict(X)
    assert said.shape == (3,)
    assert said.tolist() == answers
    assert isinstance(answers[0], str) or said.dtype.kind == "i"


@pytest.mark.parametrize(
    ("classes", "answers"),
    [(None, [0, 0, 1]), ((False, True), [False, False, True]), (("no", "yes"), ["no", "no", "yes"])],
)
def test_a_sigmoid_network_answers_yes_above_one_half(classes, answers):
    assert gate(classes).predict([[-1.0], [0.0], [1e-6]]).tolist() == answers


def test_several_sigmoids_answer_a_row_of_yes_and_no():
    net = be.Network(2, [be.Dense(2, "sigmoid", init=np.eye(2))])
    assert net.predict([[1.0, -1.0], [-1.0, 1.0]]).tolist() == [[1, 0], [0, 1]]


def test_one_output_answers_with_a_column_and_several_with_rows():
    one = be.Network(1, [be.Dense(1, init=[[2.0]])])
    two = be.Network(1, [be.Dense(2, init=[[2.0, 3.0]])])
    assert one.predict([[1.0], [2.0]]).tolist() == [2.0, 4.0]
    assert one([[1.0], [2.0]]).shape == (2, 1)
    assert two.predict([[1.0], [2.0]]).tolist() == [[2.0, 3.0], [4.0, 6.0]]


@pytest.mark.parametrize("kind", ["int8", "uint8", "int64", "uint64"])
def test_whole_numbers_of_any_type_and_one_hot_rows_mean_the_same(kind):
    net, y = chooser(), np.array([2, 0, 1])
    expected = net.loss(X, y)
    assert net.loss(X, y.astype(kind)) == expected
    # 0·log p is added for the other classes: exact, so only the order of the sum may differ
    assert net.loss(X, np.eye(3)[y]) == pytest.approx(expected, rel=4 * np.finfo(float).eps)


def test_words_and_booleans_mean_the_positions_of_their_classes():
    expected = chooser().loss(X, [2, 0, 1])
    assert chooser(["c", "a", "b"]).loss(X, ["b", "c", "a"]) == expected
    assert chooser().loss(X, ["z", "x", "y"]) == expected  # sorted, as fit would learn them
    assert gate().loss([[1.0], [2.0]], [True, False]) == gate().loss([[1.0], [2.0]], [1, 0])
    assert gate(["no", "yes"]).loss([[1.0]], ["yes"]) == gate().loss([[1.0]], [1])


def test_a_column_and_a_plain_list_of_numbers_mean_the_same_for_one_output():
    net = be.Network(1, [be.Dense(1, init=[[2.0]])])
    assert net.loss([[1.0], [2.0]], [1.0, 4.0]) == net.loss([[1.0], [2.0]], [[1.0], [4.0]]) == 0.5


REFUSED = [
    (chooser(), [0, 1, 3], be.errors.DataError, ["row 2", "label 3", "0 to 2"]),
    (chooser(), [0, -1, 1], be.errors.DataError, ["row 1", "label -1", "0 to 2"]),
    (chooser(), [0.0, 1.0, 2.0], be.errors.DataError, ["whole numbers", "float64", "astype(int)"]),
    (chooser(), ["a", "a", "a"], be.errors.DataError, ["one class only", "'a'"]),
    (chooser(), ["a", "b", "a"], be.errors.DataError, ["2 classes", "3 outputs"]),
    (
        chooser(("a", "b", "c")),
        ["a", "d", "b"],
        be.errors.DataError,
        ["row 1", "'d'", "'a', 'b' and 'c'"],
    ),
    (chooser(), np.array(["a", None, "b"], dtype=object), be.errors.DataError, ["row 1", "missing"]),
    (chooser(), np.array(["a", 1, "b"], dtype=object), be.errors.DataError, ["different kinds"]),
    (chooser(), [0, 1], be.errors.ShapeError, ["3 rows", "(2,)"]),
    (chooser(), 1, be.errors.ShapeError, ["3 rows", "()"]),
    (chooser(), np.eye(3)[:, :2], be.errors.ShapeError, ["(3, 3)", "(3, 2)"]),
    (be.Network(3, [be.Dense(1)]), ["a", "b", "c"], be.errors.DataError, ["squared_error", "softmax"]),
    (be.Network(3, [be.Dense(1)]), [1.0, np.nan, 2.0], be.errors.DataError, ["nan", "row 1"]),
    (be.Network(3, [be.Dense(1)]), [1.0, 2.0, -np.inf], be.errors.DataError, ["-inf", "row 2"]),
    (
        be.Network(3, [be.Dense(2)]),
        [[1.0, 2.0], [3.0, np.inf], [1.0, 1.0]],
        be.errors.DataError,
        ["inf", "row 1, column 1"],
    ),
    (be.Network(3, [be.Dense(2)]), np.ones((3, 3)), be.errors.ShapeError, ["(3, 2)", "(3, 3)"]),
    (be.Network(3, [be.Dense(2)]), np.ones(3), be.errors.ShapeError, ["(3, 2)", "(3,)"]),
    (be.Network(3, [be.Dense(1, "sigmoid")]), [0, 1, 2], be.errors.DataError, ["[2]", "row 2"]),
    (
        be.Network(3, [be.Dense(1, "exponential")]),
        [0, 1, -2],
        be.errors.DataError,
        ["0 or more", "-2", "row 2"],
    ),
    (be.Network(3, [be.Dense(2, "sigmoid")]), [0, 1, 2], be.errors.BarreleyeError, []),
    (be.Network(3, [be.Dense(2, "sigmoid")]), [0, 1, 1], be.errors.ShapeError, ["(3, 2)", "(3,)"]),
]


@pytest.mark.parametrize(("net", "y", "error", "words"), REFUSED, ids=range(len(REFUSED)))
@pytest.mark.parametrize("ask", ["loss", "gradients", "fit"])
def test_answers_that_do_not_fit_are_refused_with_what_where_and_how(net, y, error, words, ask):
    before, classes = net.parameters.vector.copy(), net.classes
    with pytest.raises(error) as caught:
        getattr(net, ask)(X, y)
    for word in words:
        assert word in str(caught.value)
    assert np.array_equal(net.parameters.vector, before)
    assert net.classes == classes


@pytest.mark.parametrize("classes", [["a", "b"], ["a", "b", "b"], ["a", "b", "c", "d"]])
def test_as_many_different_classes_as_outputs_are_asked_for(classes):
    with pytest.raises(be.errors.OptionError, match="3 classes"):
        chooser(classes)


def test_no_rows_have_no_loss():
    for ask in (chooser().loss, chooser().gradients):
        with pytest.raises(be.errors.DataError, match="0 rows"):
            ask(np.empty((0, 3)), np.empty(0, int))


def test_a_forgotten_softmax_is_named():
    X, labels = np.zeros((4, 2)), np.array([0, 2, 1, 2])
    with pytest.raises(
        be.errors.ShapeError, match=r"is Dense\(3, 'softmax'\), or mlp\(..., 3, output='softmax'\)"
    ):
        be.mlp(2, [4], 3).fit(X, labels, progress=False)
    with pytest.raises(be.errors.DataError, match=r"Dense\(classes, 'softmax'\)"):
        be.mlp(2, [4], 3).fit(X, ["a", "b", "c", "a"], progress=False)
    for numbers in (np.array([0.5, 1, 2, 0]), np.array([0, 1, 2, 3]), np.array([-1, 0, 1, 2])):
        with pytest.raises(be.errors.ShapeError, match=r"never broadcast$"):
            be.mlp(2, [4], 3).fit(X, numbers, progress=False)
