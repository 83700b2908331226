"""How many threads to use."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache

from ..errors import OptionError

_OTHERS = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS",
    "NUMBA_NUM_THREADS", "NUMEXPR_NUM_THREADS",
)  # fmt: skip
"""What other libraries listen to; joblib and Dask set it in their workers, so that processors are shared out."""


@cache
def thread_count() -> int:
    """Return how many threads to use: ``BARRELEYE_NUM_THREADS``, or the processors of this process.

    Without the first, ``OMP_NUM_THREADS`` and its kin are bounds for us too.

    Raises
    ------
    OptionError
        The environment variable holds something that is no whole number of at least 1.
    """
    named = os.environ.get("BARRELEYE_NUM_THREADS", "").strip()
    if named:
        if not _whole(named):
            raise OptionError(f"BARRELEYE_NUM_THREADS is a whole number of at least 1, got {named!r}")
        return int(named)
    affinity = getattr(os, "sched_getaffinity", None)
    processors = len(affinity(0)) if affinity else os.cpu_count() or 1
    return int(min(processors, *(_bound(os.environ.get(name, "")) for name in _OTHERS)))


class _ThisThread(threading.local):
    alone = False


_THIS_THREAD = _ThisThread()


@contextmanager
def without_helpers() -> Generator[None]:
    """Let what this thread calls do its work alone, while other threads keep the processors busy."""
    before, _THIS_THREAD.alone = _THIS_THREAD.alone, True
    try:
        yield
    finally:
        _THIS_THREAD.alone = before


def works_alone() -> bool:
    """Return whether this thread is to have no helpers: see :func:`without_helpers`."""
    return _THIS_THREAD.alone


def _bound(text: str) -> float:
    """Return the number that ``"4"`` or ``"4,2"`` (nested teams) begins with; what is no number bounds nothing."""
    first = text.partition(",")[0].strip()
    return int(first) if _whole(first) else math.inf


def _whole(text: str) -> bool:
    return text.isdecimal() and len(text) < 10 and int(text) > 0
