"""The trainings of all folds, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Event, Lock
from typing import TypeAlias

from ...kernels import thread_count
from ...training import Advance, in_threads
from ._folds import Fold
from ._members import Member, train_member
from ._settings import Rows, Settings

# The seeds of the networks of the folds follow that of the fit at this distance, so that no two fits share one;
# and those of further kinds of networks follow at the other.
SEEDS, _OF_KINDS = 1_000, 100
# What a linear model takes of the bar, beside a network.
OF_LINEAR = 0.5
# Epochs of fewer rows are over before another thread has got Python's lock: in turn they take less time.
_FEWEST_FOR_THREADS = 1_500


@dataclass(frozen=True, eq=False)
class Trainings:
    """What was trained on the folds.

    Attributes
    ----------
    linear : tuple of Member
        A linear model of each fold.
    kinds : tuple of tuple of Member
        For each kind of network, one of each fold.
    interrupted : bool
        Whether Ctrl-C was pressed; there may be fewer folds and kinds then.
    """

    linear: tuple[Member, ...]
    kinds: tuple[tuple[Member, ...], ...]
    interrupted: bool


_Work: TypeAlias = Callable[[], Member | None]


def of_folds(
    rows: Rows, scaled: Rows, folds: Sequence[Fold], kinds: Sequence[Settings], bar: Advance
) -> Trainings:
    """Train a linear model and a network of each kind for every fold.

    Raises
    ------
    KeyboardInterrupt
        Ctrl-C was pressed before any network had finished an epoch.
    """
    stop, told = Event(), BarShares(bar)
    line, first = kinds[0].of_linear, kinds[0].seed * SEEDS + 1
    work: list[_Work] = []
    # the linear model of a fold first: at Ctrl-C every network then has one beside it
    for k, fold in enumerate(folds):
        work.append(partial(train_member, scaled, fold, line, first + k, told.of(OF_LINEAR), stop))
        work.append(partial(train_member, rows, fold, kinds[0], first + k, told.of(1.0), stop))
    for number, kind in enumerate(kinds[1:], 1):
        seed = first + number * _OF_KINDS
        work += [
            partial(train_member, rows, fold, kind, seed + k, told.of(1.0), stop)
            for k, fold in enumerate(folds)
        ]
    jobs = thread_count() if len(rows) >= _FEWEST_FOR_THREADS else 1
    found = in_threads(work, stop, jobs=jobs)
    many = len(folds)
    pairs = [
        (k, linear, network)
        for k, (linear, network) in enumerate(
            zip(found[: 2 * many : 2], found[1 : 2 * many : 2], strict=True)
        )
        if linear is not None and network is not None
    ]
    if not pairs:
        raise KeyboardInterrupt  # not one epoch was finished: there is nothing to keep
    further = [[found[start + k] for k, _, _ in pairs] for start in range(2 * many, len(work), many)]
    whole = [tuple(one for one in kind if one is not None) for kind in further]
    return Trainings(
        tuple(linear for _, linear, _ in pairs),
        (
            tuple(network for _, _, network in pairs),
            *(kind for kind in whole if len(kind) == len(pairs)),
        ),
        stop.is_set(),
    )


class BarShares:
    """Moves a bar by what several trainings have done, each of which tells how much of it is done."""

    def __init__(self, bar: Advance) -> None:
        self._bar, self._lock = bar, Lock()

    def of(self, size: float) -> Callable[[float], None]:
        """Return what a training of this size tells."""
        done = 0.0

        def told(now: float) -> None:
            nonlocal done
            with self._lock:
                if now > done:
                    self._bar(size * (now - done))
                    done = now

        return told
