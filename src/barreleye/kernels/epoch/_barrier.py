"""Where the threads of one epoch wait for each other."""

from __future__ import annotations

from .._control import pause
from .._record import Struct

SPINS = 2000  # looks before a thread gives its processor to somebody else
"""About 50 µs: longer than the parts of a batch differ, shorter than a slice of the scheduler."""


def barrier_source(task: Struct) -> str:
    """Return the source of ``meet(task, threads)``: nobody goes on before everybody is there.

    Two words: how many have arrived, and how many meetings there were. The last to arrive sets the first to 0
    and adds one to the second, which the others are watching.
    """
    declared, rest = pause()
    return f"""
{declared}
define internal void @meet(ptr %task, i64 %threads) {{
entry:
  %alone = icmp sle i64 %threads, 1
  br i1 %alone, label %out, label %arrive
arrive:
  %here = getelementptr i64, ptr %task, i64 {task.index("barrier")}
  %arrived = load ptr, ptr %here
  %meetings = getelementptr i64, ptr %arrived, i64 8
  %now = load atomic i64, ptr %meetings acquire, align 8
  %before = atomicrmw add ptr %arrived, i64 1 acq_rel
  %count = add i64 %before, 1
  %last = icmp eq i64 %count, %threads
  br i1 %last, label %open, label %wait
open:
  store atomic i64 0, ptr %arrived monotonic, align 8
  %next = add i64 %now, 1
  store atomic i64 %next, ptr %meetings release, align 8
  br label %out
wait:
  %looks = phi i64 [ 0, %arrive ], [ %more, %again ], [ 0, %give ]
  {rest}
  %seen = load atomic i64, ptr %meetings acquire, align 8
  %same = icmp eq i64 %seen, %now
  br i1 %same, label %again, label %out
again:
  %more = add i64 %looks, 1
  %tired = icmp sge i64 %more, {SPINS}
  br i1 %tired, label %give, label %wait
give:
  %place = getelementptr i64, ptr %task, i64 {task.index("yield_thread")}
  %function = load ptr, ptr %place
  call i32 %function()
  br label %wait
out:
  ret void
}}
"""
