"""Masks, ``out=`` and the Jacobian of the row-wise functions."""

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from barreleye import activations
from barreleye.activations import log_softmax, softmax
from barreleye.errors import DtypeError, OptionError, ShapeError
from barreleye.kernels import engine
from support.truth import rowwise_names


@pytest.fixture(scope="module", autouse=True, params=["numpy", "compiled"])
def _reader(request):
    with engine(request.param):
        yield


EPS = np.finfo(np.float64).eps
INF, NAN = np.inf, np.nan

each = pytest.mark.parametrize(
    "activation", [activations.get(name) for name in rowwise_names()], ids=repr
)
NOTHING = {"softmax": 0.0, "log_softmax": -INF}
X = np.random.default_rng(3).standard_normal((6, 5))
G = np.random.default_rng(4).standard_normal((6, 5))
KEPT = np.random.default_rng(5).random((6, 5)) < 0.6
KEPT[2] = False
KEPT[3] = True


@each
def test_masked_entries_take_no_part(activation):
    got = activation(X, where=KEPT)
    assert (got[~KEPT] == NOTHING[activation.name]).all()
    for row, kept, answers in zip(X, KEPT, got, strict=True):
        # the sum of n terms may be grouped otherwise: n eps
        np.testing.assert_allclose(answers[kept], activation(row[kept]), rtol=8 * EPS, atol=0.0)


@each
def test_a_row_that_is_masked_as_a_whole_is_not_nan(activation):
    got = activation(X, where=KEPT)
    assert (got[2] == NOTHING[activation.name]).all()


@each
def test_what_is_masked_may_be_nan_or_infinite(activation):
    row = np.array([NAN, 1.0, INF, 2.0])
    got = activation(row, where=[False, True, False, True])
    assert got[[1, 3]].tolist() == activation([1.0, 2.0]).tolist()
    assert (got[[0, 2]] == NOTHING[activation.name]).all()


@each
def test_a_mask_may_be_broadcast_and_follow_another_axis(activation):
    columns = np.array([True, False, True, True, False])
    assert (activation(X, where=columns) == activation(X, where=np.tile(columns, (6, 1)))).all()
    assert (activation(X, axis=0, where=KEPT) == activation(X.T, where=KEPT.T).T).all()


@each
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.longdouble, ml_dtypes.bfloat16])
def test_a_mask_keeps_the_dtype(activation, dtype):
    x = X.astype(dtype)
    before = x.copy()
    assert activation(x, where=KEPT).dtype == dtype
    assert (x == before).all()
    assert activation(np.ones(3, int), where=[True, True, False]).dtype == np.float64


@each
@pytest.mark.parametrize("keywords", [{}, {"where": KEPT}], ids=["", "masked"])
def test_out_receives_the_result(activation, keywords):
    want = activation(X, **keywords)
    out = np.empty_like(X)
    assert activation(X, out=out, **keywords) is out
    assert (out == want).all()
    itself = X.copy()
    activation(itself, out=itself, **keywords)
    assert (itself == want).all()
    other_axis = X.T.copy()
    activation(other_axis, axis=0, out=other_axis)
    assert (activation(X) == other_axis.T).all()


@each
def test_out_of_another_shape_is_refused_with_both_shapes(activation):
    with pytest.raises(ShapeError, match=r"out \(5, 6\) for x \(6, 5\)"):
        activation(X, out=np.empty((5, 6)))
    with pytest.raises(ShapeError, match=r"out \(2, 6, 5\) for x \(6, 5\)"):
        activation(X, out=np.empty((2, 6, 5)))


@each
@pytest.mark.parametrize("dtype", [np.int64, np.uint8, bool, complex])
def test_out_that_cannot_hold_a_float_is_refused(activation, dtype):
    with pytest.raises(DtypeError, match=str(np.dtype(dtype))):
        activation(X, out=np.zeros(X.shape, dtype))


def test_the_jacobian_of_softmax_is_the_diagonal_minus_the_outer_product():
    J = softmax.jacobian(X)
    assert J.shape == (6, 5, 5)
    for row, jacobian in zip(X, J, strict=True):
        s = softmax(row)
        # entries below 1/4 from three roundings each, and p(1 - p) loses no more than 1 in size
        np.testing.assert_allclose(jacobian, np.diag(s) - np.outer(s, s), rtol=0.0, atol=4 * EPS)


def test_the_jacobian_of_log_softmax_is_the_identity_minus_the_confidences():
    for row, jacobian in zip(X, log_softmax.jacobian(X), strict=True):
        np.testing.assert_allclose(
            jacobian, np.eye(5) - np.tile(softmax(row), (5, 1)), rtol=0.0, atol=4 * EPS
        )


@each
def test_the_jacobian_is_the_limit_of_central_differences(activation):
    h = EPS ** (1 / 3)
    J = activation.jacobian(X)
    for j in range(5):
        moved = h * np.eye(5)[j]
        slope = (activation(X + moved) - activation(X - moved)) / (2.0 * h)
        # truncation h²/6·|f'''| with |f'''| <= 1/4, rounding of values below 8 in size: 8·4·eps/h
        assert (np.abs(J[..., j] - slope) <= h * h / 24 + 32 * EPS / h).all()


@each
@given(
    arrays(np.float64, (3, 4), elements=st.floats(-30, 30)),
    arrays(np.float64, (3, 4), elements=st.floats(-10, 10)),
)
def test_the_product_is_that_with_the_jacobian(activation, x, g):
    want = np.einsum("ri,rij->rj", g, activation.jacobian(x))
    # four products and sums of numbers up to 10 on either side, each entry of J right to 4 eps
    np.testing.assert_allclose(activation.vjp(x, g), want, rtol=0.0, atol=4 * 10 * 8 * EPS)


@each
def test_products_and_jacobians_take_more_than_two_axes_and_keep_float32(activation):
    x, g = X.reshape(2, 3, 5).astype(np.float32), G.reshape(2, 3, 5).astype(np.float32)
    got = activation.vjp(x, g)
    assert got.dtype == np.float32
    assert (got == activation.vjp(x.reshape(6, 5), g.reshape(6, 5)).reshape(2, 3, 5)).all()
    J = activation.jacobian(x)
    assert J.dtype == np.float32
    assert (J.reshape(6, 5, 5) == activation.jacobian(x.reshape(6, 5))).all()


@each
def test_a_product_of_two_shapes_is_refused(activation):
    with pytest.raises(ShapeError, match=r"\(6, 5\) and \(5,\)"):
        activation.vjp(X, G[0])


@each
@pytest.mark.parametrize("n", [4, 40])
def test_out_may_overlap_the_input_in_any_way(activation, n):
    for shift in (0, 1, n - 1, n, 3 * n):
        memory = np.random.default_rng(shift).standard_normal(10 * n)
        x, out = memory[: 5 * n].reshape(5, n), memory[shift : shift + 5 * n].reshape(5, n)
        want = activation(x.copy())
        assert activation(x, out=out) is out
        assert out.tolist() == want.tolist()


@each
def test_out_must_be_an_array_that_can_be_written(activation):
    x, out = np.zeros((3, 4)), np.full((3, 4), 7.0)
    out.flags.writeable = False
    with pytest.raises(OptionError, match="out is read-only"):
        activation(x, out=out)
    assert (out == 7.0).all()
    with pytest.raises(OptionError, match="got list"):
        activation(x, out=[0.0] * 4)
    with pytest.raises(ShapeError, match=r"out \(4, 3\) for x \(3, 4\)"):
        activation(x, out=np.zeros((4, 3)))


@each
def test_a_product_takes_the_type_of_the_scores(activation):
    x = np.random.default_rng(4).standard_normal((3, 5))
    g = np.cos(x)
    for kind, other in ((np.float32, np.float64), (np.float64, np.float32), (np.float32, np.int64)):
        got = activation.vjp(x.astype(kind), (8 * g).astype(other))
        assert got.dtype == kind
        want = activation.vjp(x.astype(kind).astype(float), (8 * g).astype(other).astype(float))
        np.testing.assert_allclose(got, want, rtol=0.0, atol=float(np.finfo(kind).eps) * 16)


def test_a_product_of_float32_scores_keeps_the_digits_of_a_float64_g():
    """G = (2^30 + 1, -2^30, 0) adds up to 1, which is lost where g is rounded to float32 first."""
    g = np.array([[2.0**30 + 1.0, -(2.0**30), 0.0]])
    product = log_softmax.vjp(np.zeros((1, 3), np.float32), g)
    assert product[0, 2] == np.float32(-1.0 / 3.0)
