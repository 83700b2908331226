"""The curve of a network with one input: exact if its activations are straight, else sampled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .._arrays import Array
from ..network import FeedForward
from ._pieces import Pieces, input_interval, pieces
from ._sampled import sampled
from ._sides import is_straight

# Slopes that differ by less than this part of the steepest one are equal but for rounding.
_SAME = 2.0**-40


@dataclass(frozen=True, eq=False)
class Curve:
    """The outputs of a network with one input, over an interval.

    Attributes
    ----------
    x : array, shape (points,)
        In increasing order, from the lower end to the upper one. Where the outputs jump, x is there twice.
    y : array, shape (points, n_outputs)
        The outputs at these points, which straight lines join: exactly, or closely if the curve was sampled.
    knots : array, shape (n_knots,)
        All x within the interval at which a neuron passes a kink of its activation.
    owners : tuple of tuple of (int, int), one per knot
        These neurons: the index of the layer, and of the neuron in it.
    bends : array of bool, shape (n_knots,)
        Whether the outputs change their slope or jump there; a neuron that nobody listens to bends nothing.
    exact : bool
        False where the curve was sampled because an activation is curved; it has no knots then.
    pieces : Pieces or None
        The straight pieces, with the slope of every neuron; None if the curve was sampled.
    """

    x: Array
    y: Array
    knots: Array
    owners: tuple[tuple[tuple[int, int], ...], ...]
    bends: NDArray[np.bool_]
    exact: bool
    pieces: Pieces | None = None

    def __repr__(self) -> str:
        how = f"{len(self.knots)} knots" if self.exact else f"sampled at {len(self.x)} points"
        return f"Curve({self.x[0]:g} to {self.x[-1]:g}, {how})"


def exact_curve(net: FeedForward, low: float = 0.0, high: float = 1.0) -> Curve:
    """Return the curve of a network with one input, with all its knots and the neurons that they belong to.

    With piecewise-linear activations (relu, leaky_relu, step, hard_tanh ...) the curve is exact but for rounding.
    With others it is sampled, densely where it is curved, and ``exact`` is False.

    Parameters
    ----------
    net : Network
        With one input.
    low, high : float
        The interval of x.

    Raises
    ------
    ShapeError, OptionError
        The network has more than one input, or low and high are no interval.

    Examples
    --------
    >>> import barreleye as be
    >>> curve = be.exact_curve(be.by_hand.sine())
    >>> curve
    Curve(0 to 1, 12 knots)
    >>> round(float(curve.knots[0]), 3), curve.owners[0]
    (0.117, ((1, 0),))
    """
    low, high = input_interval(net, low, high)
    if not all(is_straight(view.activation) for view in net.layers):
        x, y = sampled(net, low, high)
        return Curve(x, y, np.empty(0), (), np.empty(0, dtype=bool), exact=False)
    cut = pieces(net, low, high)
    start, end = (cut.gradients * x[:, None] + cut.intercepts for x in (cut.knots[:-1], cut.knots[1:]))
    # of each output by its own size: others may be much larger
    slope, jump = np.abs(np.diff(cut.gradients, axis=0)), np.abs(start[1:] - end[:-1])
    largest = np.maximum(np.abs(start), np.abs(end)).max(axis=0)
    jumps = (jump > _SAME * largest).any(axis=1)
    bends = jumps | (slope > _SAME * np.abs(cut.gradients).max(axis=0)).any(axis=1)
    twice = 1 + np.concatenate([jumps, [False]])  # the end of a piece, and the start of the next one
    ends = np.repeat(end, twice, axis=0)
    x = np.concatenate([cut.knots[:1], np.repeat(cut.knots[1:], twice)])
    starts = np.flatnonzero(jumps) + np.cumsum(jumps)[jumps]
    ends[starts] = start[1:][jumps]
    y = np.concatenate([start[:1], ends])
    return Curve(x, y, cut.knots[1:-1], _owners(cut), bends, exact=True, pieces=cut)


def _owners(cut: Pieces) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return which neurons change their side at each knot."""
    found: list[list[tuple[int, int]]] = [[] for _ in cut.knots[1:-1]]
    for layer, side in enumerate(cut.sides):
        for knot, neuron in np.argwhere(side[1:] != side[:-1]).tolist():
            found[knot].append((layer, neuron))
    return tuple(map(tuple, found))
