"""Columns that say that rows belong together, or come one after the other: a split by chance is too kind there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np

from ..._text import counted, quoted, typed
from .._columns import Column
from .._kinds import DATE, NUMBER, WORDS
from ._identifiers import NAMES

_FEWEST = 20
# On average a group has so many rows at least.
_REPEATED = 1.5
_WHO = re.compile(
    r"(?:^|[\W_])(?:customer|client|patient|subject|person|participant|user|student|household|machine|device|session"
    r"|vehicle|animal|group)s?$"
)


def rows_together(columns: Iterable[Column], *, group: bool, time: bool) -> Iterator[str]:
    """Yield what ``group`` and ``time`` would do for a table, where nobody has said them.

    Parameters
    ----------
    columns : iterable of Column
        The inputs, with the rows that have a target.
    group, time : bool
        Whether they were said.
    """
    every = list(columns)
    if not time and (dates := [column.name for column in every if column.kind == DATE]):
        yield (
            f"{quoted(dates[0])} holds dates: if the rows to predict will be later than these,"
            f" --time {typed(dates[0])} gives the score to expect"
        )
    if not group:
        for column in every:
            if many := _groups(column):
                yield (
                    f"{quoted(column.name)} names {counted(many, 'group')} of rows: if the rows to predict will be"
                    f" of others, --group {typed(column.name)} gives the score to expect"
                )


def _groups(column: Column) -> int:
    """Return how many groups a column names, 0 if it does not seem to name any."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column.name.strip()).lower()
    if not (NAMES.search(name) or _WHO.search(name)):
        return 0
    if column.kind == WORDS:
        many = len(np.unique(column.data[column.data >= 0]))
    elif column.kind == NUMBER and column.whole:
        many = len(np.unique(column.data[~column.missing]))
    else:
        return 0
    return many if many >= _FEWEST and len(column) >= _REPEATED * many else 0
