"""One training step with its numbers, against fit and the gradients themselves."""

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import ShapeError, UnknownNameError

X = np.linspace(-1.0, 1.0, 24).reshape(12, 2)
Y = X[:, 0] ** 2
LABELS = np.arange(12) % 3


@pytest.mark.parametrize("optimizer", [be.SGD(0.1), be.Adam(1e-2), "rmsprop", None])
def test_a_step_is_what_fit_does_in_one_epoch_of_one_batch(optimizer):
    net = be.mlp(2, [5], 1, seed=3)
    before = net.parameters.vector.copy()
    explained = net.explain_step(X, Y, optimizer)
    np.testing.assert_array_equal(net.parameters.vector, before)
    fitted = be.mlp(2, [5], 1, seed=3)
    fitted.fit(X, Y, epochs=1, batch_size=12, optimizer=optimizer, progress=False)
    np.testing.assert_array_equal(explained.after.vector, fitted.parameters.vector)
    np.testing.assert_array_equal(explained.before.vector, before)
    np.testing.assert_array_equal(explained.gradients.vector, net.gradients(X, Y).vector)
    assert (explained.loss, explained.loss_after) == (net.loss(X, Y), fitted.loss(X, Y))
    assert explained.net.history is not None
    assert net.history is None


def test_plain_descent_moves_against_the_gradient():
    net = be.Network(2, [be.Dense(3, "tanh"), be.Dense(1)], dtype="float64", seed=0)
    explained = net.explain_step(X, Y, be.SGD(0.5))
    np.testing.assert_allclose(
        explained.update, -0.5 * explained.gradients.vector, rtol=1e-9, atol=1e-15
    )


def test_small_networks_list_every_parameter_and_wide_ones_their_layers():
    text = str(be.mlp(2, [2], 1, seed=0).explain_step(X, Y, be.SGD(0.1)))
    assert "hidden0.weights[1, 1]" in text
    assert "output.biases[0]" in text
    assert "SGD(learning_rate=0.1)" in text
    wide = str(be.mlp(2, [64], 3, output="softmax", seed=0).explain_step(X, LABELS))
    assert "weights[" not in wide
    assert "cross_entropy of 12 rows" in wide
    bare = be.Network(2, [be.Dense(1, bias=False)])
    assert "biases" not in str(bare.explain_step(X, Y)).replace("weights and biases together", "")


def test_what_fit_refuses_is_refused():
    with pytest.raises(ShapeError):
        be.mlp(3, [2], 1).explain_step(X, Y)
    with pytest.raises(UnknownNameError, match="sgdd"):
        be.mlp(2, [2], 1).explain_step(X, Y, "sgdd")
