"""Areas of effect, against what moving a neuron's z really does."""

import numpy as np
import pytest

import barreleye as be

STRAIGHT = ["step", "linear", "relu", be.activations.leaky_relu.with_(negative_slope=0.1)]


def tall(seed, hidden="relu", output="linear", depth=3, width=4):
    """Return a float64 network with one input and kinks spread over -1 to 1."""
    layers = [be.Dense(width, hidden) for _ in range(depth - 1)]
    net = be.Network(1, [*layers, be.Dense(2, output)], dtype="float64")
    rng = np.random.default_rng(seed)
    net.parameters.vector[...] = rng.normal(0.0, 1.0, net.parameters.vector.size)
    return net


def matters(net, layer, neuron, x):
    """Say at which x the outputs move when the neuron's z does, by nudging its bias."""
    bias, nudge = net.layers[layer].biases, 1e-7
    before = bias[neuron]
    outputs = []
    for moved in (before - nudge, before, before + nudge):
        bias[neuron] = moved
        outputs.append(net(x[:, None]))
    bias[neuron] = before
    # a move by nudge passes through slopes above 1e-4 or not at all; rounding is below 1e-14
    return np.max([np.abs(outputs[i] - outputs[1]).max(axis=1) for i in (0, 2)], axis=0) > 1e-13


@pytest.mark.parametrize("hidden", STRAIGHT, ids=str)
@pytest.mark.parametrize("seed", range(3))
def test_inside_the_area_the_output_moves_and_outside_it_stays(seed, hidden):
    net = tall(seed, hidden)
    x = np.linspace(-1.0, 1.0, 401)
    for layer in range(3):
        for neuron in range(net.layers[layer].units):
            areas = be.area_of_effect(net, layer, neuron, low=-1.0, high=1.0)
            edges = np.array([edge for area in areas for edge in area])
            inside = np.any([(a < x) & (x < b) for a, b in areas] or [np.zeros(x.size, bool)], axis=0)
            far = np.abs(x[:, None] - edges).min(axis=1, initial=1.0) > 1e-5
            steps = [net.trace(x[:, None])[i].z for i in range(3) if net.layers[i].activation.kinks]
            far &= ~np.any([(np.abs(z) < 1e-5).any(axis=1) for z in steps] or [far & False], axis=0)
            assert far.sum() > 300
            assert np.array_equal(matters(net, layer, neuron, x)[far], inside[far])


@pytest.mark.parametrize("seed", range(5))
def test_areas_are_in_order_apart_and_within_the_interval(seed):
    net = tall(seed, width=8)
    for neuron in range(8):
        areas = be.area_of_effect(net, 0, neuron, low=-0.5, high=0.75)
        edges = [edge for area in areas for edge in area]
        assert edges == sorted(set(edges))
        assert all(-0.5 <= edge <= 0.75 for edge in edges)
        assert all(type(edge) is float for edge in edges)


def test_one_relu_has_a_say_from_its_knot_on():
    net = be.Network(
        1, [be.Dense(1, "relu", init=([[4.0]], [-1.0])), be.Dense(1, init=[[1.0]])], dtype="float64"
    )
    assert be.area_of_effect(net, 0, 0) == [(0.25, 1.0)]
    assert be.area_of_effect(net, 1, 0) == [(0.0, 1.0)]
    assert be.area_of_effect(net, 0, 0, low=0.5, high=2.0) == [(0.5, 2.0)]
    assert be.area_of_effect(net, 0, 0, low=-3.0, high=0.25) == []


def test_a_dead_neuron_and_one_nobody_listens_to_have_no_area():
    net = be.Network(
        1,
        [
            be.Dense(3, "relu", init=([[1.0, 1.0, 1.0]], [-9.0, 0.0, 0.0])),
            be.Dense(1, init=[[1.0], [0.0], [1.0]]),
        ],
    )
    assert be.area_of_effect(net, 0, 0) == []
    assert be.area_of_effect(net, 0, 1) == []
    assert be.area_of_effect(net, 0, 2) == [(0.0, 1.0)]


def test_an_area_may_have_several_parts():
    # A = |x - 1/2| by two neurons; B = relu(A - 1/4) is silent in the middle
    net = be.Network(
        1,
        [
            be.Dense(2, "relu", init=([[1.0, -1.0]], [-0.5, 0.5])),
            be.Dense(1, "relu", init=([[1.0], [1.0]], [-0.25])),
            be.Dense(1, init=[[3.0]]),
        ],
        dtype="float64",
    )
    assert be.area_of_effect(net, 1, 0) == [(0.0, 0.25), (0.75, 1.0)]
    assert be.area_of_effect(net, 0, 0) == [(0.75, 1.0)]


def test_a_weight_has_an_effect_where_its_input_is_not_0():
    net = be.Network(
        1,
        [
            be.Dense(2, "relu", init=([[1.0, -1.0]], [-0.5, 0.25])),
            be.Dense(1, "relu", init=([[1.0], [1.0]], [0.1])),
            be.Dense(1, init=[[3.0]]),
        ],
        dtype="float64",
    )
    assert be.area_of_effect(net, 1, 0) == [(0.0, 1.0)]
    assert be.area_of_effect(net, 1, 0, weight=0) == [(0.5, 1.0)]
    assert be.area_of_effect(net, 1, 0, weight=1) == [(0.0, 0.25)]
    assert be.area_of_effect(net, 0, 0, weight=0) == [(0.5, 1.0)]
    with pytest.raises(be.errors.OptionError, match="a neuron of layer 1 has weights 0 to 1, got 2"):
        be.area_of_effect(net, 1, 0, weight=2)


def test_a_curved_neuron_has_an_effect_where_its_slope_is_above_a_hundredth():
    layer = be.Dense(3, "tanh", init=([[20.0] * 3], [-2.0, -8.0, -60.0]))
    net = be.Network(1, [layer, be.Dense(1, init=[[1.0], [2.0], [1.0]])], dtype="float64")
    half = np.arccosh(10.0) / 20.0  # 1 - tanh² = 1/cosh² is 1/100
    ((low, high),) = be.area_of_effect(net, 0, 1)
    assert (low, high) == pytest.approx((0.4 - half, 0.4 + half), abs=1 / 512)
    ((low, high),) = be.area_of_effect(net, 0, 0)
    assert (low, high) == (0.0, pytest.approx(0.1 + half, abs=1 / 512))
    assert be.area_of_effect(net, 0, 2) == []  # its slope is 1e-17 at most, beside 1
    gap = 0.01 * np.tanh(2.0) / 20.0  # around the x at which the input of the weight is 0
    (low, end), (start, high) = be.area_of_effect(net, 1, 0, weight=1, low=0.3, high=0.5)
    assert (low, high) == (0.3, 0.5)
    assert (end, start) == pytest.approx((0.4 - gap, 0.4 + gap), abs=0.2 / 512)
    classes = be.Network(1, [be.Dense(4, "relu"), be.Dense(3, "softmax")], seed=0)
    assert be.area_of_effect(classes, 1, 0, low=-3.0, high=3.0) == [(-3.0, 3.0)]


def test_looking_touches_nothing():
    net = tall(0)
    before = net.parameters.vector.copy()
    be.area_of_effect(net, 0, 0)
    assert np.array_equal(net.parameters.vector, before)


@pytest.mark.parametrize(
    ("net", "arguments", "error", "words"),
    [
        (be.Network(2, [be.Dense(1)]), (0, 0), be.errors.ShapeError, "1 input, this one has 2"),
        (tall(0), (3, 0), be.errors.OptionError, "layers 0 to 2, got 3"),
        (tall(0), (-1, 0), be.errors.OptionError, "layers 0 to 2, got -1"),
        (tall(0), (0, 4), be.errors.OptionError, "neurons 0 to 3, got 4"),
        (tall(0), (0, -1), be.errors.OptionError, "neurons 0 to 3, got -1"),
    ],
    ids=range(5),
)
def test_what_has_no_area_is_refused(net, arguments, error, words):
    with pytest.raises(error, match=words):
        be.area_of_effect(net, *arguments)


@pytest.mark.parametrize(("low", "high"), [(1.0, 0.0), (0.5, 0.5), (0.0, float("nan"))])
def test_an_interval_runs_from_low_to_high(low, high):
    with pytest.raises(be.errors.OptionError, match="from low to high"):
        be.area_of_effect(tall(0), 0, 0, low=low, high=high)
