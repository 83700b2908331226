"""The metrics of classes against their definitions, counted in plain Python."""

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barreleye.tables._metrics import CLASSES, NUMBERS

OF = {metric.name: metric for metric in (*CLASSES, *NUMBERS)}
LOGITS = st.integers(-12, 12).map(lambda eighths: eighths / 8)  # with ties


def area(values, yes):
    """Return the share of pairs in which the row of the class has the larger value; ties are one half."""
    inside = [value for value, is_it in zip(values, yes, strict=True) if is_it]
    outside = [value for value, is_it in zip(values, yes, strict=True) if not is_it]
    if not inside or not outside:
        return None
    points = sum(Fraction((a > b) - (a < b) + 1, 2) for a, b in product(inside, outside))
    return points / (len(inside) * len(outside))


@settings(max_examples=80)
@given(st.lists(st.tuples(LOGITS, st.booleans()), min_size=2, max_size=30))
def test_the_area_of_two_classes_is_the_share_of_pairs_in_order(rows):
    first, yes = zip(*rows, strict=True)
    # the other logit is 0, so that a larger first one means a larger probability of the second class
    logits = np.stack([np.zeros(len(rows)), first], axis=1)
    found, want = OF["area under the ROC curve"].of(logits, np.array(yes, dtype=int)), area(first, yes)
    if want is None:
        assert math.isnan(found)
    else:  # sums of at most 30 halves of ranks are exact; one division is not
        assert found == pytest.approx(float(want), rel=2**-52)


@settings(max_examples=60)
@given(st.lists(st.tuples(LOGITS, LOGITS, LOGITS, st.integers(0, 2)), min_size=2, max_size=24))
def test_the_area_of_three_classes_is_the_mean_of_those_that_are_there(rows):
    logits, y = np.array([row[:3] for row in rows]), np.array([row[3] for row in rows])
    shifted = logits - logits.max(axis=1, keepdims=True)
    probability = np.exp(shifted)
    probability /= probability.sum(axis=1, keepdims=True)
    areas = [area(probability[:, k].tolist(), (y == k).tolist()) for k in range(3)]
    there = [one for one in areas if one is not None]
    found = OF["area under the ROC curve"].of(logits, y)
    if not there:
        assert math.isnan(found)
    else:
        assert found == pytest.approx(float(sum(there) / len(there)), rel=4 * 2**-52)


def test_a_constant_answer_has_an_area_of_one_half_and_a_perfect_one_of_1():
    of, y = OF["area under the ROC curve"].of, np.array([0, 1, 1, 0, 1])
    assert of(np.zeros((5, 2)), y) == 0.5 == OF["area under the ROC curve"].naive
    assert of(np.stack([1.0 - y, y], axis=1), y) == 1.0
    assert of(np.stack([y, 1.0 - y], axis=1), y) == 0.0


def test_logits_of_any_size_have_an_area():
    logits = np.array([[0.0, 1e4], [1e4, 0.0], [-1e4, 1e4], [5e3, -5e3]])
    assert OF["area under the ROC curve"].of(logits, np.array([1, 0, 1, 0])) == 1.0


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40))
def test_the_balanced_accuracy_is_the_mean_of_the_classes_that_are_there(rows):
    truth, answers = np.array(rows).T
    logits = np.eye(4)[answers]
    shares = [
        Fraction(sum(a == t for t, a in rows if t == k), sum(t == k for t, _ in rows))
        for k in set(truth.tolist())
    ]
    found = OF["balanced accuracy"].of(logits, truth)
    assert found == pytest.approx(float(sum(shares) / len(shares)), rel=4 * 2**-52)
    assert OF["accuracy"].of(logits, truth) == np.mean([a == t for t, a in rows])


def test_metrics_say_which_way_is_better_and_which_unit_they_have():
    assert [one.name for one in CLASSES if not one.higher_is_better] == ["cross-entropy"]
    assert [one.name for one in NUMBERS if one.higher_is_better] == ["R²"]
    assert [one.unit for one in CLASSES] == ["%", "%", "", ""]
    assert [one.unit for one in NUMBERS] == ["target", "target", ""]
