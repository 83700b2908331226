"""The machine code of a team: its words in memory, and its functions with these words filled in."""

from __future__ import annotations

from ._control import pause
from ._team_calls import GATHER, WAKE
from ._team_roles import ROLES

LOOKS = 4000
"""How often a thread looks for new work: about 100 µs, what lies between two epochs of a small network."""

MOST = 64
"""The largest team."""

PATIENCE = 8000
"""How often a leader looks for a thread that is to wake up, before the work begins without it: twice as long."""

# words of the team, after the number of jobs at 0
FUNCTION, ARGUMENT, THREADS, DONE, BUSY, OPEN, SYSTEM, FIRST = 8, 9, 10, 16, 24, 32, 40, 48
LINE = 8  # words of a cache line: what one thread writes and another watches stands alone in one
SEEN, KNOWN, BED, THREAD, PLACES, RUNG = range(1, 7)  # words of a helper, after its state
NOT_YET = 3  # the state of a helper whose thread has not begun
CPUS = 1024  # bits of a set of processors


def team_source(name: str) -> str:
    """Return the source of ``alone``, ``lead``, ``share`` or ``serve``."""
    declared, rest = pause()
    words = {
        "word": "getelementptr i64, ptr %team, i64", "line": LINE, "looks": LOOKS, "patience": PATIENCE,
        "function": FUNCTION, "argument": ARGUMENT, "threads": THREADS, "done": DONE, "busy": BUSY, "open": OPEN,
        "first": FIRST, "seen": SEEN, "known": KNOWN, "bed": BED,
        "cpus": CPUS, "thread": THREAD, "places": PLACES, "rung": RUNG, "set": CPUS // 8, "longs": CPUS // 64,
        "wait": SYSTEM, "post": SYSTEM + 1, "yield_thread": SYSTEM + 2,
        "where": SYSTEM + 3, "allow": SYSTEM + 4,
        "pause": rest,
    }  # fmt: skip
    calls = WAKE.substitute(words) + GATHER.substitute(words) if name in ("lead", "share") else ""
    return f"{declared}\n" + calls + ROLES[name].substitute(words)
