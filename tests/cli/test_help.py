"""``--help``: nothing is cut at any width, and every example is a command that works."""

import functools
import re
import shlex
import shutil
import sys
from types import ModuleType

import pytest

import barreleye as be
from barreleye.cli._app import app
from barreleye.training import _precompile
from support.command import barreleye

COMMANDS = [one.callback.__name__ for one in app.registered_commands]


@functools.cache
def help_of(command, columns=80):
    result = barreleye(*filter(None, [command]), "--help", columns=columns)
    assert (result.code, result.err) == (0, "")
    return result.out


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_fits_and_cuts_nothing(command, columns):
    text = help_of(command, columns)
    assert max(map(len, text.splitlines())) <= columns
    assert "…" not in text
    for line in re.findall(r"^│[ *]+--.*│$", text, re.MULTILINE):
        assert re.match(r"│[ *]+(--[a-z0-9-]+)(,--[a-z-]+)? ", line), line
        value = re.split(r" {2,}", line.strip("│ *"))[1:]
        assert all(one.count("[") == one.count("]") for one in value), line
        assert all(
            one.replace("[x>", "[x").count("<") == one.replace("[x>", "[x").count(">") for one in value
        ), line


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_what_all_have(command):
    text = help_of(command)
    assert re.search(r"^ [A-Z][^.]*[.:] *$", re.sub(r"(?<=\S) *\n (?=\S)", " ", text), re.MULTILINE)
    for option in ("--json", "--verbose", "--help"):
        assert text.count(option + " ") >= 1
    assert "\n Examples\n" in text
    assert len(examples_of(command)) >= 1


def examples_of(command):
    """Return the commands that the help shows below its examples."""
    return re.findall(r"^     (\S.*)$", help_of(command).partition("\n Examples\n")[2], re.MULTILINE)


EXAMPLES = [line for command in COMMANDS for line in examples_of(command)]


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    """What examples begin with: the penguins, a model of them, and a table of points."""
    folder = tmp_path_factory.mktemp("workshop")
    shutil.copy(be.datasets.penguins_csv(), folder / "penguins.csv")
    (folder / "points.csv").write_text("x1,x2,kind\n0,1,a\n1,0,b\n")
    fitted = be.fit_table(
        folder / "penguins.csv", "species", epochs=2, hidden=(4,), effort="quick", progress=False
    )
    fitted.model.save(folder / "penguins-model.npz")
    return folder


def shorten(monkeypatch, module, name, **short):
    """Let a function that trains do less than it is told."""
    whole = getattr(module, name)
    monkeypatch.setattr(module, name, lambda *args, **how: whole(*args, **{**how, **short}))


@pytest.fixture
def quick(monkeypatch, tmp_path):
    """Let trainings be short, and leave out what has tests of its own: reports, machine code, a browser."""
    shorten(monkeypatch, be, "fit_table", epochs=2, hidden=(4,), effort="quick")
    shorten(monkeypatch, be.tables, "compare_activations", epochs=2, hidden=(4,), seeds=2, jobs=1)
    monkeypatch.setattr(be, "write_report", lambda _, path, source: path.write_text(source))
    parts = list(_precompile.parts())
    monkeypatch.setattr(_precompile, "parts", lambda: parts[:1])
    package = ModuleType("barreleye_lessons")
    package.FOLDER, package.__version__ = tmp_path, be.__version__
    monkeypatch.setitem(sys.modules, "barreleye_lessons", package)
    monkeypatch.setattr("webbrowser.open", lambda _: True)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("line", EXAMPLES)
def test_an_example_works(line, workshop, monkeypatch):
    monkeypatch.chdir(workshop)
    given, result = b"", None
    for part in line.split(" | "):
        name, *arguments = shlex.split(part)
        if name == "cat":
            given = (workshop / arguments[0]).read_bytes()
        elif name == "head":  # what it reads is there
            assert result.out.count("\n") >= int(arguments[0].removeprefix("-"))
        else:
            assert name == "barreleye"
            result = barreleye(*arguments, given=given)
    assert result.code == 0, result
    assert "error" not in result.err
    assert result.data
