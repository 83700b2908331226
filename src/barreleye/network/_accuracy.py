"""One number for how good predictions are: the accuracy of classes, R² of numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .._arrays import Array


def score_of(outputs: Array, Y: Array | NDArray[np.int64], kind: str) -> float:
    """Return the share of right classes, or R² of numbers, averaged over the outputs.

    Parameters
    ----------
    outputs : array, shape (rows, n_outputs)
    Y : array
        The targets as the loss takes them: indices (rows,), one-hot rows, or numbers (rows, n_outputs).
    kind : str
        ``"classes"``, ``"yes or no"`` or ``"numbers"``, as :attr:`Targets.kind`.
    """
    if kind == "classes":
        wanted = Y if Y.ndim == 1 else Y.argmax(axis=1)
        return float((outputs.argmax(axis=1) == wanted).mean())
    if kind == "yes or no":
        return float(((outputs > 0.5) == (Y > 0.5)).mean())
    targets, found = Y.astype(np.float64), outputs.astype(np.float64)
    left = ((targets - found) ** 2).sum(axis=0)
    spread = ((targets - targets.mean(axis=0)) ** 2).sum(axis=0)
    constant = spread == 0.0  # only the constant itself is right then
    share = 1.0 - left / np.where(constant, 1.0, spread)
    share[constant] = left[constant] == 0.0
    return float(share.mean())
