"""Values and slopes against the textbook form, in units in the last place.

The promise: float32 within 0.51 ulp, subnormal results included; float64 within 2 ulp (values) and
4 ulp (slopes). Half an ulp is what rounding alone costs; the hundredth above it leaves room for the
error of the float64 registers, which is 2^-29 ulp of float32 for each of their own.
"""

import numpy as np
import pytest

from support.samples import every_65537th, hard, landmarks, log_uniform, neighbours, transitions
from support.truth import exact_slope, exact_value, variants
from support.ulp import exact_ulp_error, ulp_error

FLOAT32 = 0.51
FLOAT64_VALUE, FLOAT64_SLOPE = 2.0, 4.0
EVERYWHERE = every_65537th()

each = pytest.mark.parametrize("activation", variants(), ids=repr)
each_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def hard_points(activation, dtype, reach):
    """Neighbours of kinks, 0 and the extremes, and of where float32 results go subnormal or 0."""
    changes = np.concatenate(
        [
            transitions(activation, EVERYWHERE),
            transitions(activation.derivative, EVERYWHERE),
        ]
    )
    return neighbours([*landmarks(activation, dtype), *changes], reach, dtype)


def zero_crossings(activation):
    """Where the slope passes through 0 smoothly: no short formula keeps its relative error there."""
    grid = np.linspace(-10.0, 10.0, 4001)
    signs = np.sign(activation.derivative(grid))
    at = np.flatnonzero(signs[1:] * signs[:-1] < 0)
    return [x for x in grid[at] if not np.isclose(x, activation.kinks, atol=0.005).any()]


@each
@each_dtype
def test_values_are_the_textbook_form(activation, dtype):
    x = np.concatenate([log_uniform(2000, dtype), hard(dtype), hard_points(activation, dtype, 8)])

    errors = [
        exact_ulp_error(got, exact_value(activation, point))
        for got, point in zip(activation(x), x, strict=True)
    ]

    worst = int(np.argmax(errors))
    allowed = FLOAT32 if dtype is np.float32 else FLOAT64_VALUE
    assert errors[worst] <= allowed, f"{errors[worst]} ulp at {float(x[worst]).hex()}"


@each
@each_dtype
def test_slopes_are_the_derivative_of_the_textbook_form(activation, dtype):
    x = np.concatenate([log_uniform(2000, dtype), hard(dtype), hard_points(activation, dtype, 8)])
    x = x[~np.isin(x, activation.kinks)]
    crossings = zero_crossings(activation) if dtype is np.float64 else []

    def error(got, point):
        # within 2^-6 of a crossing the promise is absolute: 4 ulp of 2^-10
        near = np.isclose(point, crossings, rtol=0.0, atol=2.0**-6).any()
        return exact_ulp_error(got, exact_slope(activation, point), at_least=2.0**-10 * near)

    errors = [error(*pair) for pair in zip(activation.derivative(x), x, strict=True)]

    worst = int(np.argmax(errors))
    allowed = FLOAT32 if dtype is np.float32 else FLOAT64_SLOPE
    assert errors[worst] <= allowed, f"{errors[worst]} ulp at {float(x[worst]).hex()}"


@each
@pytest.mark.parametrize("of", ["value", "slope"])
def test_float32_is_right_across_all_bit_patterns(activation, of):
    """The reference is float64, which the tests above hold to the textbook form on other points."""
    function, exact = {
        "value": (activation, exact_value),
        "slope": (activation.derivative, exact_slope),
    }[of]
    x = np.concatenate([EVERYWHERE, hard_points(activation, np.float32, 4096)])

    reference = function(x.astype(np.float64))
    errors = ulp_error(function(x), reference)

    worst = int(np.argmax(errors))
    assert errors[worst] <= FLOAT32, f"{errors[worst]} ulp at {float(x[worst]).hex()}"
    smooth = np.flatnonzero(~np.isin(x, activation.kinks))
    for i in smooth[:: len(smooth) // 500]:  # and the reference on these very points
        # 4 ulp of float64, and 2^-62 for the windows around zero crossings
        assert abs(reference[i] - exact(activation, x[i])) <= 4 * np.spacing(
            max(abs(reference[i]), 2.0**-10 if zero_crossings(activation) else 0.0)
        )


@pytest.mark.parametrize(
    "activation", [activation for activation in variants() if activation.increasing], ids=repr
)
def test_values_of_an_increasing_function_never_step_back(activation):
    x = np.unique(np.concatenate([EVERYWHERE, hard_points(activation, np.float32, 4096)]))

    assert (activation(x)[1:] >= activation(x)[:-1]).all()


@pytest.mark.parametrize(
    "activation", [activation for activation in variants() if activation.narrow], ids=repr
)
def test_a_narrow_function_rounds_nothing_in_float32(activation):
    x = np.concatenate([EVERYWHERE, hard_points(activation, np.float32, 64)])
    for function in (activation, activation.derivative):
        np.testing.assert_array_equal(function(x).astype(np.float64), function(x.astype(np.float64)))
