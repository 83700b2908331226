"""What a record of the sweep is good for: hashes of the code that is measured and of its reference."""

from __future__ import annotations

import ast
import hashlib
import inspect
import platform
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import llvmlite
import numpy as np

from barreleye import activations, kernels, scalars
from support import oracle

_COMPILER = {
    "_block",
    "_lanes",
    "_instructions",
    "_exponentials",
    "_angles",
}  # where only stand-ins arrive
_CONSTANTS = (int, float, str, tuple)  # a Polynomial is a tuple


def code_key(name: str, of: str, engine: str) -> str:
    """Return a hash of the code that is measured, of its reference, and of what runs both."""
    activation = activations.get(name)
    body = activation.body if of == "value" else activation.slope
    if engine == "compiled":
        source = kernels.sources([body], tuple(activation.parameters), selecting=activation.selecting)[
            "float"
        ]
        ours, runs = scalars.assembly(source), f"llvmlite {llvmlite.__version__}"
    else:
        ours = "".join(reached(body) + reached(kernels.map_body))
        runs = f"numpy {np.__version__}"
    parts = [ours, runs, repr(dict(activation.parameters)), processor(), _reference_key(name, of)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


def reached(function: Callable[..., object]) -> list[str]:
    """Return a function without its prose, all of this library that it calls, and the constants they name.

    Where something stands, and by whom it is decorated, changes nothing.
    """
    texts: list[str] = []
    todo: list[object] = [inspect.unwrap(function)]
    seen: set[int] = set()
    while todo:
        one = todo.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        tree = ast.parse(textwrap.dedent(inspect.getsource(one)))
        texts.append(_without_prose(tree))
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        for name in sorted(names):
            for value in _named(name, names, vars(sys.modules[one.__module__])):
                if isinstance(value, _CONSTANTS):
                    texts.append(f"{name} = {value!r}")
                elif _is_ours(value):
                    todo.append(inspect.unwrap(value))
    return sorted(texts)


def _named(name: str, names: set[str], known: Mapping[str, object]) -> Iterator[object]:
    """Yield what a name may stand for: here, or in a module of this library that is named beside it."""
    if name in known:
        yield known[name]
    for other in names & set(known):
        module = known[other]
        if (
            inspect.ismodule(module)
            and module.__name__.startswith("barreleye")
            and hasattr(module, name)
        ):
            yield getattr(module, name)


def _is_ours(value: object) -> bool:
    kind = inspect.isfunction(value) or inspect.isclass(value)
    package, _, file = value.__module__.rpartition(".") if kind else ("", "", "")
    return package.startswith("barreleye") and file not in _COMPILER


def _without_prose(tree: ast.Module) -> str:
    """Return code without comments, docstrings and decorators."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [one for one in body if not _is_text(one)]
        if isinstance(node, ast.FunctionDef):
            node.decorator_list = []
    return ast.dump(tree)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _reference_key(name: str, of: str) -> str:
    """Return the code of a reference as a text: comments may change, the formula may not."""
    if name not in oracle.ENTRIES:
        return "own"
    turn = _code(oracle.TURNS[name][0]) if of == "slope" and name in oracle.TURNS else ""
    return _code(oracle.ENTRIES[name][of == "slope"]) + turn


def _code(function: Callable[..., object]) -> str:
    code = getattr(function, "__code__", None)
    if code is None:
        return getattr(function, "__name__", "")
    words = [getattr(oracle, word, None) for word in code.co_names]
    inner = [_code(word) for word in words if inspect.isfunction(word)]
    inner += [word for word in words if isinstance(word, float)]
    constants = [value for value in code.co_consts if not inspect.iscode(value)]
    return repr((code.co_code, constants, code.co_names, inner))


@cache
def processor() -> str:
    """Return the name of the processor."""
    cpuinfo = Path("/proc/cpuinfo")
    rows = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    named = [row.partition(":")[2].strip() for row in rows if row.startswith("model name")]
    return named[0] if named else platform.processor() or platform.machine()
