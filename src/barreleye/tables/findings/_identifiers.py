"""Whole numbers that name the rows and measure nothing: numbers of orders, customers and telephones."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ..._text import typed
from .._columns import Column
from .._kinds import NUMBER
from ._gathered import columns
from ._reasons import counts_up

_FEWEST = 20
# Nearly every row has a number of its own.
_NEARLY_ALL = 0.95
NAMES = re.compile(
    r"(?:^|[\W_])(?:id|ids|uid|nr|no|num|number|code|key|tel|telephone|telefon|mobile|fax|account|konto|isbn|ean|sku"
    r"|imei|ssn|serial|ref|reference|ticket|invoice)\.?$|(?:nr|nummer|numero|phone|barcode)\.?$"
)
# Numbers of so many digits, all as long, are dialled or typed in; nobody measures so exactly.
_LONG = 9
# Seconds and milliseconds since 1970, of the years from 1990 to 2050.
_SECONDS = 0.63e9, 2.53e9


def identifiers(found: list[Column]) -> Iterator[str]:
    """Name columns that only name the rows."""
    names = [column for column in found if is_identifier(column)]
    for what, some in (
        ("count{s} up with the rows", [column.name for column in names if counts_up(column)]),
        (
            "{has} a new whole number in nearly every row",
            [column.name for column in names if not counts_up(column)],
        ),
    ):
        if some:
            one = len(some) == 1
            verb = what.format(s="s" if one else "", has="has" if one else "have")
            them = "it out if it only names" if one else "them out if they only name"
            options = " ".join(f"--drop {typed(name)}" for name in some)
            yield f"{columns(some)} {verb}: leave {them} the rows ({options})"


def is_identifier(column: Column) -> bool:
    """Say whether a column seems to name the rows."""
    if column.kind != NUMBER or len(column) < _FEWEST or not column.whole:
        return False
    return counts_up(column) or _are_names(column)


def _are_names(column: Column) -> bool:
    known = column.data[~np.isnan(column.data)]
    named = NAMES.search(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column.name.strip()).lower()) is not None
    if not named and (not len(known) or known.min() < 10.0 ** (_LONG - 1)):
        return False
    if len(np.unique(known)) < _NEARLY_ALL * len(known) or len(known) < _FEWEST:
        return False
    return named or _are_typed_in(known)


def _are_typed_in(known: NDArray[np.float64]) -> bool:
    """Say whether numbers are as long as each other and end in any digit, and are no moments."""
    least, most = known.min(), known.max()
    if len(f"{least:.0f}") != len(f"{most:.0f}"):
        return False
    if any(
        _SECONDS[0] <= least / scale and most / scale <= _SECONDS[1] for scale in (1.0, 1e3, 1e6, 1e9)
    ):
        return False
    return bool((known % 10 != 0).mean() > 0.5)
