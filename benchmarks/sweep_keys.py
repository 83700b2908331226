"""What a record of the sweep is good for: hashes of the code that is measured and of its reference."""

from __future__ import annotations

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


def code_key(name: str, of: str, engine: str) -> str:
    """Return a hash of the code that is measured, of its reference, and of what runs both."""
    activation = activations.get(name)
    body = activation.body if of == "value" else activation.slope
    if engine == "compiled":
        ours = kernels.sources([body], tuple(activation.parameters), narrow=activation.narrow)["float"]
        runs = f"llvmlite {llvmlite.__version__}"
    else:
        folder = Path(inspect.getfile(scalars)).parent
        files = [*sorted(folder.glob("*.py")), folder.parent / "kernels" / "_elementwise.py"]
        ours = "".join(path.read_text() for path in [*files, Path(inspect.getfile(body))])
        runs = f"numpy {np.__version__}"
    parts = [ours, runs, repr(dict(activation.parameters)), processor(), _reference_key(name, of)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


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
