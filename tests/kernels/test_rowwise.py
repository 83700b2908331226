"""The row loops on plain matrices: the algebra of softmax, and the axis machinery around it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from barreleye.errors import DtypeError, ShapeError
from barreleye.kernels import (
    log_softmax_rows,
    log_softmax_vjp,
    map_rows,
    softmax_rows,
    softmax_vjp,
)

EPS = np.finfo(np.float64).eps
logits = arrays(
    np.float64, st.tuples(st.integers(1, 4), st.integers(1, 6)), elements=st.floats(-700, 700)
)


def test_a_row_by_hand():
    # e^0 : e^ln2 : e^ln5 = 1 : 2 : 5
    Z = np.log([[1.0, 2.0, 5.0]])
    np.testing.assert_allclose(softmax_rows(Z), [[1 / 8, 2 / 8, 5 / 8]], rtol=8 * EPS)
    np.testing.assert_allclose(log_softmax_rows(Z), np.log([[1 / 8, 2 / 8, 5 / 8]]), rtol=8 * EPS)


@given(logits)
def test_the_logarithm_belongs_to_the_confidences(Z):
    P, L = softmax_rows(Z), log_softmax_rows(Z)
    assert (L <= 0.0).all()
    # exp turns the half eps of each L (up to 1400 in size) into a relative error; P has its own
    bound = EPS * (np.abs(L) + np.ptp(Z, axis=1, keepdims=True) / 2 + 12)
    assert (np.abs(np.exp(L) - P) <= bound * P + 1e-323).all()


def test_a_lone_output_is_certain():
    assert softmax_rows(np.array([[-3.0], [800.0]])).tolist() == [[1.0], [1.0]]
    assert log_softmax_rows(np.array([[-3.0], [800.0]])).tolist() == [[0.0], [0.0]]


def test_ties_for_the_maximum_are_left_in_the_sum():
    got = log_softmax_rows(np.array([[5.0, 5.0, -1000.0]]))
    np.testing.assert_allclose(got, [[-np.log(2), -np.log(2), -1005 - np.log(2)]], rtol=2 * EPS)


def test_the_bodies_leave_their_input_alone():
    Z, G = np.arange(6.0).reshape(2, 3), np.ones((2, 3))
    for body in (softmax_rows, log_softmax_rows):
        body(Z)
    for product in (softmax_vjp, log_softmax_vjp):
        product(Z, G)
    assert Z.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert (G == 1.0).all()


@given(logits)
def test_a_gradient_that_is_the_same_for_all_outputs_moves_nothing(Z):
    # confidences always add up to 1, so pulling all alike is no pull: n products and sums of p
    assert (np.abs(softmax_vjp(Z, np.ones_like(Z))) <= (Z.shape[1] + 2) * EPS).all()


@given(logits)
def test_a_gradient_adds_up_to_nothing_along_a_row(Z):
    # a constant added to the row changes no output
    G = np.cos(np.arange(Z.size)).reshape(Z.shape)
    for product in (softmax_vjp, log_softmax_vjp):
        assert (np.abs(product(Z, G).sum(axis=1)) <= 8 * (Z.shape[1] + 2) * EPS).all()


@pytest.mark.parametrize("axis", [0, 1, 2, -1, -2, -3])
def test_the_body_gets_rows_along_the_axis(axis):
    x = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    seen = []
    got = map_rows(lambda Z: seen.append(Z) or Z * 2.0, x, axis=axis)
    assert seen[0].dtype == np.float64
    assert seen[0].flags.c_contiguous
    assert seen[0].shape == (24 // x.shape[axis], x.shape[axis])
    assert seen[0].tolist() == np.moveaxis(x, axis, -1).reshape(-1, x.shape[axis]).tolist()
    assert got.dtype == np.float32
    assert (got == 2 * x).all()


def test_several_arrays_travel_together_and_must_agree():
    x, g = np.arange(6.0).reshape(2, 3), np.ones((2, 3), np.int64)
    assert map_rows(np.add, x, g, axis=0).tolist() == (x + 1).tolist()
    with pytest.raises(ShapeError, match=r"\(2, 3\) and \(3, 2\)"):
        map_rows(np.add, x, g.T)
    with pytest.raises(DtypeError, match="complex128"):
        map_rows(np.add, x, 1j * g)


def test_the_result_never_shares_memory_with_the_input():
    x = np.zeros((2, 3))
    got = map_rows(lambda Z: Z, x)
    got += 1.0
    assert (x == 0.0).all()


@pytest.mark.parametrize("shape", [(0,), (3, 0), (0, 3), (2, 0, 3)], ids=str)
def test_nothing_in_nothing_out(shape):
    for body in (softmax_rows, log_softmax_rows):
        assert map_rows(body, np.empty(shape)).shape == shape
        assert map_rows(body, np.empty(shape), axis=0).shape == shape


def test_a_row_of_nan_is_told_in_silence():
    Z = np.array([[np.inf, 0.0], [0.0, 0.0]])
    assert np.isnan(map_rows(softmax_rows, Z)[0]).all()
    assert map_rows(softmax_rows, Z)[1].tolist() == [0.5, 0.5]
