"""Files of every make are read as the table they hold, or refused in one sentence."""

import contextlib
import datetime as dt
import decimal
import os
import zipfile

import numpy as np
import polars as pl
import pytest

import barreleye as be
from barreleye.errors import DataError
from barreleye.tables import read_table
from support.tables import csv_text

COLUMNS = {"größe": ["1.5", "-2", "3.25"], "wort": ["Straße", "élan", None]}
PLAIN = csv_text(COLUMNS)


def check_columns(table):
    assert table.names == ("größe", "wort")
    assert table["größe"].kind == "numbers"
    assert table["größe"].values.tolist() == [1.5, -2.0, 3.25]
    assert table["wort"].values.tolist() == ["Straße", "élan", None]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_gives_the_same_table(tmp_path, encoding):
    (tmp_path / "t.csv").write_bytes(PLAIN.encode(encoding))
    check_columns(read_table(tmp_path / "t.csv"))


def test_an_encoding_that_was_guessed_is_said(tmp_path):
    (tmp_path / "t.csv").write_bytes(PLAIN.encode("cp1252"))
    (note,) = read_table(tmp_path / "t.csv").notes
    assert "Windows-1252 (--encoding" in note


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_separator_and_line_end_gives_the_same_table(tmp_path, separator, end):
    (tmp_path / "t.csv").write_bytes(csv_text(COLUMNS, separator, end).encode())
    check_columns(read_table(str(tmp_path / "t.csv")))


def test_a_decimal_comma_is_understood_between_semicolons(tmp_path):
    (tmp_path / "t.csv").write_text("a;b\n1,5;x\n-0,25;y\n")
    assert read_table(tmp_path / "t.csv")["a"].values.tolist() == [1.5, -0.25]


def test_quoted_fields_keep_separators_quotes_and_newlines(tmp_path):
    (tmp_path / "t.csv").write_text('a,"b\nc"\n1,"x, ""y""\nz"\n2,w\n')
    table = read_table(tmp_path / "t.csv")
    assert table.names == ("a", "b\nc")
    assert table["b\nc"].values.tolist() == ['x, "y"\nz', "w"]


@pytest.mark.parametrize("word", ["", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "None", "?"])
def test_every_spelling_of_a_missing_value_is_one(tmp_path, word):
    (tmp_path / "t.csv").write_text(f"n,w\n1.5,a\n{word},{word}\n")
    table = read_table(tmp_path / "t.csv")
    assert table["n"].missing.tolist() == [False, True]
    assert table["w"].missing.tolist() == [False, True]
    assert table["n"].kind == "numbers"


def test_spaces_around_names_numbers_and_words_do_not_count(tmp_path):
    (tmp_path / "t.csv").write_text("n , w\n 1.5 , a \n 2.5, a\n")
    table = read_table(tmp_path / "t.csv")
    assert table["n"].values.tolist() == [1.5, 2.5]
    assert table["w"].values.tolist() == ["a", "a"]


def test_codes_with_leading_zeros_stay_words(tmp_path):
    (tmp_path / "t.csv").write_text("zip,n\n01067,1\n10115,2\n")
    assert read_table(tmp_path / "t.csv")["zip"].values.tolist() == ["01067", "10115"]


def test_kinds_of_text_are_told_apart(tmp_path):
    (tmp_path / "t.csv").write_text("n,i,b,d,w\n1.5,1,true,2020-01-02,x\n2.5,-0,false,1970-01-02,1x\n")
    table = read_table(tmp_path / "t.csv")
    kinds = ["numbers", "numbers", "yes/no", "dates", "words"]
    assert [column.kind for column in table] == kinds
    assert [column.whole for column in table][:3] == [False, True, True]
    days = [(dt.date(2020, 1, 2) - dt.date(1970, 1, 1)).days, 1.0]
    assert table["d"].values.tolist() == days
    assert table["b"].values.tolist() == [1.0, 0.0]


def test_a_parquet_file_brings_its_types(tmp_path):
    day = dt.datetime(1970, 1, 3, 12)  # noqa: DTZ001  columns of dates have no time zone
    frame = pl.DataFrame({
        "category": pl.Series(["a", None, "b"], dtype=pl.Categorical),
        "choice": pl.Series(["a", "b", None], dtype=pl.Enum(["a", "b"])),
        "day": [day.date(), None, day.date()],
        "moment": [day, day, None],
        "yes": [True, None, False],
        "price": [decimal.Decimal("1.25"), None, decimal.Decimal("-3.50")],
        "count": [1, None, 3],
        "nan": [1.5, float("nan"), None],
        "nothing": [None, None, None],
        "span": [dt.timedelta(hours=36), None, dt.timedelta(0)],
    })  # fmt: skip
    frame.with_columns(zone=pl.col("moment").dt.replace_time_zone("UTC")).write_parquet(
        tmp_path / "t.parquet"
    )
    table = read_table(tmp_path / "t.parquet")
    nan = np.nan
    assert table["category"].values.tolist() == ["a", None, "b"]
    assert table["choice"].values.tolist() == ["a", "b", None]
    for name, kind, values in (
        ("day", "dates", [2.0, nan, 2.0]),
        ("moment", "dates", [2.5, 2.5, nan]),
        ("zone", "dates", [2.5, 2.5, nan]),
        ("yes", "yes/no", [1.0, nan, 0.0]),
        ("price", "numbers", [1.25, nan, -3.5]),
        ("count", "numbers", [1.0, nan, 3.0]),
        ("nan", "numbers", [1.5, nan, nan]),
        ("span", "numbers", [1.5, nan, 0.0]),
    ):
        assert table[name].kind == kind
        np.testing.assert_array_equal(table[name].values, values)
    assert table["nothing"].missing.all()


def test_a_parquet_file_is_known_by_its_content_not_its_name(tmp_path):
    pl.DataFrame({"a": [1.0, 2.0]}).write_parquet(tmp_path / "t.csv")
    (tmp_path / "t.parquet").write_text("a\n1.0\n2.0\n")
    for name in ("t.csv", "t.parquet"):
        assert read_table(tmp_path / name)["a"].values.tolist() == [1.0, 2.0]


BROKEN = {
    "empty": (b"", "is empty"),
    "blank": (b"\n \n\n", "is empty"),
    "header only": (b"a,b\n", "0 rows"),
    "binary": (bytes(range(256)), "is a binary file"),
    "a row too long": (b"a,b\n1,2\n1,2,3\n", "line 3 has 3 fields, the table has 2 columns"),
    "damaged Parquet": (b"PAR1" + b"\0" * 40 + b"PAR1", "cannot read"),
}


@pytest.mark.parametrize(("content", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_refused_in_one_sentence_that_names_it(tmp_path, content, message):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(DataError) as refusal:
        read_table(path)
    assert message in str(refusal.value)
    assert str(path) in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_an_excel_workbook_a_folder_and_an_absent_file_are_called_what_they_are(tmp_path):
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as book:
        book.writestr("sheet.xml", "<x/>" * 50)
    for name, message in (
        ("t.xlsx", "cannot read .*t.xlsx"),
        (".", "is a folder"),
        ("u.csv", "No such file"),
    ):
        with pytest.raises(DataError, match=message):
            read_table(tmp_path / name)
    with pytest.raises(DataError, match="File name too long"):
        read_table(tmp_path / ("x" * 300))


@pytest.mark.skipif(os.name != "posix", reason="has pipes and devices")
@pytest.mark.parametrize("what", ["pipe", "/dev/zero", "/dev/null"])
def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path, what):
    path = tmp_path / "pipe" if what == "pipe" else what
    if what == "pipe":
        os.mkfifo(path)
    for call in (
        lambda: read_table(path),
        lambda: be.fit_table(path, "y"),
        lambda: be.tables.write_table(tmp_path / "out.csv", path, {"p": [1]}),
    ):
        with pytest.raises(DataError, match="it is a pipe or a device: write it to a file first"):
            call()


def test_a_panic_within_polars_says_nothing_on_standard_error(tmp_path, capfd):
    path = tmp_path / "t.arrow"
    pl.DataFrame({"a": [1, 2, 3], "w": ["x", None, "z"]}).write_ipc(path)
    content = path.read_bytes()
    for at in range(8, len(content), 7):
        path.write_bytes(content[:at] + b"\xff" + content[at + 1 :])
        with contextlib.suppress(DataError):
            read_table(path)
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"
