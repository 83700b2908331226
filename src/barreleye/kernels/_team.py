"""Threads that work on one thing together and stay awake for the next.

Handing work to a thread that sleeps takes tens of microseconds, as long as a small epoch. The threads of
the team therefore look for new work a while longer (:data:`LOOKS`), inside machine code and without Python's
lock, before they lie down to sleep in a semaphore.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from functools import cache
from string import Template
from typing import Any

import numpy as np

from ..scalars import is_x86
from ._compiled import placed
from ._threads import thread_count

LOOKS = 4000
"""How often a thread looks for new work: about 100 µs, what lies between two epochs of a small network."""

_JOB, _FUNCTION, _ARGUMENT, _THREADS, _DONE, _FIRST = 0, 8, 9, 10, 16, 24
_LINE = 8  # words of a cache line: what one thread writes and another watches stands alone in one


def run(function: int, argument: int, threads: int) -> None:
    """Call ``function(argument, k, threads)`` for every k below threads, all at the same time.

    The function is machine code, which may let its threads wait for each other. This thread is number 0,
    and returns when all are done. If the team works for somebody else, or threads are not to be had, the
    function is called once, as the one thread of one.
    """
    team = _team() if threads > 1 else None
    if team is None or not team.busy.acquire(blocking=False):
        _alone()(function, argument)
        return
    try:
        team.run(function, argument, threads)
    finally:
        team.busy.release()


def prepare() -> None:
    """Compile what the team needs, ahead of its first use."""
    _alone()
    _functions()


class Team:
    """Threads number 1, 2 ... and the words through which they are told what to do.

    The words: how many jobs there were; function, argument and number of threads of the last one; how
    many threads have done it; and for each thread, whether it is awake and the last job that it has seen.
    """

    def __init__(self) -> None:
        self.busy = threading.Lock()
        self.words = np.zeros(_FIRST + _LINE * 64, np.int64)
        self._place = int(self.words.ctypes.data)
        self._beds: list[threading.Semaphore] = []
        serve, self._post, self._lead = _functions()

        def work(k: int, bed: threading.Semaphore) -> None:
            while True:
                bed.acquire()
                serve(self._place, k)

        self._work = work

    def run(self, function: int, argument: int, threads: int) -> None:
        """See :func:`run`."""
        threads = min(threads, 1 + self._grown(threads - 1))
        self._post(self._place, function, argument, threads)
        for k in range(1, threads):
            if not self.words[_FIRST + _LINE * k]:
                self._beds[k - 1].release()
        self._lead(self._place, give_way())

    def _grown(self, helpers: int) -> int:
        """Return how many of so many helpers there are, after new ones were hired."""
        while len(self._beds) < min(helpers, 63):
            bed = threading.Semaphore(0)
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
def _functions() -> tuple[Any, Any, Any]:
    """Return ``serve``, ``post`` and ``lead``, which release Python's lock."""
    place, whole = ctypes.c_void_p, ctypes.c_int64
    kinds = {"serve": (place, whole), "post": (place, place, place, whole), "lead": (place, place)}
    made = [ctypes.CFUNCTYPE(None, *kinds[name])(placed(_source(name), name)) for name in kinds]
    return made[0], made[1], made[2]


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
    word = "getelementptr i64, ptr %team, i64"
    told = f"""%f = {word} {_FUNCTION}
  %function = load ptr, ptr %f
  %a = {word} {_ARGUMENT}
  %argument = load ptr, ptr %a
  %t = {word} {_THREADS}
  %threads = load i64, ptr %t
  %d = {word} {_DONE}"""
    words = {
        "word": word, "told": told, "looks": LOOKS, "line": _LINE, "first": _FIRST,
        "function": _FUNCTION, "argument": _ARGUMENT, "threads": _THREADS, "done": _DONE,
        "pause": "call void @llvm.x86.sse2.pause()" if is_x86() else "",
    }  # fmt: skip
    declared = "declare void @llvm.x86.sse2.pause()\n" if is_x86() else ""
    return declared + _FUNCTIONS[name].substitute(words)


# A thread that lies down says so first, and looks for work once more after that; one that has work writes
# it down first, and looks for sleepers after that. All four have one order for everybody (seq_cst), so
# that either the sleeper sees the work or the sleeper is seen.
# The number of jobs is odd while one is written down: a thread that has no part in it, and comes late,
# does not take half of the next.
_FUNCTIONS = {
    "alone": Template("""
define void @alone(ptr %function, ptr %argument) {
  call void %function(ptr %argument, i64 0, i64 1)
  ret void
}
"""),
    "post": Template("""
define void @post(ptr %team, ptr %function, ptr %argument, i64 %threads) {
  %begun = atomicrmw add ptr %team, i64 1 seq_cst
  %f = $word $function
  store ptr %function, ptr %f
  %a = $word $argument
  store ptr %argument, ptr %a
  %t = $word $threads
  store i64 %threads, ptr %t
  %d = $word $done
  store atomic i64 0, ptr %d monotonic, align 8
  %written = atomicrmw add ptr %team, i64 1 seq_cst
  ret void
}
"""),
    "lead": Template("""
define void @lead(ptr %team, ptr %give_way) {
entry:
  $told
  %others = sub i64 %threads, 1
  call void %function(ptr %argument, i64 0, i64 %threads)
  br label %wait
wait:
  %looks = phi i64 [ 0, %entry ], [ %more, %again ], [ 0, %give ]
  $pause
  %done = load atomic i64, ptr %d acquire, align 8
  %all = icmp sge i64 %done, %others
  br i1 %all, label %out, label %again
again:
  %more = add i64 %looks, 1
  %tired = icmp sge i64 %more, $looks
  br i1 %tired, label %give, label %wait
give:
  %ignored = call i32 %give_way()
  br label %wait
out:
  ret void
}
"""),
    "serve": Template("""
define void @serve(ptr %team, i64 %k) {
entry:
  %offset = mul i64 %k, $line
  %begin = add i64 %offset, $first
  %awake = $word %begin
  %seen.at = getelementptr i64, ptr %awake, i64 1
  store atomic i64 1, ptr %awake seq_cst, align 8
  br label %look
look:
  %looks = phi i64 [ 0, %entry ], [ %more, %nothing ], [ 0, %next ], [ 0, %risen ], [ 0, %read ]
  $pause
  %job = load atomic i64, ptr %team acquire, align 8
  %seen = load i64, ptr %seen.at
  %new = icmp ne i64 %job, %seen
  %odd = and i64 %job, 1
  %even = icmp eq i64 %odd, 0
  %ready = and i1 %new, %even
  br i1 %ready, label %read, label %nothing
read:
  $told
  fence acquire
  %same = load atomic i64, ptr %team monotonic, align 8
  %whole = icmp eq i64 %same, %job
  br i1 %whole, label %work, label %look
work:
  store i64 %job, ptr %seen.at
  %mine = icmp slt i64 %k, %threads
  br i1 %mine, label %do, label %next
do:
  call void %function(ptr %argument, i64 %k, i64 %threads)
  %before = atomicrmw add ptr %d, i64 1 release
  br label %next
next:
  br label %look
nothing:
  %more = add i64 %looks, 1
  %tired = icmp sge i64 %more, $looks
  br i1 %tired, label %lie, label %look
lie:
  store atomic i64 0, ptr %awake seq_cst, align 8
  %now = load atomic i64, ptr %team seq_cst, align 8
  %missed = icmp ne i64 %now, %seen
  br i1 %missed, label %risen, label %out
risen:
  store atomic i64 1, ptr %awake seq_cst, align 8
  br label %look
out:
  ret void
}
"""),
}
