"""Threads that work on one thing together and stay awake for the next.

Handing work to a thread that sleeps takes tens of microseconds, as long as a small epoch. The threads of
the team therefore look for new work a while longer (:data:`LOOKS`), inside machine code and without Python's
lock, before they lie down to sleep in a queue.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from functools import cache
from queue import SimpleQueue
from string import Template
from typing import Any

import numpy as np

from ..scalars import is_x86
from ._compiled import placed
from ._threads import thread_count

LOOKS = 4000
"""How often a thread looks for new work: about 100 µs, what lies between two epochs of a small network."""

MOST = 64
"""The largest team."""
_WAIT = 8000  # looks for a thread that is to wake up, twice as long, before the work begins without it

# words of the team, after the number of jobs at 0
_FUNCTION, _ARGUMENT, _THREADS, _DONE, _BUSY, _FIRST = 8, 9, 10, 16, 24, 32
_LINE = 8  # words of a cache line: what one thread writes and another watches stands alone in one


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


def prepare() -> None:
    """Compile what the team needs, ahead of its first use."""
    _alone()
    _functions()


class Team:
    """Threads number 1, 2 ... and the words through which they are told what to do.

    The words: twice the number of jobs so far; function, argument and number of threads of the last one;
    how many threads have done it; whether the team is busy; and for each thread, whether it sleeps, looks for work
    or is claimed for the next job, and the last job that it has seen.
    """

    def __init__(self) -> None:
        self.words = np.zeros(_FIRST + _LINE * MOST, np.int64)
        self._place = int(self.words.ctypes.data)
        self._beds: list[SimpleQueue[None]] = []
        serve, self._lead = _functions()

        def work(k: int, bed: SimpleQueue[None]) -> None:
            while True:
                bed.get()
                serve(self._place, k)

        self._work = work

    def run(self, function: int, argument: int, threads: int) -> None:
        """See :func:`run`.

        Everything but waking the sleepers is one call of machine code, so that no interrupt comes between.
        """
        threads = min(threads, 1 + self._grown(threads - 1))
        for k in range(1, threads):
            if not self.words[_FIRST + _LINE * k]:
                self._beds[k - 1].put(
                    None
                )  # no interrupt can leave it half done, as one can a semaphore
        self._lead(self._place, function, argument, threads, give_way())

    def _grown(self, helpers: int) -> int:
        """Return how many of so many helpers there are, after new ones were hired."""
        while len(self._beds) < min(helpers, MOST - 1):
            bed = SimpleQueue[None]()
            name = f"barreleye-{len(self._beds) + 1}"
            helper = threading.Thread(
                target=self._work, args=(len(self._beds) + 1, bed), name=name, daemon=True
            )
            try:
                helper.start()
            except RuntimeError:  # no thread can be had, as while the interpreter shuts down
                break
            self._beds.append(bed)
        return min(helpers, len(self._beds))


@cache
def _team() -> Team | None:
    return Team() if thread_count() > 1 else None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_team.cache_clear)  # threads stay behind in the parent


@cache
def _alone() -> Any:  # noqa: ANN401  a ctypes function
    return ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)(placed(_source("alone"), "alone"))


@cache
def _functions() -> tuple[Any, Any]:
    """Return ``serve`` and ``lead``, which release Python's lock."""
    place, whole = ctypes.c_void_p, ctypes.c_int64
    kinds = {"serve": (place, whole), "lead": (place, place, place, whole, place)}
    made = [ctypes.CFUNCTYPE(None, *kinds[name])(placed(_source(name), name)) for name in kinds]
    return made[0], made[1]


@cache
def give_way() -> int:
    """Return the address of the system's function by which a thread lets others go first."""
    if sys.platform == "win32":
        function: Any = ctypes.windll.kernel32.SwitchToThread
    else:
        function = ctypes.CDLL(None).sched_yield
    return int(ctypes.cast(function, ctypes.c_void_p).value or 0)


def _source(name: str) -> str:
    """Return the source of one of the functions below."""
    words = {
        "word": "getelementptr i64, ptr %team, i64", "looks": LOOKS, "wait": _WAIT,
        "line": _LINE, "first": _FIRST, "function": _FUNCTION, "argument": _ARGUMENT,
        "threads": _THREADS, "done": _DONE, "busy": _BUSY,
        "pause": "call void @llvm.x86.sse2.pause()" if is_x86() else "",
    }  # fmt: skip
    declared = "declare void @llvm.x86.sse2.pause()\n" if is_x86() else ""
    return declared + _FUNCTIONS[name].substitute(words)


# A thread sleeps (0), looks for work (1), or is claimed (2). Only a claimed one takes part in a job, and it
# cannot lie down; one that has lain down cannot be claimed. So nobody waits for somebody who sleeps.
# The number of jobs is odd while one is prepared: a thread that comes late takes no half of another.
_FUNCTIONS = {
    "alone": Template("""
define void @alone(ptr %function, ptr %argument) {
  call void %function(ptr %argument, i64 0, i64 1)
  ret void
}
"""),
    "lead": Template("""
define void @lead(ptr %team, ptr %function, ptr %argument, i64 %asked, ptr %give_way) {
entry:
  %b = $word $busy
  %taken = cmpxchg ptr %b, i64 0, i64 1 acquire monotonic
  %free = extractvalue { i64, i1 } %taken, 1
  br i1 %free, label %prepare, label %alone
alone:
  call void %function(ptr %argument, i64 0, i64 1)
  ret void
prepare:
  %begun = atomicrmw add ptr %team, i64 1 seq_cst
  br label %next
next:
  %k = phi i64 [ 1, %prepare ], [ %k1, %claimed ]
  %enough = icmp sge i64 %k, %asked
  br i1 %enough, label %publish, label %knock
knock:
  %offset = mul i64 %k, $line
  %begin = add i64 %offset, $first
  %state = $word %begin
  br label %claim
claim:
  %knocks = phi i64 [ 0, %knock ], [ %knocked, %polite ], [ %knocked, %yield ]
  %claim.try = cmpxchg ptr %state, i64 1, i64 2 acq_rel monotonic
  %ours = extractvalue { i64, i1 } %claim.try, 1
  br i1 %ours, label %claimed, label %again
claimed:
  %k1 = add i64 %k, 1
  br label %next
again:
  $pause
  %knocked = add i64 %knocks, 1
  %enough.knocks = icmp sge i64 %knocked, $wait
  br i1 %enough.knocks, label %publish, label %polite
polite:
  %part = and i64 %knocked, 255
  %pass = icmp eq i64 %part, 0
  br i1 %pass, label %yield, label %claim
yield:
  %passed = call i32 %give_way()
  br label %claim
publish:
  %f = $word $function
  store ptr %function, ptr %f
  %a = $word $argument
  store ptr %argument, ptr %a
  %t = $word $threads
  store i64 %k, ptr %t
  %d = $word $done
  store atomic i64 0, ptr %d monotonic, align 8
  %published = atomicrmw add ptr %team, i64 1 seq_cst
  call void %function(ptr %argument, i64 0, i64 %k)
  %others = sub i64 %k, 1
  br label %wait
wait:
  %looks = phi i64 [ 0, %publish ], [ %more, %look ], [ 0, %give ]
  %done = load atomic i64, ptr %d acquire, align 8
  %all = icmp sge i64 %done, %others
  br i1 %all, label %out, label %look
look:
  $pause
  %more = add i64 %looks, 1
  %tired = icmp sge i64 %more, $looks
  br i1 %tired, label %give, label %wait
give:
  %ignored = call i32 %give_way()
  br label %wait
out:
  store atomic i64 0, ptr %b release, align 8
  ret void
}
"""),
    "serve": Template("""
define void @serve(ptr %team, i64 %k) {
entry:
  %offset = mul i64 %k, $line
  %begin = add i64 %offset, $first
  %state = $word %begin
  %seen.at = getelementptr i64, ptr %state, i64 1
  store atomic i64 1, ptr %state seq_cst, align 8
  br label %look
look:
  %looks = phi i64 [ 0, %entry ], [ %more, %nothing ], [ 0, %finished ], [ %looks, %read ], [ 0, %lie ]
  %job = load atomic i64, ptr %team acquire, align 8
  %seen = load i64, ptr %seen.at
  %new = icmp ne i64 %job, %seen
  %odd = and i64 %job, 1
  %even = icmp eq i64 %odd, 0
  %ready = and i1 %new, %even
  br i1 %ready, label %read, label %nothing
read:
  %mine.now = load atomic i64, ptr %state acquire, align 8
  %same = load atomic i64, ptr %team acquire, align 8
  %whole = icmp eq i64 %same, %job
  br i1 %whole, label %see, label %look
see:
  store i64 %job, ptr %seen.at
  %mine = icmp eq i64 %mine.now, 2
  br i1 %mine, label %do, label %nothing
do:
  %f = $word $function
  %function = load ptr, ptr %f
  %a = $word $argument
  %argument = load ptr, ptr %a
  %t = $word $threads
  %threads = load i64, ptr %t
  call void %function(ptr %argument, i64 %k, i64 %threads)
  br label %finished
finished:
  store atomic i64 1, ptr %state release, align 8
  %d = $word $done
  %before = atomicrmw add ptr %d, i64 1 release
  br label %look
nothing:
  $pause
  %more = add i64 %looks, 1
  %tired = icmp sge i64 %more, $looks
  br i1 %tired, label %lie, label %look
lie:
  %down = cmpxchg ptr %state, i64 1, i64 0 acq_rel monotonic
  %asleep = extractvalue { i64, i1 } %down, 1
  br i1 %asleep, label %out, label %look
out:
  ret void
}
"""),
}
