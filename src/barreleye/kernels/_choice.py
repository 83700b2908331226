"""Which reader evaluates a body: NumPy or the compiler."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import cache

from .._text import shown
from ..errors import MissingExtraError, OptionError
from ..scalars import available, fuses
from ._self_test import self_test_failure

ENGINES = ("auto", "numpy", "compiled")


_chosen: ContextVar[bool | None] = ContextVar("compiling", default=None)
current_choice = _chosen.get
"""Return whether somebody has chosen to compile, or not to, here and now; None if nobody has."""


def engine(name: str) -> AbstractContextManager[None]:
    """Evaluate activations with this engine inside a ``with`` block.

    ``"numpy"`` is the reference engine, ``"compiled"`` machine code made from the same source (extra
    ``fast``), ``"auto"`` the second where it can be had and is faster. Outside of a block the environment variable
    ``BARRELEYE_ENGINE`` decides, and ``"auto"`` without it. Holds for this thread or task only.

    Raises
    ------
    OptionError
        There is no engine of that name.
    MissingExtraError
        ``"compiled"`` was asked for and llvmlite is not installed.
    """
    return _choosing(_compiles(name, "engine"))


@contextmanager
def _choosing(compiled: bool) -> Generator[None]:
    token = _chosen.set(compiled)
    try:
        yield
    finally:
        _chosen.reset(token)


def compiling() -> bool:
    """Say whether bodies are to be compiled, here and now."""
    here = current_choice()
    return compiling_by_default() if here is None else here


@cache
def compiling_by_default() -> bool:
    """Say whether bodies are to be compiled where nobody has chosen."""
    named = os.environ.get("BARRELEYE_ENGINE", "").strip().lower()
    return _compiles(named or "auto", "BARRELEYE_ENGINE")


def _compiles(name: str, source: str) -> bool:
    if not (isinstance(name, str) and name in ENGINES):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise OptionError(f"{source} is one of 'auto', 'numpy', 'compiled', got {shown(name)}")
    if name == "compiled" and not available():
        raise MissingExtraError(
            f"{source} asks for 'compiled', which needs llvmlite: pip install 'barreleye[fast]'"
        )
    if name == "numpy" or not available() or (name == "auto" and not fuses()):
        return False  # without fused multiply-adds machine code is right, and far slower than NumPy
    failure = self_test_failure()
    if name == "compiled" and failure:
        raise OptionError(f"{source} asks for 'compiled', which is not to be trusted here: {failure}")
    return not failure
