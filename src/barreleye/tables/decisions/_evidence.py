"""What the text of a table shows: which entries are plain numbers, and which marks and orders leave no doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .._extras import polars
from ..formats._declared import DAY_FIRST, FORMATS, MONTH_FIRST, ColumnFormat
from ..formats._known_words import MISSING
from ..formats._written_numbers import either, nulls, take_apart

# Formats are looked for in so many of the different entries: one that none of them has is not the column's.
_SAMPLE = 2_000
_FIRST = 20


@dataclass
class Evidence:
    """The text of one column and what can be seen in it.

    Attributes
    ----------
    name : str
    text : polars series of strings, shape (rows,)
    plain : polars series of float64, shape (rows,)
        The entries that are numbers as computers write them; null for all others.
    refused : int
        How many entries are not.
    raw : polars frame
        The different entries that are not, as :func:`distinct` returns them.
    """

    name: str
    text: Any
    plain: Any
    refused: int
    raw: Any

    @cached_property
    def odd(self) -> Any:  # noqa: ANN401  a polars frame
        """The raw entries by ``text``, without those that always mean a missing value, the most frequent first."""
        pl, counts = polars(), self.raw.lazy().select("text", "n")
        if (self.raw["raw"] != self.raw["text"]).any():  # blanks made equal entries different
            counts = counts.group_by("text").agg(pl.col("n").sum())
        known = counts.filter(~pl.col("text").is_in([*MISSING, "NA"]))
        return known.sort("n", "text", descending=[True, False]).collect()

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
        """The odd entries as numbers: value with either decimal mark (``dot``, ``comma``), ``unit``, and ``n``."""
        return take_apart(self.odd["text"]).with_columns(self.odd["n"])

    @cached_property
    def marks(self) -> tuple[int, int, int]:
        """How many entries are numbers only with a decimal point, only with a decimal comma, and with either."""
        if not self.refused or "number" not in self.formats:
            return 0, 0, 0
        pl, parts = polars(), self.parts
        dot, comma, n = pl.col("dot"), pl.col("comma"), pl.col("n")
        point, only_comma, both, numbers = parts.select(
            point=n.filter(dot.is_not_null() & comma.is_null()).sum(),
            comma=n.filter(comma.is_not_null() & dot.is_null()).sum(),
            both=n.filter(comma != dot).sum(),
            numbers=n.filter(dot.is_not_null() | comma.is_not_null()).sum(),
        ).row(0)
        few = 2 * numbers < int(self.odd["n"].sum())  # numbers within words decide nothing
        return (0, 0, 0) if few else (point, only_comma, both)

    @cached_property
    def points(self) -> tuple[int, int]:
        """How many plain numbers have decimals after a point, and how many may have thousands there instead."""
        pointed = self._pointed
        thousands = int(pointed.str.contains(either(".")).sum())
        return len(pointed) - thousands, thousands

    @property
    def only_thousands(self) -> bool:
        """Whether there are points among plain numbers, and each may group thousands."""
        first = self.text.head(_SAMPLE)
        pointed = first.filter(first.str.contains(r"\.\d"))
        if len(pointed) > pointed.str.contains(either(".")).sum():
            return False  # most columns show it at once
        return self.points[0] == 0 < self.points[1]

    @cached_property
    def orders(self) -> tuple[int, int, int]:
        """How many dates can only have the day first, only the month first, and either of them."""
        if not self.refused or not {DAY_FIRST, MONTH_FIRST} & set(self.formats):
            return 0, 0, 0
        text, how = self.odd["text"], ColumnFormat()
        day, month = (FORMATS[name].read(text, how).is_not_null() for name in (DAY_FIRST, MONTH_FIRST))
        n = self.odd["n"]
        certain_day, certain_month, both = (
            int(n.filter(rows).sum()) for rows in (day & ~month, month & ~day, day & month)
        )
        return certain_day, certain_month, both

    def with_points_as_groups(self) -> Evidence:
        """Return the evidence without the plain numbers that have a point in them: they are to be read anew."""
        pl = polars()
        pointed = (
            self.text.str.contains(".", literal=True).fill_null(value=False) & self.plain.is_not_null()
        )
        plain = pl.select(pl.when(~pointed).then(self.plain)).to_series()
        refused = self.text.filter(plain.is_null())
        return Evidence(
            self.name, self.text, plain, self.refused + int(pointed.sum()), *distinct([refused])
        )

    @cached_property
    def _pointed(self) -> Any:  # noqa: ANN401
        pointed = self.text.filter(self.plain.is_not_null())
        return pointed.filter(pointed.str.contains(".", literal=True))


def distinct(texts: Sequence[Any]) -> list[Any]:
    """Return the different entries of texts: ``raw``, ``text`` without blanks around it, and how often, ``n``.

    Parameters
    ----------
    texts : sequence of polars series of strings

    Returns
    -------
    list of polars frames
    """
    pl = polars()
    return pl.collect_all(
        pl.LazyFrame({"raw": text})
        .drop_nulls()
        .select(pl.col("raw").value_counts(name="n"))
        .unnest("raw")
        .with_columns(text=pl.col("raw").str.strip_chars())
        for text in texts
    )


def _has_numbers(text: Any) -> bool:  # noqa: ANN401  a polars series of strings
    """Say whether one of some entries from all over a column is a plain number."""
    step = max(1, len(text) // _FIRST)
    for row in range(0, len(text), step):
        try:
            float(text[row] or "")
        except ValueError:
            continue
        return True
    return False


def collect(texts: dict[str, Any]) -> list[Evidence]:
    """Return the evidence of columns of text.

    All columns are tried as plain numbers at once, but for those of which no entry in a sample is one: if none of
    their different entries is, they are words or written in another format.
    """
    if not texts:
        return []
    pl = polars()
    frame = pl.DataFrame([text.alias(str(i)) for i, text in enumerate(texts.values())])
    series = frame.get_columns()
    words = [i for i, column in enumerate(series) if not _has_numbers(column)]
    different = dict(zip(words, distinct([series[i] for i in words]), strict=True))
    for i in words:
        if different[i]["text"].cast(pl.Float64, strict=False).is_not_null().any():
            del different[i]
    numbers = [str(i) for i in range(len(series)) if i not in different]
    plain = frame.select(pl.col(numbers).cast(pl.Float64, strict=False))
    plain = dict(zip(map(int, numbers), plain.get_columns(), strict=True))
    none, nothing = nulls(len(frame)), distinct([frame.get_columns()[0].head(0)])[0]
    found: list[Evidence] = []
    for i, (name, text) in enumerate(texts.items()):
        values = plain.get(i, none)
        refused = values.null_count() - text.null_count()
        if i not in different:
            different[i] = distinct([text.filter(values.is_null())])[0] if refused else nothing
        found.append(Evidence(name, text, values, refused, different[i]))
    return found


def decimal_mark(columns: Sequence[Evidence], separator: str) -> str:
    """Return the decimal mark of a table, as far as its entries or its separator decide: empty if they do not.

    Each column that leaves no doubt has one vote. In a file separated by semicolons the comma is free to be the
    decimal mark, and that is what it is where nothing else speaks.
    """
    votes = {".": 0, ",": 0}
    doubtful = False
    for column in columns:
        point, comma, both = column.marks
        votes["."] += point > comma
        votes[","] += comma > point
        doubtful = doubtful or both > 0
    if doubtful or votes[","] or separator == ";":
        votes["."] += sum(not column.refused and column.points[0] > 0 for column in columns)
    if votes["."] != votes[","]:
        return max(votes, key=lambda mark: votes[mark])
    return "," if doubtful and separator == ";" else ""


def date_order(columns: Sequence[Evidence], decimal: str) -> str:
    """Return which comes first in dates of digits, as far as a table decides: the order of its certain columns.

    Who writes a decimal comma writes the day first.
    """
    day = sum(column.orders[0] > column.orders[1] for column in columns)
    month = sum(column.orders[1] > column.orders[0] for column in columns)
    if day != month:
        return DAY_FIRST if day > month else MONTH_FIRST
    return DAY_FIRST if decimal == "," else ""
