"""Columns that help nobody: networks answer rows that they have not learned from as well without them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# What is more than so many standard errors is taken for more than chance.
_ERRORS = 2.0


def surely(differences: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return whether differences are above 0 in the mean by more than two standard errors.

    Parameters
    ----------
    differences : array, shape (parts, ...)
        Of each part of the rows.
    """
    error = differences.std(axis=0, ddof=1) / np.sqrt(len(differences))
    return np.asarray(differences.mean(axis=0) > _ERRORS * error)


def useless(losses: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return for each column whether the loss does not surely grow without it.

    Where that is so for all columns, none is returned: something has to be learned from.

    Parameters
    ----------
    losses : array, shape (parts, columns)
        How much the loss of each part grows without each column.
    """
    found = ~surely(losses)
    return found & ~found.all()


def by_others(differences: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Return for each part the differences of the other parts."""
    return [np.delete(differences, k, axis=0) for k in range(len(differences))]
