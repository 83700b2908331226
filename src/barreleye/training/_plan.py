"""What a run is told beforehand."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, cast

from .._text import shown
from ..errors import OptionError
from ..losses import Loss
from ..optimizers import LBFGS, Optimizer
from ..schedules import ReduceOnPlateau
from ._checkpoint import Checkpoints
from ._data import TrainingData, Validation
from ._history import EpochRecord
from ._regularization import NO_REGULARIZATION, Regularization
from ._row_orders import Shuffle
from ._stopping import EarlyStopping

# With so many steps of Adam(1e-3) a small network learns curved classes, such as the arms of a spiral.
_EPOCHS, _STEPS = 100, 50_000

Callback: TypeAlias = Callable[[EpochRecord], "bool | None"]
"""Called after every epoch; True stops the run."""


@dataclass(frozen=True)
class Plan:
    """Everything a run is told beforehand: the options of ``fit``, checked and in the library's own terms."""

    data: TrainingData
    loss: Loss
    optimizer: Optimizer
    epochs: int
    batch_size: int
    validation: TrainingData | None = None
    early_stopping: EarlyStopping | None = None
    regularization: Regularization = NO_REGULARIZATION
    callbacks: Sequence[Callback] = ()
    engine: str = "auto"
    threads: int | None = None
    checkpoints: Checkpoints = field(default_factory=Checkpoints)
    record: str | None = None
    shuffle: Shuffle = True


def usual_epochs(rows: int, batch_size: int, optimizer: Optimizer) -> int:
    """Return how many epochs are run if nobody says: where few steps make an epoch, more of them."""
    if isinstance(optimizer, LBFGS):
        return _EPOCHS
    steps_per_epoch = math.ceil(rows / batch_size)
    return max(_EPOCHS, math.ceil(_STEPS / max(1, steps_per_epoch)))


def as_callbacks(given: Sequence[Callback] | Callback) -> tuple[Callback, ...]:
    """Return the functions to call; there may be one, several, or none."""
    several = (given,) if callable(given) else given
    try:
        functions = tuple(several)
    except TypeError:
        functions = (several,)
    for one in functions:
        if isinstance(one, type):
            raise OptionError(
                f"callbacks has the class {one.__name__}: pass an object, {one.__name__}(...)"
            )
        if not callable(one):
            raise OptionError(f"callbacks are functions of the record of an epoch, got {shown(one)}")
    return cast("tuple[Callback, ...]", functions)


def refuse_odd_orders(shuffle: Shuffle, checkpoints: Checkpoints | None = None) -> None:
    """Refuse orders of rows that are neither True, False nor a function, or that a file cannot tell of."""
    if not (isinstance(shuffle, bool) or callable(shuffle)):
        raise OptionError(
            f"shuffle is True, False, or a function that returns an order, got {shown(shuffle)}"
        )
    if (
        callable(shuffle)
        and checkpoints
        and (checkpoints.path is not None or checkpoints.resume is not None)
    ):
        raise OptionError(
            "a checkpoint cannot tell in which order a function brings the rows: take shuffle=True or False, or"
            " leave checkpoint and resume out"
        )


def refuse_what_cannot_be_watched(
    early_stopping: EarlyStopping | None, optimizer: Optimizer, validation: Validation, loss: Loss
) -> None:
    """Refuse to watch validation rows that are not there, or right answers among numbers."""
    schedule = optimizer.learning_rate
    plateau = schedule.monitor if isinstance(schedule, ReduceOnPlateau) else "loss"
    early = early_stopping.name if early_stopping else "loss"
    for who, what in (("early stopping", early), ("ReduceOnPlateau", plateau)):
        if what != "loss" and validation is None:
            raise OptionError(
                f"{who} monitors {what}, and there are no validation rows: pass validation=0.2, or monitor='loss'"
            )
    if early_stopping and early_stopping.monitor == "val_accuracy" and loss.target == "numbers":
        raise OptionError(
            "early stopping monitors val_accuracy, which needs class labels, and this loss is for regression: take"
            " monitor='val_loss', or a metric of your own"
        )
