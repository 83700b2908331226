"""Rules of the house that a linter does not know."""

import ast
from pathlib import Path

import pytest

import barreleye

SOURCE = Path(barreleye.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))


def named(path):
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_file_says_in_its_first_line_what_it_is(path):
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))

    assert docstring
    assert docstring.splitlines()[0].endswith((".", "?", ":"))


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


def test_pickle_is_never_used():
    found = [named(p) for p in FILES if "import pickle" in p.read_text(encoding="utf-8")]

    assert found == []
