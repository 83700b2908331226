"""Threads that work on one thing together and stay awake for the next.

Handing work to a thread that sleeps takes tens of microseconds, as long as a small epoch. The threads of
the team therefore look for new work a while longer (:data:`LOOKS`) before they lie down. They do all of it in
machine code and without Python's lock, for which a thread that wakes up might wait for milliseconds.
"""

from __future__ import annotations

import ctypes
import os
import threading
import time
from functools import cache
from typing import Any

import numpy as np

from ._placed import placed
from ._record import Record, word
from ._system import new_bed, system
from ._team_code import BED, CPUS, FIRST, LINE, MOST, PLACES, SYSTEM, THREAD, team_source
from ._threads import thread_count


def run(function: int, argument: int, threads: int) -> None:
    """Call ``function(argument, k, n)`` for every k below n, all at the same time, with n <= threads.

    The function is machine code, which may let its threads wait for each other. This thread is number 0,
    and returns when all are done. n is smaller where threads do not wake up in time or are not to be had,
    and 1 if the team works for somebody else.
    """
    team = _team() if threads > 1 else None
    if team is None:
        _alone()(function, argument)
    else:
        team.run(function, argument, threads)


PRESENT = Record("team", "share", "threads", "helpers", "often")
"""Where machine code finds the team: its words; ``share(team, function, argument, threads, helpers)``, which calls
``function(argument, k, threads)`` for k = 0, and for other k below ``threads`` if somebody comes in time; how many
threads to use at most; how many helpers there are; and whether :func:`ready` was asked a moment ago, so that it
pays to wake them for little work. All 0 as long as there is no team."""
_MOMENT = 500e-6  # seconds

_present = np.zeros(PRESENT.words, np.int64)
_asked = 0.0


def present() -> int:
    """Return where :data:`PRESENT` stands, as long as the process lives."""
    return word(_present)


def ready() -> int:
    """Hire the whole team, for ``share``, and return how many threads there are to use."""
    global _asked  # noqa: PLW0603  one team, one clock
    if not _present[0]:
        team = _team()
        if team is None:
            return 1
        _present[:] = team.whole()
    now = time.perf_counter()
    _present[4] = now - _asked < _MOMENT
    _asked = now
    return int(_present[2])


def forget() -> None:
    """Begin anew, without a team."""
    _present[:] = 0
    _team.cache_clear()


def prepare() -> None:
    """Compile what the team needs, ahead of its first use."""
    _alone()
    _functions()


class Team:
    """Threads number 1, 2 ... and the words through which they are told what to do.

    The words: twice the number of jobs so far; function, argument and number of threads of the last one; how many
    threads have done it; whether the team is busy; functions of the system; and for each helper, whether
    it sleeps, looks for work or is claimed for the next job, the last job and the last open job that it has
    seen, where it sleeps, and what it takes to wake it on another processor than its leader's.
    """

    def __init__(self) -> None:
        self.words = np.zeros(FIRST + LINE * MOST, np.int64)
        self.words[SYSTEM : SYSTEM + 6] = system()
        self._sets = np.zeros((MOST, CPUS // 64), np.int64)
        self._place = int(self.words.ctypes.data)
        self._helpers = 0
        self._hiring = threading.Lock()
        serve, self._lead, _ = _functions()

        def work(k: int) -> None:
            self.words[FIRST + LINE * k + THREAD] = threading.get_native_id()
            serve(self._place, k)  # until the process ends

        self._work = work

    def run(self, function: int, argument: int, threads: int) -> None:
        """See :func:`run`; one call of machine code, so that no interrupt comes between."""
        self._lead(self._place, function, argument, min(threads, 1 + self._hired(threads - 1)))

    def whole(self) -> list[int]:
        """Return :data:`PRESENT` after all helpers were hired."""
        helpers = self._hired(thread_count() - 1)
        share = int(ctypes.cast(_functions()[2], ctypes.c_void_p).value or 0)
        return PRESENT.packed(
            team=self._place, share=share, threads=1 + helpers, helpers=helpers, often=0
        )

    def _hired(self, helpers: int) -> int:
        """Return how many helpers there are, after new ones were hired to make up so many."""
        while self._helpers < min(helpers, MOST - 1):
            with self._hiring:
                if not self._hire():
                    break
        return self._helpers

    def _hire(self) -> bool:
        self._helpers += 1  # first of all: whatever interrupts what follows, no place is filled twice
        k = self._helpers
        helper = threading.Thread(target=self._work, args=(k,), name=f"barreleye-{k}", daemon=True)
        try:
            first = FIRST + LINE * k
            self.words[[first + BED, first + PLACES]] = new_bed(), word(self._sets[k])
            helper.start()
        except RuntimeError:  # no thread can be had, as while the interpreter shuts down
            self._helpers -= 1
            return False
        return True


@cache
def _team() -> Team | None:
    return Team() if thread_count() > 1 else None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=forget)  # threads stay behind in the parent


@cache
def _alone() -> Any:  # noqa: ANN401  a ctypes function
    return ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)(
        placed(team_source("alone"), "alone")
    )


@cache
def _functions() -> tuple[Any, ...]:
    """Return ``serve``, ``lead`` and ``share``, which release Python's lock."""
    place, whole = ctypes.c_void_p, ctypes.c_int64
    kinds = {
        "serve": (place, whole),
        "lead": (place, place, place, whole),
        "share": (place, place, place, whole, whole),
    }
    return tuple(ctypes.CFUNCTYPE(None, *kinds[name])(placed(team_source(name), name)) for name in kinds)
