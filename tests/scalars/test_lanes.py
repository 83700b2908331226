"""The words of the dialect as machine code: each against mpmath, at full and at half precision.

Bounds are the roundings that reach the result, in ulps of it; the words above 1 have a step where an
intermediate number is larger than the result, or several in a row.
"""

import mpmath
import numpy as np
import pytest

from barreleye import scalars
from barreleye.kernels import compiled
from support.samples import from_ordinals, log_uniform, ordinals
from support.ulp import exact_ulp_error

INF, NAN, LEAST, LARGEST = np.inf, np.nan, 5e-324, 1.7976931348623157e308

# word: (exact, where to try it, bound in ulp)
WORDS = {
    np.sqrt: (mpmath.sqrt, (0.0, INF), 0.5),
    np.exp: (mpmath.exp, (-745.0, 709.78), 1.0),
    np.log: (mpmath.log, (0.0, INF), 1.0),
    np.log1p: (mpmath.log1p, (-1.0, INF), 1.0),
    # 2s - s³P: the quotient, the two products and the last difference
    scalars.log1p_unit: (mpmath.log1p, (0.0, 1.0), 2.0),
    # 2^n·p + (2^n - 1), where 2^n·p = -0.57 meets 1: p counts double, and the sum is rounded
    np.expm1: (mpmath.expm1, (-745.0, 709.78), 2.0),
    # π/4 + arctan t with t = -0.41: t is a quotient of two rounded sums
    np.arctan: (mpmath.atan, (-INF, INF), 2.0),
    # r + r·(z·P) at r = π/2: 1.57 - 0.57, where three roundings reach the 0.57, and 1 has half its ulp below
    np.sin: (mpmath.sin, (-INF, INF), 2.25),
    np.cos: (mpmath.cos, (-INF, INF), 2.25),
    # expm1, a sum and a quotient
    np.tanh: (mpmath.tanh, (-1000.0, 1000.0), 3.0),
}
each = pytest.mark.parametrize("word", WORDS, ids=lambda word: word.__name__)


def machine(*words):
    """Return the compiled function; a body is a plain function with a name."""

    def body_of(word):
        def body(z):
            return word(z)

        return body

    return compiled([body_of(word) for word in words], {})


def points(low, high, dtype=np.float64):
    """Numbers of all sizes between the bounds, more of them around 1, and the last ones inside."""
    rng = np.random.default_rng(11)
    close = [rng.uniform(-1.0, 1.0, 400) * size for size in (1.0, 3.0, 10.0, 700.0)]
    ends = from_ordinals(ordinals(np.array([low, high]))[:, None] + np.arange(-2, 3), np.float64)
    x = np.concatenate([log_uniform(1500, dtype, seed=12), *close, ends.ravel()]).astype(dtype)
    return x[(x > low) & (x < high) & np.isfinite(x)]


def nearly_zero(word):
    """Floats that happen to lie close to a zero of a wave: the reduction cancels all their bits."""
    if word not in {np.sin, np.cos}:
        return []
    counts = np.random.default_rng(13).integers(1, 333_000, 10_000).tolist()
    shift = 0.0 if word is np.sin else 0.5
    with mpmath.workprec(160):
        zeros = [(k + shift) * mpmath.pi for k in counts]
        zeros.sort(key=lambda zero: abs(zero - float(zero)))
        return [float(zero) for zero in zeros[:40]]


@each
def test_a_word_is_right_to_its_bound(word):
    exact, (low, high), bound = WORDS[word]
    x = np.concatenate([points(low, high), nearly_zero(word)])
    got = machine(word)(x)
    with mpmath.workprec(160):
        errors = [exact_ulp_error(y, exact(mpmath.mpf(float(z)))) for y, z in zip(got, x, strict=True)]
    worst = int(np.argmax(errors))
    assert errors[worst] <= bound, f"{errors[worst]} ulp at {float(x[worst]).hex()}"


@each
def test_a_word_for_float32_keeps_the_bits_that_its_polynomial_has(word):
    """36, or for exp half a hundredth of an ulp of float32; no step gives away a factor of 4."""
    exact, (low, high), _ = WORDS[word]
    x = points(max(low, -80.0), min(high, 80.0), np.float32)
    bound = 0.005 * 2.0**-24 if word is np.exp else 2.0**-34
    assert_keeps(word, exact, x[np.abs(x) > 1e-30], bound)


def exp_of_the_size(z):
    a, b = scalars.exp_fraction(scalars.absolute(z))  # the bound below 0 is spared
    return a / b


def exp_as_a_fraction(z):
    a, b = scalars.exp_fraction(z)
    return a / b


def log1p_of_a_ratio(z):
    return scalars.log1p_ratio(scalars.absolute(z), 1.0 + scalars.absolute(z))


@pytest.mark.parametrize(
    ("word", "exact"),
    [
        (exp_as_a_fraction, mpmath.exp),
        (exp_of_the_size, lambda z: mpmath.exp(abs(z))),
        (log1p_of_a_ratio, lambda z: mpmath.log1p(abs(z) / (1 + abs(z)))),
    ],
)
def test_a_word_that_only_float32_asks_for_keeps_its_bits(word, exact):
    x = points(-80.0, 80.0, np.float32)
    assert_keeps(word, exact, x[np.abs(x) > 1e-30], 2.0**-34)


def test_a_fraction_stops_at_300():
    x = np.array([-INF, -1000.0, -300.0, 300.0, 1000.0, INF], np.float32)
    parts = compiled(
        [
            lambda z: scalars.exp_fraction(z)[0] * 2.0**-400,
            lambda z: scalars.exp_fraction(z)[1] * 2.0**100,
        ],
        {},
    )
    a, b = parts(x)
    assert (a[:3] == a[0]).all()
    assert (a[3:] == a[3]).all()
    assert (b[:3] == b[0]).all()
    assert np.isnan(parts(np.array([NAN], np.float32))).all()


def assert_keeps(word, exact, x, bound):
    """Compare a compiled word for float32 in two parts: its first 24 bits and the rest."""

    def head(y):
        c = 536870913.0 * y  # 2^29 + 1 (Veltkamp)
        return c - (c - y)

    first, rest = machine(lambda z: head(word(z)), lambda z: word(z) - head(word(z)))(x)
    assert first.dtype == np.float32
    got = first.astype(np.float64) + rest.astype(np.float64)
    with mpmath.workprec(120):
        truth = [exact(mpmath.mpf(float(z))) for z in x]
        errors = [float(abs(y / t - 1)) for y, t in zip(got.tolist(), truth, strict=True)]
    worst = int(np.argmax(errors))
    assert errors[worst] <= bound, f"2^{np.log2(errors[worst]):.1f} at {float(x[worst]).hex()}"


@each
def test_a_word_is_what_numpy_says_at_every_limit(word):
    x = np.array([-INF, -0.0, 0.0, INF, NAN, -1.0, LEAST, -LEAST, LARGEST, -LARGEST])
    if word is scalars.log1p_unit:
        x = np.array([-0.0, 0.0, NAN, LEAST, 1.0])
    with np.errstate(all="ignore"):
        want = word(x)
    got = machine(word)(x)
    np.testing.assert_allclose(got, want, rtol=1e-15, atol=0.0)
    zero = want == 0.0
    assert (np.signbit(got) == np.signbit(want))[zero].all()


def test_exp_reaches_the_subnormals_and_the_largest_number():
    x = np.array([-708.5, -720.0, -745.0, -745.2, 709.782712893384, 709.7827128933841])
    got = machine(np.exp)(x)
    with mpmath.workprec(160):
        for y, z in zip(
            got[:3], x, strict=False
        ):  # two roundings: of the number, and into the subnormals
            assert exact_ulp_error(y, mpmath.exp(mpmath.mpf(float(z)))) <= 1.0
    assert got[3:].tolist() == [0.0, np.exp(709.782712893384), INF]


def test_a_wave_is_right_beyond_the_reduction():
    x = np.array([1048575.9, 1048576.0, 1048576.1, 1e15, -1e22, 1e300, LARGEST])
    for word in (np.sin, np.cos):
        with mpmath.workprec(1200):
            exact = [WORDS[word][0](mpmath.mpf(float(z))) for z in x]
        errors = [exact_ulp_error(y, e) for y, e in zip(machine(word)(x), exact, strict=True)]
        assert max(errors) <= WORDS[word][2]


def test_comparisons_and_logic_are_those_of_numpy():
    def body(z):
        inside = (z > -1.0) & (z <= 1.0)
        other = (z < -3.0) | ~(z != 5.0)
        return np.where(inside, 1.0, np.where(other, 2.0, np.where(z == z, 0.0, z)))

    x = np.array([-INF, -3.0, -1.0, -0.0, 1.0, 2.0, 5.0, INF])
    assert machine(body)(x).tolist() == [2.0, 0.0, 0.0, 1.0, 1.0, 0.0, 2.0, 0.0]
    assert np.isnan(machine(body)(np.array([NAN]))).all()


def test_maximum_and_minimum_pass_nan_on_from_either_side():
    x = np.array([NAN, -1.0, 3.0])
    for word in (np.maximum, np.minimum):
        for body in (
            lambda z, w=word: w(z, 1.0),
            lambda z, w=word: w(1.0, z),
            lambda z, w=word: w(1.0 + 0.0 * z, z),
        ):
            np.testing.assert_array_equal(machine(body)(x), word(x, 1.0))
