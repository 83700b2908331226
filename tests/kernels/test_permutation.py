"""The order of rows in machine code against the permutation that NumPy draws."""

import numpy as np
import pytest

import barreleye as be
from barreleye._arrays import ORDER, stream
from barreleye.kernels import _permutation, fill_permutation

SEEDS = [(0, 0, 0), (ORDER, 0, 7), (ORDER, 2**32 - 1, 2**31 + 5), (2**32 - 1, 12345, 2**32 - 1)]


@pytest.mark.parametrize("seeds", SEEDS)
def test_it_is_the_permutation_that_numpy_draws(seeds):
    for rows in [*range(131), 255, 256, 257, 1000, 4096, 4097, 70_000]:
        everything = np.full(rows + 2, -7)
        assert fill_permutation(everything[1:-1], *seeds)
        np.testing.assert_array_equal(everything[1:-1], stream(*seeds).permutation(rows))
        assert everything[0] == everything[-1] == -7


def test_every_order_of_a_few_rows_comes_equally_often():
    found = np.empty((24_000, 4), np.int64)
    for epoch, order in enumerate(found):
        fill_permutation(order, ORDER, 3, epoch)
    orders, counts = np.unique(found, axis=0, return_counts=True)
    assert len(orders) == 24
    chi_squared = np.square(counts - 1000.0).sum() / 1000.0
    assert chi_squared < 49.7  # 23 degrees of freedom: more is seen once in 1,000 times


@pytest.mark.parametrize("seeds", [(2**32, 0, 0), (0, 2**40, 0), (0, 0, 2**32)])
def test_longer_seeds_are_left_to_numpy(seeds):
    order = np.full(10, -7)
    assert not fill_permutation(order, *seeds)
    assert (order == -7).all()


@pytest.fixture
def another_numpy(monkeypatch):
    """Let NumPy draw what no permutation of ours is."""

    class Backwards:
        def permutation(self, rows):
            return np.arange(rows)[::-1]

    _permutation._as_numpy_draws.cache_clear()
    monkeypatch.setattr(_permutation, "stream", lambda *_: Backwards())
    yield
    monkeypatch.undo()
    _permutation._as_numpy_draws.cache_clear()


@pytest.mark.usefixtures("another_numpy")
def test_a_numpy_that_draws_otherwise_is_asked_itself():
    order = np.full(10, -7)
    assert not fill_permutation(order, 1, 2, 3)
    assert (order == -7).all()


@pytest.mark.parametrize("seed", [5, 2**40])
def test_both_engines_meet_the_rows_in_one_order(seed):
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((50, 3)), rng.standard_normal((50, 1))
    losses = []
    for engine in ("numpy", "compiled"):
        net = be.mlp(3, (4,), 1, seed=seed, dtype="float64")
        losses.append(net.fit(X, y, epochs=3, batch_size=8, engine=engine, progress=False).loss)
    np.testing.assert_allclose(*losses, rtol=1e-12)
