"""Learning rates over time: the values at the boundaries, and what training makes of them."""

import math
from itertools import pairwise

import numpy as np
import pytest

import barreleye as be
from barreleye.schedules import Constant, Cosine, Exponential, Step, as_schedule

EPS = np.finfo(float).eps


def test_a_number_is_held_constant():
    for epochs in (0.0, 0.5, 1e6):
        assert as_schedule(0.25)(epochs) == 0.25
    assert as_schedule(0.25) == Constant(0.25)
    own = Cosine(0.1, 5)
    assert as_schedule(own) is own


def test_step_falls_at_every_boundary_and_nowhere_else():
    schedule = Step(0.8, every=10, factor=0.5)
    times = [0.0, 9.99, 10.0, 19.99, 20.0, 30.0]
    assert [schedule(t) for t in times] == [0.8, 0.8, 0.4, 0.4, 0.2, 0.1]


def test_exponential_multiplies_in_every_epoch_and_smoothly_between():
    schedule = Exponential(0.5, factor=0.81)
    assert schedule(0.0) == 0.5
    assert schedule(1.0) == 0.5 * 0.81
    assert schedule(0.5) == pytest.approx(0.5 * 0.9, rel=4 * EPS)
    assert schedule(2.0) == pytest.approx(0.5 * 0.81 * 0.81, rel=4 * EPS)


def test_cosine_climbs_falls_and_stays():
    schedule = Cosine(0.4, epochs=110, last=0.1, warmup=10)
    assert schedule(0.0) == 0.0
    assert schedule(5.0) == 0.2
    assert schedule(10.0) == 0.4
    assert schedule(60.0) == pytest.approx(0.25, rel=4 * EPS)
    quarter = 0.1 + 0.3 * (1.0 + math.sqrt(0.5)) / 2.0
    assert schedule(35.0) == pytest.approx(quarter, rel=4 * EPS)
    assert schedule(110.0) == schedule(1e9) == 0.1


def test_cosine_without_warm_up_begins_at_the_rate():
    assert Cosine(0.4, epochs=10)(0.0) == 0.4
    assert Cosine(0.4, epochs=10)(10.0) == 0.0


@pytest.mark.parametrize(
    "schedule",
    [Step(1.0, 3), Exponential(1.0, 0.9), Cosine(1.0, 20), Cosine(1.0, 20, 0.2), Constant(1.0)],
    ids=repr,
)
def test_a_rate_never_rises_again(schedule):
    rates = [schedule(t) for t in np.linspace(0.0, 30.0, 301)]
    assert all(later <= earlier for earlier, later in pairwise(rates))
    assert all(0.0 <= rate <= 1.0 for rate in rates)


def test_the_warm_up_never_falls():
    rates = [Cosine(1.0, 20, warmup=5)(t) for t in np.linspace(0.0, 5.0, 51)]
    assert all(later > earlier for earlier, later in pairwise(rates))
    assert (rates[0], rates[-1]) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Constant(0.0), "the learning rate must be a positive number, got 0.0"),
        (lambda: Constant(math.nan), "the learning rate must be a positive number, got nan"),
        (lambda: as_schedule(-0.1), "the learning rate must be a positive number, got -0.1"),
        (lambda: Step(0.1, 0), "every must be a positive number"),
        (lambda: Step(0.1, 1, 0.0), "factor must be a positive number"),
        (lambda: Step(math.inf, 1), "the learning rate must be a positive number"),
        (lambda: Exponential(0.1, -1.0), "factor must be a positive number"),
        (lambda: Cosine(0.1, 0), "epochs must be a positive number"),
        (lambda: Cosine(0.1, 10, last=0.2), "last lies between 0 and the rate 0.1, got 0.2"),
        (lambda: Cosine(0.1, 10, last=-0.1), "last lies between 0 and the rate"),
        (lambda: Cosine(0.1, 10, warmup=10), "warmup lies between 0 and the epochs 10, got 10"),
        (lambda: Cosine(0.1, 10, warmup=-1), "warmup lies between 0 and the epochs"),
    ],
    ids=range(12),
)
def test_constants_out_of_range_are_refused(make, words):
    with pytest.raises(be.errors.OptionError, match=words):
        make()


class Recorder:
    """An optimizer that only writes down the rates it is given."""

    n_slots = 0

    def __init__(self, learning_rate):
        self.learning_rate = learning_rate
        self.rates = []

    def step(self, theta, gradient, memory, t, rate):  # noqa: ARG002  the rate alone is of interest
        assert t == len(self.rates) + 1
        self.rates.append(rate)


def rates_of(schedule, *, epochs, rows, batch_size):
    recorder = Recorder(schedule)
    net = be.Network(1, [be.Dense(1)])
    history = net.fit(
        np.ones((rows, 1)), np.ones(rows), epochs=epochs, batch_size=batch_size, optimizer=recorder
    )
    return recorder.rates, [record.learning_rate for record in history]


@pytest.mark.parametrize("batch_size", [4, 3, 1], ids=["full batch", "ragged", "single rows"])
def test_training_keeps_the_rate_of_an_epoch_until_the_epoch_has_passed(batch_size):
    rates, _ = rates_of(Step(0.8, every=2, factor=0.5), epochs=6, rows=4, batch_size=batch_size)
    steps = math.ceil(4 / batch_size)
    assert rates == [rate for rate in (0.8, 0.8, 0.4, 0.4, 0.2, 0.2) for _ in range(steps)]


def test_training_moves_along_the_schedule_within_an_epoch():
    rates, _ = rates_of(Exponential(1.0, 0.5), epochs=2, rows=10, batch_size=2)
    assert len(rates) == 10
    assert all(later < earlier for earlier, later in pairwise(rates))
    for number, rate in enumerate(rates):  # each lies within the epochs that its batch covers
        assert 0.5 ** ((number + 1) / 5) * (1 - 4 * EPS) <= rate <= 0.5 ** (number / 5) * (1 + 4 * EPS)


@pytest.mark.parametrize("batch_size", [4, 3, 1])
def test_the_history_tells_the_rate_of_the_last_step_of_every_epoch(batch_size):
    rates, told = rates_of(Exponential(1.0, 0.5), epochs=3, rows=4, batch_size=batch_size)
    steps = math.ceil(4 / batch_size)
    assert told == rates[steps - 1 :: steps]
    assert len(told) == 3


def test_an_inverse_scaling_falls_after_whole_epochs():
    rate = be.schedules.InverseScaling(0.3, power=2.0)
    assert [rate(epochs) for epochs in (0.0, 0.99, 1.0, 2.5)] == [0.3, 0.3, 0.3 / 4.0, 0.3 / 9.0]
    assert be.schedules.InverseScaling(0.3, power=0.0)(100.0) == 0.3
    with pytest.raises(be.errors.OptionError, match="power is a number of 0 or more, got -1"):
        be.schedules.InverseScaling(0.3, power=-1)


def test_a_held_rate_is_lowered_down_to_the_smallest():
    rate = be.schedules.Held(1.0)
    assert rate(17.0) == 1.0
    assert [rate.lower(4.0, smallest=0.25) for _ in range(3)] == [True, False, False]
    assert rate.rate == 0.25
    assert rate.lower(4.0, smallest=0.2)
    for how in ({"divisor": 0.0}, {"smallest": -1.0}):
        with pytest.raises(be.errors.OptionError, match="must be a positive number"):
            rate.lower(**how)


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_a_rate_that_a_callback_sets_is_that_of_the_next_epoch(engine):
    x, y = be.datasets.sine(samples=40)
    rate = be.schedules.Held(0.1)

    def halve(record):  # noqa: ARG001  called with it
        rate.rate /= 2.0

    net, other = be.mlp(1, [4], 1, seed=0), be.mlp(1, [4], 1, seed=0)
    how = {"epochs": 3, "progress": False, "engine": engine}
    history = net.fit(x, y, optimizer=be.Adam(rate), callbacks=halve, **how)
    assert [record.learning_rate for record in history] == [0.1, 0.05, 0.025]
    halving = be.schedules.Step(0.1, every=1, factor=0.5)
    other.fit(x, y, optimizer=be.Adam(halving), **how)
    assert (net.parameters.vector == other.parameters.vector).all()
