"""What machine code asks of the operating system.

A place to sleep, a way to let others go first, and the processor on which a thread is.

Linux, macOS and Windows each have semaphores under names of their own. Their functions are called alike here,
``wait(semaphore, -1)`` and ``post(semaphore, 1, null)``; the words that a system does not know stay in registers
that it does not read.
"""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_SEMAPHORE_BYTES = 64  # sem_t has 32 on 64-bit Linux


_PLACING = ("sched_getcpu", "sched_setaffinity")


class System(NamedTuple):
    """Addresses of functions; 0 where there is none.

    Attributes
    ----------
    wait, post : int
        To sleep in a bed, and to wake whoever sleeps there.
    yield_thread : int
        To let other threads go first.
    where, allow : int
        ``where()`` is the processor of the thread that asks; ``allow(thread, bytes, set)`` says on which a thread
        may run, 0 being the one that asks. Linux alone tells.
    """

    wait: int
    post: int
    yield_thread: int
    where: int = 0
    allow: int = 0


@cache
def system() -> System:
    """Return the functions of this system."""
    if sys.platform == "win32":
        kernel: Any = ctypes.windll.kernel32
        names = [kernel.WaitForSingleObject, kernel.ReleaseSemaphore, kernel.SwitchToThread]
    elif sys.platform == "darwin":
        library: Any = ctypes.CDLL(None)
        names = [library.dispatch_semaphore_wait, library.dispatch_semaphore_signal, library.sched_yield]
    else:
        library = ctypes.CDLL(None)
        names = [library.sem_wait, library.sem_post, library.sched_yield]
        if all(hasattr(library, name) for name in _PLACING):
            names += [getattr(library, name) for name in _PLACING]
    return System(*(int(ctypes.cast(name, ctypes.c_void_p).value or 0) for name in names))


def yield_thread() -> int:
    """Return the address of the function by which a thread lets others go first."""
    return system().yield_thread


def new_semaphore() -> int:
    """Return the handle of a new semaphore at 0, which is never given back.

    Raises
    ------
    RuntimeError
        The system has none to give.
    """
    if sys.platform == "win32":
        make = ctypes.windll.kernel32.CreateSemaphoreW
        make.restype, make.argtypes = (
            ctypes.c_void_p,
            [ctypes.c_void_p, ctypes.c_long, ctypes.c_long, ctypes.c_void_p],
        )
        semaphore = make(None, 0, 2**31 - 1, None)
    elif sys.platform == "darwin":
        make = ctypes.CDLL(None).dispatch_semaphore_create
        make.restype, make.argtypes = ctypes.c_void_p, [ctypes.c_long]
        semaphore = make(0)
    else:
        place = (ctypes.c_int64 * (_SEMAPHORE_BYTES // 8))()
        semaphore = None if ctypes.CDLL(None).sem_init(place, 0, 0) else ctypes.addressof(place)
        immortal(place)
    if not semaphore:
        raise RuntimeError("the system has no semaphore left")
    return int(semaphore)


def immortal(thing: object) -> None:
    """Keep a thing for as long as the process lives: threads may use it while the interpreter ends."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(thing))


def places(longs: int) -> NDArray[np.int64] | None:
    """Return the set of processors on which the thread that asks may run, as bits; None where nobody tells."""
    if not system().allow or not hasattr(os, "sched_getaffinity"):
        return None
    found = np.zeros(longs, np.uint64)
    for cpu in os.sched_getaffinity(0):
        if cpu < 64 * longs:
            found[cpu // 64] |= np.uint64(1 << (cpu % 64))
    return found.view(np.int64)
