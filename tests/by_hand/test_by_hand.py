"""Networks set by hand, pair by pair of ReLU neurons."""

import numpy as np
import pytest

import barreleye as be

EPS = np.finfo(float).eps
Pair = be.by_hand.Pair


def rows(x):
    return np.asarray(x, dtype=np.float64)[:, None]


def test_a_pair_is_level_then_a_ramp_then_nothing():
    net = be.by_hand.pairs([Pair(w=2.0, b=-1.0, c=3.0, v=0.5)])
    # A wakes at 1/2, B falls silent at (3 + 1)/2 = 2; between them the slope is -v·w = -1
    x = [-5.0, 0.5, 1.0, 1.5, 2.0, 9.0]
    assert net.predict(rows(x)).tolist() == [1.5, 1.5, 1.0, 0.5, 0.0, 0.0]


def test_a_pair_with_a_negative_weight_runs_the_other_way():
    net = be.by_hand.pairs([Pair(w=-2.0, b=1.0, c=3.0, v=0.5)])
    assert net.predict(rows([-9.0, -1.0, -0.5, 0.5, 5.0])).tolist() == [0.0, 0.0, 0.5, 1.5, 1.5]


def test_pairs_add_up_and_leave_each_other_alone():
    several = [Pair(6.0, 0.0, 0.7, -1.0), Pair(3.5, -0.41, 0.27, -1.0), Pair(0.0, 0.0, 1.0, 0.97)]
    x = rows(np.linspace(-0.5, 1.5, 41))
    alone = sum(be.by_hand.pairs([pair])(x) for pair in several)
    # a sum of three terms of size 1, in another order
    np.testing.assert_allclose(be.by_hand.pairs(several)(x), alone, rtol=0, atol=8 * EPS)


def test_a_hand_made_network_is_an_ordinary_one_with_one_neuron_of_each_layer_per_pair():
    several = [Pair(6.0, 0.5, 0.7, -1.0), Pair(3.5, -0.41, 0.27, 2.0)]
    net = be.by_hand.pairs(several)
    assert type(net) is be.Network
    assert net.dtype == np.float64
    assert net.layers[0].weights.tolist() == [[6.0, 3.5]]
    assert net.layers[0].biases.tolist() == [0.5, -0.41]
    assert net.layers[1].weights.tolist() == [[-1.0, 0.0], [0.0, -1.0]]
    assert net.layers[1].biases.tolist() == [0.7, 0.27]
    assert net.layers[2].weights.tolist() == [[-1.0], [2.0]]
    assert net.layers[2].biases.tolist() == [0.0]
    assert be.by_hand.pairs(several, dtype="float32").dtype == np.float32


def test_a_hand_made_network_goes_on_learning():
    net = be.by_hand.sine()
    X, y = be.datasets.sine(200)
    before = net.loss(X, y)
    net.fit(X, y, epochs=20, batch_size=200, progress=False)
    assert net.loss(X, y) < before < 0.0003


def test_ramps_join_points_by_straight_lines():
    x, y = [-1.0, 0.0, 0.25, 2.0], [3.0, -2.0, 4.0, 4.5]
    net = be.by_hand.ramps(x, y)
    at = np.linspace(-3.0, 4.0, 281)
    # three ramps with slopes up to 24 and heights up to 6: some 8 roundings of numbers below 32
    np.testing.assert_allclose(net.predict(rows(at)), np.interp(at, x, y), rtol=0, atol=4 * 8 * 32 * EPS)


def test_ramps_through_a_hundred_random_points_pass_through_all_of_them():
    rng = np.random.default_rng(0)
    x, y = np.cumsum(rng.uniform(0.5, 1.5, 100)), rng.normal(size=100)
    # 100 ramps; each B is off by a few eps of x (up to 100), times a slope below 8
    bound = 100 * 4 * 128 * 8 * EPS
    np.testing.assert_allclose(be.by_hand.ramps(x, y).predict(rows(x)), y, rtol=0, atol=bound)


@pytest.mark.parametrize("stage", range(1, 8))
def test_each_stage_of_the_sine_is_finished_up_to_its_pair_and_level_after_it(stage):
    net = be.by_hand.sine(stage)
    pairs = be.by_hand.SINE_PAIRS
    end = (pairs[stage - 1].c - pairs[stage - 1].b) / pairs[stage - 1].w
    after = net.predict(rows(np.linspace(end + 1e-9, 1.0, 20)))
    constant = net.layers[2].weights[7, 0]
    assert np.array_equal(after, np.full(20, constant))  # every other B is exactly 0 there
    before = rows(np.linspace(0.0, end, 200))
    np.testing.assert_allclose(
        net(before), be.by_hand.sine()(before), rtol=0, atol=64 * EPS
    )  # the later pairs are level here: they add up to what the constant pair adds, in other order


@pytest.mark.parametrize("stage", [0, 8, -1, 2.5])
def test_the_sine_has_seven_stages(stage):
    with pytest.raises(be.errors.OptionError, match=f"stages 1 to 7, got {stage}"):
        be.by_hand.sine(stage)


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        ([1.0], [1.0], "two or more points"),
        ([0.0, 1.0], [1.0, 2.0, 3.0], r"x \(2,\) and y \(3,\)"),
        ([[0.0, 1.0]], [[1.0, 2.0]], "two or more points"),
        ([0.0, 1.0, 1.0], [0.0, 1.0, 2.0], "x must increase, got 1.0 and then 1.0"),
        ([0.0, 2.0, 1.0], [0.0, 1.0, 2.0], "x must increase, got 2.0 and then 1.0"),
        ([0.0, np.nan], [0.0, 1.0], "x must increase, got 0.0 and then nan"),
    ],
    ids=range(6),
)
def test_points_that_cannot_be_joined_are_refused(x, y, words):
    with pytest.raises(be.errors.DataError, match=words):
        be.by_hand.ramps(x, y)


def test_no_pairs_make_no_network():
    with pytest.raises(be.errors.OptionError, match="at least one pair"):
        be.by_hand.pairs([])
