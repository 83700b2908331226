"""One neuron, alone and as a window on a network."""

import numpy as np
import pytest

import barreleye as be


def test_a_neuron_weighs_sums_and_activates():
    neuron = be.Neuron([0.5, -1.0, 2.0], 0.25, "relu")
    assert neuron([1.0, 2.0, 3.0]) == 0.5 - 2.0 + 6.0 + 0.25
    assert neuron([1.0, 8.0, 1.0]) == 0.0
    assert neuron.z([1.0, 8.0, 1.0]) == -5.25
    assert neuron(np.array([[1.0, 2.0, 3.0], [1.0, 8.0, 1.0]])).tolist() == [4.75, 0.0]


def test_a_neuron_with_one_weight_takes_plain_numbers():
    assert be.Neuron(2.0, 1.0, "linear")(3.0) == 7.0
    assert be.Neuron([2.0], 1.0)([3.0]) == 7.0


def test_a_lone_neuron_copies_its_weights():
    weights = np.array([1.0, 2.0])
    neuron = be.Neuron(weights, 0.5)
    weights[0] = 100.0
    assert neuron([1.0, 1.0]) == 3.5
    neuron.weights = [4.0, 5.0]
    neuron.bias = -1.0
    assert neuron([1.0, 1.0]) == 8.0


def test_explain_shows_every_step_with_its_number():
    steps = be.Neuron([0.5, -1.0], 0.25, "tanh").explain([2.0, 1.5])
    assert steps.signals.tolist() == [2.0, 1.5]
    assert steps.weights.tolist() == [0.5, -1.0]
    assert steps.weighted.tolist() == [1.0, -1.5]
    assert (steps.bias, steps.z) == (0.25, -0.25)
    eps = np.finfo(float).eps
    assert steps.output == pytest.approx(np.tanh(-0.25), rel=4 * eps)  # 2 ulp either side
    assert steps.slope == pytest.approx(1.0 / np.cosh(-0.25) ** 2, rel=8 * eps)


def test_explain_prints_the_five_steps_in_order():
    text = str(be.Neuron([0.5, -1.0], 0.25, "relu").explain([2.0, 0.5]))
    places = [text.index(word) for word in ("1. signal", "2. weighted", "3. sum", "4. act", "5. out")]
    assert places == sorted(places)
    for number in ("+1 -0.5 +0.25 (bias) = 0.75", "slope 1 here", "a = 0.75"):
        assert number in text


@pytest.mark.parametrize(
    ("x", "got"),
    [([1.0, 2.0, 3.0], "(3,)"), ([[1.0]], "(1, 1)"), (1.0, "()"), (np.ones((1, 1, 2)), "(1, 1, 2)")],
)
def test_signals_of_another_width_are_refused_with_both_widths(x, got):
    with pytest.raises(be.errors.ShapeError, match="2 inputs") as caught:
        be.Neuron([1.0, 1.0])(x)
    assert got in str(caught.value)


def test_explain_takes_one_row_only():
    with pytest.raises(be.errors.ShapeError, match=r"one row of shape \(2,\)"):
        be.Neuron([1.0, 1.0]).explain([[1.0, 2.0]])


def test_a_matrix_of_weights_is_not_one_neuron():
    with pytest.raises(be.errors.ShapeError, match=r"one row of weights.*\(2, 2\)"):
        be.Neuron(np.ones((2, 2)))


@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
def test_one_neuron_cannot_apply_an_activation_of_a_row(name):
    with pytest.raises(be.errors.OptionError, match="whole row"):
        be.Neuron([1.0], 0.0, name)


def network():
    return be.Network(2, [be.Dense(3, "relu"), be.Dense(1, "linear")], seed=1, dtype="float64")


def test_a_window_reads_the_network():
    net = network()
    net.layers[0].biases = [0.1, 0.2, 0.3]
    neuron = net.neuron(0, 1)
    assert np.shares_memory(neuron.weights, net.parameters.vector)
    assert neuron.weights.tolist() == net.layers[0].weights[:, 1].tolist()
    assert neuron.bias == 0.2
    X = [[0.5, -1.0], [2.0, 0.25]]
    # two products and two sums on either side
    scale = 8 * np.finfo(float).eps * 4.0
    np.testing.assert_allclose(neuron(X), net.trace(X)[0].a[:, 1], rtol=0, atol=scale)
    net.layers[0].weights[0, 1] = 7.0
    assert neuron.weights[0] == 7.0


def test_a_window_writes_the_network():
    net = network()
    before = net.layers[0].weights.copy()
    neuron = net.neuron("hidden0", 2)
    neuron.weights = [5.0, -5.0]
    neuron.bias = 0.5
    neuron.weights[1] = 6.0
    assert net.layers[0].weights[:, 2].tolist() == [5.0, 6.0]
    assert net.layers[0].biases.tolist() == [0.0, 0.0, 0.5]
    assert np.array_equal(net.layers[0].weights[:, :2], before[:, :2])
    assert net.trace([[1.0, 1.0]])[0].a[0, 2] == 11.5


def test_windows_count_from_the_end_too():
    net = network()
    assert net.neuron(0, -1).weights.tolist() == net.neuron(0, 2).weights.tolist()
    assert net.neuron(-1, 0).weights.tolist() == net.neuron(1, 0).weights.tolist()


@pytest.mark.parametrize(("layer", "index"), [(0, 3), (0, -4), (1, 1), ("output", 5)])
def test_a_neuron_that_is_not_there_is_refused_with_those_that_are(layer, index):
    width = 1 if layer in (1, "output") else 3
    with pytest.raises(be.errors.OptionError, match=f"neurons 0 to {width - 1}, got {index}"):
        network().neuron(layer, index)


@pytest.mark.parametrize("layer", [2, -3])
def test_a_layer_that_is_not_there_is_refused_with_those_that_are(layer):
    with pytest.raises(be.errors.BarreleyeError, match=f"layers .*0 to 1, got {layer}"):
        network().neuron(layer, 0)


def test_a_window_on_a_layer_without_biases_has_bias_zero_and_keeps_it():
    net = be.Network(2, [be.Dense(3, "relu", bias=False)])
    neuron = net.neuron(0, 0)
    assert neuron.bias == 0.0
    with pytest.raises(be.errors.OptionError, match="bias=False"):
        neuron.bias = 1.0


@pytest.mark.parametrize("values", [[1.0, 2.0, 3.0], [1.0], [[1.0, 2.0]]], ids=repr)
def test_weights_of_another_shape_are_never_stretched_to_fit(values):
    net = network()
    before = net.parameters.vector.copy()
    with pytest.raises(be.errors.ShapeError, match="2") as caught:
        net.neuron(0, 0).weights = values
    assert str(np.shape(values)) in str(caught.value)
    assert np.array_equal(net.parameters.vector, before)
