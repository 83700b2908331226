# ruff: noqa: PD011  answers are not those of pandas
"""A table without rows gets no answers, and no error, whatever its columns hold and wherever it is from."""

import datetime as dt

import pandas as pd
import polars as pl
import pytest

import barreleye as be
from barreleye.errors import DataError
from support.command import barreleye, refused

ROWS = 40
NOON = dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC)
COLUMNS = {
    "whole numbers": list(range(ROWS)),
    "numbers": [row / 7 for row in range(ROWS)],
    "yes or no": [True, False] * 20,
    "words": ["red", "blue"] * 20,
    "dates": [dt.date(2020, 1, 1) + dt.timedelta(days=row) for row in range(ROWS)],
    "moments": [NOON.replace(tzinfo=None) + dt.timedelta(hours=row) for row in range(ROWS)],
    "moments in a time zone": [
        NOON.replace(tzinfo=dt.UTC) + dt.timedelta(hours=row) for row in range(ROWS)
    ],
    "spans": [dt.timedelta(hours=row) for row in range(ROWS)],
    "missing values": [None, 1.5] * 20,
    "codes": [2**60 + row % 3 for row in range(ROWS)],
}


def model_of(column, target):
    data = {"x": column, "y": target}
    return data, be.fit_table(data, "y", hidden=(), epochs=1, progress=False).model


@pytest.mark.parametrize("target", [[1.5, 2.5] * 20, ["p", "q"] * 20], ids=["numbers", "classes"])
@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS.keys())
def test_no_rows_get_no_answers(column, target, tmp_path):
    data, model = model_of(column, target)
    polars = pl.DataFrame(data)
    (tmp_path / "t.csv").write_text("x,y\n")
    polars[:0].write_parquet(tmp_path / "t.parquet")
    kinds = (
        {"x": []},
        pd.DataFrame(data)[:0],
        pd.DataFrame(data).convert_dtypes()[:0],
        polars[:0],
        tmp_path / "t.csv",
        tmp_path / "t.parquet",
    )
    for empty in kinds:
        answers = model.predict(empty)
        assert answers.values.shape == (0,)
        assert answers.notes == []
        if answers.probabilities is not None:
            assert answers.probabilities.shape == (0, 2)


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS.keys())
def test_rows_of_holes_are_answered(column):
    data, model = model_of(column, [1.5, 2.5] * 20)
    for frame in (pd.DataFrame(data), pd.DataFrame(data).convert_dtypes()):
        missing = frame.reindex([ROWS, ROWS + 1])
        assert model.predict(missing.astype(frame.dtypes[["x"]], errors="ignore")).values.shape == (2,)
    missing = pl.DataFrame(data).select(pl.lit(None).cast(pl.DataFrame(data)["x"].dtype).alias("x"))
    assert model.predict(missing).values.shape == (1,)
    assert model.predict({"x": ["", " "]}).values.shape == (2,)


def test_the_command_writes_a_header_and_no_rows(tmp_path):
    _, model = model_of(COLUMNS["words"], ["p", "q"] * 20)
    model.save(tmp_path / "m.npz")
    (tmp_path / "t.csv").write_text("x\n")
    result = barreleye("predict", tmp_path / "m.npz", tmp_path / "t.csv")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("0 predictions in ")
    assert (tmp_path / "t-predictions.csv").read_text() == "x,predicted_y,probability\n"
    (tmp_path / "t.csv").write_text("")
    assert "is empty" in refused("predict", tmp_path / "m.npz", tmp_path / "t.csv")


@pytest.mark.parametrize(
    "empty",
    [{"x": [], "y": []}, pd.DataFrame({"x": [1], "y": [2]})[:0], pl.DataFrame({"x": [], "y": []})],
)
def test_nothing_is_learned_from_no_rows(empty):
    with pytest.raises(DataError, match="the table has 0 rows of data: there is nothing to learn from"):
        be.fit_table(empty, "y", progress=False)
