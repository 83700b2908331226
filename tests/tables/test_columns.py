"""Data frames and lists become columns of five kinds, the same whatever they come from."""

# ruff: noqa: PD011 - the values here are Barreleye's, not those of pandas

import datetime as dt

import numpy as np
import pandas as pd
import polars as pl
import pytest

from barreleye.errors import DataError
from barreleye.tables import Column, Table, as_table
from support.tables import save_csv

DAY = dt.datetime(1970, 1, 2)  # noqa: DTZ001  columns of dates have no time zone
DATA = {
    "number": [1.5, None, -2.0],
    "whole": [3, 4, 5],
    "yes": [True, False, True],
    "word": ["a", None, "b c"],
    "day": [DAY, None, DAY + dt.timedelta(days=1, hours=6)],
}


def check_data(table):
    kinds = ["numbers", "numbers", "yes/no", "words", "dates"]
    assert [column.kind for column in table] == kinds
    np.testing.assert_array_equal(table["number"].values, [1.5, np.nan, -2.0])
    assert table["whole"].whole
    assert not table["number"].whole
    assert table["yes"].values.tolist() == [1.0, 0.0, 1.0]
    assert table["word"].values.tolist() == ["a", None, "b c"]
    np.testing.assert_array_equal(table["day"].values, [1.0, np.nan, 2.25])
    assert [column.missing.sum() for column in table] == [1, 0, 0, 1, 1]


@pytest.mark.parametrize("frame", [pl.DataFrame, pd.DataFrame])
def test_polars_and_pandas_give_the_same_columns(frame):
    check_data(as_table(frame(DATA)))


def test_pandas_with_its_own_missing_value_gives_the_same_columns():
    check_data(as_table(pd.DataFrame(DATA).convert_dtypes()))


def test_a_mapping_of_lists_gives_the_same_columns():
    data = {name: values for name, values in DATA.items() if name != "day"}
    table, frame = as_table(data), as_table(pl.DataFrame(data))
    for column in table:
        assert column.kind == frame[column.name].kind
        np.testing.assert_array_equal(column.values, frame[column.name].values)


def test_arrays_and_pandas_categories_are_welcome():
    category = pd.Series(["x", None, "y"], dtype="category")
    table = as_table(pd.DataFrame({"c": category, "f": np.float32([1, 2, 3])}))
    assert table["c"].values.tolist() == ["x", None, "y"]
    assert as_table({"a": np.arange(3)})["a"].values.tolist() == [0.0, 1.0, 2.0]


def test_a_table_is_handed_back_as_it_is():
    table = as_table(DATA | {"day": [None, None, None]})
    assert as_table(table) is table


def test_a_few_typos_among_numbers_become_holes_and_are_told():
    entries = [str(i / 4) for i in range(40)]
    entries[7] = "1.2.3"
    column = as_table({"n": entries})["n"]
    assert column.kind == "numbers"
    assert np.flatnonzero(column.missing).tolist() == [7]
    assert column.values[8] == 2.0
    assert "1 entry not a number" in column.note
    assert "row 8 has '1.2.3'" in column.note


def test_many_entries_that_are_not_numbers_make_a_column_of_words():
    column = as_table({"n": ["1", "2", "three", "4"]})["n"]
    assert column.kind == "words"
    assert column.values.tolist() == ["1", "2", "three", "4"]


def test_whole_numbers_too_large_for_a_float_stay_different():
    column = as_table({"n": [2**60, 2**60 + 1, None]})["n"]
    assert column.kind == "words"
    assert column.values.tolist() == [str(2**60), str(2**60 + 1), None]
    assert as_table({"n": [2**53, -(2**53)]})["n"].kind == "numbers"


UNUSABLE = {
    "infinity": ([1.0, float("inf"), 2.0], "'x' has inf in row 2"),
    "minus infinity": ([1.0, 2.0, float("-inf")], "'x' has -inf in row 3"),
    "beyond any measure": (
        [1e300, 1.0, 2e300],
        r"'x' has 1e\+300 in row 1 \(2 such values in all\)",
    ),
    "lists": (pl.Series([[1], [2], [3]]), "'x' holds List"),
    "bytes": (pl.Series([b"a", b"b", b"c"]), "'x' holds Binary"),
    "objects": ([1j, 2j, 3j], "'x' holds a complex"),
}


@pytest.mark.parametrize(("values", "message"), UNUSABLE.values(), ids=UNUSABLE.keys())
def test_a_column_that_cannot_be_used_may_stand_there_but_not_be_used(values, message):
    data = pl.DataFrame({"x": values}) if isinstance(values, pl.Series) else {"x": values}
    table = as_table(data)
    with pytest.raises(DataError, match=message):
        _ = table["x"].missing
    assert table.without("x").names == ()


def test_an_absent_column_is_an_error_that_suggests_near_names():
    table = as_table({"price": [1], "colour": ["a"]})
    with pytest.raises(DataError, match="no column 'Prize'; did you mean 'price'"):
        table["Prize"]
    with pytest.raises(DataError, match="there are 'price' and 'colour'"):
        table["qqq"]


def test_names_must_differ_and_lengths_must_agree():
    ones = Column("a", "numbers", np.ones(2))
    with pytest.raises(DataError, match="two columns called 'a'"):
        Table([ones, ones])
    with pytest.raises(DataError, match="different lengths"):
        as_table({"a": [1, 2], "b": [1]})


def test_something_else_is_not_a_table():
    for data in (3, [1, 2], None):
        with pytest.raises(DataError, match=type(data).__name__):
            as_table(data)


def test_rows_are_taken_in_the_order_asked_for():
    table = as_table(DATA | {"day": [None, None, None]}).take(np.array([2, 0]))
    assert table["word"].values.tolist() == ["b c", "a"]
    assert table["whole"].values.tolist() == [5.0, 3.0]
    assert len(table) == 2
    assert "price" not in table
    assert "word" in table


@pytest.mark.parametrize("value", [float("inf"), -float("inf"), 1e300])
def test_a_few_values_that_are_too_large_cost_themselves_only(value, tmp_path):
    numbers = [float(i) for i in range(20)]
    numbers[7] = value
    for data in ({"x": numbers}, save_csv(tmp_path / "t.csv", {"x": numbers})):
        column = as_table(data)["x"]
        assert np.flatnonzero(column.missing).tolist() == [7]
        where = "row 8" if isinstance(data, dict) else "line 9"
        assert column.note == f"{value:g} in {where} is too large to compute with, and taken as missing"
