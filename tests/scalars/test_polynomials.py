"""Every fitted polynomial against the function that it stands for, evaluated by mpmath."""

import subprocess
import sys
from pathlib import Path

import mpmath
import pytest
from mpmath import mpf

from barreleye.activations import _activation_polynomials
from barreleye.activations._gate_formulas import TurningPoint
from barreleye.scalars import Polynomial, _polynomials

ROOT = Path(__file__).parents[2]
ALL = vars(_polynomials) | vars(_activation_polynomials)
HALF_LN2 = mpmath.log(2) / 2
# relative. float64: less than one rounding. float32: a bit or two less than the 36 of the module, for
# what a cancelling sum multiplies; exp meets none, and takes half of the hundredth of an ulp that a
# float32 has above its rounding
BOUNDS = {"double": 2.0**-53, "single": 2.0**-35}
LOOSER = {("EXP", "single"): 0.005 * 2.0**-24, ("MILLS", "single"): 2.0**-34}
# in ulps of the slope. float64: one of the four that a slope may be off. float32: its hundredth above
# rounding, less what a few float64 registers lose
TURN_BOUNDS = {"double": (53, 1.0), "single": (24, 0.01 - 2.0**-24)}


def exp(p, r):
    return 1 + r + r * r * p(r)


def expm1(p, r):
    return r + r * r * p(r)


def odd(slope):
    """Return how a polynomial in s² makes an odd function: slope·s + s³·P(s²)."""
    return lambda p, s: slope * s + s**3 * p(s * s)


def even(p, r):
    return p(r * r)


def alone(p, t):
    return p(t)


def tanh_rest(z):
    x = mpmath.sqrt(z)
    return (mpmath.tanh(x) - x) / (x * z)


def mills(t):
    w = 4 * (1 + t) / (1 - t)
    return (4 + w) * mpmath.exp(w * w / 2) * mpmath.erfc(w / mpmath.sqrt(2)) / 2


SHORTER = {("MILLS", "single"): mpf(11) / mpf(19)}  # where a float32 result is 0
# name: what stands in the result, how the polynomial makes it, from, to
FITS = {
    "EXP": (mpmath.exp, exp, -HALF_LN2, HALF_LN2),
    "EXPM1": (mpmath.expm1, expm1, -HALF_LN2, HALF_LN2),
    "COTH": (lambda r: r * mpmath.coth(r / 2), even, HALF_LN2 / 1000, HALF_LN2),
    "ATANH": (lambda s: 2 * mpmath.atanh(s), odd(2), mpf(0), mpf(1) / 3),
    "ARCTAN": (mpmath.atan, odd(1), mpf(0), mpmath.tan(mpmath.pi / 8)),
    "SIN": (mpmath.sin, odd(1), mpf(0), mpmath.pi / 2),
    # these two are results, but for a factor: no leading term takes weight from them
    "TANH": (tanh_rest, alone, mpf(0), mpf(1)),
    "MILLS": (mills, alone, mpf(-1), mpf("35.5") / mpf("43.5")),
}


def sigmoid(x):
    return 1 / (1 + mpmath.exp(-x))


def phi(w):
    return mpmath.exp(-w * w / 2) / mpmath.sqrt(2 * mpmath.pi)


def gelu_tanh(z):
    return z * sigmoid(2 * mpmath.sqrt(2 / mpmath.pi) * (z + mpf(44715) / 10**6 * z**3))


# the slopes at -w: by their own formulas, or by mpmath's differences
SLOPES = {
    "SILU_TURNING_POINT": lambda w: sigmoid(-w) * (1 - w * sigmoid(w)),
    "GELU_TURNING_POINT": lambda w: mpmath.erfc(w / mpmath.sqrt(2)) / 2 - w * phi(w),
    "GELU_TANH_TURNING_POINT": lambda w: mpmath.diff(gelu_tanh, -w),
    "MISH_TURNING_POINT": lambda w: mpmath.diff(
        lambda z: z * mpmath.tanh(mpmath.log1p(mpmath.exp(z))), -w
    ),
}


def errors(coefficients, exact, made, low, high):
    """Return (relative error, exact number) over a grid that is finer at the ends."""

    def p(x):
        return mpmath.polyval([mpf(c) for c in reversed(coefficients)], x)

    grid = [(low + high) / 2 - (high - low) / 2 * mpmath.cos(mpmath.pi * k / 400) for k in range(401)]
    tried = [(x, exact(x)) for x in grid if abs(x) > 1e-9]
    return [(abs(made(p, x) / truth - 1), truth) for x, truth in tried]


def in_ulps(error, truth, bits):
    """Return a relative error in units of the last of so many bits."""
    mantissa, _ = mpmath.frexp(abs(truth))
    return error * mantissa * 2**bits


def members(kind):
    return {name for name, value in ALL.items() if isinstance(value, kind)}


def test_every_polynomial_is_measured():
    assert members(Polynomial) == set(FITS)
    assert members(TurningPoint) == set(SLOPES)


@pytest.mark.parametrize("precision", BOUNDS)
@pytest.mark.parametrize("name", FITS)
def test_a_polynomial_is_the_function_it_stands_for(name, precision):
    with mpmath.workprec(160):
        exact, made, low, high = FITS[name]
        high = SHORTER.get((name, precision), high)
        error, _ = max(errors(getattr(ALL[name], precision), exact, made, low, high))
    bound = LOOSER.get((name, precision), BOUNDS[precision])
    assert error < bound, f"2^{mpmath.nstr(mpmath.log(error, 2), 4)}"


@pytest.mark.parametrize("precision", TURN_BOUNDS)
@pytest.mark.parametrize("name", SLOPES)
def test_a_turn_is_the_slope_around_its_zero(name, precision):
    turn = ALL[name]
    with mpmath.workprec(320):  # mpmath's differences keep about half of it
        zero = mpmath.findroot(SLOPES[name], turn.high)
        # d = w - zero is at least half an ulp of w, 2^-54; an error of 2^-107 leaves it 53 bits
        assert abs(zero - (mpf(turn.high) + mpf(turn.low))) < mpmath.ldexp(1, -107)
        assert abs(turn.low) <= mpmath.ldexp(abs(turn.high), -53)

        def made(p, d):
            return d * p(d)

        def slope(d):
            return SLOPES[name](zero + d)

        coefficients, radius = getattr(turn.quotient, precision), mpf(getattr(turn.radius, precision))
        bits, bound = TURN_BOUNDS[precision]
        found = errors(coefficients, slope, made, -radius, radius)
        assert max(in_ulps(*one, bits) for one in found) < bound


@pytest.mark.parametrize(
    ("which", "module"), [("words", _polynomials), ("activations", _activation_polynomials)]
)
def test_the_tool_prints_the_module_as_it_stands(which, module):
    tool = [sys.executable, ROOT / "tools" / "fit_polynomials.py", which]
    printed = subprocess.run(tool, capture_output=True, text=True, check=True).stdout
    committed = Path(module.__file__).read_text(encoding="utf-8")
    assert "".join(printed.split()) == "".join(committed.split())
