"""What may be assigned to a network: a seed that can be saved, no history of somebody else's."""

import copy
import pickle

import numpy as np
import pytest

import barreleye as be

X = np.linspace(-1.0, 1.0, 12).reshape(6, 2)


@pytest.mark.parametrize("seed", [None, -1, "x", 1.5, 2**70], ids=repr)
def test_a_seed_that_no_file_can_hold_is_refused_when_it_is_assigned(seed, tmp_path):
    net = be.mlp(2, [3], 1, seed=3)
    with pytest.raises(be.errors.OptionError, match="a seed is a whole number"):
        net.seed = seed
    net.seed = 5
    net.save(tmp_path / "m.npz")
    assert be.load(tmp_path / "m.npz").seed == 5


def test_a_history_is_written_by_training_alone():
    net = be.mlp(2, [3], 1)
    with pytest.raises(AttributeError):
        net.history = 5
    net.partial_fit(X, X[:, 0])
    assert len(net.history) == 1


@pytest.mark.parametrize("way", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])  # noqa: S301  our own
def test_a_handle_is_copied_and_pickled(way):
    net = be.mlp(2, [3], 2, output="softmax")
    handle = net.compile()
    other = way(handle)
    assert (other(X) == handle(X)).all()
    assert (other(X[0]) == handle(X[0])).all()


def test_a_neuron_that_arrives_out_of_band_is_one_of_its_own():
    net = be.mlp(200_000, [1], 1)
    buffers = []
    sent = pickle.dumps(net.neuron(0, 0), protocol=5, buffer_callback=buffers.append)
    shared = [bytes(buffer.raw()) for buffer in buffers]
    neuron = pickle.loads(sent, buffers=shared)  # noqa: S301  our own
    neuron.bias = 3.0
    neuron.weights[0] = 2.0
    assert (neuron.bias, neuron.weights[0]) == (3.0, 2.0)
    assert [bytes(buffer.raw()) for buffer in buffers] == shared
