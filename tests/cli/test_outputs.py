"""Real processes whose standard streams are absent, full, closed, or of few letters."""

import os
import subprocess

import pytest

import barreleye as be
from support.command import START, barreleye
from support.pages import Page
from support.tables import fitted_sides, prices, save_csv, sides

QUICK = ("--epochs", "2", "--hidden", "")
MODEL = "t-model.npz"


@pytest.fixture
def folder(tmp_path):
    save_csv(tmp_path / "t.csv", sides(rows=60))
    return tmp_path


def run(folder, *arguments, redirected="", out=subprocess.PIPE, **settings):
    """Run the command in a shell that redirects its streams."""
    shell = ["sh", "-c", f'exec "$@" {redirected}', "sh", *START, *arguments]
    environment = os.environ | {"COLUMNS": "100"} | settings
    return subprocess.run(
        shell, cwd=folder, env=environment, stdout=out, stderr=subprocess.PIPE, check=False, timeout=60
    )


def whole(folder):
    """Say whether model and report are there, and can be read."""
    Page((folder / "t-report.html").read_text(encoding="utf-8"))
    return isinstance(be.load(folder / MODEL), be.TableModel)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_output_of_few_letters_replaces_the_others(folder, encoding):
    save_csv(folder / "t.csv", {"größe 🐟": sides(rows=60)["x"], "side": sides(rows=60)["side"]})
    fitted_sides().model.save(folder / "m.npz")
    save_csv(folder / "new.csv", {"x": [0.5], "side": ["links 🐟"]})
    for arguments, told in (
        (("fit", "t.csv", "-t", "side", *QUICK), "layers  17 > 2"),
        (("predict", "m.npz", "new.csv"), "1 prediction in new-predictions.csv"),
        (("activations",), "gelu"),
        (("activations", "gelu"), "*****"),
        (("--help",), "Usage"),
    ):
        done = run(folder, *arguments, PYTHONIOENCODING=encoding)
        assert (done.returncode, done.stderr) == (0, b""), arguments
        assert told in done.stdout.decode(encoding)
    assert whole(folder)


@pytest.mark.parametrize("redirected", ["2>&-", ">&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_absent_streams_change_nothing_but_what_is_told(folder, redirected):
    done = run(folder, "fit", "t.csv", "-t", "side", *QUICK, redirected=redirected)
    assert (done.returncode, done.stderr) == (0, b"")
    assert bool(done.stdout) == (">&-" not in redirected.replace("2>&-", ""))
    assert whole(folder)
    assert (folder / "t.csv").read_text(encoding="utf-8").startswith("x,side\n")


def test_a_refusal_has_its_exit_code_where_it_cannot_be_told(folder):
    for redirected in ("2>&-", "2>/dev/full"):
        done = run(folder, "fit", "absent.csv", "-t", "side", redirected=redirected)
        assert (done.returncode, done.stdout, done.stderr) == (2, b"", b"")


def test_a_full_device_leaves_the_model_and_says_where_it_is(folder):
    done = run(folder, "fit", "t.csv", "-t", "side", *QUICK, redirected=">/dev/full")
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == [
        f"note: the model is written: {MODEL}",
        "error: cannot write to standard output: No space left on device",
    ]
    assert whole(folder)


def test_a_listing_on_a_full_device_is_one_sentence(folder):
    for arguments in (("activations",), ("--help",), ("--version",)):
        done = run(folder, *arguments, redirected=">/dev/full")
        assert done.returncode == 1
        assert done.stderr == b"error: cannot write to standard output: No space left on device\n"


def test_a_pipe_without_a_reader_leaves_the_model_and_says_where_it_is(folder):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = run(folder, "fit", "t.csv", "-t", "side", *QUICK, out=writing)
        listing = run(folder, "activations", out=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr.decode()) == (1, f"note: the model is written: {MODEL}\n")
    assert (listing.returncode, listing.stderr) == (1, b"")
    assert whole(folder)


def test_a_table_and_a_document_that_nobody_reads_to_the_end_are_no_mistake(folder):
    fitted_sides().model.save(folder / "m.npz")
    reading, writing = os.pipe()
    os.close(reading)
    try:
        table = run(folder, "predict", "m.npz", "t.csv", "-o", "-", out=writing)
        document = run(folder, "score", "m.npz", "t.csv", "--json", out=writing)
    finally:
        os.close(writing)
    assert table.returncode == document.returncode == 1
    assert table.stderr.startswith(b"on 60 rows with a known answer")
    assert b"error" not in table.stderr
    assert document.stderr == b""
    full = run(folder, "predict", "m.npz", "-", redirected="<t.csv >/dev/full")
    assert full.returncode == 1
    assert full.stderr.endswith(b"error: cannot write to standard output: No space left on device\n")


def test_names_that_are_not_utf8_work(folder):
    name = os.fsdecode(b"t\xff")
    (folder / "t.csv").rename(folder / f"{name}.csv")
    done = run(folder, "fit", f"{name}.csv", "-t", "side", *QUICK)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "model   t\N{REPLACEMENT CHARACTER}-model.npz" in done.stdout.decode()
    page = Page((folder / f"{name}-report.html").read_text(encoding="utf-8"))
    assert page.texts["title"] == ["side from t\N{REPLACEMENT CHARACTER}.csv"]
    done = run(folder, "predict", f"{name}-model.npz", f"{name}.csv")
    assert (done.returncode, done.stderr) == (0, b"")
    assert (folder / f"{name}-predictions.csv").exists()
    done = run(folder, "fit", f"{name}.csv", "-t", name)
    assert done.returncode == 2
    assert "no column 't\N{REPLACEMENT CHARACTER}'" in done.stderr.decode()


@pytest.mark.parametrize("columns", [0, 1, 20, 40])
def test_narrow_terminals_lose_nothing(tmp_path, columns):
    table = save_csv(tmp_path / "t.csv", prices(rows=60))
    fitted = barreleye("fit", table, "-t", "price", *QUICK, columns=columns)
    listing = barreleye("activations", columns=columns)
    card = barreleye("activations", "gelu", columns=columns)
    for result in (fitted, listing, card):
        assert (result.code, result.err) == (0, "")
        assert "…" not in result.out  # nothing is cut
    if columns >= 20:
        paths = ("note", "model", "report")
        for line in (listing.out + card.out + fitted.out).splitlines():
            assert len(line) <= columns or line.startswith(paths)
    for name in be.activations.names():
        assert name in listing.out or columns < 40
