"""Collect the evidence of columns of text: which entries are plain numbers, and which other entries there are."""

from __future__ import annotations

import re
from typing import Any

from .._columns import LARGEST
from .._extras import polars
from ..formats._written_numbers import either, nulls, well_formed
from ._entries import distinct
from ._evidence import Evidence

_FIRST = 20
_COMMA = re.compile(r"[-+]?[\d.]*,\d+")
_EITHER = re.compile(either(","))
_WITH_COMMA = well_formed(",", "[-+]?")


def collect(texts: dict[str, Any], numbers: dict[str, Any] | None = None) -> list[Evidence]:
    """Return the evidence of columns of text.

    All columns are tried as plain numbers at once, but for those of which no entry in a sample is one: if none of
    their different entries is, they are words or written in another format. Where a decimal comma is the
    rule, plain numbers are those with a comma, and points group their thousands. Entries that are numbers by their
    type are plain, whatever the mark.

    Parameters
    ----------
    texts : dict of polars series of strings, shape (rows,)
    numbers : dict of polars series of float64, shape (rows,), optional
        By the name of a column, its entries that are numbers by their type, among nulls.
    """
    if not texts:
        return []
    pl = polars()
    numbers = numbers or {}
    written = [_without_typed(text, numbers.get(name)) for name, text in texts.items()]
    frame = pl.DataFrame([text.alias(str(i)) for i, text in enumerate(written)])
    series = frame.get_columns()
    samples = _samples(frame)
    commas = {
        str(i): values
        for i, text in enumerate(series)
        if (values := _with_commas(text, samples[i])) is not None
    }
    words = [i for i in range(len(series)) if str(i) not in commas and not _has_numbers(samples[i])]
    different = dict(zip(words, distinct([series[i] for i in words]), strict=True))
    for i in words:
        if different[i]["text"].cast(pl.Float64, strict=False).is_not_null().any():
            del different[i]
    points = [str(i) for i in range(len(series)) if i not in different and str(i) not in commas]
    plain = frame.select(pl.col(points).cast(pl.Float64, strict=False)).to_dict() | commas
    none, nothing = nulls(len(frame)), distinct([series[0].head(0)])[0]
    found: list[Evidence] = []
    for i, (name, text) in enumerate(texts.items()):
        values, typed = plain.get(str(i), none), numbers.get(name)
        if typed is not None:
            typed = typed.set(text.is_null(), None)  # what was said to be missing
            values = values.zip_with(typed.is_null(), typed)
        refused = values.null_count() - text.null_count()
        if i not in different:
            different[i] = distinct([text.filter(values.is_null())])[0] if refused else nothing
        decimal = "," if str(i) in commas else "."
        small = _are_computable(values)
        found.append(
            Evidence(name, text, values, decimal, refused, different[i], typed, small, samples[i])
        )
    return found


def _are_computable(numbers: Any) -> bool:  # noqa: ANN401  a polars series of float64
    """Say whether there are numbers, and all are small enough to compute with."""
    least, most = numbers.min(), numbers.max()  # faster one by one than of all columns at once
    return least is not None and -LARGEST <= least <= most <= LARGEST


def _without_typed(text: Any, numbers: Any) -> Any:  # noqa: ANN401
    """Return text without the entries that are numbers by their type."""
    if numbers is None:
        return text
    return polars().select(polars().when(numbers.is_null()).then(text)).to_series()


def _samples(frame: Any) -> list[list[str]]:  # noqa: ANN401  a polars frame of strings
    """Return some entries from all over each column."""
    some = [frame.row(i) for i in range(0, len(frame), max(1, len(frame) // _FIRST))]
    columns = zip(*some, strict=True) if some else [()] * frame.width
    return [[entry for entry in entries if entry is not None] for entries in columns]


def _has_numbers(sample: list[str]) -> bool:
    """Say whether one of some entries is a plain number."""
    for entry in sample:
        try:
            float(entry)
        except ValueError:
            continue
        return True
    return False


def _with_commas(text: Any, sample: list[str]) -> Any:  # noqa: ANN401  polars series
    """Return the entries that are plain numbers but for a decimal comma; None if they do not decide the column."""
    if not any(_COMMA.fullmatch(entry) and not _EITHER.fullmatch(entry) for entry in sample):
        return None
    pl, entry = polars(), polars().col(text.name)
    number = entry.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    number = number.cast(pl.Float64, strict=False)
    values = text.to_frame().select(pl.when(entry.str.contains(_WITH_COMMA)).then(number)).to_series()
    refused = values.null_count() - text.null_count()
    with_comma = text.str.contains(",", literal=True) & ~text.str.contains(either(","))
    return values if (with_comma & values.is_not_null()).sum() > refused else None
