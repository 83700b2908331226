"""Numbers below the smallest normal one: an optimizer's memory of a dead neuron ends at 0."""

import numpy as np
import pytest

import barreleye as be
from barreleye.scalars import is_x86

pytestmark = pytest.mark.skipif(
    not (be.kernels.compiling() and is_x86()),
    reason="only x86-64 is told to take subnormal numbers as 0",
)


def with_a_dead_neuron(dtype, optimizer):
    rng = np.random.default_rng(0)
    X, y = rng.uniform(0.0, 1.0, (64, 3)), rng.standard_normal(64)
    net = be.mlp(3, [8], 1, activation="relu", dtype=dtype, seed=0)
    net.fit(X, y, epochs=2, batch_size=4, optimizer=optimizer, engine="compiled")
    net.layers[0].weights[:, 2] = 0.0
    net.layers[0].biases[2] = -1.0  # nobody reaches it any more
    for _ in range(200 if dtype == "float32" else 900):
        net.partial_fit(X, y, batch_size=4, optimizer=optimizer)
    return net


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "optimizer", [be.Adam(1e-3), be.Momentum(1e-3), be.Nesterov(1e-3), be.NAdam(1e-3)]
)
def test_what_is_remembered_of_a_dead_neuron_becomes_zero(dtype, optimizer):
    with be.engine("compiled"):
        net = with_a_dead_neuron(dtype, optimizer)
    mean = net.parameters.like(net._optimizer_state.vectors[0])[0]
    assert not mean.weights[:, 2].any()
    assert mean.biases[2] == 0.0
    for vector in net._optimizer_state.vectors:
        assert not (np.abs(vector[vector != 0.0]) < np.finfo(dtype).tiny).any()
    assert np.isfinite(net.parameters.vector).all()


def test_the_reference_engine_keeps_what_the_type_can_hold():
    """That is what the other one spares itself: a few times the smallest number, for ever."""
    with be.engine("numpy"):
        net = with_a_dead_neuron("float32", be.Adam(1e-3))
    mean = net.parameters.like(net._optimizer_state.vectors[0])[0].weights[:, 2]
    assert (mean != 0.0).any()
    assert (np.abs(mean) < np.finfo(np.float32).tiny).all()


@pytest.mark.parametrize("threads", [1, 2])
def test_whoever_trained_computes_with_subnormal_numbers_as_before(threads):
    X = np.random.default_rng(0).standard_normal((512, 64))
    net = be.mlp(64, [256, 256], 1, dtype="float32")
    net.fit(X, X[:, 0], epochs=3, batch_size=256, threads=threads, engine="compiled")
    small = np.full(300_000, 1e-40, np.float32)
    assert (small * np.float32(0.5) > 0.0).all()
    with be.engine("compiled"):
        assert (be.activations.relu(small) == small).all()  # shared among the same threads
        assert (be.activations.tanh(small) == small).all()
