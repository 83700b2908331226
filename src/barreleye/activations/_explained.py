"""Softmax one step at a time, beside the form that overflows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_numbers
from .._arrays import Array
from .._shown_tables import ShownAsTables, ShownTable
from ..errors import ShapeError
from ..kernels import result_dtype


@dataclass(frozen=True, eq=False, repr=False)
class SoftmaxSteps(ShownAsTables):
    """How softmax is computed for one row, step by step, and what the form without the shift gives.

    Attributes
    ----------
    z : array, shape (n,)
        The row.
    largest : float
        Its largest entry, which is subtracted first.
    shifted : array, shape (n,)
        z - largest: none is above 0, so that no exponential overflows.
    exponentials : array, shape (n,)
        exp(shifted).
    total : float
        Their sum, at least 1.
    quotients : array, shape (n,)
        The result: exponentials / total, as softmax itself gives it.
    naive_exponentials : array, shape (n,)
        exp(z).
    naive_total : float
    naive : array, shape (n,)
        exp(z) / sum(exp(z)), with what NumPy gives where that fails.
    fails : str
        Where the naive form fails, empty where it does not.
    """

    z: Array
    largest: float
    shifted: Array
    exponentials: Array
    total: float
    quotients: Array
    naive_exponentials: Array
    naive_total: float
    naive: Array
    fails: str

    def shown(self) -> Sequence[ShownTable]:
        """Return one table: a row for each entry, and the sums."""
        columns = (
            self.z,
            self.shifted,
            self.exponentials,
            self.quotients,
            self.naive_exponentials,
            self.naive,
        )
        rows = [
            [str(i), *(f"{value:.6g}" for value in entry)]
            for i, entry in enumerate(zip(*columns, strict=True))
        ]
        sums = (self.total, self.quotients.sum(), self.naive_total)
        rows.append(["sum", "", "", *(f"{value:.6g}" for value in sums), ""])
        header = ("entry", "z", "shifted", "exp", "softmax", "naive exp", "naive")
        below = [f"shifted = z - ({self.largest:.6g}), the largest entry; softmax = exp / sum."]
        below += [f"The naive form fails: {self.fails}."] if self.fails else []
        return [ShownTable(header, rows, numbers=range(1, 7), below=below)]


def softmax_steps(softmax: Callable[[Array], Array], z: ArrayLike) -> SoftmaxSteps:
    """Return the steps for one row; ShapeError if it is none."""
    row = as_numbers(z, "z")
    if row.ndim != 1 or row.size == 0:
        raise ShapeError(f"explain takes one row of numbers, shape (n,), got shape {row.shape}")
    row = row.astype(result_dtype(row))
    with np.errstate(all="ignore"):
        largest = row.max()
        shifted = row - largest
        exponentials, naive_exponentials = np.exp(shifted), np.exp(row)
        naive_total = naive_exponentials.sum()
        naive = naive_exponentials / naive_total
    return SoftmaxSteps(
        z=row,
        largest=float(largest),
        shifted=shifted,
        exponentials=exponentials,
        total=float(exponentials.sum()),
        quotients=softmax(row),
        naive_exponentials=naive_exponentials,
        naive_total=float(naive_total),
        naive=naive,
        fails=_failure(row, naive_exponentials, naive_total),
    )


def _failure(z: NDArray[np.floating], exponentials: NDArray[np.floating], total: np.floating) -> str:
    limit = f"exp overflows {z.dtype} above {np.log(np.finfo(z.dtype).max):.5g}"
    if np.isinf(exponentials).any():
        return f"{limit}, and inf / inf is NaN"
    if np.isinf(total):
        return f"the sum overflows {z.dtype}, and everything becomes 0"
    if total == 0.0:
        return f"every exponential is 0 in {z.dtype}, and 0 / 0 is NaN"
    return ""
