"""What a fork must not come between: the making of machine code, and the loading of a floor.

Else the child would wait for ever, for a lock or for a module of a thread that it does not have.
"""

from __future__ import annotations

import logging  # pyright: ignore[reportUnusedImport]  # noqa: F401  see _before_fork
import os
import threading
from importlib import import_module
from types import ModuleType

# One memory and one compiler serve all threads, and neither can be used by two at a time. Whatever is asked of
# llvmlite is asked inside: it has a lock of its own, which a child that is forked meanwhile would never get.
FORK_LOCK = threading.RLock()

_loading: set[int] = set()  # threads
_changed = threading.Condition(FORK_LOCK)


def load(name: str) -> ModuleType:
    """Return the module of that name."""
    me = threading.get_ident()
    if me in _loading:  # one floor loads another
        return import_module(name)
    with FORK_LOCK:
        _loading.add(me)
    try:
        return import_module(name)
    finally:
        with FORK_LOCK:
            _loading.discard(me)
            _changed.notify_all()


def _before_fork() -> None:
    # Hooks that a module adds while this waits are called after the fork only. Those of logging come in pairs:
    # it is loaded above, and has added them by now.
    FORK_LOCK.acquire()
    while _loading - {threading.get_ident()}:
        _changed.wait()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork, after_in_parent=FORK_LOCK.release, after_in_child=FORK_LOCK.release
    )
