"""The edges an expert would try: signed zeros, infinities, NaN, every dtype, layout and shape."""

from fractions import Fraction

import ml_dtypes
import numpy as np
import pytest

from barreleye import activations
from barreleye.errors import DtypeError, ShapeError
from support.samples import neighbours
from support.truth import elementwise_names, variants

each = pytest.mark.parametrize("activation", variants(), ids=repr)
both = pytest.mark.parametrize("of", ["value", "slope"])

INF, TINY, HUGE = np.inf, 1e-45, 3.4028235e38  # the smallest and the largest float32

# name, x, value, slope; all float32. The sign of a zero counts.
TABLE = [
    ("step", -0.0, 1, 0), ("step", 0.0, 1, 0), ("step", INF, 1, 0), ("step", -INF, 0, 0),
    ("step", TINY, 1, 0), ("step", -TINY, 0, 0), ("step", HUGE, 1, 0), ("step", -HUGE, 0, 0),
    ("linear", -0.0, -0.0, 1), ("linear", 0.0, 0.0, 1), ("linear", INF, INF, 1),
    ("linear", -INF, -INF, 1), ("linear", TINY, TINY, 1), ("linear", -HUGE, -HUGE, 1),
    ("sigmoid", -0.0, 0.5, 0.25), ("sigmoid", 0.0, 0.5, 0.25), ("sigmoid", INF, 1, 0.0),
    ("sigmoid", -INF, 0.0, 0.0), ("sigmoid", -88.8, 2.7205e-39, 2.7205e-39),
    ("sigmoid", -104.0, 0.0, 0.0), ("sigmoid", HUGE, 1, 0.0), ("sigmoid", -HUGE, 0.0, 0.0),
    ("sigmoid", 20.0, 1, 2.0611537e-09), ("sigmoid", -20.0, 2.0611537e-09, 2.0611537e-09),
    ("sigmoid", TINY, 0.5, 0.25),
    ("tanh", -0.0, -0.0, 1), ("tanh", 0.0, 0.0, 1), ("tanh", INF, 1, 0.0),
    ("tanh", -INF, -1, 0.0), ("tanh", TINY, TINY, 1), ("tanh", -TINY, -TINY, 1),
    ("tanh", HUGE, 1, 0.0), ("tanh", -HUGE, -1, 0.0), ("tanh", 9.0, 1, 6.0919976e-08),
    ("relu", -0.0, 0.0, 0.0), ("relu", 0.0, 0.0, 0.0), ("relu", INF, INF, 1),
    ("relu", -INF, 0.0, 0.0), ("relu", TINY, TINY, 1), ("relu", -TINY, 0.0, 0.0),
    ("relu", HUGE, HUGE, 1), ("relu", -HUGE, 0.0, 0.0),
    ("leaky_relu", -0.0, -0.0, 0.01), ("leaky_relu", 0.0, 0.0, 0.01),
    ("leaky_relu", INF, INF, 1), ("leaky_relu", -INF, -INF, 0.01),
    ("leaky_relu", TINY, TINY, 1), ("leaky_relu", -TINY, -0.0, 0.01),
    ("leaky_relu", HUGE, HUGE, 1), ("leaky_relu", -100.0, -1, 0.01),
]  # fmt: skip


def function_of(activation, of):
    return activation if of == "value" else activation.derivative


def same_bits(got, want):
    got, want = np.asarray(got), np.asarray(want)
    assert got.dtype == want.dtype
    assert got.shape == want.shape
    assert (got == want).all()
    assert (np.signbit(got) == np.signbit(want)).all()


@pytest.mark.parametrize(("name", "x", "value", "slope"), TABLE)
def test_the_edge_table_holds_in_float32(name, x, value, slope):
    activation = activations.get(name)
    for got, want in (
        (activation(np.float32(x)), value),
        (activation.derivative(np.float32(x)), slope),
    ):
        # the table prints 5 to 8 digits; test_values counts the ulps
        np.testing.assert_allclose(got, np.float32(want), rtol=2e-5, atol=0.0)
        assert np.signbit(got) == np.signbit(np.float32(want))


def test_every_edge_of_the_first_functions_is_in_the_table():
    assert {row[0] for row in TABLE} >= {"step", "linear", "sigmoid", "tanh", "relu", "leaky_relu"}


def test_sigmoid_rounds_to_one_only_above_17():
    tie = 17.328679484196  # 1 - 2^-25 lies half way between 1 and the float32 before it
    around = neighbours([tie], 2, np.float32)
    above = around.astype(np.float64) > tie
    assert activations.sigmoid(around).tolist() == np.where(above, 1, 1 - 2**-24).tolist()


def test_slopes_of_saturated_functions_keep_their_digits_in_float64():
    # 4·exp(-40)/(1+exp(-40))² and exp(-20)/(1+exp(-20))², where forms of the output give 0
    assert activations.tanh.derivative(20.0) == pytest.approx(1.699341702116e-17, rel=1e-12)
    assert activations.sigmoid.derivative(40.0) == pytest.approx(4.248354255292e-18, rel=1e-12)


def test_step_takes_the_value_at_zero_it_was_given():
    for at_zero in (0.0, 0.5, 1.0):
        gate = activations.step.with_(at_zero=at_zero)
        assert [gate(-TINY), gate(-0.0), gate(0.0), gate(TINY)] == [0.0, at_zero, at_zero, 1.0]


@pytest.mark.parametrize("leak", [0.0, 0.5, 1.0, 2.0, -0.5])
def test_leaky_relu_is_right_for_leaks_that_break_the_maximum_form(leak):
    leaky = activations.leaky_relu.with_(leak=leak)
    assert leaky(np.array([-4.0, 3.0])).tolist() == [-4.0 * leak, 3.0]
    assert leaky(-INF) == (0.0 if leak == 0.0 else -leak * INF)
    assert leaky.derivative(np.array([-1.0, 0.0, 1.0])).tolist() == [leak, leak, 1.0]


@each
@both
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_nan_in_is_nan_out_and_its_neighbours_do_not_notice(activation, of, dtype):
    function = function_of(activation, of)
    got = function(np.array([1.5, np.nan, -1.5], dtype))
    assert np.isnan(got).tolist() == [False, True, False]
    same_bits(got[[0, 2]], function(np.array([1.5, -1.5], dtype)))
    assert np.isnan(function(float("nan")))


@each
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_infinities_give_the_declared_limits(activation, dtype):
    got = activation(np.array([-INF, INF], dtype))
    np.testing.assert_array_equal(got, np.array(activation.limits, dtype))


@each
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_huge_numbers_give_no_nan_and_head_for_the_limit(activation, dtype):
    ends = np.array([-np.finfo(dtype).max, np.finfo(dtype).max])
    for got, limit in zip(activation(ends), activation.limits, strict=True):
        if np.isinf(limit):
            assert got * np.sign(limit) > 10.0  # even a logarithm would be beyond 80
        else:
            assert got == dtype(limit)
    assert np.isfinite(activation.derivative(ends)).all()


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
        same_bits(got, function(x.astype(np.float64)).astype(dtype))


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
    assert activations.sigmoid(np.array([x])) > activations.sigmoid(np.array([1.0], np.longdouble))


@each
@both
@pytest.mark.parametrize("x", [2.5, -3, True, np.float64(0.1), Fraction(1, 4)], ids=repr)
def test_a_python_number_gives_the_bits_of_an_array(activation, of, x):
    function = function_of(activation, of)
    if isinstance(x, Fraction):
        with pytest.raises(DtypeError, match="object holding Fraction"):
            function(x)
        return
    got = function(x)
    assert isinstance(got, float)
    same_bits(got, function(np.array([x], np.float64))[0])


@each
@both
@pytest.mark.parametrize(
    ("x", "named"),
    [
        (1j, "complex128"),
        (np.zeros(3, np.complex64), "complex64"),
        ("0.5", "<U3"),
        (np.array([b"1"]), "S1"),
        (np.array([1.0, None]), "object holding NoneType, float"),
        (np.array([], dtype=object), "object holding nothing"),
        (np.array(["2020-01-01"], "datetime64[D]"), "datetime64"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_is_no_real_number_is_refused_with_its_dtype(activation, of, x, named):
    with pytest.raises(DtypeError) as refusal:
        function_of(activation, of)(x)
    assert named in str(refusal.value)
    assert isinstance(refusal.value, TypeError)


@each
@both
@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0), (), (1,), (2, 3, 4)], ids=str)
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64])
def test_the_shape_is_kept(activation, of, shape, dtype):
    got = function_of(activation, of)(np.ones(shape, dtype))
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
