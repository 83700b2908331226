"""What the text of a table shows: which entries are plain numbers, and which marks and orders leave no doubt."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from .._extras import polars
from ..formats._declared import DAY_FIRST, FORMATS, MONTH_FIRST, PLAIN, ColumnFormat
from ..formats._known_words import MISSING, WITHOUT_CENTS
from ..formats._written_dates import IN_EITHER_ORDER, SURELY_DAY_FIRST, SURELY_MONTH_FIRST
from ..formats._written_numbers import either, nulls, scaled, take_apart
from ._entries import distinct

# Formats are looked for in so many of the different entries: one that none of them has is not the column's.
_SAMPLE = 2_000
_EITHER = re.compile(either("."))


@dataclass
class Evidence:
    """The text of one column and what can be seen in it.

    Attributes
    ----------
    name : str
    text : polars series of strings, shape (rows,)
    plain : polars series of float64, shape (rows,)
        The entries that are numbers as computers write them, or as people with a decimal comma do.
    decimal : str
        The decimal mark of these numbers.
    refused : int
        How many entries are not.
    entries : polars frame
        The different entries that are not, as :func:`distinct` returns them.
    typed : polars series of float64, or None
        The numbers that are numbers by their type, and not because of how they are written; null for all others.
    computable : bool
        Whether it is known of all numbers in ``plain`` that they are small enough to compute with.
    some : list of str
        Some of the entries from all over the column: most columns show at once what they are not.
    """

    name: str
    text: Any
    plain: Any
    decimal: str
    refused: int
    entries: Any
    typed: Any = None
    computable: bool = False
    some: Sequence[str] = ()

    def some_numbers(self) -> Iterator[float]:
        """Yield those of some entries that are plain numbers: the first one often decides."""
        for entry in self.some:
            with suppress(ValueError):
                number = float(entry)
                if math.isfinite(number):
                    yield number

    @property
    def has_fractions(self) -> bool:
        """Whether one of some entries is a number that is no integer."""
        return any(not number.is_integer() for number in self.some_numbers())

    @cached_property
    def odd(self) -> Any:  # noqa: ANN401  a polars frame
        """The entries that do not always mean a missing value, the most frequent first."""
        if not len(self.entries):
            return self.entries
        known = self.entries.filter(~self.entries["text"].is_in([*MISSING, "NA"]))
        return known.sort("n", "text", descending=[True, False])

    @property
    def given(self) -> int:
        """How many entries there are."""
        return len(self.text) - self.text.null_count()

    @cached_property
    def sample(self) -> Any:  # noqa: ANN401  a polars series
        """Some of the odd entries, from the frequent to the rare."""
        text = self.odd["text"]
        return text.gather_every(max(1, len(text) // _SAMPLE))

    @cached_property
    def formats(self) -> tuple[str, ...]:
        """The names of the formats that occur among the odd entries; each needs a digit."""
        if not self.refused:
            return ()
        pl = polars()
        with_digits = self.sample.filter(self.sample.str.contains(r"\d"))
        if not len(with_digits):
            return ()
        text = pl.col("text")
        found = with_digits.to_frame().select(
            text.str.contains(one.pattern).any().alias(one.name) for one in FORMATS.values()
        )
        return tuple(name for name, occurs in found.row(0, named=True).items() if occurs)

    @cached_property
    def parts(self) -> Any:  # noqa: ANN401  a polars frame
        """The odd entries as numbers: value by either mark (``dot``, ``comma``), ``unit``, ``n``, ``text``."""
        return take_apart(self.odd["text"]).with_columns(self.odd["n"], self.odd["text"])

    @cached_property
    def marks(self) -> tuple[int, int, int]:
        """How many entries are numbers only with a decimal point, only with a decimal comma, and with either."""
        if not self.refused and self.decimal == ".":
            return 0, 0, 0
        pl = polars()
        point, comma, both, numbers = 0, *self._commas, sum(self._commas)
        if self.refused and PLAIN in self.formats:
            n, with_point, with_comma = pl.col("n"), pl.col("dot"), pl.col("comma")
            whole = pl.col("unit").is_in(list(WITHOUT_CENTS))
            larger = with_point.abs() > with_comma.abs(), with_comma.abs() > with_point.abs()
            found = self.parts.select(
                point=n.filter(
                    (with_point.is_not_null() & with_comma.is_null()) | (whole & larger[0])
                ).sum(),
                comma=n.filter(
                    (with_comma.is_not_null() & with_point.is_null()) | (whole & larger[1])
                ).sum(),
                both=n.filter(with_comma != with_point).sum(),
                numbers=n.filter(with_point.is_not_null() | with_comma.is_not_null()).sum(),
            ).row(0, named=True)
            point += found["point"]
            comma += found["comma"]
            both += found["both"]
            numbers += found["numbers"]
        entries = int(self.odd["n"].sum()) + sum(self._commas)
        return (
            (0, 0, 0) if 2 * numbers < entries else (point, comma, both)
        )  # within words they decide nothing

    @cached_property
    def points(self) -> tuple[int, int]:
        """How many plain numbers have decimals after a point, and how many may have thousands there instead."""
        return self._marked(".")

    @property
    def only_thousands(self) -> bool:
        """Whether there are points among plain numbers, and each may group thousands."""
        if not all(_EITHER.match(entry) for entry in self.some if "." in entry):
            return False
        return self.points[0] == 0 < self.points[1]

    @cached_property
    def orders(self) -> tuple[int, int, int]:
        """How many dates can only have the day first, only the month first, and either of them."""
        if not self.refused or not {DAY_FIRST, MONTH_FIRST} & set(self.formats):
            return 0, 0, 0
        pl, text = polars(), polars().col("text")
        patterns = SURELY_DAY_FIRST, SURELY_MONTH_FIRST, IN_EITHER_ORDER
        counts = (
            pl.col("n").filter(text.str.contains(pattern)).sum().alias(str(i))
            for i, pattern in enumerate(patterns)
        )
        return self.odd.select(counts).row(0)

    def read(self, how: ColumnFormat) -> Any:  # noqa: ANN401
        """Return the numbers of the odd entries, a polars series; null where one is not in a format."""
        values = nulls(len(self.odd))
        for name in how.names:
            number = name == PLAIN
            found = scaled(self.parts, how.decimal, how.units) if number else self._in(name, how)
            values = values.zip_with(values.is_not_null(), found)
        return values

    def with_decimal(self, mark: str) -> Evidence:
        """Return the evidence with this decimal mark: plain numbers that have the other are to be read anew."""
        if mark == self.decimal:
            return self
        pl = polars()
        moved = self.text.str.contains(r"\." if mark == "," else r"[.,]").fill_null(value=False)
        moved &= self._plainly_written
        plain = pl.select(pl.when(~moved).then(self.plain)).to_series()
        return self._with_plain(plain, mark) if moved.any() else self

    def without_plain(self) -> Evidence:
        """Return the evidence in which plain numbers are entries as all others."""
        return self._with_plain(nulls(len(self.text)), ".") if self.refused < self.given else self

    def _with_plain(self, plain: Any, decimal: str) -> Evidence:  # noqa: ANN401
        refused = plain.null_count() - self.text.null_count()
        entries = (
            self.entries if refused == self.refused else distinct([self.text.filter(plain.is_null())])[0]
        )
        return replace(self, plain=plain, decimal=decimal, refused=refused, entries=entries)

    def _in(self, name: str, how: ColumnFormat) -> Any:  # noqa: ANN401
        """Return the numbers of the odd entries in a format other than that of plain numbers."""
        key = name, replace(how, names=(), missing=())
        if key not in self._read:
            self._read[key] = FORMATS[name].read(self.odd["text"], how)
        return self._read[key]

    @cached_property
    def _read(self) -> dict[tuple[str, ColumnFormat], Any]:
        return {}

    @cached_property
    def _commas(self) -> tuple[int, int]:
        """How many plain numbers have a decimal comma, and how many may have thousands there instead."""
        return self._marked(",")

    @cached_property
    def marked(self) -> Any:  # noqa: ANN401
        """The plain numbers that have the decimal mark, a polars series of strings."""
        marked = self.text.str.contains(self.decimal, literal=True) & self._plainly_written
        return self.text.filter(marked)

    @property
    def _plainly_written(self) -> Any:  # noqa: ANN401
        """Which rows have a plain number that is one because of how it is written."""
        plain = self.plain.is_not_null()
        return plain if self.typed is None else plain & self.typed.is_null()

    def _marked(self, mark: str) -> tuple[int, int]:
        if self.decimal != mark:
            return 0, 0
        marked = self.marked
        thousands = int(marked.str.contains(either(mark)).sum())
        return len(marked) - thousands, thousands
