"""``barreleye predict``: the table comes back with answers beside it."""

import csv

import numpy as np
import polars as pl
import pytest

import barreleye as be
from support.command import barreleye, refused
from support.tables import fitted_prices, fitted_sides, prices, save_csv, sides


@pytest.fixture
def model(tmp_path):
    fitted_prices().model.save(tmp_path / "m.npz")
    return tmp_path / "m.npz"


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_answers_stand_beside_the_columns_of_the_table(tmp_path, model):
    data = prices(rows=20)
    table = save_csv(tmp_path / "new.csv", data)
    result = barreleye("predict", model, table)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("on 20 rows with a known answer")
    assert result.out.endswith(f"\n20 predictions in {tmp_path / 'new-predictions.csv'}\n")
    rows = rows_of(tmp_path / "new-predictions.csv")
    assert list(rows[0]) == ["size", "colour", "price", "predicted_price"]
    assert [row["colour"] for row in rows] == data["colour"]
    answers = [float(row["predicted_price"]) for row in rows]
    assert answers == pytest.approx(be.load(model).predict(data).values.tolist(), rel=1e-12)


def test_a_classifier_also_writes_how_sure_it_is(tmp_path):
    fitted_sides().model.save(tmp_path / "m.npz")
    table = save_csv(tmp_path / "new.csv", sides())
    barreleye("predict", tmp_path / "m.npz", table)
    rows = rows_of(tmp_path / "new-predictions.csv")
    answers = fitted_sides().model.predict(sides())
    assert [row["predicted_side"] for row in rows] == answers.values.tolist()
    sure = [float(row["probability"]) for row in rows]
    np.testing.assert_allclose(sure, answers.probabilities.max(axis=1), rtol=1e-6)


def test_columns_in_another_order_and_without_the_target_give_the_same_answers(tmp_path, model):
    data = prices(rows=20)
    turned = {"colour": data["colour"], "size": data["size"]}
    for name, columns in (("a", data), ("b", turned)):
        barreleye("predict", model, save_csv(tmp_path / f"{name}.csv", columns))
    first, second = (rows_of(tmp_path / f"{name}-predictions.csv") for name in "ab")
    key = "predicted_price"
    assert [row[key] for row in first] == [row[key] for row in second]


def test_missing_and_extra_columns_are_named(tmp_path, model):
    data = prices(rows=5)
    lacking = save_csv(tmp_path / "a.csv", {"colour": data["colour"]})
    assert "lacks the column 'size'" in refused("predict", model, lacking)
    extra = save_csv(tmp_path / "b.csv", data | {"age": [1] * 5})
    assert "has the column 'age'" in refused("predict", model, extra)
    assert not list(tmp_path.glob("*predictions*"))
    assert barreleye("predict", model, extra, "--ignore-extra").code == 0


def test_a_column_dropped_in_training_may_stand_in_the_table(tmp_path):
    table = save_csv(tmp_path / "t.csv", prices(rows=40))
    quick = ("--epochs", "1", "--hidden", "")
    barreleye("fit", table, "-t", "price", "--drop", "colour", *quick)
    assert barreleye("predict", tmp_path / "t-model.npz", table).code == 0


def test_what_training_never_met_is_noted(tmp_path, model):
    table = save_csv(tmp_path / "t.csv", {"size": [1.0, None], "colour": ["[red]", "blue"]})
    out = barreleye("predict", model, table).out
    assert "1 row with words not seen in training ('[red]'; first in line 2)" in out
    assert "column 'size': 1 missing value, and training had none" in out


def test_a_path_with_brackets_is_shown_as_it_is(tmp_path, model):
    table = save_csv(tmp_path / "[x]t[red].csv", prices(rows=3))
    result = barreleye("predict", model, table)
    assert (result.code, result.err) == (0, "")
    assert str(tmp_path / "[x]t[red]-predictions.csv") in result.out


def test_parquet_in_parquet_out_unless_told_otherwise(tmp_path, model):
    pl.DataFrame(prices(rows=6)).write_parquet(tmp_path / "t.parquet")
    barreleye("predict", model, tmp_path / "t.parquet")
    assert pl.read_parquet(tmp_path / "t-predictions.parquet").width == 4
    barreleye("predict", model, tmp_path / "t.parquet", "-o", tmp_path / "t.csv")
    assert len(rows_of(tmp_path / "t.csv")) == 6


def test_no_input_is_ever_overwritten(tmp_path, model):
    table = save_csv(tmp_path / "t.csv", prices(rows=6))
    before = table.read_bytes(), model.read_bytes()
    twin = tmp_path / "twin.csv"
    twin.symlink_to(table)
    for output in (table, twin, tmp_path / ".." / tmp_path.name / "t.csv"):
        assert "would overwrite the table" in refused("predict", model, table, "-o", output)
    renamed = model.rename(tmp_path / "m.csv")
    assert "would overwrite the model" in refused("predict", renamed, table, "-o", renamed)
    assert (table.read_bytes(), renamed.read_bytes()) == before


def test_a_taken_column_name_is_kept(tmp_path, model):
    table = save_csv(tmp_path / "t.csv", prices(rows=3) | {"predicted_price": [7, 8, 9]})
    barreleye("predict", model, table, "--ignore-extra")
    rows = rows_of(tmp_path / "t-predictions.csv")
    assert [row["predicted_price"] for row in rows] == ["7", "8", "9"]
    assert "predicted_price_" in rows[0]


def test_other_files_are_no_models(tmp_path, model):
    table = save_csv(tmp_path / "t.csv", prices(rows=3))
    be.mlp(2, [3], 1).save(tmp_path / "n.npz")
    (tmp_path / "cut.npz").write_bytes(model.read_bytes()[:500])
    np.save(tmp_path / "array.npy", np.ones(3))
    for name, message in (
        ("n.npz", "holds a network without a table"),
        ("cut.npz", "truncated or damaged"),
        ("array.npy", "not a Barreleye model"),
        ("t.csv", "another kind of file"),
        ("absent.npz", "cannot read"),
        (".", "cannot read"),
    ):
        assert message in refused("predict", tmp_path / name, table)


def test_an_output_that_cannot_be_written_is_told(tmp_path, model):
    table = save_csv(tmp_path / "t.csv", prices(rows=3))
    sheet = refused("predict", model, table, "-o", tmp_path / "o.xlsx")
    assert "o.xlsx is a workbook: name a text file, such as o.csv, or a .parquet file" in sheet
    assert "does not exist" in refused("predict", model, table, "-o", tmp_path / "no" / "o.csv")


def test_an_interval_adds_its_ends(tmp_path, model):
    data = prices(rows=20)
    table = save_csv(tmp_path / "new.csv", data)
    assert barreleye("predict", model, table, "--interval", "0.9").code == 0
    rows = rows_of(tmp_path / "new-predictions.csv")
    added = ["predicted_price", "low_price", "high_price"]
    assert list(rows[0]) == ["size", "colour", "price", *added]
    answers = be.load(model).predict(data, interval=0.9)
    for name, values in zip(added, (answers.values, answers.low, answers.high), strict=True):
        assert [float(row[name]) for row in rows] == pytest.approx(values.tolist(), rel=1e-12)
    assert all(float(row["low_price"]) < float(row["high_price"]) for row in rows)


def test_an_interval_that_there_is_not_is_refused_and_nothing_is_written(tmp_path, model):
    table = save_csv(tmp_path / "new.csv", prices(rows=5))
    told = refused("predict", model, table, "--interval", "1")
    assert "interval is a share of the rows between 0 and 1, got 1" in told
    assert "needs 999 rows or more, and there were 240" in refused(
        "predict", model, table, "--interval", "0.999"
    )
    fitted_sides().model.save(tmp_path / "s.npz")
    other = save_csv(tmp_path / "sides.csv", {"x": [0.5]})
    assert "this model knows no intervals" in refused(
        "predict", tmp_path / "s.npz", other, "--interval", "0.9"
    )
    assert not list(tmp_path.glob("*predictions*"))
