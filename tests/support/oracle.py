"""What float32 results are held to: every function again in float64, from the mathematics.

Nothing here comes from the bodies in the package. The forms are those of a textbook, arranged so
that no term overflows and no two of them cancel, over NumPy's and SciPy's float64 functions. An
entry is right to about 1e-15, for the longest formulas 1e-13: beside the 6e-8 of a float32 that is
nothing. tests/activations/test_oracle.py holds every entry against mpmath.

Parameters have their defaults. The argument holds float32 numbers as float64, whose squares are
exact. A slope at a kink is that of the side which the declaration names. ``np.sin`` and ``np.cos``
of float64 serve as they are: NumPy reduces huge arguments with all the digits of π that it takes.
"""

from functools import cache

import mpmath
import numpy as np
from scipy import special

from barreleye import activations
from barreleye.kernels import engine

_CHUNK = 2**14  # a chunk and its temporaries stay in the second cache
_SCALE = 1.0507009873554804935  # of selu, and its product with alpha
_SCALE_ALPHA = 1.7580993408473768600
_GELU = 1.5957691216057307117  # 2·√(2/π)
_DENSITY = 0.39894228040143267794  # 1/√(2π)


def _sigmoid(x):
    return np.exp(np.minimum(x, 0.0)) / (1.0 + np.exp(-np.abs(x)))


def _sigmoid_slope(x):
    e = np.exp(-np.abs(x))
    return e / (1.0 + e) ** 2


def _softplus(x):
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


def _inside(x, low, high, slope):
    return slope * ((x > low) & (x < high))


def _silu_slope(x):
    x = np.clip(x, -800.0, 800.0)
    return _sigmoid(x) * (1.0 + x * _sigmoid(-x))


def _gelu_slope(x):
    x = np.clip(x, -40.0, 40.0)
    return special.ndtr(x) + x * (_DENSITY * np.exp(-0.5 * x * x))


def _twice(x):
    """Return 2u, of which gelu_tanh takes the tanh: (1 + tanh u)/2 = sigmoid(2u)."""
    return _GELU * x * (1.0 + 0.044715 * x * x)


def _gelu_tanh_slope(x):
    x = np.clip(x, -30.0, 30.0)
    u = _twice(x)
    return _sigmoid(u) * (1.0 + x * _GELU * (1.0 + 0.134145 * x * x) * _sigmoid(-u))


def _mish_slope(x):
    x = np.clip(x, -800.0, 800.0)
    t = np.tanh(_softplus(x))
    return t + x * (1.0 - t * t) * _sigmoid(x)


def _tanh_shrink(x):
    r = x - np.tanh(x)
    small = np.abs(x) < 1.0
    if small.any():
        # x·cosh(x) - sinh(x) = x³·Σ (2k + 2)/(2k + 3)!·x^(2k): every term has the same sign
        c = x[small]
        squares, total = c * c, 0.0
        for k in range(9, -1, -1):
            total = total * squares + (2 * k + 2) / special.factorial(2 * k + 3, exact=True)
        r[small] = c * squares * total / np.cosh(c)
    return r


def _hard_swish(x):
    return np.where(x <= -3.0, -0.0, np.where(x >= 3.0, x, x * ((x + 3.0) / 6.0)))


def _hard_swish_slope(x):
    return np.where(x <= -3.0, 0.0, np.where(x >= 3.0, 1.0, (2.0 * x + 3.0) / 6.0))


ENTRIES = {
    "step": (lambda x: np.where(x >= 0.0, 1.0, 0.0), np.zeros_like),
    "sign": (np.sign, np.zeros_like),
    "linear": (np.array, np.ones_like),
    "sigmoid": (_sigmoid, _sigmoid_slope),
    "tanh": (np.tanh, lambda x: 4.0 * _sigmoid_slope(2.0 * x)),
    "log_sigmoid": (lambda x: -_softplus(-x), lambda x: _sigmoid(-x)),
    "arctan": (np.arctan, lambda x: 1.0 / (1.0 + x * x)),
    "softsign": (
        lambda x: np.where(np.isinf(x), np.sign(x), x / (1.0 + np.abs(x))),
        lambda x: 1.0 / (1.0 + np.abs(x)) ** 2,
    ),
    "relu": (lambda x: np.where(x > 0.0, x, 0.0), lambda x: 1.0 * (x > 0.0)),
    "leaky_relu": (lambda x: np.where(x > 0.0, x, 0.01 * x), lambda x: np.where(x > 0.0, 1.0, 0.01)),
    "squared_relu": (
        lambda x: np.where(x > 0.0, x * x, 0.0),
        lambda x: np.where(x > 0.0, 2.0 * x, 0.0),
    ),
    "hard_sigmoid": (
        lambda x: np.clip(x + 3.0, 0.0, 6.0) / 6.0,
        lambda x: _inside(x, -3.0, 3.0, 1.0 / 6.0),
    ),
    "hard_tanh": (lambda x: np.clip(x, -1.0, 1.0), lambda x: _inside(x, -1.0, 1.0, 1.0)),
    "relu6": (lambda x: np.clip(x, 0.0, 6.0), lambda x: _inside(x, 0.0, 6.0, 1.0)),
    "hard_swish": (_hard_swish, _hard_swish_slope),
    "elu": (lambda x: np.where(x > 0.0, x, np.expm1(x)), lambda x: np.exp(np.minimum(x, 0.0))),
    "selu": (
        lambda x: np.where(x > 0.0, _SCALE * x, _SCALE_ALPHA * np.expm1(x)),
        lambda x: np.where(x > 0.0, _SCALE, _SCALE_ALPHA * np.exp(x)),
    ),
    "celu": (lambda x: np.where(x > 0.0, x, np.expm1(x)), lambda x: np.exp(np.minimum(x, 0.0))),
    "softplus": (_softplus, _sigmoid),
    # 800, 40 and 30 are beyond the place where the gate is 0 in float64: -inf·0 would be NaN
    "silu": (lambda x: np.maximum(x, -800.0) * _sigmoid(x), _silu_slope),
    "gelu": (lambda x: np.maximum(x, -40.0) * special.ndtr(x), _gelu_slope),
    "gelu_tanh": (lambda x: np.maximum(x, -30.0) * _sigmoid(_twice(x)), _gelu_tanh_slope),
    "mish": (lambda x: np.maximum(x, -800.0) * np.tanh(_softplus(x)), _mish_slope),
    "tanh_shrink": (_tanh_shrink, lambda x: np.tanh(x) ** 2),
    "soft_shrink": (lambda x: x - np.clip(x, -0.5, 0.5), lambda x: 1.0 * (np.abs(x) > 0.5)),
    "hard_shrink": (lambda x: np.where(np.abs(x) > 0.5, x, 0.0), lambda x: 1.0 * (np.abs(x) > 0.5)),
    "exponential": (np.exp, np.exp),
    "gaussian": (
        lambda x: np.exp(-x * x),
        lambda x: -2.0 * np.clip(x, -40.0, 40.0) * np.exp(-x * x),
    ),
    "sine": (np.sin, np.cos),
}

# Slopes that pass through 0, as mpmath takes them, and about where. Within 1/8 of the zero their
# terms cancel, and (x - x0)·P(x - x0) takes over: 18 coefficients, the nearest pole is 2 away or more.
_REACH, _TERMS = 0.125, 18
TURNS = {
    "silu": (lambda z: z / (1 + mpmath.exp(-z)), -1.278),
    "gelu": (lambda z: z * mpmath.ncdf(z), -0.752),
    "gelu_tanh": (
        lambda z: (
            z / (1 + mpmath.exp(-mpmath.sqrt(8 / mpmath.pi) * (z + mpmath.mpf("0.044715") * z**3)))
        ),
        -0.752,
    ),
    "mish": (lambda z: z * mpmath.tanh(mpmath.log(1 + mpmath.exp(z))), -1.192),
}


@cache
def _turn(name):
    """Return the zero of a slope in two parts, and the Taylor coefficients of slope/(x - zero)."""
    function, about = TURNS[name]
    with mpmath.workprec(400):
        zero = mpmath.findroot(lambda z: mpmath.diff(function, z), about)
        value = mpmath.taylor(function, zero, _TERMS + 1)
        rest = [float((k + 1) * value[k + 1]) for k in range(1, _TERMS + 1)]
        return float(zero), float(zero - float(zero)), rest


def _turned(name, x, y):
    """Put the digits back into the slopes y where they pass through 0."""
    zero, low, rest = _turn(name)
    near = np.abs(x - zero) < _REACH
    if near.any():
        d = (x[near] - zero) - low
        y[near] = d * np.polynomial.polynomial.polyval(d, rest)
    return y


def source(name):
    """Say where the reference of a function comes from."""
    return "independent" if name in ENTRIES else "own float64 body"


def _own(name, of):
    activation = activations.get(name)
    function = activation if of == "value" else activation.derivative

    def evaluated(x):
        with engine("numpy"):
            return function(x)

    return evaluated


def reference(name, of, x):
    """Return the value or the slope (``of``) at float32 numbers x, in float64; NaN for NaN."""
    entry = ENTRIES[name][of == "slope"] if name in ENTRIES else _own(name, of)
    turns = of == "slope" and name in TURNS
    result = np.empty(x.shape)
    with np.errstate(all="ignore"):  # of the side that np.where throws away
        for at in range(0, x.size, _CHUNK):
            z = x[at : at + _CHUNK].astype(np.float64)
            y = entry(z)
            if turns:
                y = _turned(name, z, y)
            unknown = np.isnan(z)
            if unknown.any():
                y[unknown] = np.nan
            result[at : at + _CHUNK] = y
    return result
