"""Values of a column that lie far from all others: codes for missing values, totals, typing errors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..._text import counted, quoted, short, typed
from .._columns import Column
from .._kinds import DATE, NUMBER
from ._codes import codes_for_missing
from ._known_rows import Rows
from ._reasons import as_date

# Values beyond a gap of so many times the range of the others are far out, if they are few or all the same.
_GAP, _FEW_FAR, _MOST_FAR = 5.0, 0.01, 0.5
_FEWEST, _FEWEST_FOR_CODES = 20, 8


def far_out(column: Column, rows: Rows, *, target: bool = False) -> Iterator[str]:
    """Name the values of a column that lie far from all others.

    Parameters
    ----------
    column : Column
        The entries of the rows.
    rows : Rows
    target : bool
        Whether the column is the target.
    """
    if column.kind not in {NUMBER, DATE}:
        return
    seen = _Seen(column, rows, target=target)
    if len(seen.values) < 2 or len(seen.known) < _FEWEST_FOR_CODES:
        return
    codes = codes_for_missing(seen.values, seen.counts, dates=column.kind == DATE, whole=column.whole)
    if codes:
        yield seen.about_codes(codes)
    if len(seen.known) >= _FEWEST:
        yield from _beyond_a_gap(seen, codes)


def _beyond_a_gap(seen: _Seen, codes: list[float]) -> Iterator[str]:
    kept = ~np.isin(seen.values, codes)
    values, counts = seen.values[kept], seen.counts[kept]
    if len(values) < 3:
        return
    for sign in (1, -1):
        ordered, times = sign * values[::sign], counts[::sign]
        gaps = np.diff(ordered)
        at = int(gaps.argmax())
        rest, far = ordered[: at + 1], ordered[at + 1 :]
        many = int(times[at + 1 :].sum())
        if rest[0] == rest[-1] or gaps[at] < _GAP * (rest[-1] - rest[0]):
            continue
        if many > 1 and many > (_MOST_FAR if len(far) == 1 else _FEW_FAR) * counts.sum():
            continue
        yield seen.about_far(sorted(sign * far), many, sorted((sign * rest[0], sign * rest[-1])))


@dataclass
class _Seen:
    """The known entries of a column, and how they are named in a note."""

    column: Column
    rows: Rows
    target: bool

    @cached_property
    def known(self) -> NDArray[np.float64]:
        return self.column.data[~np.isnan(self.column.data)]

    @cached_property
    def _different(self) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
        return np.unique(self.known, return_counts=True)

    @property
    def values(self) -> NDArray[np.float64]:
        return self._different[0]

    @property
    def counts(self) -> NDArray[np.intp]:
        return self._different[1]

    def about_codes(self, codes: list[float]) -> str:
        """Say which values look like codes for missing values."""
        rest = self.values[~np.isin(self.values, codes)]
        written = [self._written(code) for code in codes]
        some = " and ".join(
            f"{word} ({self._times(code)})" for word, code in zip(written, codes, strict=True)
        )
        verb = "looks like a code" if len(codes) == 1 else "look like codes"
        harm = f"as {'a number' if self.column.kind == NUMBER else 'a date'} {self._harm}"
        options = " ".join(f"--missing {typed(word)}" for word in written)
        return (
            f"{self._name}: {some} {verb} for missing values, {self._others(rest[0], rest[-1])}"
            f" ({options} if so: {harm})"
        )

    def about_far(self, far: list[float], many: int, others: list[float]) -> str:
        """Say which values lie far out."""
        rest = self._others(others[0], others[1])
        if len(far) > 1:
            return f"{self._name}: {many} values far out, the first in {self._where(*far)}, {rest}: check them"
        word = self._written(far[0])
        if many > 1:
            return (
                f"{self._name}: {word} ({self._times(far[0])}) far out, {rest} (--missing {typed(word)} if it"
                f" means a missing value, as {self._harm})"
            )
        return (
            f"{self._name}: {word} in {self._where(far[0])} far out, {rest}: correct it if it is wrong, as"
            f" {self._harm}"
        )

    @property
    def _name(self) -> str:
        return f"{'the target' if self.target else 'column'} {quoted(self.column.name)}"

    @property
    def _harm(self) -> str:
        return "it is learned as an answer" if self.target else "it sets the scale of the column"

    def _others(self, low: float, high: float) -> str:
        return f"the others lie between {self._short(low)} and {self._short(high)}"

    def _short(self, value: float) -> str:
        return as_date(value) if self.column.kind == DATE else short(value)

    def _written(self, value: float) -> str:
        text = as_date(value) if self.column.kind == DATE else f"{value:.15g}"
        return self.rows.written(self.column.name, self._first(value), text)

    def _times(self, value: float) -> str:
        many = int(self.counts[np.searchsorted(self.values, value)])
        if many == 1:
            return f"in {self._where(value)}"
        return f"{counted(many, 'time')}, first in {self._where(value)}"

    def _where(self, *values: float) -> str:
        return self.rows.where(self._first(*values))

    def _first(self, *values: float) -> int:
        return int(np.flatnonzero(np.isin(self.column.data, values))[0])
