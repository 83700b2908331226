"""``-``: tables from standard input, and to standard output."""

import gzip
import io
from pathlib import Path

import polars as pl
import pytest

from support.command import Terminal, barreleye, refused
from support.pages import Page
from support.tables import csv_text, fitted_prices, fitted_sides, prices, save_csv, sides

TABLE = csv_text(prices(rows=20)).encode()
QUICK = ("--epochs", "2", "--hidden", "")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder with models, in which commands run."""
    monkeypatch.chdir(tmp_path)
    fitted_prices().model.save("p.npz")
    return tmp_path


def predicted(table, name):
    """Return the bytes of the new table that a file of this name and content gets."""
    Path(name).write_bytes(table)
    barreleye("predict", "p.npz", name, "-o", f"new-{name}")
    return Path(f"new-{name}").read_bytes()


@pytest.mark.parametrize("output", [(), ("-o", "-")])
def test_a_table_goes_in_and_out(folder, output):
    before = set(folder.iterdir())
    result = barreleye("predict", "p.npz", "-", *output, given=TABLE)
    assert result.code == 0
    assert set(folder.iterdir()) == before
    assert "on 20 rows with a known answer" in result.err
    assert result.err.endswith("20 predictions in standard output\n")
    assert result.data == predicted(TABLE, "t.csv")


def test_a_file_goes_to_standard_output_and_standard_input_into_a_file():
    new = predicted(TABLE, "t.csv")
    assert barreleye("predict", "p.npz", "t.csv", "-o", "-").data == new
    result = barreleye("predict", "p.npz", "-", "-o", "o.csv", given=TABLE)
    assert (result.code, result.err) == (0, "")
    assert Path("o.csv").read_bytes() == new


def test_the_first_bytes_say_what_comes_in_and_the_same_kind_goes_out():
    buffer = io.BytesIO()
    pl.DataFrame(prices(rows=20)).write_parquet(buffer)
    result = barreleye("predict", "p.npz", "-", given=buffer.getvalue())
    new = pl.read_parquet(io.BytesIO(result.data))
    assert new.columns == ["size", "colour", "price", "predicted_price"]
    assert barreleye("predict", "p.npz", "-", given=gzip.compress(TABLE)).data == predicted(
        TABLE, "t.csv"
    )
    lines = pl.DataFrame(prices(rows=20)).write_ndjson().encode()
    assert barreleye("predict", "p.npz", "-", given=lines).data == predicted(lines, "t.jsonl")
    book = io.BytesIO()
    frame = pl.DataFrame(prices(rows=20)).to_pandas()
    frame.to_excel(book, index=False)
    told = barreleye("predict", "p.npz", "-", given=book.getvalue())
    assert told.out.startswith("size,colour,price,predicted_price\n")


def test_options_of_reading_are_obeyed():
    table = csv_text(prices(rows=20), separator="|").replace(".", ",").encode("cp1252")
    how = ("--separator", "|", "--decimal", ",")
    result = barreleye("predict", "p.npz", "-", *how, given=b"title\n" + table)
    assert result.out.startswith("title\nsize|colour|price|predicted_price\n")


def test_scores_and_health_are_those_of_a_file(tmp_path):
    save_csv(tmp_path / "t.csv", prices(rows=20))
    for verb in ("score", "health"):
        from_file = barreleye(verb, "p.npz", "t.csv")
        assert barreleye(verb, "p.npz", "-", given=TABLE).out == from_file.out


def test_a_fit_calls_its_files_table(folder):
    table = csv_text(sides(rows=60)).encode()
    result = barreleye("fit", "-", "-t", "side", *QUICK, given=table)
    assert (result.code, result.err) == (0, "")
    names = {path.name for path in folder.iterdir()} - {"p.npz"}
    assert names == {"table-model.npz", "table-report.html"}
    page = Page((folder / "table-report.html").read_text(encoding="utf-8"))
    assert page.texts["title"] == ["side from standard input"]
    assert barreleye("score", "table-model.npz", "-", given=table).code == 0


def test_other_commands_read_tables_too(folder):
    table = csv_text(sides(rows=60)).encode()
    found = barreleye("compare", "-", "-t", "side", "--seeds=2", "--epochs=1", "--jobs=1", given=table)
    assert (found.code, found.err) == (0, "")
    drawn = barreleye("plot", "points", "-", "-o", "p.svg", given=b"a,b,k\n1,2,x\n2,3,y\n")
    assert drawn.out == "2 points of 2 classes\np.svg\n"
    fitted_sides().model.save("s.npz")
    page = barreleye("play", "s.npz", "-", "-o", "-", given=table)
    barreleye("play", "s.npz", "-", "-o", "page.html", given=table)
    assert page.data == (folder / "page.html").read_bytes()
    assert page.err == ""


class Unreadable(io.StringIO):
    """A standard input whose bytes cannot be read."""

    def __init__(self, error):
        super().__init__()
        self.error = error

    @property
    def buffer(self):
        raise self.error


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (b"", "standard input is empty"),
        (b"\0\1\2" * 99, "standard input is a binary file"),
        (b"PK\3\4" + b"\0" * 99, "cannot read standard input: the ZIP archive is damaged"),
        (b"%PDF-1.7", "standard input is a PDF document: save the table as CSV or Parquet"),
        (None, "cannot read standard input: it is closed"),
        (Unreadable(OSError(5, "Input/output error")), "cannot read standard input: Input/output error"),
    ],
)
def test_what_is_no_table_is_refused(given, sentence):
    result = barreleye("predict", "p.npz", "-", given=given)
    assert (result.code, result.out) == (2, "")
    assert sentence in result.err
    assert result.err.count("\n") == 1


def test_a_terminal_is_told_that_a_table_is_waited_for():
    class Keyboard(Terminal):
        @property
        def buffer(self):
            return io.BytesIO(TABLE)

    result = barreleye("score", "p.npz", "-", given=Keyboard())
    assert result.code == 0
    assert result.err == "note: waiting for a table from this terminal; Ctrl-D ends it\n"


def test_ctrl_c_stops_the_waiting():
    result = barreleye("score", "p.npz", "-", given=Unreadable(KeyboardInterrupt()))
    assert (result.code, result.out, result.err) == (130, "", "stopped\n")


REFUSED = {
    "fit t.csv -t price --model -": "a model cannot go to standard output: name a file",
    "fit t.csv -t price --report -": "a report cannot go to standard output: name a file",
    "compare t.csv -t price -o -": "a picture cannot go to standard output: name a file",
    "plot activation tanh -o -": "a picture cannot go to standard output: name a file",
    "demo -o -": "a folder cannot go to standard output: name a file",
    "predict - t.csv": "a model cannot come from standard input: name its file",
    "plot network - -o n.png": "a model cannot come from standard input: name its file",
    "fit - -t price --test -": "standard input can be read once: name a file for one of the tables",
    "plot points - y=- -o p.png": "standard input can be read once: name a file for one of the tables",
    "play -o - --open": "leave --open and --json out",
    "score p.npz ./-": "/-: there is no such file",
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_makes_no_sense_is_refused(folder, words):
    save_csv(folder / "t.csv", prices(rows=20))
    before = set(folder.iterdir())
    assert REFUSED[words] in refused(*words.split())
    assert set(folder.iterdir()) == before


def test_a_file_that_is_called_so_is_a_file(folder):
    (folder / "-").write_bytes(TABLE)
    assert barreleye("score", "p.npz", "./-").code == 0
    assert "would overwrite the table" in refused("predict", "p.npz", "./-", "-o", "./-")
    assert barreleye("predict", "p.npz", "-", "-o", "./-", given=TABLE).code == 0
    assert (folder / "-").read_bytes() == predicted(TABLE, "t.csv")
    fitted_sides().model.save(folder / "-")
    assert "no column 'side'" in refused("score", "./-", "t.csv")
