"""Values that people write where a value is missing: -999, 99999, 1900-01-01."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

_NINES = re.compile(r"9{3,}(?:\.9+|\.25)?|8{4,}|7{4,}|32767")
_BELOW = re.compile(r"-(?:9{1,}(?:\.9+|\.25)?|8{2,}|7{2,}|32768)")
_DAYS = {
    float(np.datetime64(day, "D").astype(np.int64))
    for day in (
        *(
            "0001-01-01",
            "1753-01-01",
            "1899-12-30",
            "1899-12-31",
            "1900-01-01",
            "1900-01-02",
            "1901-01-01",
        ),
        *("1970-01-01", "2099-12-31", "2100-01-01", "2999-12-31", "3000-01-01", "9999-12-31"),
    )
}
_MOST_CODES = 3
# A code above the others lies beyond a gap of this part of their range, and it is repeated or lies further out.
_GAP, _GAP_OF_ONE = 0.5, 5.0
# A repeated date lies apart if it is so many days from the others, and so many times what these usually are.
_YEARS, _TIMES_USUAL = 3 * 365.0, 5.0
# Codes that might be values are at least so many, and this part of all.
_REPEATED, _FREQUENT = 3, 0.01
# Where 0 occurs, -1 is a code if it is so much more frequent, and numbers are counted or measured.
_TIMES_ZERO, _MEASURED = 3, 10


def codes_for_missing(
    values: NDArray[np.float64], counts: NDArray[np.intp], *, dates: bool, whole: bool
) -> list[float]:
    """Return which values look like codes for missing values, from the least to the largest.

    Parameters
    ----------
    values : array, shape (different,)
        The different values in order.
    counts : array of int, shape (different,)
        How often each occurs.
    dates : bool
        Whether they are days since 1970.
    whole : bool
        Whether all of them are whole numbers.
    """
    if dates:
        below = _at_the_end(values, lambda value: value in _DAYS)
        above = _at_the_end(values[::-1], lambda value: value in _DAYS)
    else:
        below = _at_the_end(values, lambda value: _BELOW.fullmatch(f"{value:.15g}") is not None)
        above = _at_the_end(values[::-1], lambda value: _NINES.fullmatch(f"{value:.15g}") is not None)
    found: list[float] = []
    rest = values[below : len(values) - above]
    if len(rest) < 2:
        return []
    ends = (
        (values[:below], counts[:below]),
        (values[len(values) - above :], counts[len(values) - above :]),
    )
    for codes, times in ends:
        if len(codes) and _is_apart(codes, int(times.sum()), rest, dates=dates):
            found += codes.tolist()
    if not found and whole and not dates and _minus_one(values, counts):
        found = [-1.0]
    return found


def _at_the_end(values: NDArray[np.float64], is_code: Callable[[float], bool]) -> int:
    """Return how many values at the beginning have the form of a code."""
    for i, value in enumerate(values[: _MOST_CODES + 1].tolist()):
        if not is_code(value):
            return i
    return 0


def _is_apart(codes: NDArray[np.float64], many: int, rest: NDArray[np.float64], *, dates: bool) -> bool:
    """Say whether codes lie apart from the other values: beyond a gap, or below values that are never negative."""
    width = float(rest[-1] - rest[0])
    gap = float(max(codes.min() - rest[-1], rest[0] - codes.max()))
    if dates and many > 1 and gap >= max(_YEARS, _TIMES_USUAL * float(np.median(np.diff(rest)))):
        return True
    if not dates and codes[0] < 0.0 <= rest[0]:
        return bool(codes[0] <= -99.0) or many >= _REPEATED
    return gap >= _GAP_OF_ONE * width or (many > 1 and gap >= _GAP * width)


def _minus_one(values: NDArray[np.float64], counts: NDArray[np.intp]) -> bool:
    """Say whether -1 is frequent below whole numbers that are never negative."""
    total = int(counts.sum())
    if values[0] != -1.0 or len(values) <= _MEASURED or counts[0] < max(_REPEATED, _FREQUENT * total):
        return False
    return bool(values[1] > 0.0 or (values[1] == 0.0 and counts[0] > _TIMES_ZERO * counts[1]))
