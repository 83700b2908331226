"""Pairs of ReLU neurons, one behind the other: a ramp that begins at one point and ends at another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import ArrayLike

from .._arguments import as_numbers, in_order, real
from .._text import shown
from ..errors import DataError, OptionError
from ..layers import Dense
from ..training import Network


@dataclass(frozen=True)
class Pair:
    """Two ReLU neurons in a row: A = relu(w·x + b), B = relu(u·A + c), and v·B in the output.

    The second weight u is -1 if it is not given. For w > 0 and c > 0 the pair then adds v·c to the output up to
    x = -b/w, where A becomes positive. From there its part changes with slope -v·w up to x = (c - b)/w, where B
    becomes 0, and is 0 beyond. The interval between these two points is its area of effect.
    """

    w: float
    b: float
    c: float
    v: float
    u: float = -1.0

    def __post_init__(self) -> None:
        for name, value in zip("wbcvu", (self.w, self.b, self.c, self.v, self.u), strict=True):
            if math.isnan(real(value)):
                raise OptionError(f"{name} of a Pair is a finite number, got {shown(value)}")


def pairs(chosen: Sequence[Pair | tuple[float, ...]], *, dtype: str = "float64") -> Network:
    """Return a network with layers 1-n-n-1, in which pair i is neuron i of both hidden layers.

    The weights between neurons of different pairs are 0; training may change them.

    Parameters
    ----------
    chosen : sequence of Pair, or of (w, b, c, v) or (w, b, c, v, u)
        At least one.
    dtype : str
        ``"float32"`` or ``"float64"``.
    """
    given = in_order("pairs", chosen, "Pair(w, b, c, v), or four numbers each,")
    if not given:
        raise OptionError("a network needs at least one pair, got none")
    w, b, c, v, u = np.array([astuple(_pair(one)) for one in given], dtype=np.float64).T
    return Network(
        inputs=1,
        layers=[
            Dense(len(w), "relu", init=(w[None, :], b)),
            Dense(len(w), "relu", init=(np.diag(u), c)),
            Dense(1, "linear", init=(v[:, None], [0.0])),
        ],
        dtype=dtype,
    )


def _pair(given: Pair | tuple[float, ...]) -> Pair:
    if isinstance(given, Pair):
        return given
    numbers = in_order("the numbers of a pair", given, "w, b, c, v and perhaps u")
    if len(numbers) not in (4, 5):
        raise OptionError(f"a pair has four numbers w, b, c and v, and perhaps u, got {shown(given)}")
    return Pair(*numbers)


def ramps(x: ArrayLike, y: ArrayLike, *, dtype: str = "float64") -> Network:
    """Return a network of pairs that interpolates points linearly, with one pair per interval.

    Parameters
    ----------
    x : array_like, shape (points,)
        At least two finite numbers, increasing.
    y : array_like, shape (points,)
        The outputs at these points. Below the first and beyond the last point the output is constant.
    dtype : str
        ``"float32"`` or ``"float64"``.

    Notes
    -----
    The last pair is constant and shifts the whole curve vertically, as in :func:`sine`.
    """
    xs, ys = (as_numbers(one, what).astype(np.float64) for one, what in ((x, "x"), (y, "y")))
    if xs.ndim != 1 or xs.shape != ys.shape or len(xs) < 2:
        raise DataError(f"ramps join two or more points, got x {xs.shape} and y {ys.shape}")
    lengths = np.diff(xs)
    if not (lengths > 0).all():
        at = int(np.flatnonzero(~(lengths > 0))[0])
        raise DataError(f"x must increase, got {xs[at]} and then {xs[at + 1]}")
    if not (np.isfinite(xs).all() and np.isfinite(ys).all()):
        raise DataError("ramps join points of finite numbers: drop the others")
    rising = [join(*ends) for ends in zip(xs[:-1], xs[1:], ys[:-1], ys[1:], strict=True)]
    return pairs([*rising, Pair(w=0.0, b=0.0, c=1.0, v=float(ys[-1]))], dtype=dtype)


def join(start: float, end: float, first: float, last: float) -> Pair:
    """Return the pair of a ramp between two x: it adds the difference of the heights before it, and 0 behind."""
    length = float(end - start)
    return Pair(w=1.0, b=-float(start), c=length, v=float(first - last) / length)
