"""Rules of the house that a linter does not know."""

import ast
import re
import statistics
from pathlib import Path

import pytest

import barreleye

SOURCE = Path(barreleye.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))


def named(path):
    return path.relative_to(SOURCE).as_posix()


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_file_says_in_its_first_line_what_it_is(path):
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))

    assert docstring
    assert docstring.splitlines()[0].endswith((".", "?", ":"))


def test_no_file_has_the_name_of_another():
    """Whoever reads ``_passes.py`` in a traceback or a commit knows which one it is."""
    names = [path.name for path in FILES if path.name != "__init__.py"]
    assert {name for name in names if names.count(name) > 1} == set()


def lines_of(path):
    return len(path.read_text(encoding="utf-8").splitlines())


CEILING = 250
LONGER = {
    "activations/_sigmoids.py": (
        290,
        "a family of activations: a new one is a block in the file of its family",
    ),
    "losses/_loss.py": (345, "what every loss offers, with the docstrings that users read"),
    "network/_feedforward.py": (
        270,
        "what one can ask of a network, with the docstrings that users read",
    ),
    "training/_network.py": (360, "what one can ask of a network, with the docstrings that users read"),
}
"""Files beyond the ceiling, how many lines each may have, and why."""


def test_files_are_short():
    """A file handles one kind of thing: half of them have about a hundred lines or fewer."""
    assert statistics.median(map(lines_of, FILES)) <= 110


def test_only_the_files_named_here_are_long():
    long = {named(path): lines_of(path) for path in FILES if lines_of(path) > CEILING}
    assert long.keys() == LONGER.keys()
    assert {name: lines for name, lines in long.items() if lines > LONGER[name][0]} == {}


def test_nothing_below_the_optimizers_knows_one_by_name():
    """A new optimizer is one class in one file: floors below find it through what they are handed."""
    below = {"scalars", "kernels", "activations", "losses", "initializers", "layers", "network"}
    word = re.compile(rf"\b({'|'.join(barreleye.optimizers.names())})\b", re.IGNORECASE)
    found = {
        (named(path), match.group())
        for path in FILES
        if path.relative_to(SOURCE).parts[0] in below
        for match in word.finditer(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_one_file_turns_arrays_into_addresses():
    """Machine code trusts an address blindly: kernels/_memory.py hands them out, and nothing else can."""
    ways = re.compile(
        r"\.ctypes\b|__array_interface__|__array_struct__|from_address|addressof|from_buffer|data_as|ctypeslib"
        r"|PyObject_GetBuffer|\bid\(\w*array\w*\)"
    )
    found = {named(p) for p in FILES if ways.search(p.read_text(encoding="utf-8"))}
    # NumPy is told of functions, a semaphore has a place, and new arrays are asked where they begin: to be aligned
    assert found == {"_arrays.py", "kernels/_memory.py", "kernels/_ufunc.py", "kernels/_system.py"}


def test_only_files_that_talk_to_machines_import_ctypes():
    found = {named(p) for p in FILES if "ctypes" in {name.partition(".")[0] for name in imported(p)}}
    assert found == {f"kernels/_{name}.py" for name in ("memory", "code_address", "ufunc", "system")}


def imported(path):
    """Return the names of all modules that a file imports from outside of its package."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module


def test_no_file_reads_or_writes_objects():
    """The linter objects to some ways of reading pickles; nobody needs these modules here at all."""
    objects = {"pickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle"}
    assert {
        named(p) for p in FILES if objects & {name.partition(".")[0] for name in imported(p)}
    } == set()
