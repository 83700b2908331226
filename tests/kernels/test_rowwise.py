"""The row loops on plain matrices: the algebra of softmax, and the axis machinery around it."""

import os
import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from barreleye.errors import DtypeError, ShapeError
from barreleye.kernels import Map, RowMap, _team, engine
from barreleye.scalars import (
    RowBlock,
    RowInput,
    columns,
    kept,
    log_softmax,
    log_softmax_product,
    picked,
    row_max,
    row_sum,
    softmax,
    softmax_product,
    where,
)
from support.threads import threads_of

EPS = np.finfo(np.float64).eps
both = pytest.mark.parametrize("reader", ["numpy", "compiled"])
logits = arrays(
    np.float64, st.tuples(st.integers(1, 4), st.integers(1, 6)), elements=st.floats(-700, 700)
)


def test_a_row_by_hand():
    # e^0 : e^ln2 : e^ln5 = 1 : 2 : 5
    Z = np.log([[1.0, 2.0, 5.0]])
    np.testing.assert_allclose(softmax(Z), [[1 / 8, 2 / 8, 5 / 8]], rtol=8 * EPS)
    np.testing.assert_allclose(log_softmax(Z), np.log([[1 / 8, 2 / 8, 5 / 8]]), rtol=8 * EPS)


@given(logits)
def test_the_logarithm_belongs_to_the_confidences(Z):
    P, L = softmax(Z), log_softmax(Z)
    assert (L <= 0.0).all()
    # exp turns the half eps of each L (up to 1400 in size) into a relative error; P has its own
    bound = EPS * (np.abs(L) + np.ptp(Z, axis=1, keepdims=True) / 2 + 12)
    assert (np.abs(np.exp(L) - P) <= bound * P + 1e-323).all()


def test_a_lone_output_is_certain():
    assert softmax(np.array([[-3.0], [800.0]])).tolist() == [[1.0], [1.0]]
    assert log_softmax(np.array([[-3.0], [800.0]])).tolist() == [[0.0], [0.0]]


def test_ties_for_the_maximum_are_left_in_the_sum():
    got = log_softmax(np.array([[5.0, 5.0, -1000.0]]))
    np.testing.assert_allclose(got, [[-np.log(2), -np.log(2), -1005 - np.log(2)]], rtol=2 * EPS)


def test_the_bodies_leave_their_input_alone():
    Z, G = np.arange(6.0).reshape(2, 3), np.ones((2, 3))
    for body in (softmax, log_softmax):
        body(Z)
    for product in (softmax_product, log_softmax_product):
        product(Z, G)
    assert Z.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert (G == 1.0).all()


@given(logits)
def test_a_gradient_that_is_the_same_for_all_outputs_moves_nothing(Z):
    # confidences always add up to 1, so pulling all alike is no pull: n products and sums of p
    assert (np.abs(softmax_product(Z, np.ones_like(Z))) <= (Z.shape[1] + 2) * EPS).all()


@given(logits)
def test_a_gradient_adds_up_to_nothing_along_a_row(Z):
    # a constant added to the row changes no output
    G = np.cos(np.arange(Z.size)).reshape(Z.shape)
    for product in (softmax_product, log_softmax_product):
        assert (np.abs(product(Z, G).sum(axis=1)) <= 8 * (Z.shape[1] + 2) * EPS).all()


@pytest.mark.parametrize("axis", [0, 1, 2, -1, -2, -3])
def test_the_body_gets_rows_along_the_axis(axis):
    x = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    seen = []
    with engine("numpy"):
        got = RowMap(lambda z: seen.append(z) or z * 2.0, 1)(x, axis=axis)
    assert seen[0].dtype == np.float64
    assert seen[0].flags.c_contiguous
    assert seen[0].shape == (24 // x.shape[axis], x.shape[axis])
    assert seen[0].tolist() == np.moveaxis(x, axis, -1).reshape(-1, x.shape[axis]).tolist()
    assert got.dtype == np.float32
    assert (got == 2 * x).all()


@both
def test_several_arrays_travel_together_and_must_agree(reader):
    x, g = np.arange(6.0).reshape(2, 3), np.ones((2, 3), np.int64)
    total = RowMap(lambda z, g: z + g, 2)
    with engine(reader):
        assert total(x, g, axis=0).tolist() == (x + 1).tolist()
        assert total(x.astype(np.float32), g).dtype == np.float32
        with pytest.raises(ShapeError, match=r"\(2, 3\) and \(3, 2\)"):
            total(x, g.T)
        with pytest.raises(DtypeError, match="complex128"):
            total(x, 1j * g)


@both
def test_the_result_never_shares_memory_with_the_input(reader):
    x = np.zeros((2, 3))
    with engine(reader):
        got = RowMap(lambda z: z, 1)(x)
    got += 1.0
    assert (x == 0.0).all()


@both
@pytest.mark.parametrize("shape", [(0,), (3, 0), (0, 3), (2, 0, 3)], ids=str)
def test_nothing_in_nothing_out(shape, reader):
    with engine(reader):
        for body in (softmax, log_softmax):
            assert RowMap(body, 1)(np.empty(shape)).shape == shape
            assert RowMap(body, 1)(np.empty(shape), axis=0).shape == shape


@both
def test_a_row_of_nan_is_told_in_silence(reader):
    Z = np.array([[np.inf, 0.0], [0.0, 0.0]])
    with engine(reader):
        got = RowMap(softmax, 1)(Z)
    assert np.isnan(got[0]).all()
    assert got[1].tolist() == [0.5, 0.5]


# the lengths that go sixteen rows at a time, the first ones that go alone, and several vectors
LENGTHS = [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 100, 1000]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("n", LENGTHS)
@pytest.mark.parametrize(
    ("body", "matrices"),
    [(softmax, 1), (log_softmax, 1), (softmax_product, 2), (log_softmax_product, 2)],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_both_readers_agree_on_rows_of_every_length(body, matrices, n, dtype):
    rng = np.random.default_rng(n)
    arrays = [(3.0 * rng.standard_normal((7, n))).astype(dtype) for _ in range(matrices)]
    found = {}
    for reader in ("numpy", "compiled"):
        with engine(reader):
            found[reader] = RowMap(body, matrices)(*arrays)
    got, want = found["compiled"], found["numpy"]
    assert got.dtype == dtype
    # sums of n terms in another order, and a few roundings each way; a product has terms that cancel,
    # of the size of g. float32 rounds once more than its float64 registers
    eps = np.finfo(dtype).eps if dtype == np.float32 else (n + 32) * EPS
    size = (
        np.abs(want) if matrices == 1 else np.abs(arrays[-1]).sum(axis=1, keepdims=True) + np.abs(want)
    )
    assert (np.abs(got.astype(np.float64) - want) <= eps * size).all()


@pytest.mark.parametrize("n", [3, 16, 17, 50])
def test_rows_do_not_disturb_each_other(n):
    # short rows go sixteen at a time, the last ones with empty places beside them: all get the same bits
    Z = np.random.default_rng(n).standard_normal((39, n)) * 4.0
    for body in (softmax, log_softmax):
        f = RowMap(body, 1)
        for dtype in (np.float32, np.float64):
            rows = Z.astype(dtype)
            alone = np.concatenate([f(row[None]) for row in rows])
            assert f(rows).tolist() == alone.tolist()
            assert f(rows[::-1])[::-1].tolist() == alone.tolist()


@pytest.mark.parametrize("rows", [1, 3, 15, 16, 17, 35])
@pytest.mark.parametrize("n", [1, 5, 16, 17, 40])
def test_nothing_is_written_beyond_a_row(n, rows):
    size = rows * n
    for dtype in (np.float32, np.float64):
        Z = np.zeros((rows, n), dtype)
        place = np.full(size + 512, 7.0, dtype)
        out = place[:size].reshape(rows, n)
        assert RowMap(softmax, 1)(Z, out=out) is out
        assert (out == dtype(1 / n)).all()
        assert (place[size:] == 7.0).all()


@pytest.mark.parametrize("n", [3, 16, 40])
def test_a_result_may_go_where_the_input_is(n):
    Z = np.random.default_rng(1).standard_normal((37, n))
    want = RowMap(softmax, 1)(Z)
    assert RowMap(softmax, 1)(Z, out=Z) is Z
    assert Z.tolist() == want.tolist()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("count", [1, 13, 16, 45])
@pytest.mark.parametrize("n", [5, 16, 40])
def test_numbers_of_a_row_go_in_and_come_out(n, count, dtype):
    def body(z, label, weight):
        return row_sum(z) * weight, where(columns(z) == label, picked(z, label) - row_max(z), z * weight)

    rng = np.random.default_rng(2)
    Z = rng.integers(-9, 9, (count, n)).astype(dtype)
    labels, weights = rng.integers(0, n, count), 2.0 ** rng.integers(-3, 3, count)
    f = RowMap(body, 1, labelled=True, numbers=1, as_rows=(False, True))
    for reader in ("numpy", "compiled"):
        with engine(reader):
            sums, rows = f.results(Z, labels, weights)
        assert (sums.dtype, rows.dtype) == (np.float64, dtype)
        assert sums.tolist() == (Z.sum(axis=1) * weights).tolist()
        want = Z * weights[:, None]
        at = np.arange(count), labels
        want[at] = Z[at] - Z.max(axis=1)
        assert rows.tolist() == want.tolist()


def test_what_cannot_be_compiled_is_read_by_numpy():
    def body(z):
        return z - np.median(z, axis=1, keepdims=True)

    f = RowMap(body, 1)
    assert f(np.array([[1.0, 2.0, 9.0]])).tolist() == [[-1.0, 0.0, 7.0]]
    assert "median" in f.kernel
    for body, whole in ((lambda z: z, False), (row_sum, True)):
        assert "is asked for" in RowMap(body, 1, as_rows=(whole,)).kernel
    assert "no input" in RowMap(lambda z, y: picked(z + 1.0, y) + z, 1, labelled=True).kernel
    assert "not the label" in RowMap(lambda z, y: picked(z, y + 1.0) + z, 1, labelled=True).kernel
    assert "not the label" in RowMap(lambda z: picked(z, 0.0) + z, 1).kernel
    assert "one number per row" in RowMap(lambda z: z + row_sum(row_sum(z)), 1).kernel
    assert "sin and cos of a whole row" in RowMap(np.sin, 1).kernel
    assert "whole row" in Map(lambda z: z - row_max(z), {}).kernel


@pytest.mark.parametrize("n", [5, 40])
def test_a_number_per_row_may_be_kept_and_told_without_a_sum(n):
    def body(z):
        t = kept(1.0 / row_sum(z))
        return z * (t * row_sum(z * t))

    Z = np.random.default_rng(3).uniform(1.0, 2.0, (6, n))
    np.testing.assert_allclose(RowMap(body, 1)(Z), Z / Z.sum(axis=1, keepdims=True), rtol=(n + 8) * EPS)
    weights = np.arange(6.0)
    alone = RowMap(lambda _, w: w * 2.0, 1, numbers=1, as_rows=(False,))
    assert not isinstance(alone.kernel, str)
    assert alone.results(Z, weights)[0].tolist() == (2.0 * weights).tolist()


def test_equal_steps_of_two_results_are_computed_once():
    block = RowBlock(4)
    z = block.provided(RowInput.MATRIX, "z")
    first, second = softmax(z), softmax(z)
    assert first.name == second.name
    passes = [list(steps.values()) for steps in block.reductions([first.name])]
    assert [[step.given[0] for step in steps] for steps in passes] == [["max"], ["sum"]]
    assert block.steps[first.name].level == 2
    assert block.varies(first)
    assert not block.varies(row_sum(z))


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_rows_are_shared_among_threads(threads):
    Z = np.random.default_rng(0).standard_normal((30_000, 40)).astype(np.float32)
    want = np.concatenate([RowMap(softmax, 1)(part) for part in np.array_split(Z, 50)])
    # fewer rows than make up a line of the cache
    few = np.random.default_rng(1).standard_normal((5, 300_000))
    alone = np.concatenate([RowMap(softmax, 1)(row[None]) for row in few])
    with threads_of(threads):
        assert (RowMap(softmax, 1)(Z) == want).all()
        assert (RowMap(softmax, 1)(few) == alone).all()


def test_the_team_is_asked_once_in_a_call():
    """Whether it was asked a moment ago decides whether it is woken for little work."""
    Z = np.zeros((3000, 40), np.float32)
    with threads_of(2):
        RowMap(softmax, 1)(Z)
        time.sleep(0.01)
        RowMap(softmax, 1)(Z)
        assert _team._present[_team.PRESENT.index("often")] == 0
        assert any(_often_after(Z) for _ in range(100))  # on a busy machine a moment may pass


def _often_after(Z):
    softly = RowMap(softmax, 1)
    softly(Z)
    softly(Z)
    return _team._present[_team.PRESENT.index("often")] == 1


@pytest.mark.skipif(os.name != "posix", reason="needs mprotect")
def test_nothing_is_read_beyond_the_end_of_an_array():
    # the last row ends where a page ends, and the page after it cannot be read
    program = """
import ctypes, mmap, numpy as np, barreleye as be
page = mmap.PAGESIZE
memory = mmap.mmap(-1, 2 * page)
start = ctypes.addressof(ctypes.c_char.from_buffer(memory))
assert ctypes.CDLL(None).mprotect(ctypes.c_void_p(start + page), page, 0) == 0
for dtype in (np.float32, np.float64):
    numbers = np.frombuffer(memory, dtype)[: page // np.dtype(dtype).itemsize]
    for n in (1, 3, 10, 16, 17, 30, 40):
        rows = numbers[-5 * n :].reshape(5, n)
        be.activations.softmax(rows)
        be.activations.log_softmax.vjp(rows, rows)
        be.losses.cross_entropy.value_and_gradient(rows, [n - 1] * 5)
print("done")
"""
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "BARRELEYE_ENGINE": "compiled"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stdout.strip()) == (0, "done"), run.stderr[-500:]


@pytest.mark.parametrize("n", [5, 17, 40])
def test_two_vectors_are_kept_apart(n):
    def body(z):
        a, b = kept(z * 2.0), kept(z + 1.0)
        total = row_sum(a) + row_sum(b)
        return a * total + b

    Z = np.random.default_rng(5).integers(-9, 9, (3, n)).astype(float)
    total = (3.0 * Z + 1.0).sum(axis=1, keepdims=True)
    assert RowMap(body, 1)(Z).tolist() == (2.0 * Z * total + Z + 1.0).tolist()


@pytest.mark.parametrize("n", [5, 40])
def test_inputs_need_not_be_kept_and_columns_are_a_row(n):
    def body(z):
        return kept(z) - row_sum(kept(z)) + row_max(columns(z)) + columns(z)

    Z = np.random.default_rng(6).integers(-9, 9, (3, n)).astype(float)
    want = (Z - Z.sum(axis=1, keepdims=True) + n - 1 + np.arange(n)).tolist()
    for reader in ("numpy", "compiled"):
        with engine(reader):
            assert RowMap(body, 1)(Z).tolist() == want


def test_it_is_the_named_matrix_that_is_picked_from():
    def body(z, g, label):
        return z + picked(g, label) - picked(z, label)

    Z, G = np.arange(6.0).reshape(2, 3), np.arange(6.0, 12.0).reshape(2, 3) ** 2
    labels = np.array([2, 0])
    at = np.arange(2), labels
    want = (Z + (G[at] - Z[at])[:, None]).tolist()
    for reader in ("numpy", "compiled"):
        with engine(reader):
            assert RowMap(body, 2, labelled=True).results(Z, G, labels)[0].tolist() == want


def test_what_is_kept_is_computed_once():
    for body, matrices, vectors in ((softmax, 1, 1), (log_softmax, 1, 1), (softmax_product, 2, 2)):
        loops = RowMap(body, matrices).kernel.loops
        assert [loops[kind].kept for kind in "fd"] == [vectors, vectors]


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_threads_may_write_where_they_read(threads):
    Z = np.random.default_rng(7).standard_normal((6000, 300))
    want = RowMap(softmax, 1)(Z)
    with threads_of(threads):
        for _ in range(3):
            place = Z.copy()
            assert (RowMap(softmax, 1)(place, out=place) == want).all()
