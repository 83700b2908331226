"""Where the threads of one epoch wait for each other."""

from __future__ import annotations

from ...scalars import INT64, POINTER, FunctionBuilder
from .._control import pause
from ._tables import TASK

SPINS = 2000  # looks before a thread gives its processor to somebody else
"""About 50 µs: longer than the parts of a batch differ, shorter than a slice of the scheduler."""

_FOREVER = 2**62


def barrier() -> FunctionBuilder:
    """Return ``barrier(task, threads)``: nobody goes on before everybody is there.

    Two words: how many have arrived, and how many meetings there were. The last to arrive sets the first to 0
    and adds one to the second, which the others are watching.
    """
    code = FunctionBuilder("barrier", "double", 2, "ptr task, i64 threads")
    task, threads = code.pointers("task"), code.given("threads")
    with code.when(threads <= 1):
        code.ret()
    arrived = TASK.pointer(task, "barrier", INT64)
    meetings = arrived.at(1)
    now = meetings.atomic_load()
    with code.when((arrived.atomic_update("add", 1) + 1).equals(threads)):
        arrived.atomic_store(0)
        meetings.atomic_store(now + 1)
        code.ret()
    with code.loop(0, _FOREVER) as looks:
        pause(code)
        with code.when(meetings.atomic_load().differs(now)):
            code.ret()
        with code.when((looks % SPINS).equals(SPINS - 1)):
            code.invoke(TASK.pointer(task, "yield_thread", POINTER), result="i32")
    return code
