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

# Fewer parts cannot say what is chance.
_FEWEST_PARTS = 4


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
    columns = len(rows.columns)
    first = _teachers(rows, pairs, np.zeros(columns, np.bool_), mix=mix)
    many = sum(len(one.fold.parts) for one in first.members)
    if trainer.interrupted or len(work) != many or many < _FEWEST_PARTS or columns < _FEWEST_COLUMNS:
        return first
    losses = losses_without(
        rows,
        scaled,
        first.members,
        first.linear,
        first.share,
        rows.mean_loss,
        work[0].network.seed,
    )
    by_fold, left_out = [useless(one) for one in by_others(losses)], useless(losses)
    if not left_out.any():
        return first
    changed = [k for k, one in enumerate(by_fold) if one.any()]
    again = trainer.pairs([work[k].left_out(np.flatnonzero(by_fold[k]).tolist()) for k in changed])
    for k, pair in zip(changed, again, strict=True):
        if pair is None or trainer.interrupted:
            return first
        pairs[k] = pair
    return _better(rows, first, _teachers(rows, pairs, left_out, mix=mix, by_fold=by_fold))


# A column that is alone has to be learned from.
_FEWEST_COLUMNS = 2


def _teachers(
    rows: Rows,
    pairs: Sequence[tuple[Member, Member]],
    left_out: NDArray[np.bool_],
    *,
    mix: bool,
    by_fold: Sequence[NDArray[np.bool_]] = (),
) -> Teachers:
    members, linear = tuple(one for one, _ in pairs), tuple(one for _, one in pairs)
    answers, linear_answers, share = out_of_fold(members), out_of_fold(linear), 0.0
    if mix:
        answers, share = with_linear(rows, answers, linear_answers)
    inputs = tuple(tuple(rows.columns[k] for k in np.flatnonzero(one).tolist()) for one in by_fold)
    return Teachers(
        members, linear, answers, linear_answers, share, left_out, inputs or ((),) * len(pairs)
    )


def _better(rows: Rows, first: Teachers, second: Teachers) -> Teachers:
    """Return the second if they are surely better; for each part, the others choose who answers for it."""
    before, after = (by_part(rows, one.answers) for one in (first, second))
    gain = before - after
    chosen = np.array([surely(one) for one in by_others(gain)])[first.answers.part]
    answers = np.where(chosen[:, None], second.answers.answers, first.answers.answers)
    best = second if surely(gain) else first
    return replace(best, answers=replace(best.answers, answers=answers))
