"""Columns of a table to predict, read in the formats that were learned: never a second guess."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from .._text import quoted
from ..errors import DataError
from ._column_plan import ColumnPlan
from ._columns import Column
from ._extras import polars
from ._kinds import DATE, NUMBER, WORDS, YES_NO
from ._undecided import Hints, Source
from .decisions._collect import collect
from .decisions._decide import decide
from .decisions._missing import without, without_numbers
from .decisions._of_text import in_format, of_words
from .formats._declared import DAY_FIRST, ISO, MONTH_FIRST, ColumnFormat
from .formats._known_words import MISSING


def as_learned(plan: ColumnPlan, source: Source) -> Column:
    """Return a column of a table in the kind and format that a plan has learned.

    Text is read in the learned format (but with the decimal mark and the order of dates that the user named), and
    what is written otherwise is missing, with a note. A type that says
    something (numbers of a data frame) is taken at its word, if the kinds agree.

    Raises
    ------
    DataError
        No entry is of the kind that was learned, or one is infinite; the message names column and entry.
    """
    found = source.columns[plan.name]
    if isinstance(found, Column) and found.kind == WORDS and plan.kind != WORDS:
        found = polars().Series(values=found.values.tolist(), dtype=polars().String)
    missing = source.hints.missing + (() if plan.format is None else plan.format.missing)
    if isinstance(found, Column):
        return _typed(plan, without_numbers(found, missing))
    found = without(found, missing)
    if plan.kind == WORDS:
        return of_words(plan.name, found, plan.words)
    if plan.format is None:  # the model was written before formats were kept
        (column,) = decide(source.of([plan.name]))
        return _typed(plan, column)
    (seen,) = collect({plan.name: found}, source.numbers)
    how = plan.format
    how = _as_told(how, source.hints)
    seen = seen.with_decimal(how.decimal)
    if plan.kind == DATE and ISO not in how.names:  # nothing else can be meant by those
        how = ColumnFormat((*how.names, ISO), how.decimal, how.units, how.missing)
    column = in_format(seen, plan.kind, how, source, then=" as it was in training")
    if column.missing.all() and len(rows := _given(found)):
        raise DataError(
            f"column {quoted(plan.name)} held {plan.kind} when the model was made; {source.place(rows[0])} has"
            f" {quoted(found[rows[0]])} here, and no entry is written as they were then{_help(plan, how)}"
        )
    return column


def _help(plan: ColumnPlan, how: ColumnFormat) -> str:
    if plan.kind == NUMBER:
        return f" (--decimal '{',' if how.decimal == '.' else '.'}', if that is the decimal mark here)"
    return (
        " (--date-order says what comes first here)" if {DAY_FIRST, MONTH_FIRST} & {*how.names} else ""
    )


def _as_told(how: ColumnFormat, hints: Hints) -> ColumnFormat:
    """Return a format with the decimal mark and the order of dates that the user named for this table."""
    orders = {DAY_FIRST, MONTH_FIRST} if hints.date_order else set[str]()
    names = dict.fromkeys(hints.date_order if name in orders else name for name in how.names)
    return replace(how, names=tuple(names), decimal=hints.decimal or how.decimal)


def _given(text: Any) -> list[int]:  # noqa: ANN401  a polars series
    """Return the rows whose entries do not mean a missing value."""
    stripped = text.str.strip_chars()
    return (~stripped.is_in([*MISSING, "NA"])).fill_null(value=False).arg_true().to_list()


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
