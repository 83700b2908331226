"""Scores against formulas written a second time, in plain Python."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barreleye.tables._scores import Score, Scores, classification_scores, regression_scores

LOGITS = np.array([[2.0, 0.5, -1.0], [0.0, 3.0, 1.0], [1.0, 1.5, 0.0], [-2.0, 0.0, 4.0]])
TRUTH = np.array([0, 1, 0, 2])
TRAINED_ON = np.array([1, 1, 1, 0, 2])


def softmax_loss(row, label):
    return math.log(sum(math.exp(v) for v in row)) - row[label]


def test_classification_counts_right_answers_and_nats():
    scores = classification_scores(LOGITS, TRUTH, np.bincount(TRAINED_ON, minlength=3), ("a", "b", "c"))
    accuracy, balanced, area, loss = scores.scores
    losses = [softmax_loss(row, label) for row, label in zip(LOGITS.tolist(), TRUTH, strict=True)]
    assert (scores.rows, accuracy.name, loss.name) == (4, "accuracy", "cross-entropy")
    assert accuracy.value == 3 / 4
    assert balanced.value == pytest.approx((1 / 2 + 1 + 1) / 3, rel=1e-15)  # a: one of two, b and c: all
    assert area.value == 1.0  # in each column the rows of its class have the largest probabilities
    assert loss.value == pytest.approx(math.fsum(losses) / 4, rel=1e-12)
    assert accuracy.higher_is_better
    assert not loss.higher_is_better


def test_the_naive_classifier_knows_the_training_shares_only():
    scores = classification_scores(LOGITS, TRUTH, np.bincount(TRAINED_ON, minlength=3), ("a", "b", "c"))
    accuracy, balanced, area, loss = scores.scores
    shares = {0: 2 / 8, 1: 4 / 8, 2: 2 / 8}  # counts 1, 3, 1, and one added to each
    assert scores.naive == "always 'b'"
    assert accuracy.baseline == 1 / 4
    assert balanced.baseline == 1 / 3
    assert area.baseline == 0.5
    expected = -math.fsum(math.log(shares[label]) for label in TRUTH.tolist()) / 4
    assert loss.baseline == pytest.approx(expected, rel=1e-12)


def test_a_class_that_training_never_met_costs_the_baseline_a_finite_amount():
    scores = classification_scores(LOGITS, TRUTH, np.array([2, 0, 0]), ("a", "b", "c"))
    assert math.isfinite(scores.scores[-1].baseline)


def test_the_confusion_matrix_has_truth_in_rows_and_answers_in_columns():
    scores = classification_scores(LOGITS, TRUTH, np.bincount(TRAINED_ON, minlength=3), ("a", "b", "c"))
    assert scores.confusion.tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 1]]


@given(
    st.lists(
        st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)), min_size=2, max_size=20, unique=True
    ),
    st.floats(-1e3, 1e3),
)
def test_regression_scores_are_those_of_the_textbook(pairs, mean):
    predicted, y_true = zip(*pairs, strict=True)
    scores = regression_scores(np.array(predicted), np.array(y_true), mean, "euro")
    n = len(y_true)
    squares = math.fsum((t - p) ** 2 for p, t in pairs)
    naive = math.fsum((t - mean) ** 2 for t in y_true)
    rmse, mae, r2 = scores.scores
    assert rmse.value == pytest.approx(math.sqrt(squares / n), rel=1e-9, abs=1e-150)
    assert rmse.baseline == pytest.approx(math.sqrt(naive / n), rel=1e-9, abs=1e-150)
    assert mae.value == pytest.approx(math.fsum(abs(t - p) for p, t in pairs) / n, rel=1e-9)
    assert mae.baseline == pytest.approx(math.fsum(abs(t - mean) for t in y_true) / n, rel=1e-9)
    centre = math.fsum(y_true) / n
    spread = math.fsum((t - centre) ** 2 for t in y_true)
    if spread > 1e-3 * centre**2:  # otherwise rounding of the truth itself decides
        assert r2.value == pytest.approx(1.0 - squares / spread, rel=1e-9, abs=1e-9)
        assert r2.baseline == pytest.approx(1.0 - naive / spread, rel=1e-9, abs=1e-9)
    assert (rmse.unit, mae.unit, r2.unit) == ("euro", "euro", "")


def test_r_squared_of_a_constant_truth_is_not_a_number():
    scores = regression_scores(np.array([1.0, 2.0]), np.array([5.0, 5.0]), 5.0, "")
    assert math.isnan(scores.scores[2].value)


def test_better_means_higher_or_lower_as_the_measure_asks():
    assert Score("accuracy", 0.6, 0.5, True).better
    assert not Score("accuracy", 0.5, 0.5, True).better
    assert Score("loss", 0.4, 0.5, False).better
    assert not Score("loss", 0.5, 0.5, False).better
    first, second = Score("accuracy", 0.4, 0.5, True), Score("loss", 0.1, 0.5, False)
    assert not Scores(3, "always", (first, second)).better


def test_shares_are_written_in_percent_and_numbers_with_four_digits():
    assert Score("accuracy", 0.98765, 0.5, True, "%").text(0.98765) == "98.8 %"
    assert Score("error", 1234.567, 0.5, False, "euro").text(1234.567) == "1235"
