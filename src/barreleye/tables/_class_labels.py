"""The classes of a target: its different entries, as they were given."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._text import quoted
from ._columns import Column
from ._kinds import WORDS, YES_NO

_NUMBER = re.compile(r"[-+]?\d[\d.,]*(?:[eE][-+]?\d+)?")


def classes_of(column: Column) -> tuple[tuple[Any, ...], NDArray[np.intp]]:
    """Return the different entries in order, as they were given, and which of them each row has, -1 for none."""
    missing = column.missing
    values, inverse = np.unique(column.data[~missing], return_inverse=True)
    labels: list[Any] = values.tolist()
    if column.kind == WORDS:
        labels = [column.categories[i] for i in labels]
    elif column.text is not None and (column.kind == YES_NO or column.strings):
        rows = np.flatnonzero(~missing)
        first = np.full(len(values), len(rows))
        np.minimum.at(first, inverse, np.arange(len(rows)))
        labels = [column.text[int(rows[i])].strip() for i in first]
    elif column.kind == YES_NO:
        labels = [bool(value) for value in labels]
    elif column.whole:
        labels = [int(value) for value in labels]
    order = (
        sorted(range(len(labels)), key=lambda i: labels[i])
        if column.kind == WORDS
        else range(len(labels))
    )
    rank = np.empty(len(labels), dtype=np.intp)
    rank[list(order)] = np.arange(len(labels))
    codes = np.full(len(column.data), -1, dtype=np.intp)
    codes[~missing] = rank[inverse]
    return tuple(labels[i] for i in order), codes


def mostly_numbers(column: Column) -> str:
    """Say where a column of words has its first real word, if most of its entries are numbers."""
    if column.kind != WORDS or column.text is None:
        return ""
    words = [not _NUMBER.fullmatch(word) for word in column.categories]
    rows = np.flatnonzero(np.array([*words, False])[column.data])
    if not len(rows) or 2 * len(rows) >= np.count_nonzero(column.data >= 0):
        return ""
    return f"row {rows[0] + 1} has {quoted(column.categories[column.data[rows[0]]])}"
