"""Columns of a table to predict, read in the formats that were learned: never a second guess."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._text import quoted
from ..errors import DataError
from ._asked_format import as_percentages, asked_format, other_mark
from ._column_plan import ColumnPlan
from ._columns import Column
from ._extras import polars
from ._kinds import DATE, NUMBER, WORDS, YES_NO
from ._undecided import Source
from .decisions._centuries import outside_of_learned
from .decisions._collect import collect
from .decisions._decide import decide
from .decisions._evidence import Evidence
from .decisions._missing import without, without_numbers
from .decisions._of_text import in_format, of_words
from .formats._declared import DIGITS, ColumnFormat
from .formats._known_words import MISSING, MISSING_AMONG_NUMBERS, PERHAPS_MISSING


def as_learned(plan: ColumnPlan, source: Source) -> Column:
    """Return a column of a table in the kind and format that a plan has learned.

    Text is read in the learned format (but with the decimal mark and the order of dates that the user named),
    and what is written otherwise is missing, with a note. A type that says something (numbers of a data frame) is
    taken at its word, if the kinds agree.

    Raises
    ------
    DataError
        No entry is of the kind that was learned, the decimal mark is another, or an entry is infinite; the message
        names column and entry.
    """
    found = source.columns[plan.name]
    if isinstance(found, Column) and found.kind == WORDS and plan.kind != WORDS:
        found = polars().Series(values=found.values.tolist(), dtype=polars().String)
    missing = source.hints.missing + (() if plan.format is None else plan.format.missing)
    if isinstance(found, Column) and found.kind == NUMBER and plan.kind == DATE:
        found = _digits(plan, found)
    if isinstance(found, Column):
        return as_percentages(plan, _typed(plan, without_numbers(found, missing)))
    found = without(found, missing)
    if plan.kind == WORDS:
        return of_words(plan.name, found, plan.words)
    if plan.format is None:  # the model was written before formats were kept
        (column,) = decide(source.of([plan.name]))
        return _typed(plan, column)
    (seen,) = collect({plan.name: found}, source.numbers)
    how = asked_format(plan, seen, source.hints)
    other = plan.kind == NUMBER and other_mark(seen, how.decimal, source)
    if other:
        rows = seen.text.str.contains(r"\d[.,]\d").fill_null(value=False).arg_true()
        learned = (
            f"training showed no decimal mark in column {quoted(plan.name)}, and nothing shows that of this table"
            if plan.whole
            else f"column {quoted(plan.name)} was learned with the decimal mark {how.decimal!r}, and this table"
            " seems to have another"
        )
        raise DataError(
            f"{learned}: {source.place(rows[0])} has {quoted(found[rows[0]])} (name the mark of this table:"
            f" --decimal ',' or --decimal '.')"
        )
    seen = seen.with_decimal(how.decimal)
    fractions = plan.whole and plan.kind == NUMBER and how.decimal == "." and seen.points[1] > 0
    note = ""
    if other is None or (fractions and not source.hints.decimal):
        note = (
            f"nothing shows whether a point or a comma is the decimal mark here: it is {how.decimal!r}, as in"
            f" training (--decimal '{_other(how.decimal)}' if it is not)"
        )
    news = how.units != plan.format.units or (plan.whole and how.decimal != plan.format.decimal)
    note = note or (outside_of_learned(seen, how, plan.low, plan.high) if plan.kind == DATE else "")
    column = in_format(seen, plan.kind, how, source, note, " as it was in training", news=news)
    if column.missing.all() and len(rows := _given(found)):
        raise DataError(
            f"column {quoted(plan.name)} held {plan.kind} when the model was made; {source.place(rows[0])} has"
            f" {quoted(found[rows[0]])} here, and no entry is written as they were then{_help(plan, how, seen)}"
        )
    return as_percentages(plan, column)


def _other(mark: str) -> str:
    return "," if mark == "." else "."


def _help(plan: ColumnPlan, how: ColumnFormat, seen: Evidence) -> str:
    if plan.kind == NUMBER:
        mark = _other(how.decimal)
        marked = seen.odd["text"].str.contains(mark, literal=True).any()
        return f" (--decimal '{mark}', if that is the decimal mark here)" if marked else ""
    return " (--date-order says what comes first here)" if any(seen.orders) else ""


def _given(text: Any) -> list[int]:  # noqa: ANN401  a polars series
    """Return the rows whose entries do not mean a missing value."""
    stripped = text.str.strip_chars()
    known = [*MISSING, *PERHAPS_MISSING, *MISSING_AMONG_NUMBERS]
    gone = stripped.is_in(known) | stripped.str.to_lowercase().is_in(known)
    return (~gone).fill_null(value=False).arg_true().to_list()


def _digits(plan: ColumnPlan, column: Column) -> Any:  # noqa: ANN401  a column, or a polars series
    """Return whole numbers as text where dates such as 20240131 were learned."""
    if plan.format is None or DIGITS not in plan.format.names or not column.whole:
        return column
    known = [None if number != number else f"{number:.0f}" for number in column.data.tolist()]  # noqa: PLR0124  NaN
    return polars().Series(values=known, dtype=polars().String)


def _typed(plan: ColumnPlan, column: Column) -> Column:
    """Return a column whose type decided: yes/no may be 0 and 1, and words may look like anything."""
    if plan.kind == WORDS:
        return as_words(column, plan.words)
    if plan.kind == column.readable().kind:
        return column
    missing = column.missing
    if missing.all():
        return column
    if {plan.kind, column.kind} == {NUMBER, YES_NO} and np.isin(column.data[~missing], (0, 1)).all():
        return column
    raise DataError(
        f"column {quoted(plan.name)} held {plan.kind} when the model was made; it holds {column.kind} here"
    )


def as_words(column: Column, known: tuple[str, ...] = ()) -> Column:
    """Return a column as words, the way its entries would be written, or as known words of the same value are."""
    if column.kind == WORDS:
        return column
    values, codes = np.unique(column.data[~column.missing], return_inverse=True)
    written = {_value(word, column.kind): word for word in reversed(known)}
    words = tuple(written.get(value) or _text(value, column.kind) for value in values.tolist())
    data = np.full(len(column.data), -1, dtype=np.int32)
    data[~column.missing] = codes
    return Column(column.name, WORDS, data, words, note=column.note)


def _value(word: str, kind: str) -> float | None:
    if kind == YES_NO:
        return {"true": 1.0, "false": 0.0}.get(word.lower())
    try:
        return float(word)
    except ValueError:
        return None


def _text(value: float, kind: str) -> str:
    if kind == YES_NO:
        return "true" if value else "false"
    return f"{value:.0f}" if value == round(value) else repr(value)
