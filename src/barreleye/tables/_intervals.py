"""Intervals around numbers that are predicted: as wide as the errors of rows that were not learned from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._arguments import real
from .._text import counted, shown
from .._tree import Tree
from ..errors import OptionError

# Answers are told apart by size into so many parts, with so many rows each at least; so many errors are kept.
_PARTS, _ROWS, _KEPT = 5, 200, 200


@dataclass(frozen=True)
class Intervals:
    """How far off answers of each size are.

    Attributes
    ----------
    edges : tuple of float
        Between the parts, in rising order; one less than there are parts.
    errors : tuple of tuple of float
        For each part, sizes of errors in rising order, at equal distances of rank.
    rows : tuple of int
        How many rows each part had.

    References
    ----------
    Papadopoulos, Proedrou, Vovk and Gammerman: Inductive confidence machines for regression (2002);
    Vovk: Cross-conformal predictors (2015).
    """

    edges: tuple[float, ...]
    errors: tuple[tuple[float, ...], ...]
    rows: tuple[int, ...]

    @classmethod
    def learn(cls, predicted: NDArray[np.float64], y_true: NDArray[np.float64]) -> Intervals:
        """Return the intervals of answers to rows that were not learned from, (rows,), and their truth."""
        many = max(1, min(_PARTS, len(predicted) // _ROWS))
        edges = _apart(predicted, np.quantile(predicted, np.linspace(0.0, 1.0, many + 1)[1:-1]))
        part = np.searchsorted(edges, predicted, side="right")
        sizes = np.abs(predicted - y_true)
        inside = [np.sort(sizes[part == k]) for k in range(len(edges) + 1)]
        kept = [
            one[np.round(np.linspace(0, len(one) - 1, min(len(one), _KEPT))).astype(np.intp)]
            for one in inside
        ]
        return cls(
            tuple(edges.tolist()),
            tuple(tuple(one.tolist()) for one in kept),
            tuple(len(one) for one in inside),
        )

    def half_width(self, predicted: NDArray[np.float64], level: float) -> NDArray[np.float64]:
        """Return how far the interval goes to either side of each answer, (rows,).

        Parameters
        ----------
        predicted : array, shape (rows,)
        level : float
            The share of rows whose truth is to lie in their interval.

        Raises
        ------
        OptionError
            It is not between 0 and 1, or there were too few rows to know it.
        """
        if not 0.0 < real(level) < 1.0:
            raise OptionError(f"interval is a share of the rows between 0 and 1, got {shown(level)}")
        widths: list[float] = []
        for errors, rows in zip(self.errors, self.rows, strict=True):
            rank = math.ceil(level * (rows + 1))  # one more: the new row is among them
            if rank > rows:
                least = math.ceil(level / (1.0 - level) - _ROUNDING)
                raise OptionError(
                    f"interval={level:g} needs {counted(least, 'row')} or more, and there were {rows}: ask for"
                    f" {math.floor(_DIGITS * rows / (rows + 1)) / _DIGITS:g} or less"
                )
            widths.append(float(np.interp(rank - 1, np.linspace(0, rows - 1, len(errors)), errors)))
        return np.array(widths)[np.searchsorted(self.edges, predicted, side="right")]

    def describe(self) -> dict[str, Any]:
        """Return the intervals as JSON values."""
        return {
            "edges": list(self.edges),
            "errors": [list(one) for one in self.errors],
            "rows": list(self.rows),
        }

    @classmethod
    def from_description(cls, description: Tree) -> Intervals:
        """Return the intervals of a model file."""
        description.only(("edges", "errors", "rows"))
        found = cls(
            tuple(edge.number() for edge in description["edges"]),
            tuple(tuple(size.number() for size in one) for one in description["errors"]),
            tuple(many.whole(1) for many in description["rows"]),
        )
        if not len(found.errors) == len(found.rows) == len(found.edges) + 1 or not all(found.errors):
            description["errors"].wrong("errors for each part of the answers")
        if list(found.edges) != sorted(found.edges):
            description["edges"].wrong("numbers in rising order")
        if any(len(one) != min(many, _KEPT) for one, many in zip(found.errors, found.rows, strict=True)):
            description["errors"].wrong("as many errors as rows, 200 at most")
        if any(list(one) != sorted(one) or one[0] < 0.0 for one in found.errors):
            description["errors"].wrong("sizes in rising order")
        return found


def _apart(predicted: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return edges, without those that would leave a part without a row: answers may be equal."""
    kept: list[float] = []
    low = -math.inf
    for edge in np.unique(edges).tolist():
        if np.any((predicted >= low) & (predicted < edge)) and np.any(predicted >= edge):
            kept.append(edge)
            low = edge
    return np.array(kept)


_ROUNDING, _DIGITS = 1e-9, 1000
