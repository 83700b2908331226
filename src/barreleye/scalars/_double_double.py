"""Numbers in two parts, where one rounding too many would show.

A :class:`Pair` is the unevaluated sum of a number and what rounding took from it, 106 bits in all. A
reader that writes float32 has 29 bits to spare anyway: for it the low part is the literal 0.0, and
every function here is its plain counterpart.

Source: Dekker, "A floating-point technique for extending the available precision", 1971.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np

from . import _exp_log, _instructions
from ._dialect import Number, Real, exp, fine, maximum, polynomial, power_of_two
from ._polynomials import Polynomial
from ._traced_vector import TracedVector


class Pair(NamedTuple):
    """high + low, where low is a few units in the last place of high at most."""

    high: Real
    low: Number


def rounded(a: Pair) -> Real:
    """Return the pair as one number."""
    return a.high + a.low if fine(a.high) else a.high


def pair_sum(a: Pair | Number, b: Pair | Number) -> Pair:
    """Return a + b (Knuth's two-sum, which asks for no order of size)."""
    a, b = _pair(a), _pair(b)
    s = cast("Real", a.high + b.high)
    if not fine(s):
        return Pair(s, 0.0)
    t = s - a.high
    return Pair(s, _plus((a.high - (s - t)) + (b.high - t), _plus(a.low, b.low)))


def pair_product(a: Pair | Number, b: Pair | Number) -> Pair:
    """Return a·b, for |a|, |b| < 1e100."""
    a, b = _pair(a), _pair(b)
    p = cast("Real", a.high * b.high)
    if not fine(p):
        return Pair(p, 0.0)
    return Pair(p, _plus(_lost(p, a.high, b.high), _plus(_times(a.high, b.low), _times(a.low, b.high))))


def pair_quotient(a: Pair | Number, b: Pair | Number) -> Pair:
    """Return a/b, for 1e-100 < |b| < 1e100."""
    a, b = _pair(a), _pair(b)
    if not fine(b.high):
        return Pair(a.high / b.high, 0.0)
    r = 1.0 / b.high
    q = a.high * r  # what r and q have rounded is in the rest
    p = q * b.high
    rest = _plus((a.high - p) - _lost(p, q, b.high), a.low) - q * b.low
    return Pair(q, rest * r)


def exp_parts(x: Real, low: Number, lift: int) -> tuple[Real, Real, Real]:
    """Return (r, u, k) with exp(x + low) = (1 + (r + u))·k·2^lift: |r| <= 0.35, u <= 0.07, k is 2^n.

    Without a lift k is a normal number for |x| <= 700. A lift of 128 is for -600 <= x <= 780, one of -128
    for -780 <= x <= 600. ``low`` is what rounding took from x.
    """
    if isinstance(x, TracedVector):
        return cast("tuple[Real, Real, Real]", _exp_log.exp_parts(x, low, lift))  # pyright: ignore[reportArgumentType]
    n = np.rint(x * _exp_log.LOG2_E)
    high = x - n * _exp_log.LN2_HIGH
    r = high - n * _exp_log.LN2_LOW
    lost = (high - r) - n * _exp_log.LN2_LOW
    if not isinstance(low, float) or low:
        whole = r + low
        r, lost = whole, lost + ((r - whole) + low)
    return r, lost + (np.expm1(r) - r), power_of_two(n - float(lift))  # for NaN r is NaN


def pair_exp(x: Pair) -> tuple[Pair, Number]:
    """Return (e, s) with exp(x) = e·s for x <= 0: e is never subnormal, s is 2^-128.

    exp(-740) has five digits left where 40·exp(-740) needs sixteen: multiply by s last.
    """
    if not fine(x.high):
        return Pair(exp(x.high), 0.0), 1.0
    r, u, k = exp_parts(maximum(x.high, -780.0), x.low, -128)
    p = r + u
    y = 1.0 + p
    return Pair(y * k, (((1.0 - y) + p) + ((r - p) + u)) * k), 2.0**-128


def pair_polynomial(x: Pair, p: Polynomial, carried: int = 2) -> Pair:
    """Return p(x) by Horner's rule, carrying in the last steps what each one loses."""
    if not fine(x.high):
        return Pair(polynomial(x.high, p), 0.0)
    first = polynomial(x.high, Polynomial(p.double[carried:], p.single))
    value, low = first, 0.0 * first
    for c in reversed(p.double[:carried]):
        t = value * x.high
        step = _lost(t, value, x.high) + value * x.low
        total = t + c
        low = low * x.high + (step + ((c - total) + t))
        value = total
    return Pair(value, low)


def _pair(a: Pair | Number) -> Pair:
    return a if isinstance(a, Pair) else Pair(cast("Real", a), 0.0)


def _plus(a: Number, b: Number) -> Number:
    """Return a + b, which is one of them where the other is the literal 0.0."""
    if isinstance(a, float) and a == 0.0:
        return b
    return a if isinstance(b, float) and b == 0.0 else a + b


def _times(a: Number, b: Number) -> Number:
    """Return a·b, the literal 0.0 where one of them is."""
    nothing = any(isinstance(part, float) and part == 0.0 for part in (a, b))
    return 0.0 if nothing else a * b


def _lost(p: Real, a: Number, b: Number) -> Real:
    """Return a·b - p exactly, where p is the rounded product."""
    if isinstance(p, TracedVector):
        return cast("Real", _instructions.fma(a, b, -p))  # pyright: ignore[reportArgumentType]
    a_high, a_low = _halves(a)
    b_high, b_low = _halves(b)
    return cast("Real", a_low * b_low - (((p - a_high * b_high) - a_low * b_high) - a_high * b_low))


def _halves(a: Number) -> tuple[Number, Number]:
    c = 134217729.0 * a  # 2^27 + 1
    high = c - (c - a)
    return high, a - high
