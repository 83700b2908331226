"""Answers for rows held out: the epoch and the share of a linear model are chosen by other rows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barreleye.losses import cross_entropy, squared_error
from barreleye.tables.fitting import Fold, Rows, logarithm
from barreleye.tables.fitting._members import Member
from barreleye.tables.fitting._out_of_fold import (
    best_epochs,
    blended,
    out_of_fold,
    shares,
    shares_of_linear,
)
from barreleye.training import History

EPS = np.finfo(float).eps


def member(parts, curves):
    """Return what a training left behind whose losses per epoch and part are these; its answers name the epoch."""
    curves = np.array(curves, dtype=float)
    held_out = np.concatenate(parts)
    answers = 1000.0 * np.arange(len(curves))[:, None] + held_out
    train = np.setdiff1d(np.arange(100), held_out)
    return Member(
        None, Fold(train, tuple(map(np.array, parts))), answers[:, :, None], curves, History("")
    )


def curve(best, epochs=10):
    """Return losses that are lowest after one epoch."""
    return [abs(epoch - best) + 1.0 for epoch in range(epochs)]


def test_the_epoch_of_a_part_is_the_median_of_the_best_of_all_others():
    best = [2, 9, 4, 7]
    parts = [np.arange(5 * k, 5 * k + 5) for k in range(4)]
    members = [member([rows], np.transpose([curve(e)])) for rows, e in zip(parts, best, strict=True)]
    found = out_of_fold(members)
    assert found.epochs == (7, 4, 7, 4)  # medians of 9, 4, 7; of 2, 4, 7; of 2, 9, 7; of 2, 9, 4
    assert found.rows.tolist() == list(range(20))
    assert found.part.tolist() == [0] * 5 + [1] * 5 + [2] * 5 + [3] * 5
    want = 1000.0 * np.repeat(found.epochs, 5) + np.arange(20)
    assert found.answers[:, 0].tolist() == want.tolist()


def test_the_two_halves_of_one_fold_choose_for_each_other():
    halves = [np.array([3, 5, 8]), np.array([1, 2])]
    found = out_of_fold([member(halves, np.transpose([curve(1), curve(6)]))])
    assert found.epochs == (6, 1)
    assert found.rows.tolist() == [3, 5, 8, 1, 2]
    assert found.answers[:, 0].tolist() == [6003.0, 6005.0, 6008.0, 1001.0, 1002.0]


def test_a_training_that_ended_before_that_epoch_answers_with_its_last():
    parts = [np.arange(5 * k, 5 * k + 5) for k in range(3)]
    short = member([parts[0]], np.transpose([curve(2, epochs=4)]))
    long = [member([rows], np.transpose([curve(8)])) for rows in parts[1:]]
    assert out_of_fold([short, *long]).epochs == (3, 5, 5)


@given(st.lists(st.integers(0, 29), min_size=2, max_size=9))
def test_what_a_part_says_of_its_own_best_epoch_changes_nothing_for_it(best):
    parts = [np.arange(3 * k, 3 * k + 3) for k in range(len(best))]
    epochs = []
    for own in (best[0], 29 - best[0]):
        every = [own, *best[1:]]
        found = out_of_fold(
            [member([p], np.transpose([curve(e, 30)])) for p, e in zip(parts, every, strict=True)]
        )
        epochs.append(found.epochs)
    assert epochs[0][0] == epochs[1][0] == round(float(np.median(best[1:])))


def test_the_last_network_learns_for_the_median_of_the_best_epochs_counted_from_1():
    parts = [np.arange(5 * k, 5 * k + 5) for k in range(3)]
    members = [member([p], np.transpose([curve(e)])) for p, e in zip(parts, (0, 3, 9), strict=True)]
    assert best_epochs(members) == 4
    assert best_epochs(members[:1]) == 1


def probabilities(rng, rows, classes):
    p = rng.dirichlet(np.full(classes, 0.3), rows)
    return p.astype(np.float32)


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.integers(1, 5), st.integers(2, 4))
def test_blended_probabilities_are_the_normalized_geometric_mean(seed, many, classes):
    rng = np.random.default_rng(seed)
    answers = [probabilities(rng, 7, classes) for _ in range(many)]
    weights = rng.dirichlet(np.ones(many))
    for given_weights, used in ((weights.tolist(), weights), (None, np.full(many, 1 / many))):
        found = blended(answers, given_weights, classes=True)
        assert np.abs(found.sum(axis=1) - 1.0).max() <= 2 * classes * EPS
        # logarithms are 88 at most: each has so many roundings, and a product of powers as many
        tiny = np.finfo(np.float32).tiny
        want = np.prod(
            [np.maximum(a.astype(float), tiny) ** w for a, w in zip(answers, used, strict=True)], 0
        )
        want /= want.sum(axis=1, keepdims=True)
        np.testing.assert_allclose(found, want, rtol=88 * 8 * many * EPS, atol=0.0)


def test_blended_numbers_are_the_weighted_mean():
    a, b = np.array([[1.0], [2.0]]), np.array([[5.0], [-2.0]])
    assert blended((a, b), (0.25, 0.75), classes=False).tolist() == [[4.0], [-1.0]]
    assert blended((a, b), None, classes=False).tolist() == [[3.0], [0.0]]


def test_a_probability_of_0_is_blended_as_the_smallest_number_of_float32():
    never = np.array([[0.0, 1.0]], dtype=np.float32)
    found = blended((never, never[:, ::-1]), None, classes=True)
    assert found.tolist() == [[0.5, 0.5]]
    assert np.isfinite(logarithm(never)).all()


def sums(losses, part):
    """Return the losses of each part, added up, for every share."""
    return np.stack([losses[:, part == one].sum(axis=1) for one in range(part.max() + 1)], axis=1)


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(1, 6))
def test_the_share_of_the_linear_model_has_the_lowest_loss_of_the_other_parts(seed, parts):
    rng = np.random.default_rng(seed)
    part = np.repeat(np.arange(parts), rng.integers(1, 6, parts))
    losses = rng.random((len(shares()), len(part)))
    share, by_part = shares_of_linear(sums(losses, part))
    assert share == shares()[np.argmin([row.sum() for row in losses])]
    assert len(by_part) == parts
    for one in range(parts):
        others = losses[:, part != one] if parts > 1 else losses
        assert by_part[one] == shares()[np.argmin([row.sum() for row in others])]


def test_the_losses_of_a_part_have_no_say_in_its_own_share():
    rng = np.random.default_rng(0)
    part = np.repeat(np.arange(4), 5)
    losses = rng.random((len(shares()), 20))
    before = shares_of_linear(sums(losses, part))[1]
    losses[:, part == 2] = 0.0
    losses[7, part == 2] = -100.0
    share, after = shares_of_linear(sums(losses, part))
    assert after[2] == before[2]
    assert share == shares()[7]
    assert (np.delete(after, 2) == shares()[7]).all()


def test_shares_go_from_0_to_1_in_equal_steps():
    assert shares().tolist() == pytest.approx([k / 20 for k in range(21)], abs=EPS)
    assert (shares()[0], shares()[-1]) == (0.0, 1.0)


def test_losses_of_rows_are_those_of_the_textbook():
    p = np.array([[0.25, 0.75], [0.5, 0.5], [1.0, 0.0]])
    rows = Rows(np.zeros((4, 1), np.float32), np.array([1, 0, 0, 1]), 2, cross_entropy)
    found = rows.losses(p, np.array([0, 2, 3]))
    want = -np.log([0.75, 0.5, np.finfo(np.float32).tiny])
    np.testing.assert_allclose(found, want, rtol=4 * EPS)
    rows = Rows(np.zeros((3, 1), np.float32), np.array([1.0, -2.0, 0.5]), 0, squared_error)
    assert rows.losses(np.array([[3.0], [0.0]]), np.array([1, 2])).tolist() == [25.0, 0.25]
    assert rows.targets.tolist() == [[1.0], [-2.0], [0.5]]
