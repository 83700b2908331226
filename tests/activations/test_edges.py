"""Whatever is handed in: NaN, every dtype, numbers, shapes; and what is refused. Both engines."""

from fractions import Fraction

import ml_dtypes
import numpy as np
import pytest

from barreleye import activations
from barreleye.errors import DtypeError, ShapeError
from barreleye.kernels import engine
from support.truth import elementwise_names, variants

each = pytest.mark.parametrize("activation", variants(), ids=repr)
both = pytest.mark.parametrize("of", ["value", "slope"])


@pytest.fixture(autouse=True, params=["numpy", "compiled"])
def reader(request):
    """Each test twice: NumPy reads the body, and the compiler does."""
    with engine(request.param):
        yield request.param


def function_of(activation, of):
    return activation if of == "value" else activation.derivative


def same_bits(got, want):
    got, want = np.asarray(got), np.asarray(want)
    assert got.dtype == want.dtype
    assert got.shape == want.shape
    nan = np.isnan(want)
    assert (np.isnan(got) == nan).all()
    assert (got == want)[~nan].all()
    assert (np.signbit(got) == np.signbit(want))[~nan].all()


@each
@both
def test_nan_in_is_nan_out_and_its_neighbours_do_not_notice(activation, of):
    function = function_of(activation, of)
    for dtype in (np.float16, np.float32, np.float64, np.longdouble):
        got = function(np.array([1.5, np.nan, -1.5], dtype))
        assert np.isnan(got).tolist() == [False, True, False], dtype
        same_bits(got[[0, 2]], function(np.array([1.5, -1.5], dtype)))
    assert np.isnan(function(float("nan")))


@each
@both
def test_a_zero_has_the_sign_of_what_comes_after_it(activation, of):
    """Where a function is 0 at 0 without being flat there, the sign of its zero is that of its side."""
    function = function_of(activation, of)
    for side in (1.0, -1.0):
        beside = function(np.array([side * 1e-30]))[0]
        if 0.0 < abs(beside) < 1e-20:
            for dtype in (np.float16, np.float32, np.float64):
                zero = function(np.array([side * 0.0], dtype))[0]
                assert zero == 0.0
                assert np.signbit(zero) == np.signbit(beside)


@each
@both
def test_no_finite_or_infinite_number_raises_a_warning_or_leaves_a_flag(activation, of):
    function = function_of(activation, of)
    for dtype in (np.float16, np.float32, np.float64, np.int64):
        finite = np.array([-3e4, -800, -89, -18, -1, 0, 1, 18, 89, 800, 3e4]).astype(dtype)
        ends = [2**62] if dtype is np.int64 else [np.finfo(dtype).max, np.finfo(dtype).tiny, np.inf]
        for x in (finite, np.array([*ends, *np.negative(ends)], dtype)):
            with np.errstate(all="raise"):  # what a flag that is left up would set off
                function(x)
                function(x[0])
                np.float64(1.0) / np.float64(3.0)


@each
@both
def test_whole_numbers_and_truth_values_are_float64_before_any_arithmetic(activation, of):
    function = function_of(activation, of)
    for dtype in (np.int8, np.int16, np.int32, np.int64):
        numbers = np.array([-3, 0, 3], dtype)
        same_bits(function(numbers), function(numbers.astype(np.float64)))
    for dtype in (np.uint8, np.uint16, np.uint32, np.uint64):
        numbers = np.array([0, 3, 250], dtype)
        same_bits(function(numbers), function(numbers.astype(np.float64)))
    same_bits(function(np.array([True, False])), function(np.array([1.0, 0.0])))
    same_bits(function([1, -2]), function(np.array([1.0, -2.0])))


@each
@both
@pytest.mark.parametrize(("dtype", "infinity"), [(np.float16, 0x7C00), (ml_dtypes.bfloat16, 0x7F80)])
def test_half_precision_is_computed_wide_and_rounded_once(activation, of, dtype, infinity):
    patterns = np.arange(2**16, dtype=np.uint16)
    x = patterns[(patterns & 0x7FFF) <= infinity].view(dtype)  # every number there is
    function = function_of(activation, of)
    got = function(x)
    with np.errstate(over="ignore"):
        want = function(x.astype(np.float64)).astype(dtype)
    assert got.dtype == dtype
    np.testing.assert_array_equal(got.astype(np.float64), want.astype(np.float64))


@each
@both
def test_longdouble_is_not_cut_to_float64(activation, of):
    x = np.array([-20.25, -0.7, 0.3, 5.5], np.longdouble) + np.longdouble(2.0) ** -60
    got = function_of(activation, of)(x)
    rough = function_of(activation, of)(x.astype(np.float64))
    assert got.dtype == np.longdouble
    # 2^-60 in x and 4 ulp of float64 in the reference; |f''| < 2
    assert (np.abs(got - rough) <= 4 * np.spacing(np.abs(rough)) + 2.0**-59).all()


def test_longdouble_keeps_its_own_digits():
    x = np.longdouble(1.0) + np.finfo(np.longdouble).eps
    assert activations.linear(np.array([x]))[0] == x
    eps = np.finfo(np.longdouble).eps
    near = np.array([1.0, 1.0 + 64.0 * eps], np.longdouble)
    for name in ("sigmoid", "tanh", "silu"):  # the slopes are 0.197, 0.42 and 0.93; a few roundings each
        low, high = activations.get(name)(near)
        assert 4.0 * eps < high - low < 80.0 * eps, name


@each
@both
def test_a_python_number_gives_the_bits_of_an_array(activation, of):
    function = function_of(activation, of)
    for x in (2.5, -3, True, np.float64(0.1)):
        got = function(x)
        assert isinstance(got, float), x
        same_bits(got, function(np.array([x], np.float64))[0])
    with pytest.raises(DtypeError, match="object holding Fraction"):
        function(Fraction(1, 4))


NO_REAL_NUMBERS = [
    (1j, "complex128"),
    (np.zeros(3, np.complex64), "complex64"),
    ("0.5", "<U3"),
    (np.array([b"1"]), "S1"),
    (np.array([1.0, None]), "object holding NoneType, float"),
    (np.array([], dtype=object), "object holding nothing"),
    (np.array(["2020-01-01"], "datetime64[D]"), "datetime64"),
]


@each
@both
def test_what_is_no_real_number_is_refused_with_its_dtype(activation, of):
    function = function_of(activation, of)
    for x, named in NO_REAL_NUMBERS:
        with pytest.raises(DtypeError) as refusal:
            function(x)
        assert named in str(refusal.value)
        assert isinstance(refusal.value, TypeError)


@each
@both
def test_the_shape_is_kept(activation, of):
    function = function_of(activation, of)
    for shape in ((0,), (0, 3), (3, 0), (), (1,), (2, 3, 4)):
        for dtype in (np.float32, np.float64, np.int64):
            got = function(np.ones(shape, dtype))
            assert got.shape == shape
            assert got.dtype == (np.float64 if dtype is np.int64 else dtype)


@pytest.mark.parametrize("name", elementwise_names())
def test_the_answer_is_a_plain_array_that_shares_nothing_with_the_input(name):
    x = np.linspace(-1.0, 1.0, 5)
    assert not np.shares_memory(activations.get(name)(x), x)
    unmasked = activations.get(name)(np.ma.masked_array(x, x > 5.0))
    assert type(unmasked) is np.ndarray
    with pytest.raises(DtypeError, match="masked entries"):  # they would be taken as data
        activations.get(name)(np.ma.masked_array(x, x > 0.5))


@pytest.mark.parametrize("wrong", [np.empty(4), np.empty((5, 1)), np.empty((1, 5)), np.empty(())])
def test_an_out_of_another_shape_is_refused_with_both_shapes(wrong):
    with pytest.raises(ShapeError) as refusal:
        activations.tanh(np.zeros(5), out=wrong)
    assert str(wrong.shape) in str(refusal.value)
    assert "(5,)" in str(refusal.value)
