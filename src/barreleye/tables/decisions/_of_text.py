"""Columns made of text: numbers, dates and choices that were read from it, and words."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from functools import partial
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._text import counted, listed, quoted, typed
from .._columns import Column, number_column
from .._extras import polars
from .._kinds import DATE, NUMBER, WORDS, YES_NO
from .._undecided import Source
from ..formats._declared import FORMATS, PLAIN, ColumnFormat
from ..formats._known_words import ERRORS, MISSING, PERHAPS_MISSING
from ..formats._written_numbers import size
from ._entries import distinct, mapped
from ._evidence import Evidence
from ._missing import stands_as_a_word

# A note names so many entries that could not be read.
_NAMED = 3
# Less often, nobody needs to be told that NA means a missing value.
_FEW = 3


def in_format(
    seen: Evidence,
    kind: str,
    how: ColumnFormat,
    source: Source,
    note: str = "",
    then: str = "",
    *,
    news: bool = True,
) -> Column:
    """Return a column of text whose entries are written in a format; what is not is missing, and the note says so.

    Parameters
    ----------
    seen : Evidence
    kind : str
    how : ColumnFormat
    source : Source
        The table, which knows where its rows stand.
    note : str
        What is to be said besides.
    then : str
        Said of entries in other formats, such as " as it was in training".
    news : bool
        Whether to say how entries are read that can be read in more than one way.
    """
    if PLAIN not in how.names:
        seen = seen.without_plain()
    values = read_values(seen, how)
    notes = [note]
    if seen.refused or seen.decimal == ",":
        reading = _converted(seen, how) if then else ""
        reading = reading or (_reading(seen, how) if news else "")
        notes = [reading, note, _unread(seen, kind, how, values, source, then)]
    said = "; ".join(filter(None, notes))
    if values is seen.plain and seen.computable:
        return Column(seen.name, kind, values.to_numpy, note=said, format=how, text=seen.text)
    return number_column(seen.name, kind, values.to_numpy(), how, said, seen.text, source.place)


def of_nothing(name: str, text: Any, mark: str) -> Column:  # noqa: ANN401  a polars series
    """Return the column of text without an entry: numbers, all of them missing."""
    how = ColumnFormat((PLAIN,), mark or ".")
    return number_column(name, NUMBER, np.full(len(text), np.nan), how, "", text)


def read_values(seen: Evidence, how: ColumnFormat) -> Any:  # noqa: ANN401  a polars series
    """Return the numbers of the entries of a column, null where one is not in the format."""
    if not seen.refused or not len(seen.odd):
        return seen.plain
    values = mapped(seen.text, seen.odd["text"], seen.read(how))
    return seen.plain.zip_with(seen.plain.is_not_null(), values)


def of_words(
    name: str,
    text: Any,  # noqa: ANN401  a polars series
    known: Collection[str] | None = None,
    entries: Any = None,  # noqa: ANN401  a polars frame
) -> Column:
    """Return a column of words as they stand in the text, without blanks around them.

    What may be a word or mean a missing value is a word if it is a known one; where none are known, if it is as
    frequent as the others. The different entries are those of :func:`distinct`, if somebody has them already.
    """
    entries = distinct([text])[0] if entries is None else entries
    counts: dict[str, int] = dict(entries.iter_rows())
    doubtful = _by_frequency(counts, PERHAPS_MISSING)
    kept = [w for w in doubtful if (stands_as_a_word(w, counts) if known is None else w in known)]
    gone = [word for word in doubtful if word not in kept]
    errors = _by_frequency(counts, ERRORS - MISSING - {*(known or ())})
    note = _about_words(name, kept, gone, counts) if known is None else ""
    if errors:
        many = counted(sum(counts[word] for word in errors), "entry", "entries")
        note = "; ".join(filter(None, (note, f"{many} {listed(errors)} taken as missing")))
    gone += errors
    categories = tuple(sorted(word for word in counts if word not in MISSING and word not in gone))
    return Column(
        name, WORDS, partial(_codes, text, entries, categories), categories, note=note, text=text
    )


def _codes(text: Any, entries: Any, categories: tuple[str, ...]) -> NDArray[np.int32]:  # noqa: ANN401  polars series, a frame
    """Return the position of the word in each row, -1 where it is missing."""
    position = {word: i for i, word in enumerate(categories)}
    codes = [position.get(word, -1) for word in entries["text"].to_list()]
    numbers = polars().Series(codes, dtype=polars().Int32)
    return mapped(text, entries["text"], numbers).fill_null(-1).to_numpy()


def _by_frequency(counts: dict[str, int], words: Collection[str]) -> list[str]:
    """Return those of some words that occur, the most frequent first: polars counts in any order."""
    return sorted((word for word in words if word in counts), key=lambda word: (-counts[word], word))


def _about_words(name: str, kept: list[str], gone: list[str], counts: dict[str, int]) -> str:
    notes: list[str] = []
    if kept:
        notes.append(
            f"{listed(kept)} is a word here, as frequent as the others (--missing {typed(kept[0])} if it is none)"
        )
    others = [n for word, n in counts.items() if word not in MISSING | PERHAPS_MISSING | ERRORS]
    few = counts.get("NA", 0) < max(_FEW, median(others or [0]) / 2)
    gone = [word for word in gone if word != "NA" or not few]
    if gone:
        many = sum(counts[word] for word in gone)
        keep = "" if gone != ["NA"] else f" (--words {typed(name)} keeps them as words)"
        notes.append(f"{counted(many, 'entry', 'entries')} {listed(gone)} taken as missing{keep}")
    return "; ".join(notes)


def _reading(seen: Evidence, how: ColumnFormat) -> str:
    """Say how an entry is read that can be read in more than one way."""
    pl = polars()
    for name in how.names:
        one = FORMATS[name]
        if one.kind == YES_NO or (one.kind == DATE and not one.says):
            continue
        entries = seen.odd.select("text", value=seen.read(replace(how, names=(name,)))).drop_nulls()
        if name == PLAIN:
            if seen.decimal == "," and len(seen.marked):
                entry = seen.marked[0]
                value = float(entry.replace(".", "").replace(",", "."))
                return f"a comma is the decimal mark ({quoted(entry)} is read as {value:.15g})"
            plain = pl.col("text").cast(pl.Float64, strict=False)
            entries = entries.filter(plain.is_null() | (plain != pl.col("value")))
        if not len(entries):
            continue
        entry, value = entries.row(0)
        if name == PLAIN and how.decimal == "," in entry:
            return f"a comma is the decimal mark ({quoted(entry)} is read as {value:.15g})"
        if one.kind == NUMBER:
            return f"{quoted(entry)} is read as {value:.15g}{one.says and ' ' + one.says}"
        if one.says.startswith("as the first"):  # words such as Set 10 look like months
            day = np.datetime64(int(value), "D")
            hint = "" if re.search(r"\d{4}", entry) else f" (--words {typed(seen.name)} if it is a word)"
            return f"{quoted(entry)} is read as {day}, {one.says[3:]}{hint}"
        if not re.match(r"\d+\.", entry):  # points are for days first
            return f"{quoted(entry)} is read {one.says}"
    return ""


def _converted(seen: Evidence, how: ColumnFormat) -> str:
    """Say how an entry is read whose number changes because its unit is not the one of the column."""
    if PLAIN not in how.names or not how.units or how.units[0] == "1":
        return ""
    found = seen.odd.select("text", value=seen.read(how), unit=seen.parts["unit"]).drop_nulls()
    changed = {unit for unit in found["unit"].to_list() if size(unit, how.units) != 1.0}
    found = found.filter(found["unit"].is_in(list(changed - {*how.units})))
    if not len(found):
        return ""
    return f"{quoted(found['text'][0])} is read as {found['value'][0]:.6g} {how.units[0]}"


_NOT = {NUMBER: "not a number", DATE: "not a date", YES_NO: "neither yes nor no"}


def _unread(seen: Evidence, kind: str, how: ColumnFormat, values: Any, source: Source, then: str) -> str:  # noqa: ANN401
    """Say which entries are not in the format of the column, and where the first of them stand."""
    pl, text = polars(), seen.text
    if values.null_count() == text.null_count():
        return ""
    rows = pl.DataFrame({"text": text.str.strip_chars(), "value": values}).with_row_index("row")
    rows = rows.filter(pl.col("value").is_null() & ~pl.col("text").is_in([*MISSING, "NA"]))
    meant = rows["text"].is_in(list(how.missing))
    counts = (
        rows.filter(meant)["text"]
        .value_counts(name="n")
        .sort("n", "text", descending=[True, False])
        .rows()
    )
    notes = [
        f"{quoted(word)} ({counted(n, 'entry', 'entries')}) taken as missing"
        for word, n in counts[:_NAMED]
    ]
    others = rows.filter(~meant)
    if len(others):
        some = [
            f"{source.place(row)} has {quoted(entry)}" for row, entry, _ in others.head(_NAMED).rows()
        ]
        more = " ..." if len(others) > _NAMED else ""
        many = counted(len(others), "entry", "entries")
        notes.append(f"{many} {_NOT[kind]}{then}, taken as missing ({', '.join(some)}{more})")
    return "; ".join(notes)
