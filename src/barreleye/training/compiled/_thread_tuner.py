"""How many threads to use: what was faster so far."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

MISSES = 8  # trials in a row to which fewer came than were asked; after them, none is repeated
LONGEST = 32  # slices, at most, until the number of threads that was slower is tried again


class ThreadTuner:
    """Which number of threads was faster: it depends on the work, and on what else the machine does.

    All numbers are tried at first, the slower ones again after 1, 2, 4 ... slices, because early times tell least.
    A trial is short, because it may take twice as long as it had to. Runs at the same time may share one:
    nothing depends on it but time.
    """

    def __init__(self, choices: Sequence[int]) -> None:
        self.choices = choices
        self._seconds: dict[int, tuple[float, float]] = {}  # the last two times a batch took
        # the first trial of all meets cold caches and sleeping threads: it does not count
        self._trials = [choices[0], *choices] if len(choices) > 1 else []
        self._cold = True
        self._missed = 0  # trials to which fewer came than were asked, since all of them came
        self._slices = 0  # since the last trial
        self._rest = 1  # slices from there to the next

    def next(self) -> tuple[int, bool]:
        """Return how many threads to use, and whether this is a trial."""
        trials = self._trials
        if not trials:
            known = list(self._seconds)  # a copy: another run may add a time meanwhile
            best = min(known or self.choices, key=self._shortest)
            self._slices += 1
            if len(self.choices) == 1 or self._slices <= self._rest:
                return best, False
            self._slices, self._rest = 0, min(2 * self._rest, LONGEST)
            trials = self._trials = [choice for choice in self.choices if choice != best]
        return trials[0], True

    def record(self, asked: int, came: int, seconds: float) -> None:
        """Hear how long a batch took to which so many came of those who were asked.

        Book the time to the threads that took part. Where some slept or worked for somebody else, that says
        nothing of so many as were asked: they are asked again, but not for ever.
        """
        cold, self._cold = self._cold, False
        if not cold:
            self._seconds[came] = self._seconds.get(came, (seconds, seconds))[1], seconds
        if self._trials and came < asked and self._missed < MISSES:
            self._missed += 1
            return
        if came == self.choices[0]:
            self._missed = 0
        self._trials = self._trials[1:]

    def _shortest(self, threads: int) -> float:
        """Return the shorter of the last two times: whatever else the machine does can only add to it."""
        return min(self._seconds.get(threads, (0.0, 0.0)))


@lru_cache(maxsize=256)
def tuner_for(choices: tuple[int, ...], job: tuple[int, str, int]) -> ThreadTuner:  # noqa: ARG001  the key
    """Return what earlier runs found for as much work in a batch: ``partial_fit`` need not try again."""
    return ThreadTuner(choices)
