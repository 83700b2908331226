"""The order of the rows in an epoch: they are sorted by random numbers, one drawn for each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from .._arrays import Integers
from ..scalars import NUMBER, FunctionBuilder, module
from ._choice import compiling
from ._code_address import code_address, function
from ._memory import written_at
from ._random import STEP, bits, mixed

_INT64 = np.dtype(np.int64)


def shuffled_rows(rows: int, keys: Sequence[int]) -> Integers:
    """Return, for each key, the numbers 0 to rows - 1 in an order that depends on the key alone.

    The lower bits of every word hold the row, the upper ones are random: 40 of them among 16 million rows, so that
    no order comes visibly more often than another.

    Parameters
    ----------
    rows : int
    keys : sequence of int
        From 0 to below 2^63.

    Returns
    -------
    array of int64, shape (keys, rows)
    """
    orders = np.empty((len(keys), rows), np.int64)
    words = orders.view(np.uint64)
    places = max(rows - 1, 1).bit_length()
    if compiling():
        fill, start = _keys(), written_at(orders, _INT64, orders.size)
        for k, key in enumerate(keys):
            fill(rows, start + k * rows * _INT64.itemsize, key, places)
    else:
        for k, key in enumerate(keys):
            words[k] = bits(key, 0, rows) << np.uint64(places) | np.arange(rows, dtype=np.uint64)
    words.sort(axis=1)
    words &= np.uint64(2**places - 1)
    return orders


@cache
def _keys() -> Any:  # noqa: ANN401  a ctypes function
    """Return ``keys(rows, words, key, places)``: each word becomes random bits over the number of its row."""
    width = 8
    code = FunctionBuilder("keys", "double", width, "i64 rows, ptr words, i64 key, i64 places")
    rows = code.given("rows")
    key, places = (code.integers(code.given(name)) for name in ("key", "places"))
    with code.loop(0, rows, width) as i:
        row = code.integers_from(i)
        word = (mixed(code.integers_from(i + 1) * STEP + key) << places) | row
        code.store(
            code.numbers("words").at(i), code.convert(word, "bitcast", NUMBER), code.mask(rows - i)
        )
    return function(code_address(module(code), "keys"), code.arguments)
