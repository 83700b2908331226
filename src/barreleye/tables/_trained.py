"""The trainings of a table: how many there are, on which folds, and what they found."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from ..losses import cross_entropy, squared_error
from ..training import Observer
from ._encoding import TableEncoder
from ._prepared import Prepared
from .fitting import (
    Fold,
    Learned,
    Rows,
    Settings,
    by_chance,
    by_group,
    by_time,
    learn,
    one_in_halves,
)

EFFORTS = ("quick", "normal")
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


def trained(known: Prepared, settings: Settings, effort: str, progress: bool | Observer) -> Trained:
    """Train all networks of a table."""
    began = time.perf_counter()
    rows, scaled = (_rows(known, encoder) for encoder in (known.encoder, known.encoder.scaled))
    taught = effort != "quick" and known.times is None  # networks of the past know too few rows to teach
    folds = _folds(known, effort, settings.seed)
    learned = learn(rows, scaled, folds, settings, teach=taught, progress=progress)
    return Trained(rows, scaled, learned, effort, taught, time.perf_counter() - began)


def _rows(known: Prepared, encoder: TableEncoder) -> Rows:
    classes = len(known.goal.classes)
    loss = cross_entropy if classes else squared_error
    return Rows(encoder.encode(known.table, dtype=np.dtype(np.float32)), known.scaled, classes, loss)


def _folds(known: Prepared, effort: str, seed: int) -> list[Fold]:
    """Return the folds: by time or by group if these were named, else by chance."""
    rows = len(known.y)
    if known.times is not None:
        return by_time(known.times, known.groups)
    many = 8 if rows <= _EIGHT_FOLDS else 5
    if known.groups is not None:
        return by_group(many, known.groups, seed)
    if effort == "quick":
        return one_in_halves(_HELD_OUT, rows, known.labels, seed)
    return by_chance(min(many, rows // 2), rows, known.labels, seed)
