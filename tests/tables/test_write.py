"""A table is written beside the one it came from: copied to the letter, whole or not at all."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

import barreleye as be
from barreleye.errors import DataError
from barreleye.tables import write_table

TEXT = 'zip,when,price,note\n01067,2020-01-05,1.50,NA\n10115,2020-02-05,2.25,"a, ""b"""\n'


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_the_copy_keeps_every_field_as_it_was_written(tmp_path, source):
    write_table(tmp_path / "out.csv", source, {"answer": np.array([0.5, -2.0])})
    lines = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
    assert lines == [
        "zip,when,price,note,answer",
        "01067,2020-01-05,1.50,NA,0.5",
        '10115,2020-02-05,2.25,"a, ""b""",-2.0',
    ]
    assert source.read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_the_copy_keeps_the_separator(tmp_path, separator):
    (tmp_path / "t.csv").write_text(f"a{separator}b\n1,5{separator}x\n2,5{separator}y\n")
    write_table(tmp_path / "out.csv", tmp_path / "t.csv", {"c": ["p", "q"]})
    lines = (tmp_path / "out.csv").read_text().splitlines()
    assert lines[1].split(separator) == ["1,5", "x", "p"]


def test_a_taken_name_is_changed_not_overwritten(tmp_path, source):
    write_table(tmp_path / "out.csv", source, {"price": [7, 8], "new": [1, 2], "zip": [3, 4]})
    header, first, _ = (tmp_path / "out.csv").read_text().splitlines()
    assert header == "zip,when,price,note,price_,new,zip_"
    assert first == "01067,2020-01-05,1.50,NA,7,1,3"


def test_parquet_stays_parquet_with_its_types(tmp_path):
    frame = pl.DataFrame({"a": [1, None], "d": [dt.date(2020, 1, 1), None]})
    frame.write_parquet(tmp_path / "t.parquet")
    write_table(tmp_path / "out.parquet", tmp_path / "t.parquet", {"b": np.array([0.5, 1.5])})
    again = pl.read_parquet(tmp_path / "out.parquet")
    assert again.drop("b").equals(frame)
    assert again["b"].to_list() == [0.5, 1.5]


def test_words_numbers_and_truths_can_be_added(tmp_path, source):
    added = {"w": np.array(["x", "y"], dtype=object), "t": np.array([True, False], dtype=object)}
    write_table(tmp_path / "out.csv", source, added)
    assert (tmp_path / "out.csv").read_text().splitlines()[1].endswith(",x,true")


def test_nothing_is_left_behind_when_writing_fails(tmp_path, source):
    with pytest.raises(DataError, match=r"cannot write .*nowhere"):
        write_table(tmp_path / "nowhere" / "out.csv", source, {"c": [1, 2]})
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(DataError, match=r"cannot write .*folder\.csv: Is a directory"):
        write_table(tmp_path / "folder.csv", source, {"c": [1, 2]})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.csv", "t.csv"]


def test_an_old_file_is_replaced_whole(tmp_path, source):
    (tmp_path / "out.csv").write_text("old " * 1000)
    write_table(tmp_path / "out.csv", source, {"c": [1, 2]})
    assert (tmp_path / "out.csv").read_text().count("\n") == 3
    assert not list(tmp_path.glob(".*part"))


def test_cells_and_names_that_no_table_can_hold_are_refused(tmp_path):
    (tmp_path / "t.csv").write_text("a\n1\n2\n")
    for added, words in (
        ({"p": [np.zeros((3, 2), complex)] * 2}, "column 'p' holds arrays"),
        ({"p": [1j, 1j]}, "of one that a table cannot hold"),
        ({None: [1, 2]}, "the name of an added column is"),
    ):
        with pytest.raises(be.errors.BarreleyeError, match=words):
            be.tables.write_table(tmp_path / "out.csv", tmp_path / "t.csv", added)
    assert not (tmp_path / "out.csv").exists()


def test_carriage_returns_within_an_object_stay(tmp_path):
    (tmp_path / "t.jsonl").write_bytes(b'{"a":\r1}\r\n\n{"a": 2,\r"b": "}"}')
    write_table(tmp_path / "copy.jsonl", tmp_path / "t.jsonl", {"p": [1, 2]})
    copied = (tmp_path / "copy.jsonl").read_bytes()
    assert copied == b'{"a":\r1, "p": 1}\r\n\n{"a": 2,\r"b": "}", "p": 2}'
