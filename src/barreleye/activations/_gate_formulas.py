"""What the activations that gate their input share: z·g(z), for a gate with g(z) + g(-z) = 1."""

from __future__ import annotations

from typing import NamedTuple

from ..scalars import (
    Polynomial,
    Real,
    absolute,
    clamped,
    exp_fraction,
    fine,
    maximum,
    polynomial,
    where,
)


class Radius(NamedTuple):
    """How far a polynomial holds, at two precisions."""

    double: float
    single: float


class TurningPoint(NamedTuple):
    """A zero of a slope, high + low, and the slope over d = w - zero.

    ``quotient`` holds for |d| < radius.double, or radius.single: a float32 loses few digits before that.
    """

    high: float
    low: float
    radius: Radius
    quotient: Polynomial


def near_turning_point(w: Real, point: TurningPoint, otherwise: Real) -> Real:
    """Return d·P(d) for w = w0 + d close to a zero w0 of a slope, and ``otherwise`` elsewhere.

    A slope is the difference of two terms; near its zero they cancel, and so do their digits.
    """
    d = (w - point.high) - point.low
    radius = point.radius.double if fine(w) else point.radius.single
    return where(absolute(d) < radius, d * polynomial(clamped(d, radius), point.quotient), otherwise)


def gate(z: Real, share: Real) -> Real:
    """Return z·g(z) from ``share`` = |z|·g(-|z|), for a gate with g(z) + g(-z) = 1."""
    return where(z < 0.0, -share, z - share)


def gate_slope(z: Real, q: Real) -> Real:
    """Return the slope of z·g(z) from q, the slope at -|z|; the two sides add up to 1."""
    return where(z < 0.0, q, 1.0 - q)


def gated(z: Real, x: Real) -> Real:
    """Return z·sigmoid(x) to the bits of a float32."""
    a, b = exp_fraction(x)
    return maximum(z, -800.0) * a / (a + b)  # unbounded, -infinity would stay -infinity


def gated_slope(x: Real, rise: Real) -> Real:
    """Return the slope of z·sigmoid(x) from ``rise`` = z·x', to the bits of a float32."""
    a, b = exp_fraction(x)
    return a * ((a + b) + rise * b) / ((a + b) * (a + b))
