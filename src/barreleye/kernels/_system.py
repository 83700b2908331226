"""What machine code asks of the operating system.

A place to sleep, and a way to let others go first.

Linux, macOS and Windows each have semaphores under names of their own. Their functions are called alike here,
``wait(semaphore, -1)`` and ``post(semaphore, 1, null)``; the words that a system does not know stay in registers
that it does not read.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from typing import Any, NamedTuple

_SEMAPHORE_BYTES = 64  # sem_t has 32 on 64-bit Linux


class System(NamedTuple):
    """Addresses of functions; 0 where there is none.

    Attributes
    ----------
    wait, post : int
        To sleep at a semaphore, and to wake whoever sleeps there.
    yield_thread : int
        To let other threads go first.
    """

    wait: int
    post: int
    yield_thread: int


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
        keep_alive(place)
    if not semaphore:
        raise RuntimeError("the system has no semaphore left")
    return int(semaphore)


def keep_alive(thing: object) -> None:
    """Keep a thing for as long as the process lives: threads may use it while the interpreter ends."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(thing))
