"""The machine code of a team: what a thread does that leads a job, and what one does that serves.

A job is open to all who look for work. Its word holds, from the lowest bits on, how many take part (8 bits),
how many may (8 bits), and its number. Who takes part has added 1 to it; 255 closes it, and then all who have begun
are waited for. They begin when it is said how many there are: at once in a job that is shared, after the close in
one whose threads wait for each other. So nobody waits for somebody who sleeps.
"""

from __future__ import annotations

from ..scalars import INT64, POINTER, Count, FunctionBuilder, Int64, Pointer, module
from ._control import pause

IDLE_SPINS = 4000
"""How often a thread looks for new work: about 100 µs, what lies between two epochs of a small network."""

MAX_THREADS = 64
"""The largest team."""

START_SPINS = 8000
"""How often a leader looks for threads that are to wake up, before the work begins without them: twice as long."""

# words of the team
FUNCTION, ARGUMENT, THREADS, DONE, BUSY, OPEN, SYSTEM, FIRST = 0, 1, 8, 16, 24, 32, 40, 48
WAIT, POST, YIELD = range(SYSTEM, SYSTEM + 3)
LINE = 8  # words of a cache line: what one thread writes and another watches stands alone in one
KNOWN, SEMAPHORE, RUNG = range(1, 4)  # words of a helper, after its state
ASLEEP, LOOKING = range(2)  # its states
_ALL_BITS, _BITS = 255, 8  # of a number of threads, in the word of a job
_FOREVER = 2**62


def team_source(name: str) -> str:
    """Return the source of ``lead``, ``share`` or ``serve``."""
    parts = {
        "lead": (_ring, _gather, _assemble, _lead),
        "share": (_ring, _gather, _share),
        "serve": (_take_part, _look, _serve),
    }
    return module(*(part() for part in parts[name]))


def _function(name: str, arguments: str, *, result: str = "void") -> FunctionBuilder:
    return FunctionBuilder(name, "double", 2, arguments, result=result)


def _helper(team: Pointer, k: Int64) -> Pointer:
    return team.at(k * LINE + FIRST)


def _wait(code: FunctionBuilder, team: Pointer, looks: Int64, often: int) -> None:
    """Rest before the next look, and let others go first once in so many."""
    pause(code)
    with code.when((looks % often).equals(often - 1)):
        code.invoke(team.pointer(POINTER, YIELD), result="i32")


def _ring() -> FunctionBuilder:
    """Return ``ring(team, helpers)``: wake those of the first helpers that sleep, each once until it has come."""
    code = _function("ring", "ptr team, i64 helpers")
    team = code.int64s("team")
    with code.loop(1, code.given("helpers") + 1) as k:
        state = _helper(team, k)
        sleeps = state.atomic_load().equals(ASLEEP)
        with code.when(sleeps), code.when(state.at(RUNG).compare_exchange(0, 1)):
            code.invoke(
                team.pointer(POINTER, POST), state.pointer(POINTER, SEMAPHORE), 1, None, result="i32"
            )
    return code


def _gather() -> FunctionBuilder:
    """Return ``gather(team, others)``: wait until all others are done, and give the team free."""
    code = _function("gather", "ptr team, i64 others")
    team, others = code.int64s("team"), code.given("others")
    with code.loop(0, _FOREVER) as looks:
        with code.when(team.at(DONE).atomic_load() >= others):
            team.at(BUSY).atomic_store(0)
            code.ret()
        _wait(code, team, looks, IDLE_SPINS)
    return code


def _assemble() -> FunctionBuilder:
    """Return ``assemble(team, asked)``: wait a while for so many to take part, and wake those who sleep."""
    code = _function("assemble", "ptr team, i64 asked")
    team, asked = code.int64s("team"), code.given("asked")
    with code.loop(0, START_SPINS) as looks:
        with code.when((team.at(OPEN).atomic_load() & _ALL_BITS) >= asked):
            code.ret()
        code.invoke("ring", team, asked - 1)
        _wait(code, team, looks, 256)
    return code


def _opened(code: FunctionBuilder, threads: Count) -> tuple[Pointer, Pointer]:
    """Open a job, or do it alone if the team is busy; return the team, and the word of the job."""
    team, asked = code.int64s("team"), code.given("asked")
    function, argument = code.pointers("function"), code.pointers("argument")
    with code.when(~team.at(BUSY).compare_exchange(0, 1)):
        code.invoke(function, argument, 0, 1)
        code.ret(1)
    team.at(FUNCTION).put(function)
    team.at(ARGUMENT).put(argument)
    team.at(THREADS).atomic_store(threads)
    team.at(DONE).atomic_store(0)
    job = team.at(OPEN)
    number = (job.atomic_load() >> 2 * _BITS) + 1
    job.atomic_store((number << 2 * _BITS) | (asked << _BITS) | 1)
    return team, job


def _lead() -> FunctionBuilder:
    """Return ``lead(team, function, argument, asked)``: a job for so many at most, all there from its beginning.

    It returns how many came.
    """
    code = _function("lead", "ptr team, ptr function, ptr argument, i64 asked", result=INT64)
    team, job = _opened(code, 0)
    code.invoke("assemble", team, code.given("asked"))
    threads = job.atomic_update("or", _ALL_BITS) & _ALL_BITS
    team.at(THREADS).atomic_store(threads)
    code.invoke(code.pointers("function"), code.pointers("argument"), 0, threads)
    code.invoke("gather", team, threads - 1)
    code.ret(threads)
    return code


def _share() -> FunctionBuilder:
    """Return ``share(team, function, argument, asked, helpers)``: a job for all who come, so many at most.

    Those of the first ``helpers`` that sleep are woken.
    """
    code = _function("share", "ptr team, ptr function, ptr argument, i64 asked, i64 helpers")
    asked = code.given("asked")
    team, job = _opened(code, asked)
    code.invoke("ring", team, code.given("helpers"))
    code.invoke(code.pointers("function"), code.pointers("argument"), 0, asked)
    code.invoke("gather", team, (job.atomic_update("or", _ALL_BITS) & _ALL_BITS) - 1)
    return code


def _serve() -> FunctionBuilder:
    """Return ``serve(team, k)``: helper k, until the process ends."""
    code = _function("serve", "ptr team, i64 k")
    team = code.int64s("team")
    state = _helper(team, code.given("k"))
    with code.loop(0, _FOREVER):
        state.at(RUNG).atomic_store(0)
        state.atomic_store(LOOKING)
        code.invoke("look", team, state)
        code.invoke(team.pointer(POINTER, WAIT), state.pointer(POINTER, SEMAPHORE), -1, result="i32")
    return code


def _look() -> FunctionBuilder:
    """Return ``look(team, state)``: do jobs, until there was none for a while and the helper has lain down."""
    code = _function("look", "ptr team, ptr state")
    team, state = code.int64s("team"), code.int64s("state")
    idle = code.variable(0)
    with code.loop(0, _FOREVER):
        job = team.at(OPEN).atomic_load()
        number, asked, inside = job >> 2 * _BITS, (job >> _BITS) & _ALL_BITS, job & _ALL_BITS
        open_to_us = number.differs(state.int64(KNOWN)) & (inside < asked)
        with code.when(open_to_us), code.when(team.at(OPEN).compare_exchange(job, job + 1)):
            state.at(KNOWN).put(number)
            code.invoke("take_part", team, inside)
            idle.set(0)
        pause(code)
        idle.set(idle.int64() + 1)
        with code.when(idle.int64() >= IDLE_SPINS):
            state.atomic_store(ASLEEP)
            code.ret()
    return code


def _take_part() -> FunctionBuilder:
    """Return ``take_part(team, k)``: be number k of a job, once it is known of how many."""
    code = _function("take_part", "ptr team, i64 k")
    team = code.int64s("team")
    with code.loop(0, _FOREVER) as looks:
        threads = team.at(THREADS).atomic_load()
        with code.when(threads.differs(0)):
            job, argument = team.pointer(POINTER, FUNCTION), team.pointer(POINTER, ARGUMENT)
            code.invoke(job, argument, code.given("k"), threads)
            team.at(DONE).atomic_update("add", 1)
            code.ret()
        _wait(code, team, looks, IDLE_SPINS)
    return code
