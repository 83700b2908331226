"""Which rows are held out: each once, in proportion, group by group, and never earlier than what was learned."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barreleye.errors import DataError
from barreleye.tables.fitting import by_chance, by_group, by_time, one_in_halves

SEEDS = st.integers(0, 2**32)


def refuse_leaks(folds, rows):
    """Check that no fold holds out what it learns, and that every position is a row."""
    for fold in folds:
        both = np.concatenate([fold.train, fold.held_out])
        assert len(np.unique(both)) == len(both)
        assert both.min() >= 0
        assert both.max() < rows
        assert len(fold.train) > 0
        assert all(len(part) for part in fold.parts)


@settings(max_examples=60)
@given(st.integers(2, 8), st.integers(0, 90), SEEDS)
def test_by_chance_every_row_is_held_out_exactly_once_in_folds_of_equal_size(many, more, seed):
    rows = many + more
    folds = by_chance(many, rows, None, seed)
    refuse_leaks(folds, rows)
    assert len(folds) == many
    assert sorted(np.concatenate([fold.held_out for fold in folds]).tolist()) == list(range(rows))
    sizes = [len(fold.held_out) for fold in folds]
    assert max(sizes) - min(sizes) <= 1
    assert all(len(fold.train) + len(fold.held_out) == rows for fold in folds)


@settings(max_examples=60)
@given(st.lists(st.integers(0, 3), min_size=8, max_size=90), SEEDS)
def test_by_chance_every_class_has_its_proportion_in_every_fold(labels, seed):
    labels = np.array(labels)
    folds = by_chance(8, len(labels), labels, seed)
    refuse_leaks(folds, len(labels))
    counts = np.array([np.bincount(labels[fold.held_out], minlength=4) for fold in folds])
    assert (np.ptp(counts, axis=0) <= 1).all()
    sizes = counts.sum(axis=1)
    assert np.ptp(sizes) <= 1


def test_the_seed_decides_who_is_held_out():
    first, again, other = (by_chance(5, 60, None, seed)[0].held_out.tolist() for seed in (1, 1, 2))
    assert first == again != other
    whose = np.arange(60) // 3
    first, again, other = (by_group(5, whose, seed)[0].held_out.tolist() for seed in (1, 1, 2))
    assert first == again != other


@settings(max_examples=60)
@given(st.integers(10, 90), st.booleans(), SEEDS)
def test_one_fold_holds_out_two_halves_with_the_classes_in_proportion(rows, classes, seed):
    labels = np.arange(rows) % 2 if classes else None
    fold = one_in_halves(0.2, rows, labels, seed)
    refuse_leaks([fold], rows)
    assert len(fold.train) + len(fold.held_out) == rows
    assert abs(len(fold.held_out) - 0.2 * rows) <= 1.5
    first, second = fold.parts
    assert abs(len(first) - len(second)) <= 1
    if labels is not None:
        both = np.array([np.bincount(labels[part], minlength=2) for part in fold.parts])
        assert (np.ptp(both, axis=0) <= 1).all()


@settings(max_examples=60)
@given(st.lists(st.integers(0, 12), min_size=12, max_size=90), SEEDS)
def test_by_group_no_group_is_on_both_sides(groups, seed):
    groups = np.unique(groups, return_inverse=True)[1]
    if groups.max() == 0:
        return
    folds = by_group(8, groups, seed)
    refuse_leaks(folds, len(groups))
    assert len(folds) == min(8, groups.max() + 1)
    assert sorted(np.concatenate([fold.held_out for fold in folds]).tolist()) == list(range(len(groups)))
    for fold in folds:
        assert not set(groups[fold.train]) & set(groups[fold.held_out])
    # each group goes where the fewest rows are: no fold has more than that and the last group it got
    sizes = np.array([len(fold.held_out) for fold in folds])
    largest = np.bincount(groups).max()
    assert sizes.max() - sizes.min() <= largest


def test_by_group_the_largest_groups_are_dealt_out_first():
    groups = np.repeat(np.arange(9), [1, 30, 2, 11, 3, 4, 12, 5, 4])
    for seed in range(5):
        sizes = sorted(len(fold.held_out) for fold in by_group(3, groups, seed))
        # 30; then 12 and 11; 5, 4, 4, 3, 2 and 1 fill up the two smaller ones, which have 42 rows together
        assert sizes == [21, 21, 30]


@settings(max_examples=80)
@given(st.lists(st.integers(0, 40), min_size=10, max_size=90))
def test_by_time_all_rows_to_learn_from_are_earlier_than_those_held_out(times):
    times = np.array(times, dtype=float)
    in_order = np.sort(times)
    if (
        in_order[round(len(times) * 7 / 8)] == in_order[0]
    ):  # the last of four blocks begins with the first time
        with pytest.raises(DataError, match="there is no past to learn from"):
            by_time(times)
        return
    folds = by_time(times)
    refuse_leaks(folds, len(times))
    assert 1 <= len(folds) <= 4
    for fold in folds:
        assert times[fold.train].max() < times[fold.held_out].min()
    held_out = [fold.held_out for fold in folds]
    ends = [(times[rows].min(), times[rows].max()) for rows in held_out]
    assert all(before[1] < after[0] for before, after in pairwise(ends))
    # each fold learns from all that is earlier, and the last one ends with the last row
    for fold in folds:
        assert set(np.flatnonzero(times < times[fold.held_out].min())) == set(fold.train)
    assert ends[-1][1] == times.max()
    later = np.concatenate(held_out)
    assert len(np.unique(later)) == len(later)
    assert set(later.tolist()) == set(range(len(times))) - set(folds[0].train.tolist())


def test_by_time_the_later_half_is_held_out_in_four_blocks_of_equal_size():
    times = np.random.default_rng(0).permutation(80).astype(float)
    folds = by_time(times)
    assert [len(fold.train) for fold in folds] == [40, 50, 60, 70]
    for k, fold in enumerate(folds):
        assert sorted(times[fold.held_out]) == list(range(40 + 10 * k, 50 + 10 * k))


def test_by_time_rows_of_one_time_stay_together():
    times = np.repeat(np.arange(6.0), [10, 10, 10, 10, 10, 30])
    for fold in by_time(times):
        assert not set(times[fold.train]) & set(times[fold.held_out])
    assert by_time(times)[-1].held_out.tolist() == list(range(50, 80))


@settings(max_examples=60)
@given(st.integers(2, 6), SEEDS)
def test_by_time_with_groups_nothing_is_learned_of_the_groups_held_out(many, seed):
    rng = np.random.default_rng(seed)
    times, groups = rng.permutation(60).astype(float), rng.integers(0, many, 60)
    plain = by_time(times)
    gone = [np.isin(groups[fold.train], groups[fold.held_out]) for fold in plain]
    if min((~one).sum() for one in gone) < 2:
        with pytest.raises(DataError, match="no earlier rows are of other groups"):
            by_time(times, groups)
        return
    for fold, before, out in zip(by_time(times, groups), plain, gone, strict=True):
        assert fold.train.tolist() == before.train[~out].tolist()
        assert fold.held_out.tolist() == before.held_out.tolist()


def test_by_time_with_groups_that_come_one_after_the_other_learns_from_all_earlier_ones():
    times, groups = np.arange(60.0), np.arange(60) // 5
    for fold in by_time(times, groups):
        assert not set(groups[fold.train]) & set(groups[fold.held_out])
        assert times[fold.train].max() < times[fold.held_out].min()
    assert [len(fold.train) for fold in by_time(times, groups)] == [30, 35, 45, 50]


REFUSED = {
    "one group": (lambda: by_group(8, np.zeros(40, dtype=int), 0), "all rows are of one group"),
    "one group at all times": (
        lambda: by_time(np.arange(40.0), np.zeros(40, dtype=int)),
        "no earlier rows are of other groups than the later ones: give group or time, not both",
    ),
    "one time": (lambda: by_time(np.ones(40)), "more than half of the rows have the first time"),
    "too few rows": (lambda: one_in_halves(0.2, 7, None, 0), "7 rows are too few to hold out two"),
}


@pytest.mark.parametrize(("ask", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_dealt_out_is_refused_in_one_sentence(ask, told):
    with pytest.raises(DataError) as refusal:
        ask()
    assert told in str(refusal.value)
    assert "\n" not in str(refusal.value)
