"""Weights averaged over epochs, against the sum written out."""

import numpy as np
import pytest

import barreleye as be
from barreleye.training import AveragedWeights


def weights_of(epochs, size, seed=0):
    return np.random.default_rng(seed).normal(size=(epochs, size))


@pytest.mark.parametrize("decay", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("epochs", [1, 2, 7, 40])
def test_the_average_is_the_weighted_mean_with_weights_that_add_up_to_1(decay, epochs):
    net = be.mlp(3, [4], 2, dtype="float64", seed=1)
    averaged = AveragedWeights(net, decay)
    every = weights_of(epochs, net.parameters.vector.size)
    for weights in every:
        net.parameters.vector[...] = weights
        averaged.take()
    shares = decay ** np.arange(epochs - 1.0, -1.0, -1.0)
    shares /= shares.sum()
    want = (shares[:, None] * every).sum(axis=0)
    # each of the sums has at most so many roundings, of numbers as large as the largest weight
    bound = 4 * epochs * np.finfo(float).eps * np.abs(every).max()
    assert np.abs(averaged.network.parameters.vector - want).max() <= bound
    assert net.parameters.vector.tolist() == every[-1].tolist()  # the network itself is left alone


def test_weights_that_do_not_change_are_their_own_average():
    net = be.mlp(3, [4], 2, dtype="float32", seed=1)
    averaged = AveragedWeights(net, 0.9)
    for _ in range(30):
        averaged.take()
    # products are rounded to float32 and the mean is; sums are float64, so that nothing is left of their roundings
    np.testing.assert_allclose(averaged.network.parameters.vector, net.parameters.vector, rtol=2.0**-23)


def test_before_the_first_epoch_the_average_has_the_first_weights():
    net = be.mlp(3, [4], 2, seed=1)
    averaged = AveragedWeights(net, 0.9)
    assert averaged.network.parameters.vector.tobytes() == net.parameters.vector.tobytes()
    net.parameters.vector[...] = 0.0
    assert np.abs(averaged.network.parameters.vector).max() > 0.0  # a copy


def test_the_average_answers_better_than_the_last_epoch_where_steps_are_large():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 4))
    y = X @ [1.0, -2.0, 0.5, 0.0] + rng.normal(size=200)
    net = be.mlp(4, [], 1, seed=0)
    averaged = AveragedWeights(net, 0.9)
    last, mean = [], []

    def look(_):
        averaged.take()
        last.append(np.square(net(X)[:, 0] - y).mean())
        mean.append(np.square(averaged.network(X)[:, 0] - y).mean())

    net.fit(
        X, y, epochs=60, batch_size=10, optimizer=be.optimizers.SGD(0.1), callbacks=look, progress=False
    )
    best = np.square(y - X @ np.linalg.lstsq(X, y, rcond=None)[0]).mean()
    assert np.mean(mean[-20:]) - best < 0.5 * (np.mean(last[-20:]) - best)
