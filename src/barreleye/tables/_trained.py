"""The trainings of a table: how many there are, on which folds, and what they found."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from .. import losses
from .._text import quoted
from ..errors import OptionError
from ..losses import Loss
from ..training import Observer
from ._encoding import TableEncoder
from ._prepared import Prepared
from ._target import CLASSIFICATION, Target
from .fitting import (
    Fold,
    Learned,
    Rows,
    Settings,
    by_chance,
    by_group,
    by_time,
    joined,
    learn,
    one_in_halves,
)

EFFORTS = ("quick", "normal", "best")
"""How much is done for a good answer."""

# Above so many rows the default is quick; and above so many, fewer folds are enough.
_NORMAL, _EIGHT_FOLDS = 200_000, 20_000
_HELD_OUT = 0.2


@dataclass(frozen=True, eq=False)
class Trained:
    """What the trainings of a table found.

    Attributes
    ----------
    rows, scaled : Rows
        As the networks take them, and as the linear models do.
    learned : Learned
    effort : str
    taught : bool
        Whether the network learned what the networks of the folds answer.
    seconds : float
    """

    rows: Rows
    scaled: Rows
    learned: Learned
    effort: str
    taught: bool
    seconds: float


def usual_effort(rows: int) -> str:
    """Return the effort for so many rows, if nobody has said one."""
    return "normal" if rows <= _NORMAL else "quick"


def loss_for(goal: Target, loss: str | Loss | None) -> Loss:
    """Return the loss that is meant, or the usual one; OptionError if it does not fit the target."""
    classes = goal.task == CLASSIFICATION
    usual = losses.cross_entropy if classes else losses.squared_error
    chosen = usual if loss is None else losses.get(loss)
    if classes and chosen is not usual:
        raise OptionError(
            f"classes are learned by cross_entropy, got loss={chosen!r}: leave the loss out"
        )
    if not classes and (chosen.on_logits or chosen.target != "numbers"):
        kind = "on logits" if chosen.target == "numbers" else "of classes"
        raise OptionError(
            f"{quoted(goal.name)} is a number to predict, and {chosen!r} is a loss {kind}: take squared_error,"
            " absolute_error, huber or quantile"
        )
    return chosen


def trained(
    known: Prepared, settings: Settings, loss: Loss, effort: str, progress: bool | Observer
) -> Trained:
    """Train all networks of a table."""
    began = time.perf_counter()
    rows, scaled = (_rows(known, encoder, loss) for encoder in (known.encoder, known.encoder.scaled))
    taught = effort != "quick" and known.times is None  # networks of the past know too few rows to teach
    folds = _folds(known, effort, settings.seed)
    kinds = settings.kinds if effort == "best" else (settings,)
    learned = learn(rows, scaled, folds, kinds, teach=taught, progress=progress)
    return Trained(rows, scaled, learned, effort, taught, time.perf_counter() - began)


def _rows(known: Prepared, encoder: TableEncoder, loss: Loss) -> Rows:
    X = encoder.encode(known.table, dtype=np.dtype(np.float32))
    columns = [block.inputs for block in encoder.blocks()]
    return Rows(X, known.scaled, len(known.goal.classes), loss, known.weights, columns)


def _folds(known: Prepared, effort: str, seed: int) -> list[Fold]:
    """Return the folds: by time or by group if these were named, else by chance; one only if it is to be quick."""
    rows = len(known.y)
    if known.times is not None:
        folds = by_time(known.times, known.groups)
        return folds[-1:] if effort == "quick" else folds
    if known.groups is not None:
        folds = by_group(8 if rows <= _EIGHT_FOLDS else 5, known.groups, seed)
        return [joined(folds[:2])] if effort == "quick" and len(folds) > 2 else folds
    if effort == "quick":
        return [one_in_halves(_HELD_OUT, rows, known.labels, seed)]
    many = 8 if rows <= _EIGHT_FOLDS else 5
    return by_chance(min(many, rows // 2), rows, known.labels, seed)
