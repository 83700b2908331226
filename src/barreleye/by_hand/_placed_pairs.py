"""Pairs that are placed well on a function: straight pieces, shorter where it is curved."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from .._arguments import as_numbers, interval, whole_number
from .._arrays import Array, Integers
from .._text import shown
from ..errors import DataError, OptionError
from ..training import Network
from ._pairs import Pair, join
from ._pairs import pairs as pairs_of

_GRID = 2001
# Knots are moved in so many rounds at most, and only where there are so few.
_SWEEPS, _HALVINGS, _MOVED = 40, 12, 100


def fit(
    f: Callable[[Array], Array],
    pairs: int = 8,
    *,
    low: float = 0.0,
    high: float = 1.0,
    dtype: str = "float64",
) -> Network:
    """Return a network of pairs that follows a function of x, with a small mean squared error from low to high.

    The ends of the ramps (knots) lie closer together where the function is curved, and around its maxima and
    minima the curve is level, which takes no pair. The knots are moved one by one as long as the error falls;
    their heights are those of least squares. Training can go on from there.

    Parameters
    ----------
    f : callable
        A function of an array of x, shape (n,), that returns finite numbers of the same shape.
    pairs : int
        How many pairs: at least 2, of which the last one is constant.
    low, high : float
    dtype : str
        ``"float32"`` or ``"float64"``.

    Raises
    ------
    OptionError, DataError
        There are too few pairs, low and high are no interval, or the function returns anything else.

    Examples
    --------
    >>> import numpy as np
    >>> import barreleye as be
    >>> net = be.by_hand.fit(lambda x: np.sin(2 * np.pi * x), pairs=8)
    >>> x = np.arange(1000) / 1000
    >>> float(np.abs(net(x[:, None])[:, 0] - np.sin(2 * np.pi * x)).max()) < 0.03
    True
    """
    count = whole_number("the number of pairs", pairs, 2, 10_000)
    if not callable(f):
        raise OptionError(f"f is a function of x, got {shown(f)}")
    low, high = interval(low, high)
    x = np.linspace(low, high, max(_GRID, 20 * count))
    y = _values(f, x)
    slopes = np.sign(np.diff(y))
    turns = np.flatnonzero(slopes[1:] * slopes[:-1] < 0)[: (count - 1) // 2] + 1
    knots = _placed(x, y, count + len(turns))
    level = np.zeros(len(knots) - 1, dtype=bool)  # the pieces that are level
    level[np.clip(np.searchsorted(knots, x[turns]) - 1, 0, len(level) - 1)] = True
    if count <= _MOVED:
        knots = _moved(knots, level, x, y)
    heights, _ = _heights(knots, level, x, y)
    found = [join(*ends) for ends, flat in zip(_ends(knots, heights), level, strict=True) if not flat]
    found += [Pair(w=0.0, b=0.0, c=0.0, v=0.0)] * (count - 1 - len(found))
    return pairs_of([*found, Pair(w=0.0, b=0.0, c=1.0, v=float(heights[-1]))], dtype=dtype)


def _ends(knots: Array, heights: Array) -> Iterator[tuple[float, float, float, float]]:
    """Yield start and end of each piece, and the heights there."""
    yield from zip(
        *(one.tolist() for one in (knots[:-1], knots[1:], heights[:-1], heights[1:])), strict=True
    )


def _values(f: Callable[[Array], Array], x: Array) -> Array:
    try:
        with np.errstate(all="ignore"):
            y = as_numbers(f(x), "f(x)").astype(np.float64)
    except TypeError as error:
        raise DataError(
            f"f takes an array x and returns one number for each, as np.sin does: {error}"
        ) from error
    if y.shape != x.shape:
        raise DataError(f"f returns one number for each of {len(x):,} x, got shape {y.shape}")
    if not np.isfinite(y).all():
        k = int(np.argmin(np.isfinite(y)))
        raise DataError(f"f({x[k]:g}) is {y[k]}: name an interval, low and high, where f is finite")
    return y


def _placed(x: Array, y: Array, count: int) -> Array:
    """Return as many knots, denser where the function is curved: as the fifth root of its squared curvature.

    A little is added everywhere, so that there are knots where it is straight.
    """
    curvature = np.abs(np.gradient(np.gradient(y, x), x)) ** 0.4
    density = curvature + 0.02 * curvature.mean() + (curvature.mean() == 0.0)
    share = np.concatenate([[0.0], np.cumsum(0.5 * (density[1:] + density[:-1]))])
    wanted = np.linspace(0.0, float(share[-1]), count)
    knots: Array = np.asarray(np.interp(wanted, share, x), dtype=np.float64)
    apart = 2.0 * float(x[1] - x[0])  # two points lie between neighbours
    for i in range(1, count):
        knots[i] = max(knots[i], knots[i - 1] + apart)
    knots[0], knots[-1] = x[0], x[-1]
    for i in range(count - 2, 0, -1):
        knots[i] = min(knots[i], knots[i + 1] - apart)
    return knots


def _moved(knots: Array, level: NDArray[np.bool_], x: Array, y: Array) -> Array:
    """Return knots moved one by one, by ever smaller parts of the gaps beside them, as long as the error falls."""
    error = _heights(knots, level, x, y)[1]
    step = 0.25
    for _ in range(_SWEEPS):
        before = error
        for i in range(1, len(knots) - 1):
            for way in (-1, 1):
                moved = knots.copy()
                moved[i] += way * step * abs(knots[i + way] - knots[i])
                there = _heights(moved, level, x, y)[1]
                if there < error:
                    knots, error = moved, there
                    break
        if error > 0.999 * before:
            step *= 0.5
            if step < 0.5**_HALVINGS:
                break
    return knots


def _heights(knots: Array, level: NDArray[np.bool_], x: Array, y: Array) -> tuple[Array, float]:
    """Return the heights at the knots that miss the function least, and the mean squared error.

    Both ends of a level piece have one height. Each point lies between two knots, so that the normal equations
    have three diagonals.
    """
    own = np.concatenate([[0], np.cumsum(~level)])  # which of the free heights each knot has
    piece = np.clip(np.searchsorted(knots, x, side="right") - 1, 0, len(knots) - 2)
    right = (x - knots[piece]) / (knots[piece + 1] - knots[piece])
    right[level[piece]] = 0.0
    left, n = 1.0 - right, int(own[-1]) + 1
    a, b = own[piece], own[piece + 1]
    middle = _sums(a, left * left, n) + _sums(b, right * right, n)
    beside = _sums(a, left * right, n)[:-1]
    wanted = _sums(a, left * y, n) + _sums(b, right * y, n)
    heights = _solved(middle, beside, wanted)[own]
    off = left * heights[piece] + right * heights[piece + 1] - y
    return heights, float((off * off).mean())


def _sums(place: Integers, values: Array, n: int) -> Array:
    """Return the sums of the values that belong to each of n places."""
    return np.bincount(place, values, n).astype(np.float64)


def _solved(middle: Array, beside: Array, wanted: Array) -> Array:
    """Return the solution of a symmetric system with three diagonals, by elimination from the top."""
    diagonal, right = middle.tolist(), wanted.tolist()
    for i, between in enumerate(beside.tolist()):
        share = between / diagonal[i]
        diagonal[i + 1] -= share * between
        right[i + 1] -= share * right[i]
    found = [right[-1] / diagonal[-1]]
    for d, r, between in zip(diagonal[-2::-1], right[-2::-1], beside[::-1].tolist(), strict=True):
        found.append((r - between * found[-1]) / d)
    return np.array(found[::-1])
