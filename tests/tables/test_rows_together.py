"""Rows that belong together or come one after the other: what is said of them, and which are held out."""

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import DataError, OptionError
from barreleye.tables import _row_order as row_order
from barreleye.tables import as_table
from barreleye.tables._roles import Roles
from barreleye.tables._target import Target
from barreleye.tables.findings._rows_together import rows_together

WHO = [f"c{i // 3:02d}" for i in range(90)]
DAYS = np.datetime64("2024-01-01") + np.arange(90) % 50
X = np.random.default_rng(0).random(90)
NUMBERS, CLASSES = (
    Target.decide(as_table({"y": y})["y"], None) for y in ([k / 7.0 for k in range(40)], ["a", "b"] * 20)
)


def told(group=False, time=False, **columns):
    return list(rows_together(as_table(columns), group=group, time=time))


def test_dates_are_said_to_call_for_time():
    assert told(x=X, day=DAYS, later=DAYS) == [
        "'day' holds dates: if the rows to predict will be later than these, --time day gives the score to expect"
    ]
    assert told(time=True, day=DAYS) == []
    assert told(group=True, day=DAYS)


@pytest.mark.parametrize(
    "name", ["customer", "Customer ID", "customerId", "patient_id", "user", "households", "machine_no"]
)
def test_names_that_come_back_are_said_to_call_for_a_group(name):
    (found,) = told(**{"x": X, name: WHO})
    assert found.startswith(
        f"'{name}' names 30 groups of rows: if the rows to predict will be of others,"
    )
    assert "--group" in found
    assert told(group=True, **{name: WHO}) == []


def test_whole_numbers_name_groups_too():
    (found,) = told(user=np.arange(90) // 3 + 1000)
    assert "'user' names 30 groups" in found


SILENT = {
    "another name": {"colour": WHO},
    "hardly any group": {"customer": [f"c{i % 19}" for i in range(90)]},
    "names that hardly come back": {"customer": [f"c{i * 2 // 3}" for i in range(88)]},
    "halves": {"customer": X},
    "dates": {"customer": DAYS},
    "nothing but numbers": {"x": X, "n": np.arange(90) % 7},
}


@pytest.mark.parametrize("columns", SILENT.values(), ids=SILENT.keys())
def test_of_other_columns_nothing_is_said(columns):
    assert told(time=True, **columns) == []


def test_missing_names_are_no_group():
    (found,) = told(customer=[None, None, *WHO[2:]])
    assert "names 30 groups" in found
    assert told(customer=[f"c{i % 19}" for i in range(89)] + [None]) == []


def test_a_fit_says_it_and_is_silent_once_it_was_heard():
    data = {"x": X, "customer": WHO, "y": X}
    notes = be.fit_table(data, "y", hidden=(), epochs=1, progress=False).warnings
    assert any("--group customer gives the score to expect" in one for one in notes)
    heard = be.fit_table(data, "y", hidden=(), epochs=1, progress=False, group="customer")
    assert not any("--group" in one for one in heard.warnings)


def split(share, rows=40, goal=NUMBERS, y=None, groups=None, times=None, seed=0):
    y = np.arange(rows) % 2 if y is None else y
    return row_order.test_split(share, y, goal, groups, times, seed)


def test_without_a_share_all_rows_are_learned_from():
    train, test = split(None)
    assert train.tolist() == list(range(40))
    assert test is None


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5])
def test_no_group_is_on_both_sides_and_about_the_share_is_held_out(share):
    groups = np.random.default_rng(0).integers(0, 12, 120)
    for seed in range(10):
        train, test = split(share, 120, groups=groups, seed=seed)
        assert sorted([*train, *test]) == list(range(120))
        assert not set(groups[train]) & set(groups[test])
        # as many groups as reach the share: the last of them may go beyond it
        assert share * 120 - 0.5 <= len(test) < share * 120 + np.bincount(groups).max()
    first, again, other = (split(share, 120, groups=groups, seed=s)[1].tolist() for s in (1, 1, 2))
    assert first == again != other


def test_the_latest_rows_are_held_out():
    times = np.random.default_rng(0).permutation(40).astype(float)
    train, test = split(0.25, times=times)
    assert sorted(times[test]) == list(range(30, 40))
    assert sorted(times[train]) == list(range(30))
    assert split(0.25, times=times, groups=np.arange(40) % 3)[1].tolist() == test.tolist()


def test_rows_of_one_time_are_on_one_side():
    times = np.repeat(np.arange(4.0), 10)
    train, test = split(0.15, times=times)
    assert (train.tolist(), test.tolist()) == (list(range(30)), list(range(30, 40)))


def test_by_chance_each_class_has_its_proportion():
    y = np.repeat([0, 1], [30, 10])
    train, test = split(0.2, goal=CLASSES, y=y)
    assert np.bincount(y[test]).tolist() == [6, 2]
    assert np.bincount(y[train]).tolist() == [24, 8]


REFUSED = {
    "one group": (lambda: split(0.2, groups=np.zeros(40, dtype=int)), "they are of one group"),
    "one time": (lambda: split(0.2, times=np.ones(40)), "they are of one time"),
    "a class for each row": (
        lambda: split(None, goal=CLASSES, y=np.arange(40)),
        "every row has a class of its own in 'y': nothing can be learned from that",
    ),
    "words for a time": (
        lambda: row_order.times_of(as_table({"t": ["a", "b"]})["t"], str),
        "the time 't' holds words: give a column of dates or numbers",
    ),
    "a time that is missing": (
        lambda: row_order.times_of(as_table({"t": [1.0, None, None]})["t"], lambda row: f"line {row}"),
        "'t' has 2 missing entries, the first in line 1: every row needs a time",
    ),
    "a group that is missing": (
        lambda: row_order.groups_of(as_table({"g": ["a", None]})["g"], lambda row: f"line {row}"),
        "'g' has 1 missing entry, the first in line 1: every row needs a group",
    ),
}


@pytest.mark.parametrize(("ask", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_split_is_refused_in_one_sentence(ask, said):
    with pytest.raises(DataError) as refusal:
        ask()
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_groups_are_numbered_by_their_words_or_numbers():
    words, numbers = (
        row_order.groups_of(as_table({"g": g})["g"], str)
        for g in (["b", "a", "b", "c"], [2.5, -1.0, 2.5, 9.0])
    )
    for found in (words, numbers):
        assert found[0] == found[2]
        assert len(set(found.tolist())) == 3


@pytest.mark.parametrize("role", ["group", "time", "sample_weight"])
def test_a_role_needs_a_column_that_is_there_and_not_the_target(role):
    table = as_table({"x": X, "y": X})
    Roles("y", **{role: "x"}).check(table)
    with pytest.raises(OptionError, match=f"'y' is the target: it cannot be the {role} as well"):
        Roles("y", **{role: "y"}).check(table)
    with pytest.raises(DataError, match="'z'"):
        Roles("y", **{role: "z"}).check(table)
    with pytest.raises(OptionError, match="it cannot be dropped as well"):
        Roles("y", drop=["y"]).check(table)
