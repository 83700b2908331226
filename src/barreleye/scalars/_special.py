"""Safe pieces that several bodies share; those with a known name carry it."""

from __future__ import annotations

from ._dialect import (
    Number,
    Real,
    absolute,
    exp,
    exp_fraction,
    fine,
    log1p_ratio,
    log1p_unit,
    maximum,
    minimum,
    polynomial,
    where,
)
from ._pairs import Pair, pair_exp, pair_polynomial, pair_product, pair_quotient, pair_sum
from ._polynomials import MILLS, Turn


def expit(z: Real | Pair) -> Real:
    """Return 1 / (1 + exp(-z)).

    Only e = exp(-|z|) is taken: exp(-z) overflows below -709, and 1 - expit(-z) cancels. For a small e
    the form e - e·q rounds once where q = e/(1 + e) rounds twice, which matters to the last bit of a
    float64. A float32 result is 0 or 1 long before exp(±300) overflows, and takes the
    textbook's form.
    """
    if not fine(_high(z)):
        a, b = exp_fraction(_high(z))
        return a / (a + b)
    e = _decay(z)
    above = _high(z) >= 0.0
    q = where(above, 1.0, e) / (1.0 + e)
    return where(above | (e > 0.5), q, e - e * q)


def expit_slope(z: Real | Pair) -> Real:
    """Return e/(1+e)² with e = exp(-|z|), the slope of expit.

    The square is 1 + e·(2+e): for a small e nothing is rounded twice (2.4 ulp instead of 5).
    """
    if not fine(_high(z)):
        a, b = exp_fraction(_high(z))
        return a * b / ((a + b) * (a + b))
    e = _decay(z)
    return e / (1.0 + e * (2.0 + e))


def log1pexp(z: Real) -> Real:
    """Return log(1 + exp(z)): never overflows, and keeps exp(z) when it is tiny."""
    return maximum(z, 0.0) + log1p_decay(z)


def log1p_decay(z: Real | Pair) -> Real:
    """Return log(1 + exp(-|z|)), the rounded corner of a softplus: never more than log 2."""
    if not fine(_high(z)):
        a, b = exp_fraction(absolute(_high(z)))
        return log1p_ratio(b, a)  # exp(-|z|) is b/a
    return log1p_unit(_decay(z))


def normal_tail(w: Real) -> tuple[Pair, Pair, Number]:
    """Return (e, m, s) for 0 <= w <= 39.5 (or 15 where float32 is enough).

    The normal density is e·s/√(2π), its tail Φ(-w) is e·m·s.

    e·s = exp(-w²/2), with w² in two parts: rounding it would cost w²/2 ulp. m is Mills' ratio over
    √(2π), a smooth function: 0.5 at 0, 0.4/w far out.
    """
    square = pair_product(w, w)
    e, s = pair_exp(Pair(-0.5 * square.high, -0.5 * square.low))
    if not fine(w):
        r = 1.0 / (w + 4.0)
        return e, Pair(polynomial((w - 4.0) * r, MILLS) * r, 0.0), s
    shifted = pair_sum(w, 4.0)
    t = pair_quotient(pair_sum(w, -4.0), shifted)
    return e, pair_quotient(pair_polynomial(t, MILLS), shifted), s


def logistic_tail(x: Pair) -> tuple[Pair, Pair, Number]:
    """Return (e, d, s) for x <= 0: exp(x) = e·s, d = 1 + exp(x), so that sigmoid(x) = e/d·s."""
    e, s = pair_exp(x)
    return e, pair_sum(1.0, Pair(e.high * s, e.low * s)), s


def turning(w: Real, turn: Turn, otherwise: Real) -> Real:
    """Return d·P(d) for w = w0 + d close to a zero w0 of a slope, and ``otherwise`` elsewhere.

    A slope is the difference of two terms; near its zero they cancel, and so do their digits.
    """
    d = (w - turn.high) - turn.low
    reach = turn.reach.double if fine(w) else turn.reach.single
    return where(absolute(d) < reach, d * polynomial(clamped(d, reach), turn.rest), otherwise)


def gate(z: Real, share: Real) -> Real:
    """Return z·g(z) from ``share`` = |z|·g(-|z|), for a gate with g(z) + g(-z) = 1."""
    return where(z < 0.0, -share, z - share)


def gate_slope(z: Real, q: Real) -> Real:
    """Return the slope of z·g(z) from q, the slope at -|z|; the two sides add up to 1."""
    return where(z < 0.0, q, 1.0 - q)


def nudged(e: Real, low: Number) -> Real:
    """Return e·exp(low) for a tiny low, which is nothing at all to a reader of float32."""
    return e + e * low if fine(e) else e


def clamped(z: Real, bound: float) -> Real:
    """Return z between -bound and bound; NaN stays."""
    return maximum(minimum(z, bound), -bound)


def _decay(z: Real | Pair) -> Real:
    """Return exp(-|z|)."""
    high = _high(z)
    e = exp(-absolute(high))
    if not isinstance(z, Pair) or not fine(high):
        return e
    return nudged(e, where(high < 0.0, z.low, -z.low))


def _high(z: Real | Pair) -> Real:
    return z.high if isinstance(z, Pair) else z
