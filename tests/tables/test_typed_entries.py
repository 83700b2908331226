"""Numbers that are numbers by their type are taken at their word, whatever text stands beside them."""

import datetime as dt

import openpyxl
import polars as pl
import pytest

import barreleye as be
from barreleye.tables import as_table, read_table


def workbook(path, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture(scope="module")
def commas(tmp_path_factory):
    path = tmp_path_factory.mktemp("typed") / "t.csv"
    path.write_text("x;y\n" + "0,5;0\n2000,25;1\n1500,5;0\n1,75;1\n900,5;0\n25,25;1\n" * 4, "utf-8")
    return be.fit_table(path, "y", hidden=(4,), epochs=20, progress=False).model


def test_a_number_stays_one_where_decimal_commas_were_learned(commas, tmp_path):
    wanted = commas.predict(pl.DataFrame({"x": [1.376, 2.125]})).values.tolist()
    book = workbook(tmp_path / "t.xlsx", ["x"], [1.376], [2.125])
    assert commas.predict(book).values.tolist() == wanted
    mixed = {"x": ["1,376", 2.125]}
    assert commas.predict(mixed).values.tolist() == wanted
    mixed = workbook(tmp_path / "u.xlsx", ["x"], [1.376], [2.125], ["n/a"])
    assert commas.predict(mixed).values.tolist()[:2] == wanted


def test_a_number_stays_one_beside_text():
    table = as_table({"a": ["1,5", 2.125] * 10, "b": ["0,25", "0,75"] * 10})
    assert table["a"].values.tolist() == [1.5, 2.125] * 10
    table = as_table({"a": ["none", 2.125, 3] * 10, "b": ["0,25"] * 30})
    assert table["a"].values.tolist()[1:3] == [2.125, 3.0]


def test_cells_of_a_workbook_keep_their_types(tmp_path):
    rows = [
        [1.23456789e-10, dt.time(13, 30), dt.date(2024, 1, 5), True, "007", 1],
        [2.0, dt.time(6, 1), dt.date(2024, 1, 6), False, "008", "?"],
        [],
        [3.5, None, None, None, "009", 2.125],
    ]
    names = ["small", "time", "day", "truth", "code", "mixed"]
    table = read_table(workbook(tmp_path / "t.xlsx", ["A title"], [], names, *rows))
    assert table["small"].values.tolist() == [1.23456789e-10, 2.0, 3.5]
    assert table["time"].values.tolist()[:2] == [13.5, 6 + 1 / 60]
    kinds = {name: table[name].kind for name in names}
    assert kinds == {
        "small": "numbers", "time": "numbers", "day": "dates", "truth": "yes/no", "code": "words",
        "mixed": "numbers",
    }  # fmt: skip
    assert table["code"].values.tolist() == ["007", "008", "009"]
    assert "row 5 of the sheet has '?'" in table["mixed"].note or "'?'" in table["mixed"].note


@pytest.mark.parametrize("missing", ["-999", "-999.0"])
@pytest.mark.parametrize(
    "entries", [["1.5", "-999"], ["1.5", "-999.00"], ["1,5", "-999,0"], [1.5, -999.0], ["1.5", -999]]
)
def test_a_number_that_means_missing_does_so_however_it_is_written(entries, missing):
    table = as_table({"a": entries * 10}, missing=[missing])
    assert table["a"].values.tolist()[0] == 1.5
    assert table["a"].count_missing() == 10
    model = be.fit_table(
        as_table({"a": entries * 10, "y": [0, 1] * 10}, missing=[missing]),
        "y", hidden=(2,), epochs=1, progress=False,
    ).model  # fmt: skip
    asked = [{"a": [value]} for value in ("-999", "-999.0", -999, -999.0)]
    answers = {model.predict(one).values.tolist()[0] for one in asked}
    assert len(answers) == 1
    assert model.predict({"a": [None]}).values.tolist()[0] in answers
