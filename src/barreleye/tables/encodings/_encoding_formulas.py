"""The formulas of encodings, in the dialect: NumPy computes them, and exports write them down."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from ...scalars import Number, Real, cos, maximum, minimum, sin, where

SEASON, WEEKDAY, WEEKEND, HOUR = PARTS = ("season", "weekday", "weekend", "hour")
_TURN, _DAYS, _WEEK, _SECONDS = 2.0 * math.pi, 365.2425, 7.0, 86_400.0


def scaled(x: Real, center: Number, scale: Number) -> Real:
    """Return a number as an input of a network."""
    return (x - center) / scale


def unscaled(z: Real, center: Number, scale: Number) -> Real:
    """Return the number of an input, or of an output."""
    return z * scale + center


def limited(x: Real, low: Number, high: Number) -> Real:
    """Return x between two bounds; NaN stays."""
    return minimum(maximum(x, low), high)


def way_through(x: Real, low: Number, high: Number) -> Real:
    """Return the share of the way through a bin: 0 below it, 1 above it."""
    return (limited(x, low, high) - low) / (high - low)


def on_line(x: Real, x0: Number, x1: Number, y0: Number, y1: Number) -> Real:
    """Return y at x on the line through two points, as :func:`numpy.interp` does."""
    return (y1 - y0) / (x1 - x0) * (x - x0) + y0


def days_of(seconds: Real) -> Real:
    """Return days for seconds."""
    return seconds / _SECONDS


def weekday(days: Real) -> Real:
    """Return 0 for Monday to 6 for Sunday; the days since 1970 began with a Thursday."""
    return _rest(_floor(days) + 3.0, _WEEK)


def weekend(days: Real) -> Real:
    """Return 1 for Saturday and Sunday, and 0 for other days."""
    return where(weekday(days) >= 5.0, 1.0, 0.0)


def _floor(x: Real) -> Real:
    whole = np.rint(x)
    return where(whole > x, whole - 1.0, whole)


def _rest(x: Real, size: float) -> Real:
    return x - size * _floor(x / size)


def _season(days: Real) -> Real:
    return _rest(days, _DAYS) / _DAYS


def _through_the_week(days: Real) -> Real:
    return weekday(days) / _WEEK


def _through_the_day(days: Real) -> Real:
    return days - _floor(days)


TURNS: Mapping[str, Callable[[Real], Real]] = {
    SEASON: _season,
    WEEKDAY: _through_the_week,
    HOUR: _through_the_day,
}
"""For each part that comes again, the share of the way around its circle, of days since 1970."""


def sine(part: str) -> Callable[[Real], Real]:
    """Return the formula of the first input of a part."""
    return lambda days: sin(_TURN * TURNS[part](days))


def cosine(part: str) -> Callable[[Real], Real]:
    """Return the formula of the second input of a part."""
    return lambda days: cos(_TURN * TURNS[part](days))
