"""How many threads to use."""

from __future__ import annotations

import os
from functools import cache

from ..errors import OptionError


@cache
def thread_count() -> int:
    """Return how many threads to use: ``BARRELEYE_NUM_THREADS``, or the processors of this process.

    Raises
    ------
    OptionError
        The environment variable holds something that is no whole number of at least 1.
    """
    named = os.environ.get("BARRELEYE_NUM_THREADS", "").strip()
    if named:
        if not named.isdecimal() or int(named) < 1:
            raise OptionError(f"BARRELEYE_NUM_THREADS is a whole number of at least 1, got {named!r}")
        return int(named)
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
