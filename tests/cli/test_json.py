"""``--json``: one document for programs, whose keys the documentation names, and nothing else."""

import io
import json
import math
import os
import re
import sys
from contextlib import redirect_stdout
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import barreleye as be
from barreleye._files import write_whole
from barreleye.cli._printing import Printing
from barreleye.training import _precompile
from support.command import barreleye, refused
from support.tables import fitted_prices, fitted_sides, prices, save_csv, sides

QUICK = ("--epochs", "2", "--hidden", "")


def refuse(word):
    raise AssertionError(f"{word} is no JSON")


def document(*arguments, code=0, **how):
    """Run a command with --json, and return the document that it prints."""
    result = barreleye(*arguments, "--json", **how)
    assert result.code == code, result
    assert result.out.endswith("\n")
    assert result.out.count("\n") == 1
    assert result.out.isascii()
    return json.loads(result.out, parse_constant=refuse)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with tables and models, in which commands run."""
    monkeypatch.chdir(tmp_path)
    # reports take most of the time, and have tests of their own
    monkeypatch.setattr(be, "write_report", lambda _, path, source: write_whole(path, source.encode()))
    save_csv(tmp_path / "sides.csv", sides(rows=60))
    save_csv(tmp_path / "prices.csv", prices(rows=60))
    fitted_sides().model.save("s.npz")
    fitted_prices().model.save("p.npz")
    parts = list(_precompile.parts())
    monkeypatch.setattr(_precompile, "parts", lambda: parts[:1])
    package = ModuleType("barreleye_lessons")
    package.FOLDER, package.__version__ = tmp_path, be.__version__
    monkeypatch.setitem(sys.modules, "barreleye_lessons", package)
    return tmp_path


def documented():
    """Return the keys of each command, as the documentation names them."""
    page = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)`(.*?) \| (.*) \|$", page, re.MULTILINE)
    keys = {name + more: re.findall(r"`(\w+)`", told.partition(":")[0]) for name, more, told in rows}
    return {name: ["barreleye", *found] for name, found in keys.items()}


RUNS = {
    "fit": ["fit", "sides.csv", "-t", "side", *QUICK],
    "predict": ["predict", "p.npz", "prices.csv"],
    "score": ["score", "s.npz", "sides.csv"],
    "health": ["health", "s.npz", "sides.csv"],
    "compare": ["compare", "sides.csv", "-t", "side", "--seeds=2", "--epochs=1", "--jobs=1"],
    "activations": ["activations"],
    "activations --code": ["activations", "gelu", "--code", "js"],
    "plot": ["plot", "activation", "tanh", "-o", "t.svg"],
    "plot without a name": ["plot"],
    "play": ["play", "s.npz", "-o", "page.html"],
    "export": ["export", "s.npz", "--to", "python"],
    "learn": ["learn", "sine", "--no-open"],
    "warm": ["warm"],
}  # fmt: skip


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("command", RUNS)
def test_a_document_has_the_keys_that_the_documentation_names(command):
    assert list(document(*RUNS[command])) == documented()[command]


def test_every_command_is_documented():
    assert documented().keys() == RUNS.keys() | {"demo"}


@pytest.mark.usefixtures("folder")
def test_a_demo_is_a_list_of_fits(monkeypatch):
    whole, short = be.fit_table, {"epochs": 1, "hidden": (), "effort": "quick"}
    monkeypatch.setattr(be, "fit_table", lambda *args, **how: whole(*args, **{**how, **short}))
    told = document("demo", "-o", "d", "--seed", 3)
    assert list(told) == documented()["demo"]
    assert [one["target"] for one in told["fits"]] == ["species", "arm", "y"]
    assert all(["barreleye", *one] == documented()["fit"] for one in told["fits"])


def test_numbers_have_all_their_digits(folder):
    told = document("score", "p.npz", "prices.csv")["scores"]
    scores = be.load(folder / "p.npz").score(folder / "prices.csv")
    assert [one["value"] for one in told["scores"]] == [one.value for one in scores.scores]
    assert [one["baseline"] for one in told["scores"]] == [one.baseline for one in scores.scores]
    assert told["confusion"] is None
    confusion = document("score", "s.npz", "sides.csv")["scores"]["confusion"]
    assert confusion == be.load(folder / "s.npz").score(folder / "sides.csv").confusion.tolist()


def test_new_columns_are_in_the_document_if_they_go_to_standard_output(folder):
    told = document("predict", "p.npz", "prices.csv", "-o", "-", "--interval", "0.9")
    answers = be.load(folder / "p.npz").predict(folder / "prices.csv", interval=0.9)
    assert told["columns"]["predicted_price"] == answers.values.tolist()
    assert told["columns"]["low_price"] == answers.low.tolist()
    assert told["written"] is None
    assert not list(folder.glob("*predictions*"))
    assert document("predict", "p.npz", "prices.csv")["written"] == "prices-predictions.csv"


@pytest.mark.usefixtures("folder")
def test_what_was_written_and_what_was_not_is_told():
    assert document(*RUNS["fit"])["written"] == {
        "model": "sides-model.npz",
        "report": "sides-report.html",
    }
    result = barreleye(*RUNS["fit"], "--report", "/proc/report.html", "--json")
    told = json.loads(result.out)
    assert (result.code, told["written"]) == (1, {"model": "sides-model.npz"})
    assert "cannot write /proc/report.html" in told["notes"][-1]
    assert "cannot write /proc/report.html" in result.err


@pytest.mark.usefixtures("folder")
def test_an_error_is_a_sentence_and_no_document():
    assert "no column 'no'" in refused("fit", "sides.csv", "-t", "no", "--json")
    assert "no column 'side'" in refused("score", "s.npz", "prices.csv", "--json")
    assert "did you mean" in refused("activations", "gleu", "--json")
    assert "leave --open and --json out" in refused("play", "-o", "-", "--json")


def test_null_stands_for_what_is_no_number():
    out = io.StringIO()
    with redirect_stdout(out):
        Printing(json=True).document(
            {
                "a": [math.nan, -math.inf, 0.1],
                "b": np.array([np.inf, 2.0]),
                "c": np.float32(0.5),
                "d": Path("x"),
            }
            | {"e": np.array(["ä"]), "f": np.bool_(True), "g": {1: None}, "h": "a\udcff"}
        )
    told = json.loads(out.getvalue(), parse_constant=refuse)
    assert told["a"] == [None, None, 0.1]
    assert (told["b"], told["c"], told["d"]) == ([None, 2.0], 0.5, "x")
    assert (told["e"], told["f"], told["g"]) == (["ä"], True, {"1": None})
    assert told["h"] == "a\N{REPLACEMENT CHARACTER}"
    assert document("activations", "relu")["activations"][0]["range"] == [0.0, None]


def test_a_value_of_no_known_kind_is_not_hidden():
    with pytest.raises(TypeError, match="not JSON serializable"):
        Printing(json=True).document({"a": object()})


@pytest.mark.skipif(os.name == "nt", reason="a name of bytes")
def test_names_that_are_not_utf8_are_told(folder):
    name = os.fsdecode(b"t\xff.csv")
    save_csv(folder / name, prices(rows=5))
    assert document("predict", "p.npz", name)["written"] == "t\N{REPLACEMENT CHARACTER}-predictions.csv"
