"""Why columns are left out, as a reader of the table would say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from ..._text import quoted
from .._column_plan import ColumnPlan
from .._columns import Column
from .._encoding import TableEncoder
from .._kinds import DATE, YES_NO
from .._table import Table

AS_SAID, TOGETHER = "as you said", "it says which rows belong together"
WEIGHT = "it says how much rows count"
ALWAYS, NUMBERED = "it is always ", "it numbers the rows"
_NAMES = "every row has a number of its own"
_FEWEST = 3


def in_plain_words(encoder: TableEncoder, table: Table, whole: Table) -> TableEncoder:
    """Return an encoder whose reasons are in the words of the table.

    Parameters
    ----------
    encoder : TableEncoder
    table : Table
        The training rows.
    whole : Table
        All rows, with their text.
    """
    return TableEncoder(
        tuple(
            replace(plan, dropped=_reason(plan, table[plan.name], whole[plan.name]))
            if plan.name in table
            else plan
            for plan in encoder.plans
        )
    )


def _reason(plan: ColumnPlan, column: Column, written: Column) -> str:
    if plan.dropped == NUMBERED:
        return plan.dropped if counts_up(written) else _NAMES
    if plan.dropped.startswith(ALWAYS) and plan.kind == DATE:
        return f"{ALWAYS}{as_date(float(column.data[0]))}"
    if plan.dropped.startswith(ALWAYS) and plan.kind == YES_NO and written.text is not None:
        same = written.text.filter(written.data == column.data[0])
        return f"{ALWAYS}{quoted(same[0].strip())}"
    return plan.dropped


def counts_up(column: Column) -> bool:
    """Say whether whole numbers go up or down by the same step from row to row."""
    if len(column) < _FEWEST or column.extent[2] or not column.whole:
        return False
    steps = np.diff(column.data)
    return bool(steps[0] != 0 and (steps == steps[0]).all())


def as_date(days: float) -> str:
    """Return days since 1970 as a date, with the time of day if there is one."""
    if days == round(days):
        return str(np.datetime64(round(days), "D"))
    return str(np.datetime64(round(days * 86_400), "s")).replace("T", " ")


def empty_and_nameless(plans: Iterable[ColumnPlan], notes: Iterable[str]) -> set[str]:
    """Return the empty columns whose lack of a name was told already, such as behind a trailing separator."""
    told = [note for note in notes if "without a name called" in note]
    return {
        plan.name
        for plan in plans
        if plan.dropped == "every entry is missing" and any(quoted(plan.name) in note for note in told)
    }
