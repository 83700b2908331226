"""``barreleye export``: which file it writes, in which language, and what it refuses."""

import re

import pytest

import barreleye as be
from support.command import barreleye
from support.tables import fitted_sides


@pytest.fixture
def model(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fitted_sides().model.save("sides.npz")
    return be.load("sides.npz")


@pytest.mark.parametrize(
    ("arguments", "file", "text"),
    [
        (["-o", "left.h"], "left.h", lambda one: be.export.c(one, name="left")),
        (["--to", "c"], "sides.h", lambda one: be.export.c(one, name="sides")),
        (["--to", "c", "-o", "x.txt", "--name", "y"], "x.txt", lambda one: be.export.c(one, name="y")),
        (["-o", "a.MJS"], "a.MJS", be.export.javascript),
        (
            ["-o", "a.js", "--dtype", "float64"],
            "a.js",
            lambda one: be.export.javascript(one, dtype="float64"),
        ),
        (["--to", "python"], "sides.py", be.export.python),
    ],
)
def test_a_file_is_written_in_the_language_that_was_asked_for(model, tmp_path, arguments, file, text):
    result = barreleye("export", "sides.npz", *arguments)
    assert (result.code, result.out.strip(), result.err) == (0, file, "")
    assert (tmp_path / file).read_text(encoding="utf-8") == text(model)


@pytest.mark.parametrize("file", ["sides.onnx", "sides.safetensors"])
def test_other_formats_are_those_of_the_library(model, tmp_path, file):
    kind = file.partition(".")[2]
    one = model if kind == "onnx" else model.network
    one.save("one.npz")
    result = barreleye("export", "one.npz", "-o", file)
    assert (result.code, result.err) == (0, "")
    getattr(be.export, kind)(one, tmp_path / "expected")
    assert (tmp_path / file).read_bytes() == (tmp_path / "expected").read_bytes()


def test_source_code_goes_to_standard_output(model, tmp_path):
    result = barreleye("export", "sides.npz", "--to", "python", "-o", "-")
    assert (result.code, result.out, result.err) == (0, be.export.python(model), "")
    assert {path.name for path in tmp_path.iterdir()} == {"sides.npz"}


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "say what the model is to be written as: --to"),
        (["-o", "a.txt"], "or --output with that ending"),
        (["--to", "python", "--name", "x"], "--name is for C: leave it out with --to python"),
        (["--to", "c", "-o", "-", "--json"], "leave --json out"),
        (["--to", "onnx", "-o", "-"], "a file of onnx cannot go to standard output: name a file"),
        (["--to", "onnx", "--dtype", "float32"], "onnx keeps the type of the network"),
        (["-o", "x.safetensors"], "a model of a table has columns"),
        (["--to", "c", "--name", "int"], "'int' is a word of C"),
        (["--to", "c", "-o", "sides.npz"], "--output is the same file as the model|would overwrite"),
        (["--to", "c", "-o", "no/x.h"], "--output: the folder no does not exist"),
    ],
)
def test_what_is_refused_leaves_no_file(tmp_path, arguments, said):
    result = barreleye("export", "sides.npz", *arguments)
    assert result.code == 2
    assert result.out == ""
    assert re.search(said, re.sub(r"\s+", " ", result.err)), result.err
    assert {path.name for path in tmp_path.iterdir()} == {"sides.npz"}
