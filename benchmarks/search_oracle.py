"""The filter of search_float64.py: every function again in the 64 bits of an x87 long double.

Textbook forms over the C library's long double functions, arranged so that nothing cancels. Where an
exponential would multiply a rounding error by 700 its exponent comes in two parts, and where a slope
passes through 0 a Taylor polynomial takes over. The exponent range of a long double is so wide that
no result of float64 size is ever subnormal. Parameters have their defaults.
"""

from __future__ import annotations

from functools import cache

import mpmath
import numpy as np

from support.oracle import TURNS

L = np.longdouble
WIDE = np.finfo(L).nmant == 63
_CHUNK = 2**14
_REACH, _TERMS, _ROUND = 0.75, 48, 256  # the nearest pole is 2 away: (3/8)^48 and 2^-256 are nothing
_STEP, _MILLS_TERMS = 8, 20  # centres of the Mills ratio every 1/8


def _parts(v):
    """Return a number of mpmath in two long doubles."""
    a = float(v)
    b = float(v - a)
    high = L(a) + L(b)
    return high, ((L(a) - high) + L(b)) + L(float(v - a - b))


def _long(v):
    return _parts(mpmath.mpf(v))[0]


def _split(a):
    c = a * L(2**32 + 1)
    high = c - (c - a)
    return high, a - high


def _product(a, b):
    """Return a·b and what its rounding lost (Dekker)."""
    p = a * b
    (ah, al), (bh, bl) = _split(a), _split(b)
    return p, ((ah * bh - p) + ah * bl + al * bh) + al * bl


def _bell(x, share=1.0):
    """Return exp(-share·x²) for a share of 1 or 1/2: the square is exact in two parts."""
    x = np.clip(x, -60.0, 60.0)
    high = np.rint(x * 2**24) / 2**24
    return np.exp(-share * high * high) * np.exp(-share * (x - high) * (x + high))


@cache
def _mills_table():
    """Return Taylor coefficients of (1 - Φ)/φ, which solves M' = wM - 1, around 0, 1/8, .. 40."""
    rows = []
    with mpmath.workprec(700):
        for k in range(40 * _STEP + 1):
            c = mpmath.mpf(k) / _STEP
            a = [mpmath.sqrt(mpmath.pi / 2) * mpmath.exp(c * c / 2) * mpmath.erfc(c / mpmath.sqrt(2))]
            a.append(c * a[0] - 1)
            for n in range(1, _MILLS_TERMS - 1):
                a.append((c * a[n] + a[n - 1]) / (n + 1))
            rows.append([_long(v) for v in a])
        return np.array(rows, dtype=L).T.copy(), _long(1 / mpmath.sqrt(2 * mpmath.pi))


def _normal(x):
    """Return w = |x|, φ(w) and the Mills ratio of w."""
    table, density = _mills_table()
    w = np.minimum(np.abs(x), 40.0)
    at = np.rint(w * _STEP).astype(int)
    d, mills = w - at.astype(L) / _STEP, L(0)
    for row in table[::-1]:
        mills = mills * d + row[at]
    return w, density * _bell(w, 0.5), mills


def _gelu(x):
    w, density, mills = _normal(x)
    return np.where(x < 0.0, -w * (density * mills), x * (1.0 - density * mills))


def _gelu_slope(x):
    w, density, mills = _normal(x)
    q = density * (mills - w)
    return np.where(x < 0.0, q, 1.0 - q)


@cache
def _tanh_parts():
    """Return C and C·0.044715 in two parts each, with C = 2·√(2/π), and 3·C·0.044715."""
    with mpmath.workprec(300):
        c = mpmath.sqrt(8 / mpmath.pi)
        d = c * 44715 / 1000000
        return *_parts(c), *_parts(d), _long(3 * d)


def _gate_tanh(x):
    """Return what gelu_tanh multiplies x with, 1 minus that, and the slope of the exponent."""
    c, c_low, d, d_low, d3 = _tanh_parts()
    x = np.clip(x, -30.0, 30.0)
    square, square_low = _product(x, x)
    p, p_low = _product(d, square)
    p_low = p_low + d * square_low + d_low * square
    s = c + p
    s_low = (
        (p - (s - c) if np.ndim(s) == 0 else np.where(p > c, c - (s - p), p - (s - c))) + p_low + c_low
    )
    w = np.abs(x)
    u, low = _product(w, s)
    low = low + w * s_low
    e = np.exp(-u) * (1.0 - low)
    near, far = 1.0 / (1.0 + e), e / (1.0 + e)
    return np.where(x < 0.0, far, near), np.where(x < 0.0, near, far), c + d3 * square


def _gelu_tanh_slope(x):
    gate, rest, rise = _gate_tanh(x)
    return gate * (1.0 + np.clip(x, -30.0, 30.0) * rise * rest)


def _sigmoid(x):
    e = np.exp(-np.minimum(np.abs(x), 5000.0))
    return np.where(x < 0.0, e, 1.0) / (1.0 + e)


def _sigmoid_slope(x):
    e = np.exp(-np.minimum(np.abs(x), 5000.0))
    return e / ((1.0 + e) * (1.0 + e))


def _softplus(x):
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.minimum(np.abs(x), 5000.0)))


def _silu_slope(x):
    x = np.clip(x, -5000.0, 5000.0)
    return _sigmoid(x) * (1.0 + x * _sigmoid(-x))


def _mish(x):
    y = np.exp(np.clip(x, -2000.0, 2000.0))
    n = y * (y + 2.0)
    return np.maximum(x, -2000.0) * (n / (n + 2.0))


def _mish_slope(x):
    x = np.clip(x, -2000.0, 2000.0)
    y = np.exp(x)
    n = y * (y + 2.0)
    return n / (n + 2.0) + 4.0 * x * (y / (n + 2.0)) * ((1.0 + y) / (n + 2.0))


def _tanh_shrink(x):
    a = np.abs(x)
    e = np.exp(-2.0 * np.minimum(a, 5000.0))
    c = np.minimum(a, 1.0)
    # x·cosh(x) - sinh(x) = x³·Σ (2k + 2)/(2k + 3)!·x^(2k): every term has the same sign
    total = L(0)
    for k in range(12, -1, -1):
        total = total * (c * c) + L(2 * k + 2) / _long(mpmath.factorial(2 * k + 3))
    near = c * c * c * total / np.cosh(c)
    return np.copysign(np.where(a < 1.0, near, (a - 1.0) + 2.0 * (e / (1.0 + e))), x)


def _selu_constant(*numbers):
    with mpmath.workprec(200):
        return _long(mpmath.fprod(map(mpmath.mpf, numbers)))


_SCALE = _selu_constant("1.0507009873554804934193349852946")
_BELOW = _selu_constant("1.0507009873554804934193349852946", "1.6732632423543772848170429916717")


def _low(x):
    return np.clip(x, -5000.0, 0.0)


def _within(x, low, high):
    return np.where((x > low) & (x < high), L(1), L(0))


def _beyond(x):
    return np.where(np.abs(x) > 0.5, L(1), L(0))


ENTRIES = {
    "step": (lambda x: np.where(x >= 0.0, L(1), L(0)), np.zeros_like),
    "sign": (np.sign, np.zeros_like),
    "linear": (np.array, np.ones_like),
    "sigmoid": (_sigmoid, _sigmoid_slope),
    "tanh": (np.tanh, lambda x: 4.0 * _sigmoid_slope(2.0 * x)),
    "log_sigmoid": (lambda x: -_softplus(-x), lambda x: _sigmoid(-x)),
    "arctan": (np.arctan, lambda x: 1.0 / (1.0 + x * x)),
    "softsign": (
        lambda x: x / (1.0 + np.abs(x)),
        lambda x: 1.0 / ((1.0 + np.abs(x)) * (1.0 + np.abs(x))),
    ),
    "relu": (lambda x: np.maximum(x, 0.0), lambda x: np.where(x > 0.0, L(1), L(0))),
    "leaky_relu": (
        lambda x: np.where(x > 0.0, x, L(0.01) * x),
        lambda x: np.where(x > 0.0, L(1), L(0.01)),
    ),
    "squared_relu": (
        lambda x: np.maximum(x, 0.0) * np.maximum(x, 0.0),
        lambda x: 2.0 * np.maximum(x, 0.0),
    ),
    "hard_sigmoid": (lambda x: np.clip(x + 3.0, 0.0, 6.0) / 6.0, lambda x: _within(x, -3.0, 3.0) / 6.0),
    "hard_tanh": (lambda x: np.clip(x, -1.0, 1.0), lambda x: _within(x, -1.0, 1.0)),
    "relu6": (lambda x: np.clip(x, 0.0, 6.0), lambda x: _within(x, 0.0, 6.0)),
    "hard_swish": (
        lambda x: np.where(x >= 3.0, x, x * np.clip(x + 3.0, 0.0, 6.0) / 6.0),
        lambda x: np.where(x >= 3.0, L(1), _within(x, -3.0, 3.0) * (2.0 * x + 3.0) / 6.0),
    ),
    "elu": (
        lambda x: np.where(x > 0.0, x, np.expm1(_low(x))),
        lambda x: np.exp(_low(x)),
    ),
    "selu": (
        lambda x: np.where(x > 0.0, _SCALE * x, _BELOW * np.expm1(_low(x))),
        lambda x: np.where(x > 0.0, _SCALE, _BELOW * np.exp(_low(x))),
    ),
    "softplus": (_softplus, _sigmoid),
    "silu": (lambda x: np.maximum(x, -5000.0) * _sigmoid(x), _silu_slope),
    "gelu": (_gelu, _gelu_slope),
    "gelu_tanh": (lambda x: np.maximum(x, -30.0) * _gate_tanh(x)[0], _gelu_tanh_slope),
    "mish": (_mish, _mish_slope),
    "tanh_shrink": (_tanh_shrink, lambda x: np.tanh(x) * np.tanh(x)),
    "soft_shrink": (lambda x: x - np.clip(x, -0.5, 0.5), _beyond),
    "hard_shrink": (lambda x: _beyond(x) * x, _beyond),
    "exponential": (np.exp, np.exp),
    "gaussian": (_bell, lambda x: -2.0 * np.clip(x, -60.0, 60.0) * _bell(x)),
    "sine": (np.sin, np.cos),
}
ENTRIES["celu"] = ENTRIES["elu"]  # with alpha = 1


@cache
def _turn(name):
    """Return the zero of a slope in two parts, and the Taylor coefficients of slope/(x - zero)."""
    function, about = TURNS[name]
    if name == "gelu":
        function = _gelu_anywhere
    with mpmath.workprec(300):
        zero = mpmath.findroot(lambda z: mpmath.diff(function, z), about)
        # Cauchy's integral over a circle of radius 1
        turns = [mpmath.expjpi(mpmath.mpf(2 * k) / _ROUND) for k in range(_ROUND)]
        values = [function(zero + turn) for turn in turns]
        coefficients = []
        for n in range(2, _TERMS + 2):
            whole = sum(v * turns[-n * k % _ROUND] for k, v in enumerate(values))
            coefficients.append(_long(n * whole.real / _ROUND))
        return *_parts(zero), coefficients


def _gelu_anywhere(z):
    return z * mpmath.erfc(-z / mpmath.sqrt(2)) / 2  # mpmath.ncdf is for real numbers


def _turned(name, x, y):
    """Put the digits back into the slopes y where they pass through 0."""
    zero, low, rest = _turn(name)
    near = np.abs(x - zero) < _REACH
    if near.any():
        d, total = (x[near] - zero) - low, L(0)
        for coefficient in rest[::-1]:
            total = total * d + coefficient
        y[near] = d * total
    return y


def long_errors(name, of, x, got):
    """Return the errors of float64 results in ulp, as long doubles see them, and these themselves."""
    entry = ENTRIES[name][of == "slope"]
    exact, errors = np.empty(x.shape, dtype=L), np.empty(x.shape)
    ceiling = (L(2) - L(2) ** -53) * L(2) ** 1023
    with np.errstate(all="ignore"):  # of the side that np.where throws away
        for at in range(0, x.size, _CHUNK):
            here = slice(at, at + _CHUNK)
            z = x[here].astype(L)
            y = entry(z)
            if of == "slope" and name in TURNS:
                y = _turned(name, z, y)
            exact[here] = y
            _, exponent = np.frexp(y)
            ulp = np.ldexp(L(1), np.maximum(exponent - 1, -1022) - 52)
            error = np.abs(got[here].astype(L) - y) / ulp
            huge = np.abs(y) >= ceiling
            error = np.where(huge, np.where(got[here] == np.copysign(np.inf, y), 0.0, np.inf), error)
            errors[here] = np.where(np.isnan(error), np.inf, error)
    return errors, exact
