"""The affine map and its gradients, against sums written out in exact fractions."""

from fractions import Fraction

import numpy as np
import pytest

from barreleye.kernels import affine, affine_gradients

SHAPES = [(1, 1, 1), (3, 1, 2), (5, 4, 3), (2, 7, 1), (0, 2, 3), (17, 33, 9)]
RNG = np.random.default_rng(0)

shapes = pytest.mark.parametrize(("rows", "inputs", "neurons"), SHAPES)
dtypes = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def drawn(*shape, dtype=np.float64):
    return RNG.standard_normal(shape).astype(dtype)


def exact_product(A, B, extra=None):
    """A·B (+ extra in every row) in fractions, and the sum of the magnitudes of its terms."""
    value, size = np.empty((2, len(A), B.shape[1]))
    for i, j in np.ndindex(value.shape):
        terms = [Fraction(float(a)) * Fraction(float(b)) for a, b in zip(A[i], B[:, j], strict=True)]
        terms += [] if extra is None else [Fraction(float(extra[j]))]
        value[i, j], size[i, j] = float(sum(terms)), float(sum(map(abs, terms)))
    return value, size


@shapes
@dtypes
def test_each_output_is_the_sum_of_weighted_inputs_and_the_bias(rows, inputs, neurons, dtype):
    X, W, b = drawn(rows, inputs, dtype=dtype), drawn(inputs, neurons, dtype=dtype), drawn(neurons)
    b = b.astype(dtype)
    want, size = exact_product(X, W, b)

    Z = affine(X, W, b)

    assert Z.shape == (rows, neurons)
    assert Z.dtype == dtype
    # n products and n sums, half an eps each, in any order: n·eps of the sum of magnitudes
    assert (np.abs(Z - want) <= (inputs + 1) * np.finfo(dtype).eps * size).all()


def test_without_biases_nothing_is_added():
    X, W = drawn(4, 3), drawn(3, 2)
    assert (affine(X, W, None) == affine(X, W, np.zeros(2))).all()
    assert affine(np.zeros((2, 3)), W, None).tolist() == [[0.0, 0.0]] * 2


def test_the_map_writes_into_out_and_changes_nothing_else():
    X, W, b = drawn(4, 3), drawn(3, 2), drawn(2)
    kept = X.copy(), W.copy(), b.copy()
    out = np.full((4, 2), np.nan)
    assert affine(X, W, b, out=out) is out
    assert (out == affine(X, W, b)).all()
    assert all((now == before).all() for now, before in zip((X, W, b), kept, strict=True))


@shapes
@dtypes
def test_the_gradients_are_sums_over_the_rows(rows, inputs, neurons, dtype):
    X, dZ = drawn(rows, inputs, dtype=dtype), drawn(rows, neurons, dtype=dtype)
    dW, db = np.full((inputs, neurons), np.nan, dtype), np.full(neurons, np.nan, dtype)

    affine_gradients(X, dZ, dW, db)

    eps = np.finfo(dtype).eps
    want, size = exact_product(X.T, dZ)
    assert (np.abs(dW - want) <= (rows + 1) * eps * size).all()
    want, size = exact_product(np.ones((1, rows)), dZ)
    assert (np.abs(db - want[0]) <= (rows + 1) * eps * size[0]).all()


def test_a_layer_without_biases_has_no_gradient_of_them():
    X, dZ, dW = drawn(4, 3), drawn(4, 2), np.empty((3, 2))
    affine_gradients(X, dZ, dW, None)
    with_biases = np.empty((3, 2))
    affine_gradients(X, dZ, with_biases, np.empty(2))
    assert (dW == with_biases).all()


def test_the_gradients_go_into_views_of_one_flat_vector():
    flat = np.full(10, 7.0)
    X, dZ = drawn(4, 3), drawn(4, 2)
    affine_gradients(X, dZ, flat[1:7].reshape(3, 2), flat[7:9])
    assert flat[[0, 9]].tolist() == [7.0, 7.0]
    np.testing.assert_array_equal(flat[1:7].reshape(3, 2), X.T @ dZ)


def test_the_gradients_are_the_slopes_of_the_map():
    """Σ Z·dZ is linear in W and b: a change of one weight by 1 changes it by that gradient."""
    X, W, b, dZ = drawn(5, 3), drawn(3, 2), drawn(2), drawn(5, 2)
    dW, db = np.empty_like(W), np.empty_like(b)
    affine_gradients(X, dZ, dW, db)
    base = (affine(X, W, b) * dZ).sum()
    # 30 products and sums of numbers whose magnitudes add up to less than 200
    allowed = 30 * np.finfo(float).eps * 200
    for place in np.ndindex(W.shape):
        moved = W.copy()
        moved[place] += 1.0
        assert abs((affine(X, moved, b) * dZ).sum() - base - dW[place]) < allowed
    for j in range(2):
        assert abs((affine(X, W, b + np.eye(2)[j]) * dZ).sum() - base - db[j]) < allowed
