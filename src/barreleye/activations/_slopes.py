"""Is a derivative the derivative? Differences of the values tell, at many points."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .._arrays import Array
from ..errors import OptionError

_EPS = float(np.finfo(np.float64).eps)


def check_slope(
    name: str,
    value: Callable[[Array], Array],
    derivative: Callable[[Array], Array],
    kinks: tuple[float, ...],
) -> None:
    """Refuse a derivative that differs from the slope of the values somewhere.

    At each point central differences are taken with the steps h and h/2 and extrapolated: the error
    of the result is far below the difference of the two. Rounding adds eps·|f|/h.

    Raises
    ------
    OptionError
        Names the worst point, with what the derivative says and what the values say.
    """
    z = _points(kinks)
    h = np.maximum(np.abs(z), 1.0) * 2.0**-13
    if kinks:
        nearest = np.min(np.abs(z[:, None] - np.array(kinks)[None, :]), axis=1)
        z, h = z[nearest > 2.0 * h], h[nearest > 2.0 * h]
    with np.errstate(all="ignore"):
        returned = derivative(z)
        coarse = (value(z + h) - value(z - h)) / (2.0 * h)
        halved = (value(z + h / 2.0) - value(z - h / 2.0)) / h
        estimated = halved + (halved - coarse) / 3.0
        size = np.maximum(np.abs(value(z)), np.maximum(np.abs(value(z + h)), np.abs(value(z - h))))
        # 8 values are rounded, each to a few eps·size; extrapolation removes all but h² of the spread
        allowed = np.abs(halved - coarse) + 64.0 * _EPS * size / h + 64.0 * _EPS * np.abs(returned)
        excess = np.abs(returned - estimated) / np.maximum(allowed, 1e-300)
    judged = np.isfinite(estimated)
    if not np.isfinite(returned[judged]).all():
        bad = z[judged][~np.isfinite(returned[judged])][0]
        raise OptionError(
            f"{name}: derivative({bad:g}) is {derivative(np.array([bad]))[0]}, not a number"
        )
    excess = np.where(judged, excess, 0.0)
    if excess.max(initial=0.0) > 1.0:
        worst = int(np.argmax(excess))
        # where the values are smooth, halving the step changes a difference quotient very little
        bent = abs(halved[worst] - coarse[worst]) > 1e-4 * abs(estimated[worst])
        sides = [_side(value, float(z[worst]), float(step)) for step in (-h[worst], h[worst])]
        bent |= abs(sides[1] - sides[0]) > 1e-3 * (1.0 + abs(float(estimated[worst])))
        hint = ". If the curve has a corner or a jump near there, say kinks=(...)" if bent else ""
        raise OptionError(
            f"{name}: derivative({z[worst]:.6g}) is {returned[worst]:.9g}, but the values there rise by"
            f" {estimated[worst]:.9g}{hint}"
        )
    _check_kinks(name, value, derivative, kinks)


def _check_kinks(
    name: str,
    value: Callable[[Array], Array],
    derivative: Callable[[Array], Array],
    kinks: tuple[float, ...],
) -> None:
    """At a kink the derivative may be any slope between the sides; a jump has no such bound."""
    for kink in kinks:
        h = max(abs(kink), 1.0) * 2.0**-20
        here = float(value(np.array([kink]))[0])
        jumps = [
            abs(float(value(np.array([kink + side]))[0]) - here) > 1e3 * h * (1.0 + abs(here))
            for side in (-h, h)
        ]
        sides = sorted((_side(value, kink, -h), _side(value, kink, h)))
        returned = float(derivative(np.array([kink]))[0])
        slack = 1e-4 * (1.0 + abs(sides[0]) + abs(sides[1]))
        if not any(jumps) and not sides[0] - slack <= returned <= sides[1] + slack:
            raise OptionError(
                f"{name}: derivative({kink:g}) is {returned:g} at the kink, outside of the slopes beside it,"
                f" {sides[0]:g} and {sides[1]:g}"
            )


def _side(value: Callable[[Array], Array], z: float, h: float) -> float:
    """Return the slope from z to z + h, where h may be negative."""
    ends = value(np.array([z, z + h]))
    return float((ends[1] - ends[0]) / h)


def _points(kinks: tuple[float, ...]) -> Array:
    sizes = np.geomspace(1e-6, 1e3, 300)
    near_kinks = [kink + side for kink in kinks for side in np.concatenate([-sizes[150:], sizes[150:]])]
    return np.unique(np.concatenate([-sizes, sizes, np.linspace(-20.0, 20.0, 403), near_kinks]))
