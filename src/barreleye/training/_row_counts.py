"""What every row of an epoch counts, in the gradient of its batch and in the losses that are reported."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def of_batch(weights: Numbers | None, rows: int) -> tuple[Numbers | None, float]:
    """Return the weights of the rows of a batch that stands alone, of mean 1, and what they count together.

    Where all weights are 0, nothing counts, and the penalty is spared too.
    """
    if weights is None:
        return None, float(rows)
    total = float(weights.sum())
    return (weights * (rows / total), total) if total > 0.0 else (weights, np.inf)


class RowCounts:
    """The same for all batches of an epoch, in the order of its rows.

    Parameters
    ----------
    sizes : array of int, shape (batches,)
        How many rows each batch has.
    by_batch : bool
        Whether every batch stands alone: see :class:`Regularization`.

    Attributes
    ----------
    shares : array, shape (rows,)
        What a row counts in the mean of its batch; written in place.
    counts : array, shape (rows,), or None
        What the loss of a row is multiplied by where losses are reported; None stands for 1.
    totals : array, shape (batches,)
        What the penalty of each batch is divided by; written in place.
    """

    def __init__(self, sizes: NDArray[np.int64], *, by_batch: bool) -> None:
        self._sizes, self._by_batch = sizes, by_batch
        self._starts = np.cumsum(sizes) - sizes
        self._equal = np.repeat(1.0 / sizes, sizes)
        self.shares = self._equal.copy()
        self.counts: Numbers | None = None
        self.totals = sizes.astype(np.float64) if by_batch else np.ones(len(sizes))

    def begin(self, weights: Numbers) -> None:
        """Take the weights of the rows in the order of an epoch."""
        self.counts = weights
        if self._by_batch:
            totals = np.add.reduceat(weights, self._starts)
            self.totals[:] = np.where(totals > 0.0, totals, np.inf)
            self.counts = weights * np.repeat(self._sizes / self.totals, self._sizes)
        np.multiply(self.counts, self._equal, out=self.shares)

    def penalty(self, penalties: Numbers, batches: int) -> float:
        """Return the part of penalties in the sum over all rows of the first batches of what is reported."""
        if not self._by_batch:
            return 0.0
        return float((penalties / self.totals * self._sizes)[:batches].sum())
