"""The kind of answer is guessed from the target, said, and can be overridden."""

import statistics

import numpy as np
import pytest

from barreleye.errors import DataError, OptionError
from barreleye.tables import CLASSIFICATION, REGRESSION, Target, as_table


def column(values):
    return as_table({"y": values})["y"]


GUESSES = {
    "words": (["a", "b"] * 6, CLASSIFICATION, "words", ("a", "b")),
    "yes or no": ([True, False] * 6, CLASSIFICATION, "yes/no", (False, True)),
    "ten whole numbers": (
        list(range(10)) * 2,
        CLASSIFICATION,
        "10 different whole numbers only",
        tuple(range(10)),
    ),
    "eleven whole numbers": (list(range(11)) * 2, REGRESSION, "11 different numbers", ()),
    "few numbers with fractions": ([0.5, 1.0] * 6, REGRESSION, "2 different numbers", ()),
    "minus zero": ([-0.0, 0.0, 1.0] * 4, CLASSIFICATION, "2 different whole", (0, 1)),
}


@pytest.mark.parametrize(("values", "task", "why", "classes"), GUESSES.values(), ids=GUESSES.keys())
def test_the_task_is_guessed_and_the_reason_said(values, task, why, classes):
    target = Target.decide(column(values))
    assert target.task == task
    assert why in target.why
    assert target.classes == classes
    assert [type(label) for label in target.classes] == [type(label) for label in classes]


def test_the_task_can_be_overridden():
    numbers = column(list(range(10)) * 2)
    assert Target.decide(numbers, REGRESSION).task == REGRESSION
    fractions = Target.decide(column([0.5, 1.5] * 6), CLASSIFICATION)
    assert fractions.task == CLASSIFICATION
    assert fractions.classes == (0.5, 1.5)
    assert fractions.why == "as you said"
    with pytest.raises(OptionError, match="'regresion'"):
        Target.decide(numbers, "regresion")


REFUSED = {
    "one class": (["a"] * 12, None, "'y' is 'a' in every row"),
    "a constant number": ([2.5] * 12, None, "'y' is 2.5 in every row"),
    "nothing known": ([None] * 12, None, "'y' is missing in every row"),
    "too few rows": ([1.0, 2.0, 3.0], None, "3 rows with a known 'y': at least 10"),
    "one row": ([1.0], None, "1 row with a known 'y': at least 10"),
    "too few known rows": ([1.0, None] * 9, None, "9 rows with a known 'y'"),
    "words to regress on": (["a", "b"] * 6, REGRESSION, "holds words: regression needs numbers"),
    "too many classes": ([f"k{i}" for i in range(101)], None, "101 different entries in 101 rows"),
    "numbers with many typos": (
        ["1.5", "2.5", "3.5", "about 4"] * 5,
        None,
        "holds numbers mostly, but row 4 has 'about 4'",
    ),
}


@pytest.mark.parametrize(("values", "task", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_a_target_that_cannot_be_learned_is_refused_by_name(values, task, message):
    with pytest.raises(DataError, match=message):
        Target.decide(column(values), task)


def test_dates_cannot_be_predicted():
    days = np.arange("2020-01-01", "2020-02-01", dtype="datetime64[D]").astype("datetime64[us]")
    import polars as pl  # noqa: PLC0415  the only frame of this file

    with pytest.raises(DataError, match="'y' holds dates"):
        Target.decide(as_table(pl.DataFrame({"y": days}))["y"])


def test_holes_do_not_count_as_a_class():
    assert Target.decide(column(["a", None, "b"] * 6)).classes == ("a", "b")


def test_class_indices_and_labels_are_inverse():
    for values in (["b", "a", "c", "a"] * 3, [7, 3, 7, 5] * 3, [True, False] * 6):
        target = Target.decide(column(values))
        indices = target.encode(column(values))
        assert indices.tolist() == [sorted(set(values)).index(value) for value in values]
        probabilities = np.eye(len(target.classes))[indices] * 0.6
        assert target.decode(probabilities).tolist() == values


def test_an_unknown_label_is_named():
    target = Target.decide(column(["a", "b"] * 6))
    with pytest.raises(DataError, match="'zebra', not one of 'a' and 'b'"):
        target.encode(column(["a", "zebra"]))


def test_numbers_are_scaled_for_the_network_and_scaled_back_for_people():
    values = [3000.0, 3500.0, 4700.0, 2800.5] * 3
    target = Target.decide(column(values)).learned(np.array(values[:4]))
    assert target.center == pytest.approx(statistics.fmean(values[:4]))
    assert target.scale == pytest.approx(statistics.pstdev(values[:4]))
    encoded = target.encode(column(values))
    assert encoded[0] == pytest.approx((3000.0 - target.center) / target.scale)
    assert target.decode(encoded[:, None]) == pytest.approx(values)


def test_a_constant_training_part_is_not_divided_by_zero():
    target = Target.decide(column([1.5] * 11 + [2.5])).learned(np.full(11, 1.5))
    outputs = np.array([[0.0], [1.0]])
    assert target.decode(outputs, limited=False).tolist() == [1.5, 2.5]
    assert target.decode(outputs).tolist() == [1.5, 1.5]  # no training row had more
