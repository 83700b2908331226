"""The networks of the folds: with all columns, or without those that help nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ._ensemble import with_linear
from ._losses_without import losses_without
from ._members import Member
from ._out_of_fold import OutOfFold, by_part, out_of_fold
from ._settings import Rows
from ._trainings import Pair, Trainer
from ._useless import by_others, surely, useless

# Fewer parts cannot say what is chance; and a column that is alone has to be learned from.
_FEWEST_PARTS, _FEWEST_COLUMNS = 4, 2


@dataclass(frozen=True, eq=False)
class Teachers:
    """Networks of the folds, and what they answer for rows that they have not learned from.

    Attributes
    ----------
    members, linear : tuple of Member
    answers, linear_answers : OutOfFold
        The former with a share of the latter.
    share : float
        Of the linear models.
    left_out : array, shape (columns,)
        Which columns the network that learns from all rows does without.
    by_fold : tuple of tuple of slice
        The inputs that the networks of each fold do not look at.
    """

    members: tuple[Member, ...]
    linear: tuple[Member, ...]
    answers: OutOfFold
    linear_answers: OutOfFold
    share: float
    left_out: NDArray[np.bool_]
    by_fold: tuple[tuple[slice, ...], ...]


def teachers(work: Sequence[Pair], rows: Rows, scaled: Rows, trainer: Trainer, *, mix: bool) -> Teachers:
    """Train the networks of the folds; and again without the columns that help nobody, if that is better.

    What a fold does without is chosen by the networks of other folds, by rows that these have not learned from:
    so its own rows are answered as honestly as before.

    Parameters
    ----------
    work : sequence of Pair
        For each fold.
    rows, scaled : Rows
    trainer : Trainer
    mix : bool
        Whether linear models have a share in the answers.

    Raises
    ------
    KeyboardInterrupt
        Ctrl-C was pressed before any network had finished an epoch.
    """
    pairs = [pair for pair in trainer.pairs(work) if pair is not None]
    if not pairs:
        raise KeyboardInterrupt  # not one epoch was finished: there is nothing to keep
    first = _teachers(rows, pairs, mix=mix)
    parts = sum(len(one.fold.parts) for one in first.members)
    if (
        trainer.interrupted
        or not len(work) == parts >= _FEWEST_PARTS
        or len(rows.columns) < _FEWEST_COLUMNS
    ):
        return first
    try:
        return _with_fewer_columns(work, pairs, first, rows, scaled, trainer, mix=mix)
    except KeyboardInterrupt:  # not while networks are trained: the trainer hears of it there
        trainer.stop()
        return first


def _with_fewer_columns(
    work: Sequence[Pair],
    pairs: Sequence[tuple[Member, Member]],
    first: Teachers,
    rows: Rows,
    scaled: Rows,
    trainer: Trainer,
    *,
    mix: bool,
) -> Teachers:
    """Train folds again without what others find useless; keep for each fold what others find better."""
    losses = losses_without(
        rows,
        scaled,
        first.members,
        first.linear,
        first.share,
        rows.mean_loss,
        work[0].network.seed,
    )
    useless_to = [np.flatnonzero(useless(one)).tolist() for one in by_others(losses)]
    changed = [k for k, columns in enumerate(useless_to) if columns]
    to_all = useless(losses)
    if not to_all.any() or not changed:
        return first
    again = list(pairs)
    trained = trainer.pairs([work[k].left_out(useless_to[k]) for k in changed])
    for k, pair in zip(changed, trained, strict=True):
        if pair is None or trainer.interrupted:
            return first
        again[k] = pair
    gain = by_part(rows, first.answers) - by_part(rows, _teachers(rows, again, mix=mix).answers)
    better = [bool(surely(one)) for one in by_others(gain)]
    chosen = [new if yes else old for yes, new, old in zip(better, again, pairs, strict=True)]
    by_fold = tuple(
        tuple(rows.columns[k] for k in columns) if yes else ()
        for yes, columns in zip(better, useless_to, strict=True)
    )
    left_out = to_all & bool(surely(gain))
    return replace(_teachers(rows, chosen, mix=mix), left_out=left_out, by_fold=by_fold)


def _teachers(rows: Rows, pairs: Sequence[tuple[Member, Member]], *, mix: bool) -> Teachers:
    """Return networks that look at all columns, with their answers."""
    members, linear = tuple(one for one, _ in pairs), tuple(one for _, one in pairs)
    answers, linear_answers, share = out_of_fold(members), out_of_fold(linear), 0.0
    if mix:
        answers, share = with_linear(rows, answers, linear_answers)
    nothing = np.zeros(len(rows.columns), np.bool_)
    return Teachers(members, linear, answers, linear_answers, share, nothing, ((),) * len(pairs))
