"""Curves of networks with one input, against their forward pass at many points."""

import numpy as np
import pytest

import barreleye as be

STRAIGHT = ["relu", "leaky_relu", "linear", "hard_tanh", "relu6", "hard_sigmoid"]
RNG = np.random.default_rng(0)


def drawn(seed, kinds=STRAIGHT, dtype="float64", scale=1.5):
    """Return a network with one input, two outputs, and one to three hidden layers of random kinds and widths."""
    rng = np.random.default_rng(seed)
    hidden = [
        be.Dense(int(rng.integers(1, 20)), str(rng.choice(kinds))) for _ in range(rng.integers(1, 4))
    ]
    net = be.Network(1, [*hidden, be.Dense(2)], dtype=dtype)
    net.parameters.vector[...] = rng.normal(0.0, scale, net.parameters.vector.size)
    return net


def off(net, curve, x):
    """Return how far the drawn curve is from the forward pass, relative to the largest output."""
    wanted = np.asarray(net(x[:, None]), dtype=np.float64)
    drawn = np.stack([np.interp(x, curve.x, y) for y in curve.y.T], axis=1)
    return np.abs(drawn - wanted).max() / np.abs(wanted).max()


@pytest.mark.parametrize(("dtype", "limit"), [("float64", 1e-12), ("float32", 1e-5)])
@pytest.mark.parametrize("seed", range(25))
def test_the_curve_is_the_forward_pass(seed, dtype, limit):
    net = drawn(seed, dtype=dtype)
    curve = be.exact_curve(net, -2.0, 2.0)
    assert curve.exact
    assert off(net, curve, np.sort(RNG.uniform(-2.0, 2.0, 2000))) < limit
    assert off(net, curve, curve.x) < limit


@pytest.mark.parametrize("seed", range(10))
def test_every_knot_has_its_owners_and_every_change_of_a_neuron_is_a_knot(seed):
    net = drawn(100 + seed, ["relu", "hard_tanh", "leaky_relu"])
    curve = be.exact_curve(net, -2.0, 2.0)
    ends = np.concatenate([[-2.0], curve.knots, [2.0]])
    wide = np.diff(ends) > 1e-6  # so that the forward pass does not round a neuron to the other side
    middle = (0.5 * (ends[:-1] + ends[1:]))[wide]
    seen = [
        np.sum([record.z > kink for kink in view.activation.kinks] or [record.z * 0], axis=0)
        for view, record in zip(net.layers, net.trace(middle[:, None]), strict=True)
    ]
    for found, side in zip(curve.pieces.sides, seen, strict=True):
        np.testing.assert_array_equal(found[wide], side)
    x = np.linspace(-2.0, 2.0, 4001)
    for layer, (view, record) in enumerate(zip(net.layers, net.trace(x[:, None]), strict=True)):
        for kink in view.activation.kinks:
            for i, neuron in np.argwhere(np.diff(record.z > kink, axis=0)).tolist():
                between = (curve.knots >= x[i] - 1e-9) & (curve.knots <= x[i + 1] + 1e-9)
                owners = [owner for at in np.flatnonzero(between) for owner in curve.owners[at]]
                assert (layer, neuron) in owners


def test_steps_jump():
    kinds = ["step", "relu", "step"]
    for seed in range(10):
        net = drawn(200 + seed, kinds)
        curve = be.exact_curve(net, -2.0, 2.0)
        x = np.sort(RNG.uniform(-2.0, 2.0, 2000))
        x = x[np.abs(x[:, None] - curve.knots).min(axis=1, initial=9.0) > 1e-9]
        assert off(net, curve, x) < 1e-12
    step = be.Network(1, [be.Dense(1, "step", init=([[1.0]], [-0.5])), be.Dense(1, init=[[3.0]])])
    curve = be.exact_curve(step)
    assert curve.x.tolist() == [0.0, 0.5, 0.5, 1.0]
    assert curve.y[:, 0].tolist() == [0.0, 0.0, 3.0, 3.0]
    assert (curve.knots.tolist(), curve.owners, curve.bends.tolist()) == ([0.5], (((0, 0),),), [True])


def hidden(weights, biases, out):
    return be.Network(
        1,
        [be.Dense(len(biases), "relu", init=([weights], biases)), be.Dense(1, init=out)],
        dtype="float64",
    )


def test_dead_duplicate_and_parallel_neurons():
    net = hidden([1.0, 1.0, 2.0, -3.0, 1.0, 0.0], [-0.5, -0.5, -1.0, 1.5, -9.0, 0.0], [[1.0]] * 6)
    curve = be.exact_curve(net)
    assert curve.knots.tolist() == [0.5]
    assert curve.owners == (((0, 0), (0, 1), (0, 2), (0, 3)),)
    thirds = hidden(
        [3.0, 0.3, 0.1, 7.0], [-1.0, -0.1, -0.1 / 3, -7.0 / 3], [[1.0], [1.0], [-1.0], [0.2]]
    )
    curve = be.exact_curve(thirds)
    assert len(curve.knots) == 1
    assert curve.knots[0] == pytest.approx(1 / 3, rel=1e-15)
    assert curve.owners == (((0, 0), (0, 1), (0, 2), (0, 3)),)


def test_a_deep_neuron_may_have_its_knot_where_a_lower_one_has():
    net = be.Network(
        1,
        [
            be.Dense(2, "relu", init=([[1.0, 1.0]], [-0.25, -0.5])),
            be.Dense(2, "relu", init=([[1.0, 0.0], [-4.0, 1.0]], [-0.25, 0.0])),
            be.Dense(1, init=[[1.0], [1.0]]),
        ],
        dtype="float64",
    )
    curve = be.exact_curve(net)
    # z of (1, 0) reaches 0 at x = 0.5, from where neuron (0, 1) pulls it down: it touches and is not above
    assert curve.knots.tolist() == [0.25, 0.5]
    assert curve.owners == (((0, 0),), ((0, 1), (1, 1)))
    assert curve.bends.tolist() == [False, True]


def test_a_neuron_that_nobody_hears_has_a_knot_that_bends_nothing():
    curve = be.exact_curve(hidden([1.0, 1.0], [-0.25, -0.5], [[0.0], [1.0]]))
    assert curve.knots.tolist() == [0.25, 0.5]
    assert curve.bends.tolist() == [False, True]
    flat = be.exact_curve(hidden([1.0], [-0.25], [[0.0]]))
    assert flat.bends.tolist() == [False]
    assert be.exact_curve(hidden([0.0], [0.0], [[1.0]])).owners == ()


@pytest.mark.parametrize("kind", ["tanh", "gelu", "sine", "gaussian"])
def test_a_curved_network_is_sampled_and_says_so(kind):
    net = drawn(7, [kind], scale=1.0)
    curve = be.exact_curve(net, -2.0, 2.0)
    assert not curve.exact
    assert curve.pieces is None
    assert len(curve.knots) == len(curve.owners) == 0
    assert "sampled at" in repr(curve)
    x = np.sort(RNG.uniform(-2.0, 2.0, 4000))
    # each interval of samples misses its own middle by 1e-4 of the height; elsewhere by little more
    wanted = net(x[:, None])
    for k in range(2):
        missed = np.abs(np.interp(x, curve.x, curve.y[:, k]) - wanted[:, k]).max()
        assert missed < 4e-4 * np.ptp(curve.y[:, k])


def test_a_steep_place_gets_more_samples():
    net = be.Network(
        1, [be.Dense(1, "tanh", init=([[1e5]], [-33333.0])), be.Dense(1, init=[[1.0]])], dtype="float64"
    )
    curve = be.exact_curve(net)
    x = np.linspace(0.33, 0.3367, 5001)
    assert np.abs(np.interp(x, curve.x, curve.y[:, 0]) - net(x[:, None])[:, 0]).max() < 4e-4 * 2.0
    assert len(curve.x) < 1000


def test_what_cancels_but_for_rounding_owns_nothing():
    net = be.Network(
        1,
        [
            be.Dense(3, "relu", init=([[0.1, 0.3, 1.0]], [0.0, 0.0, -0.5])),
            be.Dense(1, "relu", init=([[3.0], [-1.0], [0.0]], [0.0])),
            be.Dense(1, init=[[1.0]]),
        ],
        dtype="float64",
    )
    curve = be.exact_curve(net)  # 3·0.1 is not 0.3 in float64
    assert curve.owners == (((0, 2),),)
    assert not curve.pieces.sides[1].any()


def test_the_sine_of_the_documents():
    net = be.by_hand.sine()
    curve = be.exact_curve(net)
    on, off_ = curve.knots[curve.bends][[0, -1]]
    assert (round(float(on), 4), round(float(off_), 4)) == (0.1167, 0.8833)
    assert off(net, curve, np.linspace(0.0, 1.0, 1001)) < 1e-12


def test_what_has_no_curve_is_refused():
    with pytest.raises(be.errors.ShapeError, match="1 input, this one has 2"):
        be.exact_curve(be.mlp(2, [3], 1))
    with pytest.raises(be.errors.OptionError, match="from low to high"):
        be.exact_curve(be.mlp(1, [3], 1), 1.0, 0.0)
    with pytest.raises(be.errors.OptionError, match="a network"):
        be.exact_curve("net")


def test_an_output_beside_a_much_larger_one_bends_too():
    net = be.Network(1, [be.Dense(2, "relu"), be.Dense(2)], dtype="float64")
    net.parameters[0].weights[:], net.parameters[0].biases[:] = 1.0, [-0.3, -0.6]
    net.parameters[1].weights[:] = [[1e13, 0.0], [0.0, 1.0]]
    curve = be.exact_curve(net)
    assert curve.knots == pytest.approx([0.3, 0.6])
    assert curve.bends.tolist() == [True, True]
