"""A number of threads of one's own choice, whatever the machine has."""

import ctypes
import os
import threading
import time
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


SECONDS = 10.0  # some fifty times as long as the threads of a test take


def all_at_once(function, table, threads):
    """Do what ``kernels.team.run`` does, and wait for every thread, however late it comes.

    The team goes on without who is late, so a test of what threads do together cannot count on it. Threads that
    have gone different ways may wait for each other for ever; that is an AssertionError.
    """
    call = ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64)(function)
    everybody = [
        threading.Thread(target=call, args=(table.address, k, threads), daemon=True)
        for k in range(threads)
    ]
    for one in everybody:
        one.start()
    end = time.monotonic() + SECONDS
    for one in everybody:
        one.join(max(end - time.monotonic(), 0.0))
    if any(one.is_alive() for one in everybody):
        error = AssertionError(f"after {SECONDS} s threads still wait for each other")
        # they go on reading and writing the arrays of all callers, which the traceback holds: it is never freed
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(error))
        raise error
    return threads
