"""How the entries of a table were read, where that is not obvious."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from ..._text import quoted
from .._columns import Column
from .._kinds import DATE, NUMBER, UNREADABLE
from ._gathered import DECIMAL_COMMA, columns, gathered
from ._known_rows import Rows

_DOUBT = re.compile(r"(?:^|; )nothing shows whether '[^;]*")
# What is in doubt need not be told as a fact before.
_TWICE = re.compile(r"^'[^;]*' is read as [^;]*; (?=nothing shows whether ')")


def how_read(rows: Rows) -> list[str]:
    """Return how the columns of a table were read, and what in them could not be."""
    table = [column for column in rows.whole if column.kind != UNREADABLE]
    where = rows.place(0)
    second = _without_numbers(table, where)
    notes: list[str] = []
    if second:
        unit = quoted(" ".join(second[0].text[0].split()))
        notes.append(
            f"{where} holds no numbers under {columns([column.name for column in second])} ({unit}): delete it if"
            " it holds units or a second header, as it counts as a row of missing values"
        )
        unread = re.compile(
            rf"(?:^|; )1 entry not a (?:number|date), taken as missing \({where} has .*\)$", re.DOTALL
        )
        table = [
            replace(column, note=unread.sub("", column.note)) if column in second else column
            for column in table
        ]
    shown = any(_marks_thousands(column) for column in table if _DOUBT.search(column.note))
    notes += gathered((column.name, _of(column, shown=shown)) for column in table if column.note)
    told = rows.whole.source.hints.decimal
    return [note for note in notes if not (told and note.startswith(DECIMAL_COMMA))]


def _without_numbers(table: list[Column], where: str) -> list[Column]:
    """Return the columns of numbers or dates whose first entry is none, if it is in no such column."""
    measured = [column for column in table if column.kind in {NUMBER, DATE} and len(column)]
    if any(column.text is None or not np.isnan(column.data[0]) for column in measured):
        return []
    odd = [column for column in measured if f"{where} has " in column.note]
    return odd if len(odd) > 1 else []


def _of(column: Column, *, shown: bool) -> str:
    """Return the note of a column, without the doubt about a mark of thousands if a column has shown it."""
    return _DOUBT.sub("", column.note).removeprefix("; ") if shown else _TWICE.sub("", column.note)


def _marks_thousands(column: Column) -> bool:
    """Say whether no number of more than three digits goes without the mark, and one of three digits does.

    If the mark were that of decimals, that one would be a hundred times as large as the others.
    """
    if column.text is None:
        return False
    entries = column.text.str.strip_chars().drop_nulls()
    bare = entries.filter(entries.str.contains(r"^\D*\d+\D*$"))
    return len(bare) > 0 and bare.str.extract(r"(\d+)").str.len_chars().max() == len("999")
