"""Epochs in a row without a gain, as scikit-learn counts them."""

import math

import pytest

from barreleye.training import NoImprovement


def counts(values, patience=2, tol=0.1):
    progress = NoImprovement(patience, tol)
    return [(progress.observe(value), progress.count, progress.too_long) for value in values]


def test_a_small_gain_moves_the_best_value_and_is_counted_all_the_same():
    assert counts([1.0, 0.95, 0.9, 0.85]) == [
        (True, 0, False),
        (True, 1, False),
        (True, 2, False),
        (True, 3, True),
    ]


def test_a_gain_of_just_so_much_is_one():
    assert counts([1.0, 0.5, 0.25], tol=0.25) == [(True, 0, False), (True, 0, False), (True, 0, False)]


@pytest.mark.parametrize("value", [1.0, 2.0, math.inf])
def test_no_gain_is_none(value):
    assert counts([1.0, value, value, value])[1:] == [
        (False, 1, False),
        (False, 2, False),
        (False, 3, True),
    ]


def test_patience_may_be_without_end():
    assert not any(too_long for _, _, too_long in counts([1.0] * 50, patience=math.inf))
