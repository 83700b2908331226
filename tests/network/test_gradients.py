"""net.gradients against finite differences of net.loss, for everything in the catalogues."""

import numpy as np
import pytest

import barreleye as be
from support.differences import differences
from support.networks import X, answers, fits, network_away_from_kinks, representative

ACTIVATIONS = be.activations.names()
LOSSES = be.losses.names()
WEIGHTS = [0.5, 2.0, 1.0, 0.0, 3.0]
WEIGHTS_BY_DEPTH = {1: WEIGHTS, 2: None, 3: WEIGHTS}

HIDDEN = [(name, loss, depth) for name in ACTIVATIONS for loss in LOSSES for depth in (2, 3)]
OUTPUT = [
    (name, loss, depth)
    for name in ACTIVATIONS
    for loss in LOSSES
    for depth in (1, 2, 3)
    if fits(loss, name)
]


def assert_gradients_agree(net, y, loss, sample_weight=None):
    def value():
        return net.loss(X, y, loss, sample_weight=sample_weight)

    slopes, bounds = differences(value, net.parameters.vector)
    gradients = net.gradients(X, y, loss, sample_weight=sample_weight).vector
    assert gradients.dtype == np.float64
    assert (np.abs(gradients - slopes) <= bounds).all(), np.abs(gradients - slopes).max()


@pytest.mark.parametrize(("hidden", "loss", "depth"), HIDDEN)
def test_gradients_agree_for_every_hidden_activation(hidden, loss, depth):
    net, y = network_away_from_kinks(hidden, representative(loss), depth, loss)
    assert_gradients_agree(net, y, loss, WEIGHTS_BY_DEPTH[depth])


@pytest.mark.parametrize(("output", "loss", "depth"), OUTPUT)
def test_gradients_agree_for_every_output_activation(output, loss, depth):
    net, y = network_away_from_kinks("tanh", output, depth, loss)
    assert_gradients_agree(net, y, loss, WEIGHTS_BY_DEPTH[depth])


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("depth", WEIGHTS_BY_DEPTH)
def test_gradients_agree_with_and_without_weights_at_every_depth(loss, depth):
    net, y = network_away_from_kinks("tanh", representative(loss), depth, loss)
    for sample_weight in (None, WEIGHTS):
        assert_gradients_agree(net, y, loss, sample_weight)


@pytest.mark.parametrize("loss", LOSSES)
def test_gradients_agree_without_biases(loss):
    net, y = network_away_from_kinks("tanh", representative(loss), 3, loss, bias=False)
    assert net.parameters.vector.size == 2 * 3 + 3 * 3 + 3 * 3
    assert_gradients_agree(net, y, loss)


def test_gradients_agree_for_soft_class_weights():
    net, _ = network_away_from_kinks("tanh", "softmax", 2, "cross_entropy")
    shares = np.random.default_rng(3).dirichlet([1.0, 1.0, 1.0], len(X))
    assert_gradients_agree(net, shares, "cross_entropy")


def test_one_hot_rows_give_the_gradients_of_their_labels():
    net, labels = network_away_from_kinks("tanh", "softmax", 2, "cross_entropy")
    sparse, dense = (net.gradients(X, y).vector for y in (labels, np.eye(3)[labels]))
    # p - y by subtraction against minus the sum of the others: both are right to a few eps of 1
    np.testing.assert_allclose(sparse, dense, rtol=0, atol=64 * np.finfo(float).eps)


def test_gradients_agree_for_a_leak_and_a_delta_of_ones_own():
    y = answers("squared_error")
    net, _ = network_away_from_kinks("leaky_relu", "linear", 2, "huber")
    own = be.Network(
        2,
        [be.Dense(3, be.activations.leaky_relu.with_(negative_slope=0.3)), be.Dense(3, "linear")],
        dtype="float64",
    )
    own.parameters.vector[...] = net.parameters.vector
    loss = be.losses.huber.with_(delta=0.07)
    distance = np.abs(np.abs(own(X) - y) - 0.07).min()
    assert distance > 0.002  # one layer and one step: the outputs move by less than 1.3e-4 · 1.5 · 1.2
    assert_gradients_agree(own, y, loss)


def test_a_hidden_layer_of_steps_gets_the_gradient_zero_and_the_output_layer_does_not():
    net, y = network_away_from_kinks("step", "linear", 2, "squared_error")
    gradients = net.gradients(X, y)
    assert not gradients[0].weights.any()
    assert not gradients[0].biases.any()
    assert gradients[1].biases.all()


def test_gradients_of_identical_rows_do_not_depend_on_how_many_there_are():
    net, y = network_away_from_kinks("tanh", "linear", 2, "squared_error")
    once = net.gradients(X[:1], y[:1]).vector
    often = net.gradients(np.repeat(X[:1], 7, axis=0), np.repeat(y[:1], 7, axis=0)).vector
    # a mean of 7 equal terms: 7 additions and a division, on terms of the size of the gradient
    np.testing.assert_allclose(often, once, rtol=0, atol=16 * np.finfo(float).eps * np.abs(once).max())


def test_asking_for_gradients_changes_nothing():
    net, y = network_away_from_kinks("relu", "softmax", 3, "cross_entropy")
    before, inputs = net.parameters.vector.copy(), X.copy()
    net.gradients(X, y)
    assert np.array_equal(net.parameters.vector, before)
    assert np.array_equal(inputs, X)


@pytest.mark.parametrize(
    ("loss", "activations"),
    [
        ("cross_entropy", {"softmax", "log_softmax"}),
        ("binary_cross_entropy", {"sigmoid"}),
        ("summed_binary_cross_entropy", {"sigmoid"}),
        ("squared_error", set(ACTIVATIONS) - {"log_softmax"}),
        ("half_squared_error", set(ACTIVATIONS) - {"log_softmax"}),
        ("absolute_error", set(ACTIVATIONS) - {"log_softmax"}),
        ("huber", set(ACTIVATIONS) - {"log_softmax"}),
        ("half_poisson_deviance", {"exponential"}),
    ],
)
def test_every_loss_stands_behind_the_outputs_it_fits_and_no_others(loss, activations):
    assert {name for name in ACTIVATIONS if fits(loss, name)} == activations
