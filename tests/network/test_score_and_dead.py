"""The score of a network, and its dead neurons."""

import numpy as np
import pytest

import barreleye as be

X = np.array([[-1.0], [0.5], [2.0], [3.0]])


def test_classes_have_an_accuracy():
    net = be.Network(1, [be.Dense(2, "softmax", init=([[-1.0, 1.0]], [0.0, 0.0]))])
    assert net.score(X, [0, 1, 1, 0]) == 0.75
    assert net.score(X, np.eye(2)[[0, 1, 1, 0]]) == 0.75
    net.classes = ("no", "yes")
    assert net.score(X, ["no", "yes", "yes", "yes"]) == 1.0


def test_yes_and_no_have_an_accuracy():
    net = be.Network(1, [be.Dense(1, "sigmoid", init=[[1.0]])])
    assert net.score(X, [0, 1, 0, 0]) == 0.5


def test_numbers_have_r2():
    net = be.Network(1, [be.Dense(1, init=[[2.0]])], dtype="float64")
    assert net.score(X, 2 * X[:, 0]) == 1.0
    y = np.array([1.0, 2.0, 3.0, 9.0])
    wanted = 1 - ((y - 2 * X[:, 0]) ** 2).sum() / ((y - y.mean()) ** 2).sum()
    assert net.score(X, y) == pytest.approx(wanted, rel=1e-15)
    flat = be.Network(1, [be.Dense(2, init=[[0.0, 2.0]])], dtype="float64")
    assert flat.score(X, np.column_stack([0 * y, 2 * X[:, 0]])) == 1.0
    assert flat.score(X, np.column_stack([0 * y + 1, 2 * X[:, 0]])) == 0.5
    with pytest.raises(be.errors.ShapeError, match="4 rows"):
        net.score(X, y[:3])


def test_dead_neurons_are_those_that_no_gradient_reaches():
    first = be.Dense(4, "relu", init=([[1.0, -1.0, 1.0, 0.0]], [0.0, -9.0, 9.0, 0.0]))
    net = be.Network(
        1, [first, be.Dense(3, "leaky_relu"), be.Dense(2, "step"), be.Dense(2, "softmax")], seed=0
    )
    dead = net.trace(X).dead()
    assert list(dead) == ["hidden0", "hidden1", "hidden2", "output"]
    assert dead["hidden0"].tolist() == [1, 3]
    assert dead["hidden1"].tolist() == dead["output"].tolist() == []
    gradient = net.gradients(X, [0, 1, 1, 0])["hidden0"]
    assert not gradient.weights[:, [1, 3]].any()
    late = net.trace(X[:1]).dead()["hidden0"]
    assert late.tolist() == [0, 1, 3]  # on one row
