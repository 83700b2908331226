"""The machine code of a team: what a thread does that leads, opens a job to all who come, or serves.

A thread sleeps, looks for work, is claimed, or has not begun. Only a claimed one takes part in a job that is led,
and it cannot lie down; one that has lain down cannot be claimed. So nobody waits for somebody who sleeps.

An open job has no claims: its word holds, from the lowest bits on, how many take part (8 bits), how many may (8
bits), and its number. Who takes part has added 1 to it; 255 closes it, and then all who have begun are waited for.

The number of jobs is odd while one is prepared: a thread that comes late takes no half of another.
"""

from __future__ import annotations

from ..scalars import INT64, POINTER, FunctionBuilder, Int64, Pointer, module
from ._control import pause

LOOKS = 4000
"""How often a thread looks for new work: about 100 µs, what lies between two epochs of a small network."""

MOST = 64
"""The largest team."""

PATIENCE = 8000
"""How often a leader looks for a thread that is to wake up, before the work begins without it: twice as long."""

# words of the team, after the number of jobs at 0
FUNCTION, ARGUMENT, THREADS, DONE, BUSY, OPEN, SYSTEM, FIRST = 8, 9, 10, 16, 24, 32, 40, 48
WAIT, POST, YIELD = range(SYSTEM, SYSTEM + 3)
LINE = 8  # words of a cache line: what one thread writes and another watches stands alone in one
SEEN, KNOWN, SEMAPHORE, RUNG = range(1, 5)  # words of a helper, after its state
ASLEEP, LOOKING, CLAIMED, NOT_YET = range(4)  # its states
_ALL_BITS, _BITS = 255, 8  # of a number of threads, in the word of an open job
_FOREVER = 2**62


def team_source(name: str) -> str:
    """Return the source of ``lead``, ``share`` or ``serve``."""
    parts = {
        "lead": (_wake, _gather, _claim, _lead),
        "share": (_wake, _gather, _share),
        "serve": (_look, _serve),
    }
    return module(*(part() for part in parts[name]))


def _function(name: str, arguments: str, *, result: str = "void") -> FunctionBuilder:
    return FunctionBuilder(name, "double", 2, arguments, result=result)


def _helper(team: Pointer, k: Int64) -> Pointer:
    return team.at(k * LINE + FIRST)


def _wake() -> FunctionBuilder:
    """Return ``wake(team, state)``: ring for a helper, once until it has come."""
    code = _function("wake", "ptr team, ptr state")
    team, state = code.words_at("team"), code.words_at("state")
    with code.when(state.at(RUNG).exchanged(0, 1)):
        code.invoke(
            team.pointer(POINTER, POST), state.pointer(POINTER, SEMAPHORE), 1, None, result="i32"
        )
    return code


def _claim() -> FunctionBuilder:
    """Return ``claim(team, state)``: 1 if a helper takes part in the next job, 0 if it sleeps on."""
    code = _function("claim", "ptr team, ptr state", result=INT64)
    team, state = code.words_at("team"), code.words_at("state")
    with code.loop(0, PATIENCE) as looks:
        with code.when(state.exchanged(LOOKING, CLAIMED)):
            code.leave(1)
        with code.when(state.shared().equals(ASLEEP)):
            code.invoke("wake", team, state)
        pause(code)
        with code.when((looks % 256).equals(255)):
            code.invoke(team.pointer(POINTER, YIELD), result="i32")
    return code


def _gather() -> FunctionBuilder:
    """Return ``gather(team, others)``: wait until all others are done, and give the team free."""
    code = _function("gather", "ptr team, i64 others")
    team, others = code.words_at("team"), code.given("others")
    with code.loop(0, _FOREVER) as looks:
        with code.when(team.at(DONE).shared() >= others):
            team.at(BUSY).share(0)
            code.leave()
        pause(code)
        with code.when((looks % LOOKS).equals(LOOKS - 1)):
            code.invoke(team.pointer(POINTER, YIELD), result="i32")
    return code


def _lead() -> FunctionBuilder:
    """Return ``lead(team, function, argument, asked)``: a job for so many at most; how many came."""
    code = _function("lead", "ptr team, ptr function, ptr argument, i64 asked", result=INT64)
    team, function, argument = (
        code.words_at("team"),
        code.pointers("function"),
        code.pointers("argument"),
    )
    with code.when(~team.at(BUSY).exchanged(0, 1)):
        code.invoke(function, argument, 0, 1)
        code.leave(1)
    team.changed("add", 1)  # odd: a job is being prepared
    threads, missing = code.variable(1), code.variable(0)
    with code.loop(1, code.given("asked")) as k, code.when(missing.int64().equals(0)):
        missing.set(1)
        with code.when(code.asked("claim", team, _helper(team, k)).differs(0)):
            missing.set(0)
            threads.set(k + 1)
    team.at(FUNCTION).put(function)
    team.at(ARGUMENT).put(argument)
    team.at(THREADS).put(threads.int64())
    team.at(DONE).share(0)
    team.changed("add", 1)
    code.invoke(function, argument, 0, threads.int64())
    code.invoke("gather", team, threads.int64() - 1)
    code.leave(threads.int64())
    return code


def _share() -> FunctionBuilder:
    """Return ``share(team, function, argument, asked, helpers)``: the job for all who come, so many at most.

    Those of the first ``helpers`` that sleep are woken.
    """
    code = _function("share", "ptr team, ptr function, ptr argument, i64 asked, i64 helpers")
    team, function, argument = (
        code.words_at("team"),
        code.pointers("function"),
        code.pointers("argument"),
    )
    asked, job = code.given("asked"), team.at(OPEN)
    with code.when(~team.at(BUSY).exchanged(0, 1)):
        code.invoke(function, argument, 0, asked)
        code.leave()
    team.at(FUNCTION).put(function)
    team.at(ARGUMENT).put(argument)
    team.at(DONE).share(0)
    number = (job.shared() >> 2 * _BITS) + 1
    job.share((number << 2 * _BITS) | (asked << _BITS) | 1)
    with code.loop(1, code.given("helpers") + 1) as k:
        state = _helper(team, k)
        with code.when(state.shared().equals(ASLEEP)):
            code.invoke("wake", team, state)
    code.invoke(function, argument, 0, asked)
    code.invoke("gather", team, (job.changed("or", _ALL_BITS) & _ALL_BITS) - 1)
    return code


def _serve() -> FunctionBuilder:
    """Return ``serve(team, k)``: helper k, until the process ends."""
    code = _function("serve", "ptr team, i64 k")
    team, k = code.words_at("team"), code.given("k")
    state = _helper(team, k)
    with code.loop(0, _FOREVER):
        state.at(RUNG).share(0)
        state.share(LOOKING)
        code.invoke("look", team, k, state)
        code.invoke(team.pointer(POINTER, WAIT), state.pointer(POINTER, SEMAPHORE), -1, result="i32")
    return code


def _look() -> FunctionBuilder:
    """Return ``look(team, k, state)``: do jobs, until there was none for a while and the helper has lain down."""
    code = _function("look", "ptr team, i64 k, ptr state")
    team, state = code.words_at("team"), code.words_at("state")
    idle = code.variable(0)
    with code.loop(0, _FOREVER):
        jobs = team.shared()
        with code.when(jobs.differs(state.int64(SEEN)) & (jobs & 1).equals(0)):
            claimed = state.shared().equals(CLAIMED)
            with code.when(team.shared().equals(jobs)):  # else the state may belong to the next job
                state.at(SEEN).put(jobs)
                with code.when(claimed):
                    _do(code, team, code.given("k"), team.int64(THREADS))
                    state.share(LOOKING)
                    team.at(DONE).changed("add", 1)
                    idle.set(0)
        job = team.at(OPEN).shared()
        number, asked, inside = job >> 2 * _BITS, (job >> _BITS) & _ALL_BITS, job & _ALL_BITS
        open_to_us = number.differs(state.int64(KNOWN)) & (inside < asked)
        with code.when(open_to_us), code.when(team.at(OPEN).exchanged(job, job + 1)):
            state.at(KNOWN).put(number)
            _do(code, team, inside, asked)
            team.at(DONE).changed("add", 1)
            idle.set(0)
        pause(code)
        idle.set(idle.int64() + 1)
        with code.when(idle.int64() >= LOOKS):
            with code.when(state.exchanged(LOOKING, ASLEEP)):
                code.leave()
            idle.set(0)
    return code


def _do(code: FunctionBuilder, team: Pointer, k: Int64, threads: Int64) -> None:
    code.invoke(team.pointer(POINTER, FUNCTION), team.pointer(POINTER, ARGUMENT), k, threads)
