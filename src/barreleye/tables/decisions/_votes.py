"""What a table as a whole says about its numbers and dates: every column that leaves no doubt has one vote."""

from __future__ import annotations

from collections.abc import Sequence

from ..formats._declared import DAY_FIRST, MONTH_FIRST
from ._evidence import Evidence


def decimal_mark(columns: Sequence[Evidence], separator: str) -> str:
    """Return the decimal mark of a table, as far as its entries or its separator decide: empty if they do not.

    In a file separated by semicolons the comma is free to be the decimal mark, and that is what it is where
    nothing else speaks.
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
