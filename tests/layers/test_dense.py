"""Dense: the frozen description of a layer."""

import dataclasses

import numpy as np
import pytest

import barreleye as be


def test_a_dense_layer_computes_x_w_plus_b_and_the_activation():
    net = be.Network(2, [be.Dense(3, "relu", init=([[1, -2, 0], [3, 4, 0.5]], [0.5, 1, -1]))])
    record = net.trace([[2.0, -1.0]])[0]
    assert record.z.tolist() == [[2 - 3 + 0.5, -4 - 4 + 1, -0.5 - 1]]
    assert record.a.tolist() == [[0.0, 0.0, 0.0]]
    assert net.trace([[2.0, 1.0]])[0].a.tolist() == [[5.5, 1.0, 0.0]]


def test_a_layer_without_biases_has_weights_alone():
    layer = be.Dense(3, "tanh", bias=False)
    assert layer.shapes(2) == ((2, 3),)
    assert be.Dense(3, "tanh").shapes(2) == ((2, 3), (3,))
    net = be.Network(2, [layer])
    assert net.parameters.vector.size == 6
    assert net([[0.0, 0.0]]).tolist() == [[0.0, 0.0, 0.0]]


@pytest.mark.parametrize("units", [0, -1, 2.5, True, float("nan"), "relu", None], ids=repr)
def test_the_number_of_neurons_is_a_whole_number_of_at_least_one(units):
    with pytest.raises(be.errors.OptionError, match=r"neurons .*whole number of at least 1") as caught:
        be.Dense(units)
    assert repr(units) in str(caught.value)


def test_a_whole_number_of_another_type_is_taken():
    assert be.Dense(np.int64(4)).units == 4
    assert be.Dense(4.0).units == 4
    assert type(be.Dense(np.int64(4)).units) is int


def test_a_description_is_frozen_and_comparable():
    layer = be.Dense(3, "relu")
    with pytest.raises(dataclasses.FrozenInstanceError):
        layer.units = 4
    assert layer == be.Dense(3, be.activations.relu)
    assert layer != be.Dense(3, "tanh")
    assert layer != be.Dense(3, "relu", bias=False)


def test_an_activation_with_a_parameter_is_kept():
    layer = be.Dense(3, be.activations.leaky_relu.with_(negative_slope=0.2))
    assert layer.activation.parameters["negative_slope"] == 0.2
    assert repr(layer) == "Dense(3, leaky_relu(negative_slope=0.2))"
    assert repr(be.Dense(3, "relu", bias=False)) == "Dense(3, relu, bias=False)"


@pytest.mark.parametrize("name", be.activations.names())
def test_weights_begin_as_suits_the_activation(name):
    assert be.Dense(2, name).init.name == be.activations.get(name).init


def test_given_weights_and_biases_are_copied_into_the_network():
    W, b = np.array([[1.0, 2.0]]), np.array([3.0, 4.0])
    net = be.Network(1, [be.Dense(2, init=(W, b))], dtype="float64")
    W[...] = b[...] = 9.0
    assert net.layers[0].weights.tolist() == [[1.0, 2.0]]
    assert net.layers[0].biases.tolist() == [3.0, 4.0]


def test_given_weights_that_would_fit_transposed_are_refused_with_that_hint():
    with pytest.raises(be.errors.ShapeError, match=r"\(2, 3\).*\(3, 2\).*transposed"):
        be.Network(3, [be.Dense(2, init=np.ones((2, 3)))])


def test_biases_for_a_layer_without_are_refused():
    with pytest.raises(be.errors.OptionError, match="bias=False"):
        be.Dense(2, init=([[1.0, 1.0]], [1.0, 1.0]), bias=False)


def test_a_description_in_json_values_names_everything_but_the_numbers():
    assert be.Dense(3, be.activations.leaky_relu.with_(negative_slope=0.2), name="first").describe() == {
        "kind": "dense",
        "units": 3,
        "activation": "leaky_relu",
        "activation_parameters": {"negative_slope": 0.2},
        "init": "he_normal",
        "bias": True,
        "name": "first",
    }


def test_a_layer_alone_is_a_network():
    layer = be.Dense(3, "relu").build(inputs=2, seed=0, dtype="float64")
    assert type(layer) is be.Network
    assert (layer.inputs, len(layer.layers), layer.dtype) == (2, 1, np.float64)
    X = np.array([[0.5, -1.0], [2.0, 1.0]])
    view = layer.layers[0]
    np.testing.assert_array_equal(layer(X), np.maximum(X @ view.weights + view.biases, 0.0))


@pytest.mark.parametrize("activation", [3, np.int64(3)])
def test_inputs_and_neurons_in_the_habit_of_others_are_answered_with_the_line(activation):
    with pytest.raises(be.errors.OptionError, match=r"Dense\(3, 'relu'\).build\(inputs=2\)"):
        be.Dense(2, activation)
