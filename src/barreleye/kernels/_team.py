"""Threads that work on one thing together and stay awake for the next.

Handing work to a thread that sleeps takes tens of microseconds, as long as a small epoch. The threads of
the team therefore look for new work a while longer (:data:`IDLE_SPINS`) before they lie down. They do all of it in
machine code and without Python's lock, for which a thread that wakes up might wait for milliseconds.
"""

from __future__ import annotations

import _thread
import os
import threading
import time
from functools import cache
from typing import Any

import numpy as np

from ..scalars import INT64
from ._code_address import code_address, function
from ._memory import Address, Table, written_at
from ._struct import Struct
from ._system import keep_alive, new_semaphore, system
from ._team_code import FIRST, LINE, MAX_THREADS, SEMAPHORE, SYSTEM, team_source
from ._threads import thread_count, works_alone


def run(code: int, table: Table | Address, threads: int) -> int:
    """Call ``code(table, k, n)`` for every k below n, all at the same time, with n <= threads.

    The function is machine code, which may let its threads wait for each other. This thread is number 0,
    and returns n when all are done. n is smaller where threads do not wake up in time or are not to be had,
    and 1 if the team works for somebody else, or this thread is to have no helpers.
    """
    team = _team() if threads > 1 and not works_alone() else None
    if team is None:
        _alone(code)(table.address, 0, 1)
        return 1
    return team.run(code, table.address, threads)


PRESENT = Struct("team", "share", "threads", "helpers", "often")
"""Where machine code finds the team: its words; ``share(team, function, argument, threads, helpers)``, which calls
``function(argument, k, threads)`` for k = 0, and for other k below ``threads`` if somebody comes in time; how many
threads to use at most; how many helpers there are; and whether :func:`ready` was asked a moment ago, so that it
pays to wake them for little work. All 0 as long as there is no team."""
_TEAM, _THREADS, _OFTEN = map(PRESENT.index, ("team", "threads", "often"))
_MOMENT = 500e-6  # seconds

_present = np.zeros(PRESENT.words, np.int64)
keep_alive(_present)
_asked = 0.0


def present() -> int:
    """Return where :data:`PRESENT` stands, as long as the process lives."""
    return written_at(_present, _present.dtype, PRESENT.words)


def ready() -> int:
    """Hire the whole team, for ``share``, and return how many threads there are to use."""
    global _asked  # noqa: PLW0603  one team, one clock
    if works_alone():
        return 1
    if not _present[_TEAM]:
        team = _team()
        if team is None:
            return 1
        words = np.array(team.whole())
        threads, words[_THREADS] = words[_THREADS], 0
        _present[:] = words
        _present[_THREADS] = threads  # last: machine code looks at it first
    now = time.perf_counter()
    _present[_OFTEN] = now - _asked < _MOMENT
    _asked = now
    return int(_present[_THREADS])


def forget() -> None:
    """Begin anew, without a team."""
    _present[_THREADS] = 0
    _present[:] = 0
    _TEAMS.clear()


class Team:
    """Threads number 1, 2 ... and the words through which they are told what to do.

    The words: function, argument and number of threads of the last job; how many threads have done it; whether the
    team is busy; who takes part (see :mod:`barreleye.kernels._team_code`); functions of the system; and for each
    helper, whether it sleeps or looks for work, the last job that it knows, where it sleeps, and whether it was
    rung for.
    """

    def __init__(self) -> None:
        room = np.zeros(FIRST + LINE * (MAX_THREADS + 1), np.int64)
        start = (
            -written_at(room, room.dtype, room.size) % (8 * LINE) // 8
        )  # at the beginning of a line of the cache
        self.words = room[start : start + FIRST + LINE * MAX_THREADS]
        self.words[SYSTEM : SYSTEM + 3] = system()
        keep_alive(room)
        self._place = written_at(self.words, room.dtype, FIRST + LINE * MAX_THREADS)
        self._helpers = 0
        self._begun: dict[int, object] = {}
        serve, self._lead = prepare()

        def work(k: int) -> None:
            mine = object()
            if self._begun.setdefault(k, mine) is not mine:
                return  # an interrupt came before this place was known to be taken
            serve(self._place, k)  # until the process ends

        self._work = work

    def run(self, code: int, argument: int, threads: int) -> int:
        """See :func:`run`; one call of machine code, so that no interrupt comes between."""
        most = min(threads, 1 + self._hired(threads - 1))
        return int(self._lead(self._place, code, argument, most))

    def whole(self) -> list[int]:
        """Return :data:`PRESENT` after all helpers were hired."""
        helpers = self._hired(thread_count() - 1)
        return PRESENT.packed(
            team=self._place, share=_code("share"), threads=1 + helpers, helpers=helpers, often=0
        )

    def _hired(self, helpers: int) -> int:
        """Return how many of so many helpers there are, after new ones were hired."""
        helpers = min(helpers, MAX_THREADS - 1)
        if self._helpers < helpers:
            with _LOCKS[0]:
                while self._helpers < helpers and self._hire(self._helpers + 1):
                    pass
        return min(self._helpers, helpers)

    def _hire(self, k: int) -> bool:
        """Begin a thread; one that an interrupt keeps from being counted is in its place all the same."""
        first = FIRST + LINE * k
        if not self.words[first + SEMAPHORE]:
            try:
                self.words[first + SEMAPHORE] = new_semaphore()
            except RuntimeError:
                return False
        try:
            _thread.start_new_thread(self._work, (k,))
        except RuntimeError:  # no thread can be had, as while the interpreter shuts down
            return False
        self._helpers = k
        return True


_LOCKS = [threading.RLock()]  # around hiring; a forked child gets a new one
_TEAMS: list[Team] = []


def _team() -> Team | None:
    if not _TEAMS:
        if thread_count() < 2:
            return None
        with _LOCKS[0]:
            if not _TEAMS:
                _TEAMS.append(Team())
    return _TEAMS[0]


def _forget_in_child() -> None:
    _LOCKS[0] = threading.RLock()
    forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_in_child)  # threads stay behind in the parent


@cache
def _alone(code: int) -> Any:  # noqa: ANN401  a ctypes function
    return function(code, "ptr table, i64 k, i64 n")


@cache
def prepare() -> tuple[Any, Any]:
    """Compile what the team needs, and return ``serve`` and ``lead``, which release Python's lock."""
    _code("share")  # what one of them needs, the next one will
    lead = function(_code("lead"), "ptr team, ptr function, ptr argument, i64 asked", INT64)
    return function(_code("serve"), "ptr team, i64 k"), lead


@cache
def _code(name: str) -> int:
    return code_address(team_source(name), name)
