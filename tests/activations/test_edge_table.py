"""What an expert expects at the edges, function by function, from both engines."""

import numpy as np
import pytest

from barreleye import activations
from barreleye.kernels import engine
from support.samples import neighbours
from support.truth import elementwise_names, variants

INF, NAN, TINY, HUGE = np.inf, np.nan, 1e-45, 3.4028235e38  # the smallest and the largest float32

# Per function: x, value, slope, all float32. A zero written 0 may have either sign; 0.0 and -0.0 count.
EVERY = set(elementwise_names())  # before other tests add functions of their own
TABLE = {
    "step": [
        (-0.0, 1, 0), (0.0, 1, 0), (INF, 1, 0), (-INF, 0, 0), (TINY, 1, 0), (-TINY, 0, 0),
        (HUGE, 1, 0), (-HUGE, 0, 0),
    ],
    "sign": [
        (-0.0, 0, 0), (0.0, 0, 0), (INF, 1, 0), (-INF, -1, 0), (TINY, 1, 0), (-TINY, -1, 0),
    ],
    "linear": [
        (-0.0, -0.0, 1), (0.0, 0.0, 1), (INF, INF, 1), (-INF, -INF, 1), (TINY, TINY, 1),
        (-HUGE, -HUGE, 1),
    ],
    "sigmoid": [
        (-0.0, 0.5, 0.25), (0.0, 0.5, 0.25), (INF, 1, 0.0), (-INF, 0.0, 0.0), (HUGE, 1, 0.0),
        (-HUGE, 0.0, 0.0), (-88.8, 2.7205e-39, 2.7205e-39), (-104.0, 0.0, 0.0), (TINY, 0.5, 0.25),
        (20.0, 1, 2.0611537e-9), (-20.0, 2.0611537e-9, 2.0611537e-9),
    ],
    "tanh": [
        (-0.0, -0.0, 1), (0.0, 0.0, 1), (INF, 1, 0), (-INF, -1, 0), (TINY, TINY, 1),
        (-TINY, -TINY, 1), (HUGE, 1, 0), (-HUGE, -1, 0), (9.0, 1, 6.0919976e-8),
    ],
    "log_sigmoid": [
        (-0.0, -0.6931472, 0.5), (0.0, -0.6931472, 0.5), (INF, 0, 0), (-INF, -INF, 1),
        (HUGE, 0, 0), (-HUGE, -HUGE, 1), (88.8, -2.7205e-39, 2.7205e-39), (-104.0, -104, 1),
    ],
    "arctan": [
        (-0.0, -0.0, 1), (0.0, 0.0, 1), (INF, 1.5707964, 0), (-INF, -1.5707964, 0),
        (HUGE, 1.5707964, 0), (TINY, TINY, 1), (1e20, 1.5707964, 9.99995e-41),
    ],
    "softsign": [
        (-0.0, -0.0, 1), (0.0, 0.0, 1), (INF, 1, 0), (-INF, -1, 0), (HUGE, 1, 0), (-HUGE, -1, 0),
        (TINY, TINY, 1), (1e20, 1, 9.99995e-41),
    ],
    "relu": [
        (-0.0, 0.0, 0), (0.0, 0.0, 0), (INF, INF, 1), (-INF, 0.0, 0), (TINY, TINY, 1),
        (-TINY, 0.0, 0), (HUGE, HUGE, 1), (-HUGE, 0.0, 0),
    ],
    "leaky_relu": [
        (-0.0, -0.0, 0.01), (0.0, 0.0, 0.01), (INF, INF, 1), (-INF, -INF, 0.01), (TINY, TINY, 1),
        (-TINY, -0.0, 0.01), (HUGE, HUGE, 1), (-100.0, -1, 0.01),
    ],
    "squared_relu": [
        (-0.0, 0, 0), (0.0, 0, 0), (INF, INF, INF), (-INF, 0, 0), (HUGE, INF, INF), (-HUGE, 0, 0),
        (TINY, 0, 2.8e-45), (1e-20, 9.99995e-41, 2e-20),
    ],
    "hard_sigmoid": [
        (-0.0, 0.5, 1 / 6), (0.0, 0.5, 1 / 6), (INF, 1, 0), (-INF, 0, 0), (HUGE, 1, 0),
        (3.0, 1, 0), (-3.0, 0, 0), (-2.9999998, 3.9736431e-8, 1 / 6), (2.9999998, 0.99999994, 1 / 6),
    ],
    "hard_tanh": [
        (-0.0, -0.0, 1), (0.0, 0.0, 1), (INF, 1, 0), (-INF, -1, 0), (1.0, 1, 0), (-1.0, -1, 0),
        (TINY, TINY, 1), (-HUGE, -1, 0),
    ],
    "relu6": [
        (-0.0, 0.0, 0), (0.0, 0.0, 0), (INF, 6, 0), (-INF, 0.0, 0), (6.0, 6, 0), (TINY, TINY, 1),
        (HUGE, 6, 0), (-HUGE, 0.0, 0),
    ],
    "hard_swish": [
        (-0.0, -0.0, 0.5), (0.0, 0.0, 0.5), (INF, INF, 1), (-INF, -0.0, 0), (HUGE, HUGE, 1),
        (-HUGE, -0.0, 0), (-5.0, -0.0, 0), (-3.0, 0, 0), (3.0, 3, 1),
    ],
    "elu": [
        (-0.0, -0.0, 1), (0.0, 0.0, 1), (INF, INF, 1), (-INF, -1, 0), (-1e-9, -1e-9, 1),
        (-104.0, -1, 0), (-88.8, -1, 2.7205e-39), (HUGE, HUGE, 1), (-TINY, -TINY, 1),
    ],
    "selu": [
        (-0.0, -0.0, 1.7580993), (0.0, 0.0, 1.7580993), (INF, INF, 1.050701),
        (-INF, -1.7580993, 0), (HUGE, INF, 1.050701), (-1e-9, -1.7580993e-9, 1.7580993),
    ],
    "celu": [
        (-0.0, -0.0, 1), (0.0, 0.0, 1), (INF, INF, 1), (-INF, -1, 0), (-1e-9, -1e-9, 1),
        (-104.0, -1, 0), (-88.8, -1, 2.7205e-39), (HUGE, HUGE, 1),
    ],
    "softplus": [
        (-0.0, 0.6931472, 0.5), (0.0, 0.6931472, 0.5), (INF, INF, 1), (-INF, 0.0, 0),
        (100.0, 100, 1), (-88.8, 2.7205e-39, 2.7205e-39), (HUGE, HUGE, 1), (-HUGE, 0.0, 0),
    ],
    "silu": [
        (-0.0, -0.0, 0.5), (0.0, 0.0, 0.5), (INF, INF, 1), (-INF, -0.0, 0), (HUGE, HUGE, 1),
        (-HUGE, -0.0, 0), (-88.8, -2.4158038e-37, -2.3885988e-37), (-104.0, -7.1466e-44, -7.0065e-44),
    ],
    "gelu": [
        (-0.0, -0.0, 0.5), (0.0, 0.0, 0.5), (INF, INF, 1), (-INF, -0.0, 0), (HUGE, HUGE, 1),
        (-HUGE, -0.0, 0), (-5.0, -1.4332579e-6, -7.146946e-6), (-9.0, -1.0157296e-18, -9.1389374e-18),
        (1.41, 1.2982295, 1.1289004),
    ],
    "gelu_tanh": [
        (-0.0, -0.0, 0.5), (0.0, 0.0, 0.5), (INF, INF, 1), (-INF, -0.0, 0), (HUGE, HUGE, 1),
        (-HUGE, -0.0, 0), (-5.0, -2.2917962e-7, -1.546362e-6), (-10.0, -1.2040924e-37, -2.7576381e-36),
    ],
    "mish": [
        (-0.0, -0.0, 0.6), (0.0, 0.0, 0.6), (INF, INF, 1), (-INF, -0.0, 0), (HUGE, HUGE, 1),
        (-HUGE, -0.0, 0), (-20.0, -4.1223072e-8, -3.9161919e-8), (5000.0, 5000, 1),
        (-88.8, -2.4158038e-37, -2.3885988e-37),
    ],
    "tanh_shrink": [
        (-0.0, -0.0, 0), (0.0, 0.0, 0), (INF, INF, 1), (-INF, -INF, 1), (HUGE, HUGE, 1),
        (1e-10, 3.3333333e-31, 1e-20), (-1e-10, -3.3333333e-31, 1e-20),
    ],
    "soft_shrink": [
        (-0.0, 0, 0), (0.0, 0, 0), (INF, INF, 1), (-INF, -INF, 1), (0.5, 0, 0), (-0.5, 0, 0),
        (0.50000006, 5.9604645e-8, 1), (-HUGE, -HUGE, 1),
    ],
    "hard_shrink": [
        (-0.0, 0, 0), (0.0, 0, 0), (INF, INF, 1), (-INF, -INF, 1), (0.5, 0, 0), (-0.5, 0, 0),
        (0.50000006, 0.50000006, 1), (-HUGE, -HUGE, 1),
    ],
    "exponential": [
        (-0.0, 1, 1), (0.0, 1, 1), (INF, INF, INF), (-INF, 0.0, 0.0), (HUGE, INF, INF), (-HUGE, 0.0, 0.0),
        (TINY, 1, 1), (1.0, 2.7182817, 2.7182817), (88.72283, 3.4027983e38, 3.4027983e38), (88.72284, INF, INF),
        (-103.0, 1.4e-45, 1.4e-45), (-104.0, 0.0, 0.0),
    ],
    "gaussian": [
        (-0.0, 1, 0), (0.0, 1, 0), (INF, 0.0, 0), (-INF, 0.0, 0), (HUGE, 0.0, 0),
        (9.4, 4.2241834e-39, -7.9414633e-38), (-9.4, 4.2241834e-39, 7.9414633e-38), (TINY, 1, -2.8e-45),
    ],
    "sine": [
        (-0.0, -0.0, 1), (0.0, 0.0, 1), (INF, NAN, NAN), (-INF, NAN, NAN), (TINY, TINY, 1),
        (HUGE, -0.52187652, 0.85302104), (1e22, -0.73408153, 0.67906134),
    ],
}  # fmt: skip

# where a form that looks right loses everything in float64; None where the table has no opinion
IN_FLOAT64 = [
    ("softplus", 20.0001, 20.000100002060947, None),  # past a switch to the straight line at 20
    ("tanh", 20.0, None, 1.6993417021166356e-17),
    ("sigmoid", 40.0, None, 4.248354255291589e-18),
    ("gelu", -20.0, -5.5072482372124674e-88, -1.1014360483133464e-86),
    ("gelu", -38.0, -1.0964627768e-314, -4.16655456927e-313),
    ("silu", -709.0, -8.62697552192007e-306, -8.6148077144138353e-306),
    ("mish", -709.0, -8.62697552192007e-306, -8.6148077144138353e-306),  # y/(1 + y/2) ≈ y
    ("gelu_tanh", -20.0, -3.3754509563109673e-261, -2.9424328724945029e-259),
    ("exponential", 709.7827128933840, 1.7976931348622732e308, 1.7976931348622732e308),
    ("exponential", -745.0, 4.94e-324, 4.94e-324),
    ("gaussian", 26.7, 2.48775034988e-310, -1.3284586868358321e-308),
    ("squared_relu", 1.7976931348623157e308, INF, INF),
]


@pytest.fixture(autouse=True, params=["numpy", "compiled"])
def reader(request):
    """Each test twice: NumPy reads the body, and the compiler does."""
    with engine(request.param):
        yield request.param


def assert_sign(got, want):
    if want == 0 and isinstance(want, float):
        assert np.signbit(got) == np.signbit(want)


@pytest.mark.parametrize("name", TABLE)
def test_the_edge_table_holds_in_float32(name):
    activation = activations.get(name)
    for x, value, slope in TABLE[name]:
        for got, want in (
            (activation(np.float32(x)), value),
            (activation.derivative(np.float32(x)), slope),
        ):
            # the table prints 5 to 8 digits; test_values counts the ulps
            np.testing.assert_allclose(got, np.float32(want), rtol=2e-5, atol=0.0, err_msg=f"at {x}")
            assert_sign(got, want)


@pytest.mark.parametrize("name", TABLE)
def test_signed_zeros_and_infinities_are_the_same_in_float64(name):
    activation = activations.get(name)
    for x, value, slope in TABLE[name]:
        if x == 0.0 or np.isinf(x):
            for got, want in ((activation(x), value), (activation.derivative(x), slope)):
                np.testing.assert_allclose(got, want, rtol=2e-5, atol=0.0)
                assert_sign(got, want)


def test_every_function_of_the_catalogue_is_in_the_table():
    assert set(TABLE) == EVERY


@pytest.mark.parametrize(("name", "x", "value", "slope"), IN_FLOAT64)
def test_no_digits_are_lost_in_float64(name, x, value, slope):
    activation = activations.get(name)
    for got, want in ((activation(x), value), (activation.derivative(x), slope)):
        if want is not None:
            # 4 ulp; the subnormals stand there with 10 digits
            np.testing.assert_allclose(got, want, rtol=1e-15 if abs(want) > 1e-307 else 1e-9, atol=0.0)


def test_sigmoid_rounds_to_one_only_above_17():
    tie = 17.328679484196  # 1 - 2^-25 lies half way between 1 and the float32 before it
    around = neighbours([tie], 2, np.float32)
    above = around.astype(np.float64) > tie
    assert activations.sigmoid(around).tolist() == np.where(above, 1, 1 - 2**-24).tolist()


def test_step_takes_the_value_at_zero_it_was_given():
    for at_zero in (0.0, 0.5, 1.0):
        gate = activations.step.with_(at_zero=at_zero)
        assert [gate(-TINY), gate(-0.0), gate(0.0), gate(TINY)] == [0.0, at_zero, at_zero, 1.0]


@pytest.mark.parametrize("negative_slope", [0.0, 0.5, 1.0, 2.0, -0.5])
def test_leaky_relu_is_right_for_leaks_that_break_the_maximum_form(negative_slope):
    leaky = activations.leaky_relu.with_(negative_slope=negative_slope)
    assert leaky(np.array([-4.0, 3.0])).tolist() == [-4.0 * negative_slope, 3.0]
    assert leaky(-INF) == (0.0 if negative_slope == 0.0 else -negative_slope * INF)
    assert leaky.derivative(np.array([-1.0, 0.0, 1.0])).tolist() == [negative_slope, negative_slope, 1.0]


@pytest.mark.parametrize("alpha", [0.25, 1.0, 3.0])
def test_elu_and_celu_level_off_at_minus_alpha_with_their_own_slope_at_0(alpha):
    for name, slope in (("elu", alpha), ("celu", 1.0)):
        activation = activations.get(name).with_(alpha=alpha)
        assert activation(-INF) == activation(-1e30) == -alpha
        assert activation.derivative(0.0) == activation.derivative(-0.0) == slope
        assert activation.derivative(-INF) == 0.0


@pytest.mark.parametrize("name", ["sign", "tanh", "arctan", "softsign", "tanh_shrink", "sine"])
def test_odd_functions_are_odd_to_the_bit(name):
    x = np.geomspace(1e-40, 1e6, 999, dtype=np.float64)
    for dtype in (np.float32, np.float64):
        positive, negative = x.astype(dtype), -x.astype(dtype)
        function = activations.get(name)
        assert function(negative).tolist() == (-function(positive)).tolist()
        assert function.derivative(negative).tolist() == function.derivative(positive).tolist()


@pytest.mark.parametrize("activation", variants(), ids=repr)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_infinities_give_the_declared_limits(activation, dtype):
    got = activation(np.array([-INF, INF], dtype))
    np.testing.assert_array_equal(got, np.array(activation.limits, dtype))


@pytest.mark.parametrize("activation", variants(), ids=repr)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_huge_numbers_give_no_nan_and_head_for_the_limit(activation, dtype):
    ends = np.array([-np.finfo(dtype).max, np.finfo(dtype).max])
    for got, limit in zip(activation(ends), activation.limits, strict=True):
        if np.isnan(limit):  # a wave: any value of its range, with all its digits
            assert activation.range[0] <= got <= activation.range[1]
        elif np.isinf(limit):
            assert got * np.sign(limit) > 10.0  # even a logarithm would be beyond 80
        else:
            assert got == dtype(limit)
    assert not np.isnan(activation.derivative(ends)).any()
