"""The order of rows: every row once, the same from both engines, and no order more often than another."""

import itertools

import numpy as np
import pytest

import barreleye as be
from barreleye.kernels import key_of, shuffled_rows

ROWS = [1, 2, 3, 7, 8, 9, 100, 255, 256, 257, 4097, 70_000]


@pytest.mark.parametrize("rows", ROWS)
def test_both_engines_find_the_same_order_of_all_rows(rows):
    keys = [0, 1, key_of(3, 4), 2**63 - 1]
    with be.engine("numpy"):
        orders = shuffled_rows(rows, keys)
    assert (orders.shape, orders.dtype) == ((4, rows), np.int64)
    assert (np.sort(orders, axis=1) == np.arange(rows)).all()
    for name in ("auto", "compiled"):
        with be.engine(name):
            assert (shuffled_rows(rows, keys) == orders).all()
    assert len({order.tobytes() for order in orders}) == (
        4 if rows > 9 else len(np.unique(orders, axis=0))
    )


def test_no_rows_and_no_keys_have_no_order():
    assert shuffled_rows(0, [1, 2]).shape == (2, 0)
    assert shuffled_rows(5, []).shape == (0, 5)


def test_every_order_of_a_few_rows_comes_equally_often():
    found = shuffled_rows(4, [key_of(3, epoch) for epoch in range(24_000)])
    orders, counts = np.unique(found, axis=0, return_counts=True)
    assert len(orders) == 24
    chi_squared = np.square(counts - 1000.0).sum() / 1000.0
    assert chi_squared < 49.7  # 23 degrees of freedom: more is seen once in 1,000 times


def test_every_row_stands_everywhere_equally_often():
    found = shuffled_rows(32, [key_of(5, epoch) for epoch in range(32_000)])
    for place in (0, 1, 15, 31):
        counts = np.bincount(found[:, place], minlength=32)
        chi_squared = np.square(counts - 1000.0).sum() / 1000.0
        assert chi_squared < 61.1  # 31 degrees of freedom: more is seen once in 1,000 times


def test_keys_differ_in_every_word_and_in_their_order():
    words = [0, 1, 2, 2**31, 2**63, 2**64 - 1]
    keys = {key_of(*chosen) for chosen in itertools.product(words, repeat=3)}
    assert len(keys) == len(words) ** 3
    assert all(0 <= key < 2**63 for key in keys)
    assert key_of(1, 2) != key_of(2, 1)
