"""Schedules that rise first: values at the landmarks, no jump at the joints, and what training makes of them."""

import math
import pickle
from itertools import pairwise

import numpy as np
import pytest

import barreleye as be
from barreleye.schedules import Constant, Cosine, Exponential, OneCycle, Step, WarmUp

EPS = np.finfo(float).eps

CYCLES = [
    OneCycle(0.5, 10),
    OneCycle(0.5, 10, warmup_type="linear"),
    OneCycle(3.0, 7, pct_start=0.1, div_factor=100.0, final_div_factor=10.0),
    OneCycle(1e-3, 110.5, pct_start=0.85, warmup_type="linear"),
    OneCycle(0.5, 10, pct_start=0.0),
]
WARM = [
    WarmUp(0.5, 4),
    WarmUp(Cosine(0.4, epochs=20, last=0.1), 5, start_factor=0.25),
    WarmUp(Step(0.8, every=3), 2.5),
    WarmUp(Exponential(0.7, 0.9), 7, start_factor=1.0),
    WarmUp(OneCycle(0.5, 10), 1),
    WarmUp(WarmUp(Constant(0.5), 2), 3),
]


def near(value, *, scale):
    """A few roundings of numbers up to scale: sums do not keep the digits of a small result."""
    return pytest.approx(value, rel=0.0, abs=4 * EPS * scale)


def before(epochs):
    return math.nextafter(epochs, -math.inf)


def test_one_cycle_at_its_landmarks():
    schedule = OneCycle(0.5, epochs=10)
    first, last = 0.02, 0.000002  # 0.5 / 25, 0.02 / 10,000
    assert schedule(0.0) == first
    assert schedule(3.0) == 0.5
    assert schedule(10.0) == pytest.approx(last, rel=EPS)

    quarter = (1.0 - math.sqrt(0.5)) / 2.0  # (1 - cos 45°) / 2
    assert schedule(0.75) == near(first + 0.48 * quarter, scale=0.5)
    assert schedule(1.0) == near(0.14, scale=0.5)  # a third of the way: (1 - cos 60°) / 2 = 1/4 of 0.48
    assert schedule(1.5) == near(0.26, scale=0.5)
    assert schedule(2.25) == near(0.5 - 0.48 * quarter, scale=0.5)

    assert schedule(4.75) == near(0.5 - 0.499998 * quarter, scale=0.5)
    assert schedule(6.5) == near(0.250001, scale=0.5)
    assert schedule(8.25) == near(last + 0.499998 * quarter, scale=0.5)


def test_a_linear_warm_up_of_one_cycle_rises_evenly_and_falls_along_the_cosine():
    straight, round_ = OneCycle(0.5, 10, warmup_type="linear"), OneCycle(0.5, 10)
    assert straight(0.0) == 0.02
    assert straight(0.75) == near(0.14, scale=0.5)
    assert straight(1.5) == near(0.26, scale=0.5)
    assert straight(2.25) == near(0.38, scale=0.5)
    assert [straight(t) for t in (3.0, 5.0, 8.25, 10.0)] == [round_(t) for t in (3.0, 5.0, 8.25, 10.0)]


def test_one_cycle_takes_its_constants():
    schedule = OneCycle(0.8, epochs=40, pct_start=0.25, div_factor=8.0, final_div_factor=0.5)
    assert (schedule(0.0), schedule(10.0), schedule(40.0)) == (0.1, 0.8, 0.2)
    assert (schedule(5.0), schedule(25.0)) == (near(0.45, scale=0.8), near(0.5, scale=0.8))


def test_one_cycle_without_a_rise_begins_at_the_rate():
    assert OneCycle(0.5, 10, pct_start=0.0)(0.0) == 0.5


@pytest.mark.parametrize("schedule", CYCLES, ids=repr)
def test_one_cycle_stays_at_the_last_rate(schedule):
    last = schedule.rate / schedule.div_factor / schedule.final_div_factor
    assert [schedule(schedule.epochs + more) for more in (0.0, 1e-9, 0.5, 1e9)] == [last] * 4


@pytest.mark.parametrize("schedule", CYCLES, ids=repr)
def test_one_cycle_rises_to_the_rate_then_falls(schedule):
    top = schedule.pct_start * schedule.epochs
    up = [schedule(t) for t in np.linspace(0.0, top, 301)]
    down = [schedule(t) for t in np.linspace(top, schedule.epochs, 301)]
    if top:
        assert all(later > earlier for earlier, later in pairwise(up))
    assert all(later < earlier for earlier, later in pairwise(down))
    assert up[-1] == down[0] == near(schedule.rate, scale=schedule.rate)


@pytest.mark.parametrize("schedule", [cycle for cycle in CYCLES if cycle.pct_start], ids=repr)
def test_one_cycle_does_not_jump(schedule):
    for joint in (schedule.pct_start * schedule.epochs, schedule.epochs):
        for close in (before(joint), math.nextafter(joint, math.inf)):
            assert schedule(close) == near(schedule(joint), scale=schedule.rate)


def test_a_warm_up_at_its_landmarks():
    schedule = WarmUp(0.5, epochs=4)
    assert schedule(0.0) == 0.005
    assert schedule(1.0) == near(0.12875, scale=0.5)  # 0.005 + 0.495 / 4
    assert schedule(2.0) == near(0.2525, scale=0.5)
    assert schedule(4.0) == schedule(1e9) == 0.5

    schedule = WarmUp(0.5, epochs=4, start_factor=0.2)
    assert [schedule(t) for t in (0.0, 1.0, 3.0)] == [0.1, near(0.2, scale=0.5), near(0.4, scale=0.5)]


def test_the_other_schedule_begins_when_the_warm_up_ends():
    falls = WarmUp(Step(0.8, every=10, factor=0.5), epochs=5)
    assert [falls(t) for t in (5.0, 14.99, 15.0, 24.99, 25.0)] == [0.8, 0.8, 0.4, 0.4, 0.2]
    assert falls(2.5) == near(0.404, scale=0.8)

    whole = WarmUp(
        Cosine(0.1, epochs=95), epochs=5
    )  # of the docstring: 0 after 100 epochs, not after 95
    assert (whole(5.0), whole(100.0)) == (0.1, 0.0)
    assert whole(52.5) == near(0.05, scale=0.1)
    assert whole(95.0) > 0.0


@pytest.mark.parametrize("schedule", WARM, ids=repr)
def test_a_warm_up_rises_evenly_and_then_is_the_other_schedule(schedule):
    other = be.schedules.as_schedule(schedule.schedule)
    top = other(0.0)
    rates = [schedule(t) for t in np.linspace(0.0, schedule.epochs, 65)]
    assert rates[0] == schedule.start_factor * top
    assert rates[-1] == top
    rises = np.diff(rates)
    assert np.all(rises > 0.0) or schedule.start_factor == 1.0
    assert rises == near(np.full(64, (1.0 - schedule.start_factor) * top / 64), scale=top)
    # times with few digits, so that the shift is exact
    for later in np.arange(0.0, 40.0, 0.125).tolist():
        assert schedule(schedule.epochs + later) == other(later)


@pytest.mark.parametrize("schedule", WARM, ids=repr)
def test_a_warm_up_does_not_jump(schedule):
    top = schedule(schedule.epochs)
    assert schedule(before(schedule.epochs)) == near(top, scale=top)


def test_a_warm_up_of_no_epochs_is_the_schedule():
    schedule, other = WarmUp(Exponential(0.7, 0.9), 0), Exponential(0.7, 0.9)
    assert [schedule(t) for t in (0.0, 0.5, 30.0)] == [other(t) for t in (0.0, 0.5, 30.0)]


@pytest.mark.parametrize("schedule", [*CYCLES, *WARM], ids=repr)
def test_a_rate_is_a_positive_float_at_any_time(schedule):
    rates = [schedule(t) for t in [*np.linspace(0.0, 200.0, 2001).tolist(), 0, 1, 20]]
    assert all(type(rate) is float and 0.0 < rate < math.inf for rate in rates)


@pytest.mark.parametrize("factor", [1.0, 1e12, 1e300])
def test_the_fall_reaches_the_smallest_rates_and_never_0(factor):
    schedule = OneCycle(1.0, 10, div_factor=1.0, final_div_factor=factor)
    rates = [schedule(t) for t in (9.0, 9.999, 10 - 1e-9, before(10.0), 10.0)]
    assert min(rates) > 0.0
    assert rates[-1] == 1.0 / factor


@pytest.mark.parametrize("schedule", [*CYCLES, *WARM], ids=repr)
def test_schedules_are_values(schedule):
    names = {kind.__name__: kind for kind in (Constant, Cosine, Exponential, OneCycle, Step, WarmUp)}
    again = eval(repr(schedule), names)  # noqa: S307  our own text
    copied = pickle.loads(pickle.dumps(schedule))  # noqa: S301  our own bytes
    assert again == copied == schedule
    assert len({again, copied, schedule}) == 1


def test_schedules_with_other_constants_differ():
    assert len({*CYCLES, *WARM}) == len(CYCLES) + len(WARM)
    assert repr(WarmUp(Cosine(0.1, 95), 5)) == (
        "WarmUp(schedule=Cosine(rate=0.1, epochs=95, last=0.0, warmup=0.0), epochs=5, start_factor=0.01)"
    )
    with pytest.raises(AttributeError):
        CYCLES[0].rate = 1.0


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: OneCycle(0.0, 10), "the learning rate must be a positive number, got 0.0"),
        (lambda: OneCycle(math.nan, 10), "the learning rate must be a positive number, got nan"),
        (lambda: OneCycle(0.1, 0), "epochs must be a positive number, got 0"),
        (lambda: OneCycle(0.1, math.inf), "epochs must be a positive number, got inf"),
        (lambda: OneCycle(0.1, 10, pct_start=30), "pct_start, the share of .* below 1, got 30"),
        (lambda: OneCycle(0.1, 10, pct_start=-0.1), "pct_start, .* lies from 0 to below 1, got -0.1"),
        (lambda: OneCycle(0.1, 10, pct_start=1.0), "pct_start, .* lies from 0 to below 1, got 1.0"),
        (lambda: OneCycle(0.1, 10, pct_start=math.nan), "pct_start, .* lies from 0 to below 1, got nan"),
        (lambda: OneCycle(0.1, 10, div_factor=0.5), "div_factor must be a number of 1 or more, got 0.5"),
        (lambda: OneCycle(0.1, 10, div_factor=math.inf), "^div_factor must be a number of 1 or more"),
        (lambda: OneCycle(0.1, 10, div_factor=math.nan), "^div_factor must be a number of 1 or more"),
        (
            lambda: OneCycle(0.1, 10, final_div_factor=0),
            "final_div_factor must be a positive number, got 0",
        ),
        (
            lambda: OneCycle(0.1, 10, div_factor=2.0, final_div_factor=0.25),
            r"the last rate, .* lies above 0 and not above the rate 0.1, got 0.2",
        ),
        (lambda: OneCycle(1e-300, 10, final_div_factor=1e300), "the last rate, .*, got 0.0"),
        (lambda: OneCycle(0.1, 10, warmup_type="cos"), "warmup_type is 'cosine' or 'linear', got 'cos'"),
        (lambda: WarmUp(-0.1, 5), "the learning rate must be a positive number, got -0.1"),
        (lambda: WarmUp(0.1, -1), "epochs, the length of the warm-up, is a number of 0 or more, got -1"),
        (lambda: WarmUp(0.1, math.inf), "epochs, the length of the warm-up, .* got inf"),
        (lambda: WarmUp(0.1, math.nan), "epochs, the length of the warm-up, .* got nan"),
        (lambda: WarmUp(0.1, 5, start_factor=0.0), "start_factor lies above 0 and up to 1, got 0.0"),
        (lambda: WarmUp(0.1, 5, start_factor=1.5), "start_factor lies above 0 and up to 1, got 1.5"),
        (
            lambda: WarmUp(Cosine(0.1, 20, warmup=5), 5),
            r"begins at a positive rate, got Cosine\(.*\), which begins at 0.0; if it warms up by itself",
        ),
        (lambda: WarmUp(lambda _: math.inf, 5), "begins at a positive rate, got .* begins at inf"),
    ],
    ids=range(23),
)
def test_constants_out_of_range_are_refused(make, words):
    with pytest.raises(be.errors.OptionError, match=words):
        make()


@pytest.mark.parametrize("schedule", [OneCycle(0.01, 8), WarmUp(Cosine(0.01, 6), 2)], ids=repr)
def test_training_follows_the_schedule(schedule):
    net = be.Network(1, [be.Dense(1)])
    history = net.fit(np.ones((4, 1)), np.ones(4), epochs=8, batch_size=4, optimizer=be.SGD(schedule))
    # one batch in an epoch, and the rate of a batch is that of its middle
    assert [record.learning_rate for record in history] == [schedule(e + 0.5) for e in range(8)]
