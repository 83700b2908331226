"""Dropout masks from a counter-based generator, in NumPy and in machine code."""

import numpy as np
import pytest

from barreleye import kernels
from barreleye.kernels import _random
from support.machine import call, routines


def test_the_bits_are_those_of_splitmix64():
    # the first outputs that are published for the seed 1234567
    published = [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]
    assert _random.bits(1234567, 0, 5).tolist() == published
    assert _random.bits(1234567, 3, 2).tolist() == published[3:]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("rate", [0.0, 0.1, 0.5, 0.9, 1.0 - 2.0**-30])
@pytest.mark.parametrize(("rows", "n", "first"), [(1, 1, 0), (3, 5, 7), (16, 16, 100), (33, 17, 2**40)])
def test_machine_code_drops_the_same_numbers_to_the_last_bit(dtype, rate, rows, n, first):
    scalar = "float" if dtype == np.float32 else "double"
    x = np.random.default_rng(1).standard_normal((rows, n)).astype(dtype)
    key = 2**63 - 12345
    want = kernels.dropped(x, rate, key, first)
    guard = np.full(x.size + 32, 7.0, dtype)
    guard[16:-16] = x.ravel()
    scale = np.array([1.0 / (1.0 - rate)], dtype)
    drops = routines(["drops"], scalar)["drops"]
    call(drops, x.size, guard[16:], first * n, key, kernels.threshold(rate), scale)
    assert guard[16:-16].tobytes() == want.tobytes()
    assert (guard[:16] == 7.0).all()
    assert (guard[-16:] == 7.0).all()


@pytest.mark.parametrize("rate", [0.05, 0.3, 0.5, 0.8])
def test_the_share_is_kept_and_the_mean_too(rate):
    rows, n = 400, 500
    out = kernels.dropped(np.ones((rows, n)), rate, 42, 0)
    assert set(np.unique(out)) == {0.0, 1.0 / (1.0 - rate)}
    sigma = np.sqrt(rate * (1.0 - rate))
    lost = out == 0.0
    assert abs(lost.mean() - rate) < 5.0 * sigma / np.sqrt(rows * n)
    for axis, count in ((0, rows), (1, n)):  # no row and no column is favoured: five sigma, 500 times
        assert np.abs(lost.mean(axis=axis) - rate).max() < 5.0 * sigma / np.sqrt(count)


def test_keys_and_rows_are_independent():
    x = np.ones((50, 40))
    one, other = (kernels.dropped(x, 0.5, key, 0) > 0.0 for key in (1, 2))
    later = kernels.dropped(x, 0.5, 1, 50) > 0.0
    for a, b in ((one, other), (one, later), (one[:, :-1], one[:, 1:]), (one[:-1], one[1:])):
        assert abs((a == b).mean() - 0.5) < 5.0 * 0.5 / np.sqrt(a.size)
    assert (kernels.dropped(x[:10], 0.5, 1, 30) == kernels.dropped(x, 0.5, 1, 0)[30:40]).all()


def test_what_is_not_finite_can_sit_out_too():
    out = kernels.dropped(np.full((1, 100), np.nan), 0.5, 3, 0)
    assert set(np.isnan(out[0]).tolist()) == {True, False}
    assert (out[~np.isnan(out)] == 0.0).all()
