"""A number of threads of one's own choice, whatever the machine has."""

import ctypes
import os
import threading
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


def all_at_once(function, table, threads):
    """Do what ``kernels.team.run`` does, and wait for every thread, however late it comes.

    The team goes on without who is late, so a test of what threads do together cannot count on it.
    """
    call = ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64)(function)
    helpers = [
        threading.Thread(target=call, args=(table.address, k, threads)) for k in range(1, threads)
    ]
    for helper in helpers:
        helper.start()
    call(table.address, 0, threads)
    for helper in helpers:
        helper.join()
    return threads
