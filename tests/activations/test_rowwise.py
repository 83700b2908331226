"""softmax and log_softmax: exact values, rows that do not disturb each other, axes, masks."""

import ml_dtypes
import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from barreleye import activations
from barreleye.activations import log_softmax, softmax
from barreleye.errors import DtypeError, ShapeError
from barreleye.kernels import engine
from support.truth import rowwise_names
from support.ulp import exact_ulp_error


@pytest.fixture(scope="module", autouse=True, params=["numpy", "compiled"])
def _reader(request):
    with engine(request.param):
        yield


EPS = np.finfo(np.float64).eps
INF, NAN = np.inf, np.nan

each = pytest.mark.parametrize(
    "activation", [activations.get(name) for name in rowwise_names()], ids=repr
)
EXACT = {
    "softmax": lambda exps, total: [e / total for e in exps],
    "log_softmax": lambda exps, total: [mpmath.log(e / total) for e in exps],
}
rows_of_logits = arrays(
    np.float64, st.tuples(st.integers(1, 4), st.integers(1, 9)), elements=st.floats(-800, 800)
)


def exact_row(name, row):
    with mpmath.workprec(6000):  # log(softmax) cancels where one entry is far above the rest
        exps = [mpmath.exp(mpmath.mpf(float(z))) for z in row]
        return EXACT[name](exps, mpmath.fsum(exps))


def row_samples(dtype):
    rng = np.random.default_rng(0)
    return [
        (scale * rng.standard_normal(n)).astype(dtype)
        for scale in (1e-3, 1.0, 10.0, 100.0)
        for n in (1, 2, 3, 10, 40)
    ]


def test_every_row_function_has_an_exact_form_here():
    assert set(rowwise_names()) == set(EXACT)


@each
def test_float64_rows_are_the_textbook_form(activation):
    for row in row_samples(np.float64):
        # z - max is rounded once: half an eps of up to `spread`, which exp turns into a relative
        # error; then n terms are added, and exp, the quotient and log1p cost 2 eps each
        # (softmax puts it back)
        spread = 0.0 if activation is softmax else float(np.ptp(row))
        allowed = EPS * (spread / 2 + len(row) + 6)
        for got, want in zip(activation(row), exact_row(activation.name, row), strict=True):
            assert abs(mpmath.mpf(float(got)) - want) <= allowed * abs(want) + 5e-324


@each
def test_float32_rows_are_right_to_half_an_ulp_and_a_hair(activation):
    for row in row_samples(np.float32):
        for got, want in zip(activation(row), exact_row(activation.name, row), strict=True):
            assert exact_ulp_error(got, want) <= 0.51, row


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_huge_scores_do_not_overflow(dtype):
    assert softmax(np.array([1e38, -1e38, 0.0], dtype)).tolist() == [1.0, 0.0, 0.0]
    assert softmax(np.array([-1e38, -1e38], dtype)).tolist() == [0.5, 0.5]
    largest = np.finfo(dtype).max
    assert softmax(np.array([largest, -largest], dtype)).tolist() == [1.0, 0.0]
    assert log_softmax(np.array([1e38, 0.0], dtype)).tolist() == [0.0, -dtype(1e38)]
    assert log_softmax(np.array([largest, -largest], dtype)).tolist() == [0.0, -INF]


def test_rows_are_shifted_each_by_its_own_maximum():
    rows = np.array([[1000.0, 999.0, 998.0], [0.0, 1.0, 2.0]])
    together = softmax(rows)
    assert together.tolist() == [softmax(rows[0]).tolist(), softmax(rows[1]).tolist()]
    assert together[0].tolist() == together[1, ::-1].tolist()


def test_a_confident_answer_still_has_a_logarithm():
    got = log_softmax([0.0, -200.0])
    assert got[0] == pytest.approx(-1.3838965267367376e-87, rel=1e-13, abs=0.0)
    assert got[1] == -200.0
    # log(1e-40) in nats, where a clip at 1e-7 would stop at 16.1
    assert log_softmax([0.0, -92.10340371976183])[1] == pytest.approx(
        -92.10340371976183, rel=1e-15, abs=0.0
    )


@pytest.mark.parametrize("n", [1, 2, 3, 7, 100, 1000])
@each
def test_equal_scores_share_alike(activation, n):
    want = {"softmax": 1.0 / n, "log_softmax": -np.log(n)}[activation.name]
    np.testing.assert_allclose(activation(np.full(n, 3.0)), want, rtol=4 * EPS, atol=0.0)


@each
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble])
def test_rows_without_a_meaning_are_nan_and_disturb_no_other(activation, dtype):
    rows = np.array(
        [[0, 1, 2], [NAN, 1, 2], [INF, 0, 0], [INF, INF, -INF], [-INF, -INF, -INF], [2, 1, 0]],
        dtype,
    )
    got = activation(rows)
    assert np.isnan(got).all(axis=1).tolist() == [False, True, True, True, True, False]
    assert np.isnan(got).any(axis=1).tolist() == [False, True, True, True, True, False]
    assert (got[0] == activation(rows[0])).all()
    assert (got[5] == got[0, ::-1]).all()


def test_minus_infinity_takes_no_part():
    assert softmax([-INF, 0.0, 0.0]).tolist() == [0.0, 0.5, 0.5]
    assert softmax([-INF, 5.0]).tolist() == [0.0, 1.0]
    assert log_softmax([-INF, 0.0, 0.0]).tolist() == [-INF, -np.log(2.0), -np.log(2.0)]


@given(rows_of_logits)
def test_confidences_add_up_to_one(Z):
    P = softmax(Z)
    n = Z.shape[1]
    assert (P >= 0.0).all()
    # n quotients, each rounded by half an eps of itself, and two sums of n terms
    assert (np.abs(P.sum(axis=1) - 1.0) <= n * EPS).all()


@given(rows_of_logits, st.integers(-1000, 1000))
def test_adding_a_constant_to_a_row_changes_nothing(Z, shift):
    Z = np.round(Z * 2.0**20) / 2.0**20  # so that the sum is exact
    assert (softmax(Z + shift) == softmax(Z)).all()
    assert (log_softmax(Z + shift) == log_softmax(Z)).all()


@given(rows_of_logits)
def test_the_order_of_the_scores_is_the_order_of_the_confidences(Z):
    for activation in (softmax, log_softmax):
        ranked = np.take_along_axis(activation(Z), np.argsort(Z, axis=1), axis=1)
        assert (np.diff(ranked, axis=1) >= 0.0).all()


@each
@pytest.mark.parametrize("axis", [0, 1, 2, -1, -2, -3])
def test_rows_may_run_along_any_axis(activation, axis):
    x = np.random.default_rng(1).standard_normal((3, 4, 5))
    got = activation(x, axis=axis)
    for index in np.ndindex(got.sum(axis=axis).shape):
        place = list(index)
        place.insert(axis % 3, slice(None))
        assert got[tuple(place)].tolist() == activation(x[tuple(place)].copy()).tolist()


@each
def test_an_axis_that_is_not_there_is_refused(activation):
    with pytest.raises(ShapeError, match=r"axis 2 is not one of the 2 axes of shape \(3, 4\)"):
        activation(np.zeros((3, 4)), axis=2)
    with pytest.raises(ShapeError, match="axis -3"):
        activation(np.zeros((3, 4)), axis=-3)


@each
def test_a_number_alone_has_no_row(activation):
    for call in (activation, activation.jacobian, lambda x: activation.vjp(x, x)):
        with pytest.raises(ShapeError, match="at least one axis"):
            call(1.0)


@each
@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0), (2, 0, 3), (2, 3, 0)], ids=str)
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64])
def test_empty_input_gives_empty_output(activation, shape, dtype):
    x = np.ones(shape, dtype)
    for axis in range(len(shape)):
        got = activation(x, axis=axis)
        assert got.shape == shape
        assert got.dtype == (np.float64 if dtype is np.int64 else dtype)
    assert activation.vjp(x, x).shape == shape
    assert activation.jacobian(x).shape == (*shape, shape[-1])


@each
def test_a_view_gives_the_bits_of_its_copy_and_the_input_is_kept(activation):
    x = np.random.default_rng(2).standard_normal((12, 15)).astype(np.float32)
    views = (x.T, x[::-1], x[:, ::-2], np.asfortranarray(x), np.broadcast_to(x[0], (4, 15)))
    for view in views:
        before = view.copy()
        view.flags.writeable = False
        assert (activation(view) == activation(before)).all()
        assert (view == before).all()


@each
@pytest.mark.parametrize("dtype", [np.float16, ml_dtypes.bfloat16])
def test_half_precision_is_summed_wide(activation, dtype):
    got = activation(np.zeros(512, dtype))
    assert got.dtype == dtype
    want = {"softmax": 1 / 512, "log_softmax": -np.log(512.0)}[activation.name]
    assert (got == np.array(want).astype(dtype)).all()


@each
def test_a_result_beyond_the_type_becomes_infinite_in_silence(activation):
    for dtype in (np.float16, np.float32):
        largest = float(np.finfo(dtype).max)
        got = activation(np.array([largest, -largest, 0.0], dtype))
        want = {"softmax": [1.0, 0.0, 0.0], "log_softmax": [0.0, -INF, -largest]}
        assert got.tolist() == want[activation.name]


@each
def test_longdouble_stays(activation):
    assert activation(np.zeros(3, np.longdouble)).dtype == np.longdouble


@each
@pytest.mark.parametrize("keywords", [{}, {"where": [True, False]}], ids=["", "masked"])
@pytest.mark.parametrize(
    ("x", "named"), [([1j, 0], "complex128"), (["a", "b"], "<U1"), ([None, 1.0], "object")]
)
def test_what_is_no_real_number_is_refused_with_its_dtype(activation, x, named, keywords):
    with pytest.raises(DtypeError, match=named):
        activation(np.array(x), **keywords)


def test_a_confident_logarithm_keeps_its_digits():
    # exp(-600.3) from z = 0.1 and -600.2: what 600.3 loses to rounding would be 300 ulp of the result
    row = np.array([0.1, -600.2])
    exact = exact_row("log_softmax", row)
    assert exact_ulp_error(log_softmax(row)[0], exact[0]) <= 4.0


@each
def test_an_axis_is_a_whole_number(activation):
    assert activation(np.zeros((2, 3)), axis=np.int64(1)).shape == (2, 3)
    for axis in (-1.0, 1.0, None, "1"):
        with pytest.raises(TypeError):
            activation(np.zeros((2, 3)), axis=axis)


@each
def test_masked_entries_are_refused_everywhere(activation):
    masked = np.ma.array([1.0, 2.0, 3.0], mask=[0, 0, 1])
    for call in (activation, activation.jacobian, lambda x: activation.vjp(x, x)):
        with pytest.raises(DtypeError, match="masked"):
            call(masked)


@each
def test_a_wider_place_gets_the_digits_it_has_room_for(activation):
    x = np.array([0.0, -100.0, -3.0], np.float32)
    assert activation(x, out=np.empty(3)).tolist() == activation(x.astype(np.float64)).tolist()
