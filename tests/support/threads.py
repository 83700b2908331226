"""A number of threads of one's own choice, whatever the machine has."""

import os
from contextlib import contextmanager

from barreleye.kernels import _team, _threads


@contextmanager
def threads_of(count):
    """Let this process use so many threads, with a team of its own."""
    before = os.environ.get("BARRELEYE_NUM_THREADS")
    os.environ["BARRELEYE_NUM_THREADS"] = str(count)
    forget()
    try:
        yield
    finally:
        os.environ.pop("BARRELEYE_NUM_THREADS")
        if before is not None:
            os.environ["BARRELEYE_NUM_THREADS"] = before
        forget()


def forget():
    _threads.thread_count.cache_clear()
    _team.forget()
