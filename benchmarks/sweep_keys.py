"""What a record of the sweep is good for: hashes of the code that is measured and of its reference."""

from __future__ import annotations

import ast
import hashlib
import inspect
import platform
from collections.abc import Callable
from functools import cache
from pathlib import Path

import llvmlite
import numpy as np

from barreleye import activations, kernels, scalars
from support import oracle

_READ_BY_NUMPY = ("_dialect", "_pairs", "_polynomials", "_special", "_exponentials")


def code_key(name: str, of: str, engine: str) -> str:
    """Return a hash of the code that is measured, of its reference, and of what runs both."""
    activation = activations.get(name)
    body = activation.body if of == "value" else activation.slope
    if engine == "compiled":
        source = kernels.sources([body], tuple(activation.parameters), narrow=activation.narrow)["float"]
        ours, runs = scalars.assembly(source), f"llvmlite {llvmlite.__version__}"
    else:
        folder = Path(inspect.getfile(scalars)).parent
        files = [folder / f"{name}.py" for name in _READ_BY_NUMPY]
        files += [folder.parent / "kernels" / "_elementwise.py", Path(inspect.getfile(body))]
        ours = "".join(_without_prose(path.read_text()) for path in files)
        runs = f"numpy {np.__version__}"
    parts = [ours, runs, repr(dict(activation.parameters)), processor(), _reference_key(name, of)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


def _without_prose(source: str) -> str:
    """Return a module without comments and docstrings."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [one for one in body if not _is_text(one)]
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
