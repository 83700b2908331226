"""What encodings the numbers of a column get, as its training rows show them."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from .._kinds import DATE
from ._date_parts import DateParts
from ._encoding_formulas import HOUR, TURNS, weekday
from ._encodings import Bins, Codes, NumberEncoding, Quantiles

# Scores at equal distances, out to one row in a thousand on either side; scaled as robust scaling would be, whose
# middle half has the width 1.
_FURTHEST, _KNOTS, _WIDTH = 3.0902, 61, 0.75
_FEWEST_BINS = 3
_MOST_CODES = 10  # different whole numbers that have an input each
_NOTHING = 1e-290  # smaller numbers are 0: a slope between them would overflow
_LEAST_YEAR = 60.0  # days: a shorter time has no seasons


def encodings_of(
    known: NDArray[np.float64], kind: str, bins: int, *, whole: bool
) -> tuple[NumberEncoding, ...]:
    """Return the encodings of a column.

    Parameters
    ----------
    known : array, shape (rows,)
        Its numbers, or days, without missing ones.
    kind : str
        As in :class:`Column`.
    bins : int
        At most so many bins.
    whole : bool
        Whether all of them are integers.
    """
    known = np.where(np.abs(known) < _NOTHING, 0.0, known)
    found: list[NumberEncoding] = [_quantiles(known)]
    if bins >= _FEWEST_BINS and (edges := _edges(known, bins)) is not None:
        found.append(Bins(edges, dates=kind == DATE))
    if kind == DATE:
        if parts := _parts(known):
            found.append(DateParts(parts))
    elif whole and 2 < len(values := np.unique(known)) <= _MOST_CODES:
        found.append(Codes(tuple(values.tolist())))
    return tuple(found)


def _quantiles(known: NDArray[np.float64]) -> Quantiles:
    """Return the scores of the numbers; one that stands for many rows has the score of the middle of these."""
    normal = NormalDist()
    scores = np.linspace(-_FURTHEST, _FURTHEST, _KNOTS)
    levels = np.array([normal.cdf(score) for score in scores])
    values, first = np.unique(np.quantile(known, levels), return_index=True)
    last = np.append(first[1:], _KNOTS) - 1
    middle = 0.5 * (levels[first] + levels[last])
    kept = [_WIDTH * normal.inv_cdf(level) for level in middle]
    return Quantiles(tuple(values.tolist()), tuple(kept))


def _edges(known: NDArray[np.float64], bins: int) -> tuple[float, ...] | None:
    """Return the ends of bins with equally many rows, or None where that makes too few."""
    edges = np.unique(np.quantile(known, np.linspace(0.0, 1.0, bins + 1)))
    return tuple(edges.tolist()) if len(edges) > _FEWEST_BINS else None


def _parts(days: NDArray[np.float64]) -> tuple[str, ...]:
    """Return the parts in which dates differ, and which come again."""
    weekdays = np.unique(weekday(days))
    found: list[str] = []
    if np.ptp(days) >= _LEAST_YEAR:
        found.append("season")
    if len(weekdays) > 1:
        found.append("weekday")
    if len(np.unique(weekdays >= 5)) > 1:
        found.append("weekend")
    if np.ptp(TURNS[HOUR](days)) > 0.0:
        found.append("hour")
    return tuple(found)
