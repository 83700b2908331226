"""The whole of a fit: networks of the folds, what they are worth, and the network that learns from all rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...training import Observer, progress_bar
from ._ensemble import Ensemble, ensemble_of, together, with_linear
from ._folds import Fold
from ._last_network import Last, best_of_folds, last_network
from ._members import Member
from ._out_of_fold import OutOfFold, out_of_fold
from ._settings import Rows, Settings
from ._teachers import Teachers, teachers
from ._trainings import OF_LINEAR, BarShares, Pair, Trainer, pairs_of

# The seeds of further kinds of networks follow those of the first at this distance.
_OF_KINDS = 100
# What the last network takes of the bar: more than the others, as it runs all its epochs.
_OF_LAST = 2.0


@dataclass(frozen=True, eq=False)
class Learned:
    """A network that learned from all rows, and what its checks said.

    Attributes
    ----------
    last : Last
        The network, and the record of its training.
    teachers : Teachers
        The networks of the folds, and as many linear models, with their answers.
    ensemble : Ensemble
        What the network learned from: all networks of the folds, of every kind.
    ensemble_answers : OutOfFold
        Of networks of every kind.
    """

    last: Last
    teachers: Teachers
    ensemble: Ensemble
    ensemble_answers: OutOfFold


def learn(
    rows: Rows,
    scaled: Rows,
    folds: Sequence[Fold],
    kinds: Sequence[Settings],
    *,
    teach: bool,
    progress: bool | Observer,
) -> Learned:
    """Train the networks of the folds side by side, then the one that learns from all rows.

    Parameters
    ----------
    rows, scaled : Rows
        As the networks take them, and as the linear models do.
    folds : sequence of Fold
        Rows may be held out by several folds.
    kinds : sequence of Settings
        For every fold there is a network of each kind; the last network is of the first.
    teach : bool
        Whether the network learns what the networks of the folds answer; if not, it learns the rows themselves,
        for as many epochs as were best for these.
    progress : bool or Observer
        An observer is told about the network that learns from all rows.

    Raises
    ------
    KeyboardInterrupt
        Ctrl-C was pressed before any network had finished an epoch.
    """
    settings = kinds[0]
    # the networks of the folds may be trained twice
    twice = 2.0 * len(folds) * (1.0 + OF_LINEAR)
    total = twice + len(folds) * (len(kinds) - 1) + _OF_LAST
    with progress_bar(total, "learning", shown=progress is True) as bar:
        shares = BarShares(bar)
        trainer = Trainer(shares, len(rows))
        work = pairs_of(rows, scaled, folds, settings)
        first = teachers(work, rows, scaled, trainer, mix=teach)
        shares.reach(twice)
        further = _further(work, first, kinds[1:], trainer)
        share, every = first.share, first.answers
        if further:
            every = together([out_of_fold(kind) for kind in (first.members, *further)], rows)
            every, share = with_linear(rows, every, first.linear_answers) if teach else (every, 0.0)
        ensemble = ensemble_of(
            [*first.members, *(one for kind in further for one in kind)], first.linear, share, rows
        )
        if trainer.interrupted:
            last = best_of_folds(first)
        else:
            observer = None if isinstance(progress, bool) else progress
            told = shares.of(_OF_LAST)
            last = last_network(
                rows, scaled, first, ensemble if teach else None, settings, told, observer
            )
    return Learned(last, first, ensemble, every)


def _further(
    work: Sequence[Pair], first: Teachers, kinds: Sequence[Settings], trainer: Trainer
) -> list[list[Member]]:
    """Return the networks of further kinds, one of each fold; without a kind that Ctrl-C has cut short."""
    found: list[list[Member]] = []
    for number, kind in enumerate(kinds, 1):
        if trainer.interrupted:
            break
        networks = trainer.networks(
            [
                replace(
                    pair.network,
                    settings=kind,
                    seed=pair.network.seed + number * _OF_KINDS,
                    without=without,
                )
                for pair, without in zip(work, first.by_fold, strict=True)
            ]
        )
        whole = [one for one in networks if one is not None]
        if len(whole) == len(work):
            found.append(whole)
    return found
