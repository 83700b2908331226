"""Values and slopes against the textbook form, in units in the last place, read by both engines.

The promise: float32 within 0.51 ulp, subnormal results included; float64 within 2 ulp (values) and
4 ulp (slopes), where a slope passes through 0 as well. Half an ulp is what rounding alone costs; the
hundredth above it leaves room for the error of the float64 registers, which is 2^-29 ulp of float32
for each of their own.
"""

from functools import cache

import numpy as np
import pytest

from barreleye.kernels import engine
from support.samples import every_65537th, hard, landmarks, log_uniform, neighbours, transitions
from support.truth import exact_slope, exact_value, variants
from support.ulp import exact_ulp_error, ulp_error

ALLOWED = {
    ("value", np.float32): 0.51, ("slope", np.float32): 0.51,
    ("value", np.float64): 2.0, ("slope", np.float64): 4.0,
}  # fmt: skip
ENGINES = ("numpy", "compiled")
EVERYWHERE = every_65537th()

each = pytest.mark.parametrize("activation", variants(), ids=repr)
both = pytest.mark.parametrize("of", ["value", "slope"])
each_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])
each_engine = pytest.mark.parametrize("reader", ENGINES)


def function_of(activation, of):
    return activation if of == "value" else activation.derivative


@cache
def changes(activation):
    """Where float32 results go subnormal, to 0, to infinity or change sign."""
    with engine("numpy"):
        found = [transitions(function_of(activation, of), EVERYWHERE) for of in ("value", "slope")]
    return np.concatenate([points[:: 1 + len(points) // 16] for points in found])  # sine: thousands


def hard_points(activation, dtype, reach):
    """Neighbours of kinks, turning points, 0 and the extremes, and of where results change kind."""
    centres = [*landmarks(activation, dtype), *activation.turning_points, *changes(activation)]
    return neighbours(centres, reach, dtype)


@cache
def truths(activation, of, dtype):
    """Return numbers to try and what is true of each; evaluated once for both engines.

    Fewer of float32: test_every_257th.py tries 16.7 million, and the points found by search are hard for float64.
    """
    count, every = (300, 1) if dtype == np.float64 else (100, 8)
    near = np.random.default_rng(1).uniform(-8.0, 8.0, count).astype(dtype)
    # a slope loses its digits in some width around its zero: come closer step by step
    steps = np.ldexp([-1.0, 1.0], np.arange(-1, -50, -4)[:, None]).ravel()
    around = [point + steps for point in activation.turning_points]
    x = np.concatenate(
        [
            log_uniform(count, dtype),
            near,
            hard(dtype)[::every],
            hard_points(activation, dtype, 4),
            *around,
        ]
    ).astype(dtype)
    if of == "slope":
        x = x[~np.isin(x, activation.kinks)]
    exact = exact_value if of == "value" else exact_slope
    return x, [exact(activation, point) for point in x]


@each
@both
@each_dtype
def test_the_textbook_form_is_met_by_both_engines(activation, of, dtype):
    x, exact = truths(activation, of, dtype)
    for reader in ENGINES:
        with engine(reader):
            got = function_of(activation, of)(x)
        errors = [exact_ulp_error(*pair) for pair in zip(got, exact, strict=True)]
        worst = int(np.argmax(errors))
        said = f"{reader}: {errors[worst]} ulp at {float(x[worst]).hex()}"
        assert errors[worst] <= ALLOWED[of, dtype], said


@each
@both
@each_engine
def test_float32_is_the_rounded_float64_across_all_sizes(activation, of, reader):
    """The reference is the float64 result, which the test above holds to the textbook form."""
    x = np.concatenate([EVERYWHERE, hard_points(activation, np.float32, 4096)])
    with engine(reader):
        got = function_of(activation, of)(x)
        reference = function_of(activation, of)(x.astype(np.float64))

    errors = ulp_error(got, reference)

    worst = int(np.argmax(errors))
    assert errors[worst] <= ALLOWED[of, np.float32], f"{errors[worst]} ulp at {float(x[worst]).hex()}"


@pytest.mark.parametrize(
    "activation", [activation for activation in variants() if activation.increasing], ids=repr
)
@each_engine
def test_values_of_an_increasing_function_never_step_back(activation, reader):
    dense = np.linspace(-32.0, 32.0, 2**17 + 1, dtype=np.float32)
    x = np.unique(np.concatenate([EVERYWHERE, dense, hard_points(activation, np.float32, 4096)]))
    with engine(reader):
        values = activation(x)
    assert (values[1:] >= values[:-1]).all()


@pytest.mark.parametrize(
    "activation", [activation for activation in variants() if activation.selecting], ids=repr
)
@each_engine
def test_a_narrow_function_rounds_nothing_in_float32(activation, reader):
    x = np.concatenate([EVERYWHERE, hard_points(activation, np.float32, 64)])
    with engine(reader):
        for function in (activation, activation.derivative):
            wide = function(x.astype(np.float64))
            np.testing.assert_array_equal(function(x).astype(np.float64), wide)
