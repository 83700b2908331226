"""Rules of the house that a linter does not know."""

import ast
import re
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


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_file_fits_the_eye(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_nothing_but_the_command_line_prints():
    printing = [
        named(path)
        for path in FILES
        if "cli" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    ]

    assert printing == []


def test_no_file_touches_the_global_random_state():
    legacy = (
        "np.random.seed",
        "np.random.rand",
        "np.random.normal",
        "np.random.shuffle",
        "np.random.permutation",
    )

    assert [
        named(p) for p in FILES if any(call in p.read_text(encoding="utf-8") for call in legacy)
    ] == []


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
    found = {
        named(p)
        for p in FILES
        if re.search(r"^\s*(import|from) ctypes", p.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert found == {f"kernels/_{name}.py" for name in ("memory", "placed", "ufunc", "system")}


def test_pickle_is_never_used():
    found = [named(p) for p in FILES if "import pickle" in p.read_text(encoding="utf-8")]

    assert found == []
