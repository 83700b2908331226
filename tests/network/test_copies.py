"""Copies, pickles and assignments: parameters and windows stay one thing."""

import copy
import pickle

import numpy as np
import pytest

import barreleye as be


def trained():
    X, y = be.datasets.vertical(20, 3, seed=1)
    net = be.mlp(
        2, [5], 3, activation=be.activations.leaky_relu.with_(negative_slope=0.2), output="softmax"
    )
    net.partial_fit(X, y)
    return net, X, y


COPIES = {
    "deepcopy": copy.deepcopy,
    "copy": copy.copy,
    "pickle": lambda net: pickle.loads(pickle.dumps(net)),  # noqa: S301  our own bytes
    "net.copy": be.Network.copy,
}


@pytest.mark.parametrize("how", COPIES)
def test_a_copy_is_whole_and_independent(how):
    net, X, _y = trained()
    before = net(X)
    twin = COPIES[how](net)

    twin.layers[0].weights[...] = 7.0
    twin.neuron("output", 2).bias = 3.0

    assert (twin.parameters.vector[:10] == 7.0).all()
    assert twin.parameters["output"].biases[2] == 3.0
    assert not np.array_equal(twin(X), before)
    assert np.array_equal(net(X), before)


@pytest.mark.parametrize("how", ["deepcopy", "pickle"])
def test_a_copy_goes_on_training_bit_for_bit_as_the_original_does(how):
    net, X, y = trained()
    twin = COPIES[how](net)
    for one in (net, twin):
        for _ in range(3):
            one.partial_fit(X, y)
    assert np.array_equal(net.parameters.vector, twin.parameters.vector)


def test_a_pickled_gradient_keeps_its_windows():
    net, X, y = trained()
    gradient = pickle.loads(pickle.dumps(net.gradients(X, y)))  # noqa: S301  our own bytes
    gradient.vector[:] = 1.0
    assert (gradient["output"].weights == 1.0).all()


def test_assigning_the_vector_writes_into_it():
    net, X, _ = trained()
    net.parameters.vector = np.zeros_like(net.parameters.vector)
    assert np.array_equal(net(X), np.full((60, 3), 1 / 3, np.float32))
    with pytest.raises(be.errors.ShapeError, match=r"\(33,\), got \(2,\)"):
        net.parameters.vector = [1.0, 2.0]


def test_classes_are_checked_when_they_are_assigned():
    net, X, _ = trained()
    net.classes = ["a", "b", "c"]
    assert set(net.predict(X)) <= {"a", "b", "c"}
    with pytest.raises(be.errors.OptionError, match="the output layer has 3 classes"):
        net.classes = ["a", "b"]
    with pytest.raises(be.errors.OptionError, match="binary outputs, each 0 or 1"):
        be.mlp(2, [], 3, output="sigmoid", classes=["cat", "dog", "bird"])


def test_a_divergence_error_crosses_a_process_boundary():
    error = be.errors.DivergedError("it did", epoch=3, batch=1, layer="output", quantity="z")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  our own bytes
    assert str(again) == "it did"
    assert (again.epoch, again.batch, again.layer, again.quantity) == (3, 1, "output", "z")


def test_an_answer_that_is_not_finite_has_no_label():
    net, X, _ = trained()
    bad = X.copy()
    bad[4] = np.nan
    with pytest.raises(be.errors.DataError, match="no prediction for row 4"):
        net.predict(bad)
    assert np.isnan(net(bad)[4]).all()


def test_a_loaded_description_builds_a_network_that_can_learn(tmp_path):
    net, _, _ = trained()
    net.save(tmp_path / "net.npz")
    loaded = be.load(tmp_path / "net.npz")
    fresh = be.Network(2, loaded.descriptions, seed=3)
    assert np.count_nonzero(fresh.layers[0].weights) == 10
    given = be.Network(1, [be.Dense(1, init=[[2.0]])])
    given.save(tmp_path / "given.npz")
    with pytest.raises(be.errors.OptionError, match="give init"):
        be.Network(1, be.load(tmp_path / "given.npz").descriptions)
