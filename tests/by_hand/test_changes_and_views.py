"""The numbers of a pair by name, every change on the way to the sine, and pairs that are placed on a function."""

import math

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import BarreleyeError, DataError, OptionError

EPS = np.finfo(float).eps
X = np.arange(1000) / 1000
SINE = np.sin(2 * np.pi * X)


def out(net, x):
    return net(np.asarray(x, dtype=float)[:, None])[:, 0]


def test_a_pair_of_the_documents_by_its_names():
    net = be.by_hand.pairs([(0, 0, 0, 0, 0)])
    pair = be.by_hand.PairView(net, 0)
    assert repr(pair) == "PairView(0: A = relu(0·x +0), B = relu(0·A +0), output +0·B)"
    pair.weight = pair.second_weight = pair.output_weight = 1.0
    assert out(net, [-1.0, 0.5, 2.0]).tolist() == [0.0, 0.5, 2.0]
    pair.second_bias = 2.0  # a vertical shift
    assert out(net, [-1.0, 0.5, 2.0]).tolist() == [2.0, 2.5, 4.0]
    pair.second_weight = -2.0  # activation and deactivation point
    assert out(net, [-1.0, 0.0, 0.5, 1.0, 2.0]).tolist() == [2.0, 2.0, 1.0, 0.0, 0.0]
    assert (pair.activation_point, pair.deactivation_point, pair.slope) == (0.0, 1.0, -2.0)
    assert be.area_of_effect(net, 0, 0, low=-1.0, high=3.0) == [(0.0, 1.0)]


def test_points_and_slope_are_set_and_the_rest_stays():
    net = be.by_hand.pairs([(6.0, 0.0, 0.7, -1.0), (3.5, -0.41, 0.27, -1.0)])
    pair = be.by_hand.PairView(net, 1)
    pair.activation_point = 0.25
    assert (pair.weight, pair.bias, pair.second_bias) == (3.5, -0.875, 0.27)
    pair.deactivation_point = 0.5
    assert pair.second_bias == 0.875
    pair.slope = 7.0
    assert (pair.output_weight, pair.slope) == (-2.0, 7.0)
    rise = out(net, [0.25, 0.5]) - out(net, [0.0, 1.0])[::-1] * 0
    assert rise[1] - rise[0] == pytest.approx(7.0 * 0.25, rel=8 * EPS)
    assert be.by_hand.PairView(net, 0).weight == 6.0
    assert net.layers[1].weights.tolist() == [[-1.0, 0.0], [0.0, -1.0]]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda pair: setattr(pair, "weight", float("nan")), "weight of a pair is a number"),
        (lambda pair: setattr(pair, "slope", "steep"), "slope of a pair is a number"),
        (
            lambda pair: setattr(pair, "deactivation_point", 0.5),
            "if its second weight is negative, it is 0",
        ),
        (lambda pair: pair.activation_point, "the weight 0 has no activation point"),
        (lambda pair: setattr(pair, "slope", 1.0), "the weight 0"),
    ],
    ids=range(5),
)
def test_what_a_pair_has_not_is_refused(change, words):
    pair = be.by_hand.PairView(be.by_hand.pairs([(0, 0, 0, 0, 0)]), 0)
    with pytest.raises(OptionError, match=words):
        change(pair)


def test_a_slope_needs_a_second_weight():
    pair = be.by_hand.PairView(be.by_hand.pairs([(1, 0, 0, 0, 0)]), 0)
    with pytest.raises(OptionError, match="set the second weight first"):
        pair.slope = 2.0


@pytest.mark.parametrize("net", [be.mlp(1, [8, 4], 1), be.mlp(2, [8, 8], 1), be.mlp(1, [8], 1), "net"])
def test_only_networks_of_pairs_have_pairs(net):
    with pytest.raises(OptionError, match="a network"):
        be.by_hand.PairView(net, 0)
    with pytest.raises(BarreleyeError, match="a pair"):
        be.by_hand.PairView(be.by_hand.sine(), 8)


def test_every_change_is_one_and_the_sections_end_as_the_documents_say():
    changes = be.by_hand.changes()
    before = np.zeros(changes[0].parameters.size)
    for change in changes:
        assert np.count_nonzero(change.parameters != before) == 1
        assert getattr(be.by_hand.PairView(change.net, change.pair), change.number) == change.value
        assert change.caption.endswith(".")
        assert change.error == pytest.approx(((out(change.net, X) - SINE) ** 2).mean(), rel=1e-12)
        before = change.parameters
    last = [
        change
        for change, after in zip(changes, [*changes[1:], None], strict=True)
        if after is None or after.section > change.section
    ]
    assert [change.section for change in last] == list(range(7))
    # totals and local errors after each section, as the survey of the documents gives them
    assert [change.error for change in last] == pytest.approx(
        [0.971, 1.389, 0.959, 0.031, 0.051, 0.019, 0.0002], abs=5e-4
    )
    assert [change.local_error for change in last] == pytest.approx([0.0001] + [0.0002] * 6, abs=5.1e-5)
    assert all(change.pair == 7 and change.number == "output_weight" for change in last)
    assert [change.value for change in last] == [0.70, 0.97, 0.70, -0.70, -0.97, -0.70, 0.0]


@pytest.mark.parametrize("stage", range(1, 8))
def test_the_stages_of_the_sine_are_among_the_changes(stage):
    (end,) = [
        s
        for s in be.by_hand.changes()
        if s.section == stage - 1 and (s.pair, s.number) == (7, "output_weight")
    ]
    np.testing.assert_array_equal(out(end.net, X), out(be.by_hand.sine(stage), X))


def test_pairs_placed_by_the_library_beat_those_placed_by_hand():
    hand = out(be.by_hand.sine(), X) - SINE
    placed = out(be.by_hand.fit(lambda x: np.sin(2 * np.pi * x), 8), X) - SINE
    assert (placed**2).mean() < 0.5 * (hand**2).mean()
    assert np.abs(placed).max() < np.abs(hand).max()


CURVES = {
    "a root": (np.sqrt, 8, 1e-5),
    "a bell": (lambda x: np.exp(-50 * (x - 0.5) ** 2), 8, 1e-4),
    "a step": (lambda x: (x > 0.5) * 1.0, 8, 3e-4),
    "a constant": (lambda x: 0 * x + 2, 4, 1e-28),
    "a line": (lambda x: 3 * x - 1, 2, 1e-28),
    "many waves": (lambda x: np.sin(30 * x), 64, 2e-5),
    "more pairs than are moved": (lambda x: np.sin(30 * x), 200, 1e-6),
}


@pytest.mark.parametrize(("f", "pairs", "error"), CURVES.values(), ids=CURVES.keys())
def test_pairs_follow_a_function(f, pairs, error):
    net = be.by_hand.fit(f, pairs)
    assert net.layers[0].units == pairs
    x = np.linspace(0, 1, 1501)
    assert ((out(net, x) - f(x)) ** 2).mean() < error


def test_pairs_follow_a_function_in_any_interval_and_go_on_learning():
    net = be.by_hand.fit(np.cos, 10, low=-3.0, high=5.0, dtype="float32")
    x = np.linspace(-3, 5, 400)
    before = ((out(net, x) - np.cos(x)) ** 2).mean()
    assert before < 3e-4
    net.fit(x[:, None], np.cos(x), epochs=300, batch_size=400, optimizer=be.Adam(1e-4), progress=False)
    assert ((out(net, x) - np.cos(x)) ** 2).mean() < before


@pytest.mark.parametrize(
    ("how", "error", "words"),
    [
        ({"f": "sine"}, OptionError, "f is a function of x"),
        ({"pairs": 1}, BarreleyeError, "the number of pairs"),
        ({"low": 1.0}, OptionError, "from low to high"),
        ({"f": lambda x: x[:5]}, DataError, "one number for each of 2,001 x"),
        ({"f": lambda x: np.log(x - 0.5)}, DataError, r"f\(0\) is nan: name an interval"),
        ({"f": np.log}, DataError, r"f\(0\) is -inf: name an interval"),
        (
            {"f": math.sin},
            DataError,
            "f takes an array x and returns one number for each, as np.sin does",
        ),
    ],
    ids=range(7),
)
@pytest.mark.filterwarnings(
    "ignore:invalid value:RuntimeWarning", "ignore:divide by zero:RuntimeWarning"
)
def test_what_cannot_be_followed_is_refused(how, error, words):
    with pytest.raises(error, match=words):
        be.by_hand.fit(**{"f": np.sin} | how)
