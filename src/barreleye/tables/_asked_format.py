"""How a table to predict is written, where it need not be as it was in training: what can mean one thing only."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ._column_plan import ColumnPlan
from ._columns import Column
from ._kinds import DATE, NUMBER
from ._undecided import Hints, Source
from .decisions._collect import collect
from .decisions._evidence import Evidence
from .formats._declared import (
    CHOICE,
    DAY_FIRST,
    ISO,
    MONTH_FIRST,
    MONTH_POINT,
    MONTH_SHORT_YEAR,
    MONTH_YEAR,
    PLAIN,
    YEAR_MONTH,
    ColumnFormat,
)
from .formats._known_words import CURRENCIES

# Dates that nobody can read in two ways, in whatever style they were learned.
_CERTAIN = (ISO, "day month year", "month day, year", "year month day")

_MONTHS = (YEAR_MONTH, MONTH_YEAR, MONTH_POINT)
_OF_MONTHS = {*_MONTHS, MONTH_SHORT_YEAR}


def asked_format(plan: ColumnPlan, seen: Evidence, hints: Hints) -> ColumnFormat:
    """Return the learned format of a column, with what the user named for this table, and what leaves no doubt."""
    how = plan.format or ColumnFormat()
    names = list(how.names)
    if plan.kind == DATE:
        ordered = {DAY_FIRST, MONTH_FIRST}
        if hints.date_order:
            names = [hints.date_order, *(name for name in names if name not in ordered)]
        elif not ordered & {*names} and (order := _certain_order(seen)):
            names.append(order)
        names += _CERTAIN + (_MONTHS if {*how.names} & _OF_MONTHS else ())
    if plan.kind == NUMBER and (plan.low, plan.high) == (0.0, 1.0) and seen.typed is None:
        names.append(CHOICE)
    units = how.units
    if plan.kind == NUMBER and not any(units) and seen.refused and PLAIN in seen.formats:
        units = _units_beside_none(plan, seen)
    decimal = hints.decimal or (plan.whole and _certain_mark(seen)) or how.decimal
    return replace(how, names=tuple(dict.fromkeys(names)), decimal=decimal, units=units)


def _units_beside_none(plan: ColumnPlan, seen: Evidence) -> tuple[str, ...]:
    """Return the units of a column of which training saw numbers alone: one currency, or percent of fractions."""
    units = tuple(set(seen.parts["unit"].drop_nulls().to_list()) - {""})
    if len(units) == 1 and units[0] in CURRENCIES:
        return units
    shares = seen.parts.filter(seen.parts["unit"] == "%")["dot"].drop_nulls().to_numpy() / 100.0
    fractions = 0.0 <= plan.low < plan.high <= 1.0
    return ("1",) if shares.size and fractions and _is_in_range(plan, shares, slack=0.1) else ()


def _certain_mark(seen: Evidence) -> str:
    """Return the decimal mark of a column if its entries leave no doubt, else nothing."""
    point, comma, _ = seen.marks
    point += seen.points[0]
    return "" if point == comma else "." if point > comma else ","


def _certain_order(seen: Evidence) -> str:
    """Return the order of dates of digits if the entries leave no doubt."""
    day, month, _ = seen.orders
    if bool(day) != bool(month):
        return DAY_FIRST if day else MONTH_FIRST
    with_points = seen.odd["text"].str.contains(r"^\d{1,2}\.\s?\d{1,2}\.\s?\d{4}").any()
    return DAY_FIRST if with_points and not month else ""


def other_mark(seen: Evidence, mark: str, source: Source) -> bool | None:
    """Say whether the numbers of a column have another decimal mark than was learned; None if nothing shows it.

    The entries of the column decide, then those of the other columns, then the separator of the file.
    """
    separator = source.hints.separator
    if source.hints.decimal or (mark == seen.decimal == "." and not seen.refused):
        return False
    point, comma, both = seen.marks
    sure, thousands = seen.points
    if point + sure != comma:
        return (point + sure > comma) == (mark == ",")
    in_groups = mark == "." and separator == ","  # within quotes: else the comma would end the field
    if in_groups or not (both if mark == "." else thousands):
        return False
    texts = {name: text for name, text in source.columns.items() if source.is_text(name)}
    votes = [(one.marks[0] + one.points[0], one.marks[1]) for one in collect(texts, source.numbers)]
    points, commas = (sum(vote[i] > vote[1 - i] for vote in votes) for i in (0, 1))
    if points != commas:
        return (points > commas) == (mark == ",")
    return mark == "." if separator == ";" else None


def as_percentages(plan: ColumnPlan, column: Column) -> Column:
    """Return a column in percent, where percentages were learned and numbers without the sign are fractions.

    The range of the training rows shows which they are.
    """
    if plan.format is None or plan.format.units[:1] != ("%",) or column.kind != NUMBER:
        return column
    bare = ~np.isnan(column.data)
    if column.text is not None:
        bare &= ~column.text.str.contains("%", literal=True).fill_null(value=False).to_numpy()
    found = column.data[bare]
    if not found.size or np.abs(found).max() > 1.0 or _is_in_range(plan, found, slack=0.0):
        return column
    if not _is_in_range(plan, 100.0 * found, slack=0.5):
        return column
    note = "numbers without the sign % are up to 1, and taken for fractions: 0.5 is 50 %"
    data = np.where(bare, column.data * 100.0, column.data)
    return replace(column, stored=data, note="; ".join(filter(None, (column.note, note))))


def _is_in_range(plan: ColumnPlan, numbers: NDArray[np.float64], slack: float) -> bool:
    """Say whether numbers are in the range of the training rows, with some slack as a share of its width."""
    beyond = slack * (plan.high - plan.low)
    return bool(numbers.min() >= plan.low - beyond and numbers.max() <= plan.high + beyond)
