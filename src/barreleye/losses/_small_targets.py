"""Targets that a loss does not take."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError

if TYPE_CHECKING:
    from ._loss import Loss


def refuse_small_targets(loss: Loss, targets: NDArray[Any]) -> None:
    """Raise DataError if a target, shape (rows, outputs), is smaller than the least that the loss takes."""
    if loss.least_target == -math.inf or not (targets < loss.least_target).any():
        return
    row, column = (int(i) for i in np.argwhere(targets < loss.least_target)[0])
    at = f"row {row}" if targets.shape[1] == 1 else f"row {row}, column {column}"
    raise DataError(
        f"the targets of {loss.name} are {loss.least_target:g} or more, and y has {targets[row, column]} in {at}:"
        " leave that row out, or choose another loss"
    )
