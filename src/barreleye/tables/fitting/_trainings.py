"""Trainings on folds, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from threading import Event, Lock

from ...kernels import thread_count
from ...training import Advance, in_threads
from ._folds import Fold
from ._members import Member, train_member
from ._settings import Rows, Settings

# What a linear model takes of the bar, beside a network.
OF_LINEAR = 0.5
# Epochs of fewer rows are over before another thread has got Python's lock: in turn they take less time.
_FEWEST_FOR_THREADS = 700
# Longer epochs seldom wait for that lock: one training more than there are threads then fills the time at the end,
# when the others are done and one would work alone.
_FEWEST_FOR_ONE_MORE = 20_000


@dataclass(frozen=True, eq=False)
class Work:
    """A network that is to be trained on a fold.

    Attributes
    ----------
    rows : Rows
    fold : Fold
    settings : Settings
    seed : int
    without : tuple of slice
        Inputs that it does not look at.
    """

    rows: Rows
    fold: Fold
    settings: Settings
    seed: int
    without: tuple[slice, ...] = ()


@dataclass(frozen=True, eq=False)
class Pair:
    """A network of a fold, and a linear model beside it."""

    network: Work
    linear: Work

    def left_out(self, columns: Sequence[int]) -> Pair:
        """Return the work of both without some columns."""
        return Pair(
            *(
                replace(one, without=tuple(one.rows.columns[column] for column in columns))
                for one in (self.network, self.linear)
            )
        )


def pairs_of(rows: Rows, scaled: Rows, folds: Sequence[Fold], settings: Settings) -> list[Pair]:
    """Return what is to be trained on each fold, by seeds that follow that of the last network."""
    line = settings.of_linear
    return [
        Pair(Work(rows, fold, settings, seed), Work(scaled, fold, line, seed))
        for seed, fold in enumerate(folds, settings.seed_of_last + 1)
    ]


class Trainer:
    """Trains networks, about as many at a time as there are threads, and moves a bar.

    Parameters
    ----------
    shares : BarShares
    rows : int
        How many rows the table has.
    """

    def __init__(self, shares: BarShares, rows: int) -> None:
        self._stop, self._shares = Event(), shares
        threads = thread_count()
        if threads > 1 and rows >= _FEWEST_FOR_ONE_MORE:
            threads += 1
        self._jobs = threads if rows >= _FEWEST_FOR_THREADS else 1

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C was pressed."""
        return self._stop.is_set()

    def stop(self) -> None:
        """End all trainings after their present epoch, and begin no other."""
        self._stop.set()

    def networks(self, work: Sequence[Work]) -> list[Member | None]:
        """Return what was trained; None where Ctrl-C came before an epoch."""
        return in_threads([self._training(one, 1.0) for one in work], self._stop, jobs=self._jobs)

    def pairs(self, work: Sequence[Pair]) -> list[tuple[Member, Member] | None]:
        """Return a network and a linear model for each fold; None where Ctrl-C came before an epoch of both."""
        every = [
            self._training(one, size)
            for pair in work
            for one, size in ((pair.linear, OF_LINEAR), (pair.network, 1.0))
        ]
        found = in_threads(every, self._stop, jobs=self._jobs)
        return [
            None if linear is None or network is None else (network, linear)
            for linear, network in zip(found[::2], found[1::2], strict=True)
        ]

    def _training(self, one: Work, size: float) -> Callable[[], Member | None]:
        told = self._shares.of(size)
        return partial(
            train_member, one.rows, one.fold, one.settings, one.seed, told, self._stop, one.without
        )


class BarShares:
    """Moves a bar by what several trainings have done, each of which tells how much of it is done."""

    def __init__(self, bar: Advance) -> None:
        self._bar, self._lock, self._moved = bar, Lock(), 0.0

    def of(self, size: float) -> Callable[[float], None]:
        """Return what a training of this size tells."""
        done = 0.0

        def told(now: float) -> None:
            nonlocal done
            with self._lock:
                if now > done:
                    self._move(size * (now - done))
                    done = now

        return told

    def reach(self, place: float) -> None:
        """Move the bar on to a place, if it is not there yet."""
        with self._lock:
            self._move(max(0.0, place - self._moved))

    def _move(self, size: float) -> None:
        self._moved += size
        self._bar(size)
