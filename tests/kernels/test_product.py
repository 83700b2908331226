"""Matrix products in machine code against products in float64, entry by entry."""

import os
from unittest import mock

import numpy as np
import pytest

from barreleye.kernels import epoch
from barreleye.kernels.epoch import PACKING, _functions
from barreleye.kernels.epoch._tiles import SIDE_BY_SIDE
from support.machine import call, routines

WITHOUT = os.environ.get("BARRELEYE_CPU_FEATURES")
PROCESSORS = {  # features, whether it is an ARM, how many vector registers it has, and of how many bytes
    "AVX-512": ({"avx512f", "avx2", "sse2"}, False, 32, 64),
    "AVX2": ({"avx2", "sse2"}, False, 16, 32),
    "ARM": (set(), True, 32, 16),
    "x86-64 without AVX2": ({"sse2"}, False, 16, 16),
}


def shape_on(which, scalar):
    """Return the shape chosen for a processor; any shape runs anywhere, only slower."""
    features, arm, *_ = PROCESSORS[which]
    with mock.patch.multiple(_functions, features=lambda: features, is_arm=lambda: arm):
        return epoch.shape_of(scalar)


def this_one():
    """Return the name of the processor whose shape is chosen here."""
    (name,) = [which for which in PROCESSORS if shape_on(which, "float") == epoch.shape_of("float")]
    return name


kinds = pytest.mark.parametrize("scalar", ["float", "double"])
# where features are taken away, it is the processor that is left which matters
every_shape = pytest.mark.parametrize("which", [this_one()] if WITHOUT else PROCESSORS)
sizes = pytest.mark.parametrize(
    ("m", "n", "k"),
    [
        (1, 1, 1), (1, 16, 3), (2, 17, 5), (3, 31, 1), (5, 33, 16), (7, 32, 7), (12, 15, 40), (13, 64, 64),
        (23, 65, 9), (32, 1, 64), (25, 3, 100), (64, 48, 33), (11, 100, 0), (1, 128, 9), (1, 384, 5), (1, 911, 7),
        (13, 200, 1), (2, 130, 3), (27, 500, 17), (6, 150, 32), (14, 33, 1), (33, 4, 15), (7, 5, 8), (6, 120, 2),
        (5, 40, 2),
    ],
)  # fmt: skip


def dtype_of(scalar):
    return np.float32 if scalar == "float" else np.float64


def guarded(rows, columns, dtype, fill=None):
    """Return a matrix in the middle of a larger array of 7s, and that array."""
    everything = np.full(rows * columns + 64, 7.0, dtype)
    inside = everything[32 : 32 + rows * columns].reshape(rows, columns)
    inside[...] = np.nan if fill is None else fill
    return inside, everything


def untouched(everything):
    return (everything[:32] == 7.0).all() and (everything[-32:] == 7.0).all()


@kinds
@every_shape
def test_a_tile_fits_into_the_registers(scalar, which):
    *_, registers, size = PROCESSORS[which]
    shape = shape_on(which, scalar)

    assert shape.width * dtype_of(scalar)().itemsize == size
    # the sums, a strip of B, and one number of A in every lane
    assert shape.heights[0] * SIDE_BY_SIDE + SIDE_BY_SIDE + 1 <= registers


@kinds
@every_shape
@sizes
@pytest.mark.parametrize(
    ("name", "packed"),
    [("rows", False), ("rows", True), ("columns", False), ("columns", True), ("rows_transposed", True)],
)
def test_every_entry_is_the_sum_of_its_products(scalar, which, m, n, k, name, packed):
    dtype, shape = dtype_of(scalar), shape_on(which, scalar)
    rng = np.random.default_rng(m * n + k)
    A, B = rng.standard_normal((m, k)).astype(dtype), rng.standard_normal((k, n)).astype(dtype)
    bias, factor = rng.standard_normal(n).astype(dtype), rng.standard_normal((m, n)).astype(dtype)
    C, everything = guarded(m, n, dtype)
    C[...] = factor
    packing = np.empty(PACKING * shape.width * max(k, n), dtype) if packed else None
    left = np.ascontiguousarray(A.T) if name == "columns" else A
    right = np.ascontiguousarray(B.T) if name == "rows_transposed" else B
    call(
        routines([name], scalar, shape)[name],
        m, n, k, left, left.shape[1], right, right.shape[1], C, n, bias, 0, C, packing,
    )  # fmt: skip
    exact = (A.astype(np.longdouble) @ B.astype(np.longdouble) + bias) * factor
    # k fused multiply-adds and one product, each right to half an eps of the sizes that were added up
    sizes = (np.abs(A).astype(float) @ np.abs(B).astype(float) + np.abs(bias)) * np.abs(factor)
    assert (np.abs(C - exact) <= (k + 2) * np.finfo(dtype).eps / 2 * sizes).all()
    assert untouched(everything)


@kinds
@every_shape
@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
@pytest.mark.parametrize(
    ("m", "k"), [(1, 1), (1, 70), (3, 16), (9, 5), (16, 17), (31, 64), (70, 33), (150, 2)]
)
@pytest.mark.parametrize("name", ["rows", "columns"])
@pytest.mark.parametrize("begun", [False, True])
def test_few_columns_without_gaps(scalar, which, m, n, k, name, begun):
    dtype, shape = dtype_of(scalar), shape_on(which, scalar)
    rng = np.random.default_rng(m * n + k)
    A, B = rng.standard_normal((m, k)).astype(dtype), rng.standard_normal((k, n)).astype(dtype)
    factor = rng.standard_normal((m, n)).astype(dtype)
    start = rng.standard_normal((m, n)).astype(dtype)
    left = np.ascontiguousarray(A.T) if name == "columns" else A
    product = routines([name], scalar, shape)[name]

    def result(rows, out):
        """Return some rows of C, from the first on."""
        given = [start, n] if begun else [None, 0]
        call(product, rows, n, k, left, left.shape[1], B, n, out, n, *given, factor, None)
        return out

    C, everything = guarded(m, n, dtype)
    result(m, C)
    added = start.astype(np.longdouble) if begun else 0.0
    exact = (A.astype(np.longdouble) @ B.astype(np.longdouble) + added) * factor
    sizes = (np.abs(A).astype(float) @ np.abs(B).astype(float) + np.abs(added)) * np.abs(factor)
    assert (np.abs(C - exact) <= (k + 6) * np.finfo(dtype).eps / 2 * sizes).all()  # 4 sums of slots
    assert untouched(everything)
    for rows in {1, m // 2, m - 1} - {0}:
        assert (result(rows, np.empty((rows, n), dtype)) == C[:rows]).all()  # whoever shares its tile


@kinds
@every_shape
@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_a_gradient_has_one_order_of_its_sums(scalar, which, n):
    dtype, shape = dtype_of(scalar), shape_on(which, scalar)
    rng = np.random.default_rng(n)
    A, B = rng.standard_normal((50, 37)).astype(dtype), rng.standard_normal((50, n)).astype(dtype)
    columns = routines(["columns"], scalar, shape)["columns"]
    packed, apart = np.empty((37, n), dtype), np.empty((37, 40), dtype)
    call(columns, 37, n, 50, A, 37, B, n, packed, n, None, 0, None, None)
    call(columns, 37, n, 50, A, 37, B, n, apart, 40, None, 0, None, None)
    assert (packed == apart[:, :n]).all()


@kinds
@pytest.mark.parametrize("name", ["rows", "columns", "rows_transposed"])
@pytest.mark.parametrize("k", [1, 9, 32])
def test_long_rows_have_the_bits_of_their_parts(scalar, name, k):
    dtype, m, n = dtype_of(scalar), 29, 340  # no part is of few columns
    rng = np.random.default_rng(k)
    A, B = rng.standard_normal((m, k)).astype(dtype), rng.standard_normal((k, n)).astype(dtype)
    left = np.ascontiguousarray(A.T) if name == "columns" else A
    product, width = routines([name], scalar)[name], epoch.shape_of(scalar).width
    packing = np.empty(PACKING * width * n, dtype)

    def result(columns):
        part = B[:, columns]
        right = np.ascontiguousarray(part.T if name == "rows_transposed" else part)
        C = np.empty((m, part.shape[1]), dtype)
        call(
            product, m, part.shape[1], k, left, left.shape[1], right, right.shape[1], C, part.shape[1],
            None, 0, None, packing,
        )  # fmt: skip
        return C

    whole = result(slice(None))
    for begin in range(0, n, 30):
        columns = slice(begin, begin + 30)
        assert (result(columns) == whole[:, columns]).all()


@kinds
def test_it_adds_to_what_stands_there(scalar):
    dtype = dtype_of(scalar)
    rng = np.random.default_rng(0)
    A, B = rng.integers(-8, 8, (70, 37)).astype(dtype), rng.integers(-8, 8, (70, 45)).astype(dtype)
    C, everything = guarded(37, 45, dtype, fill=3.0)
    call(routines(["columns"], scalar)["columns"], 37, 45, 70, A, 37, B, 45, C, 45, C, 45, None, None)
    assert (C == 3.0 + A.T @ B).all()  # whole numbers: exact in any order
    assert untouched(everything)


@kinds
def test_a_part_of_a_matrix_can_be_taken(scalar):
    dtype = dtype_of(scalar)
    A, B = np.arange(60.0, dtype=dtype).reshape(6, 10), np.arange(80.0, dtype=dtype).reshape(4, 20)
    C, everything = guarded(6, 20, dtype, fill=-1.0)
    call(
        routines(["rows"], scalar)["rows"],
        3, 5, 4, A[1:, 2:], 10, B[:, 7:], 20, C[2:, 3:], 20, None, 0, None, None,
    )  # fmt: skip
    want = np.full((6, 20), -1.0, dtype)
    want[2:5, 3:8] = A[1:4, 2:6] @ B[:, 7:12]
    assert (want == C).all()
    assert untouched(everything)


@kinds
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_reaches_its_row_alone(scalar, value):
    dtype = dtype_of(scalar)
    A, B = np.ones((14, 9), dtype), np.ones((9, 40), dtype)
    A[5, 4] = value
    C = np.zeros((14, 40), dtype)
    call(routines(["rows"], scalar)["rows"], 14, 40, 9, A, 9, B, 40, C, 40, None, 0, None, None)
    assert np.array_equal(C[5], np.full(40, value), equal_nan=True)
    assert (np.delete(C, 5, axis=0) == 9.0).all()


@kinds
def test_an_entry_has_the_same_bits_wherever_it_stands(scalar):
    dtype = dtype_of(scalar)
    rng = np.random.default_rng(3)
    A, B = rng.standard_normal((30, 50)).astype(dtype), rng.standard_normal((50, 70)).astype(dtype)
    rows = routines(["rows"], scalar)["rows"]
    whole, alone = np.empty((30, 70), dtype), np.empty((1, 1), dtype)
    call(rows, 30, 70, 50, A, 50, B, 70, whole, 70, None, 0, None, None)
    for i, j in ((0, 0), (11, 33), (12, 15), (29, 69), (25, 64)):
        call(rows, 1, 1, 50, A[i:], 50, B[:, j:], 70, alone, 1, None, 0, None, None)
        assert alone[0, 0] == whole[i, j]


@kinds
@every_shape
@pytest.mark.parametrize(("m", "n"), [(1, 1), (16, 16), (5, 40), (33, 17), (100, 3), (64, 64)])
def test_a_matrix_is_turned_over(scalar, which, m, n):
    dtype, shape = dtype_of(scalar), shape_on(which, scalar)
    W = np.arange(m * n, dtype=dtype).reshape(m, n)
    T, everything = guarded(n, m + 3, dtype, fill=-1.0)
    call(routines(["transposed"], scalar, shape)["transposed"], m, n, W, T[:, 2:], m + 3)
    want = np.full((n, m + 3), -1.0, dtype)
    want[:, 2 : m + 2] = W.T
    assert (want == T).all()
    assert untouched(everything)


@kinds
@pytest.mark.parametrize(("rows", "n"), [(0, 5), (1, 1), (7, 64), (50, 65), (9, 200)])
def test_columns_are_added_up(scalar, rows, n):
    dtype = dtype_of(scalar)
    X = np.random.default_rng(n).integers(-50, 50, (rows, n)).astype(dtype)
    sums, everything = guarded(1, n, dtype)
    add = routines(["sums"], scalar)["sums"]
    call(add, rows, n, X, None, sums)
    assert (sums[0] == X.sum(axis=0)).all()
    call(add, rows, n, X, sums, sums)  # and go on from there
    assert (sums[0] == 2 * X.sum(axis=0)).all()
    assert untouched(everything)


@kinds
@pytest.mark.parametrize("n", [1, 4, 16, 31, 50])
def test_rows_are_gathered_in_order(scalar, n):
    dtype = dtype_of(scalar)
    rng = np.random.default_rng(n)
    X, order = rng.standard_normal((20, n)).astype(dtype), rng.permutation(20)[:13]
    out, everything = guarded(13, n, dtype)
    call(routines(["gathered"], scalar)["gathered"], 13, order, X, n, out)
    assert (out == X[order]).all()
    assert untouched(everything)
