"""The straight pieces of a network with one input, found exactly: lines carried through layers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .._arguments import instance, interval
from .._arrays import Array
from ..errors import ShapeError
from ..network import FeedForward
from ._sides import (
    ROUNDING,
    affine_layers,
    line,
    refuse_not_finite,
    refuse_overflow,
    require_straight,
    sides,
)


@dataclass(frozen=True, eq=False)
class Pieces:
    """The linear pieces of a network with one input.

    Attributes
    ----------
    knots : array, shape (pieces + 1,)
        The ends of the interval, and between them all x at which a neuron passes a kink, in order.
    slopes : tuple of array, one per layer, each (pieces, n_neurons)
        The slope da/dz of every neuron on every piece, where it is constant.
    sides : tuple of array, one per layer, each (pieces, n_neurons), int8
        How many kinks of the activation lie below z: of ReLU, 1 where the neuron is active and 0 where it is not.
    gradients, intercepts : array, shape (pieces, n_outputs)
        The outputs on every piece: gradient·x + intercept.
    """

    knots: Array
    slopes: tuple[Array, ...]
    sides: tuple[NDArray[np.int8], ...]
    gradients: Array
    intercepts: Array


@np.errstate(over="ignore", invalid="ignore")  # refused by a message
def pieces(net: FeedForward, low: float, high: float) -> Pieces:
    """Return the pieces on which a network is linear, for x from low to high.

    On one piece the output of every neuron is a line a = p·x + q. The next layer has the lines
    z = W·p x + (W·q + b), and knots where one of them crosses a kink of the activation. Knots that differ by
    rounding are one.

    Raises
    ------
    ShapeError
        The network has more than one input.
    OptionError
        An activation is not piecewise linear (the message names it), or low and high are no interval.
    """
    low, high = input_interval(net, low, high)
    require_straight(net, len(net.layers))
    knots = np.array([low, high], dtype=np.float64)
    p, q = np.ones((1, 1)), np.zeros((1, 1))  # the input itself: a = 1·x + 0, (pieces, 1)
    slopes: list[Array] = []
    above: list[NDArray[np.int8]] = []
    for activation, W, b in affine_layers(net):
        reach = np.maximum(np.abs(knots[:-1]), np.abs(knots[1:]))[:, None]
        rounding = ROUNDING * ((reach * np.abs(p) + np.abs(q)) @ np.abs(W) + np.abs(b))
        p, q = p @ W, q @ W + b
        refuse_overflow(p, q, rounding)
        finer = _refined(knots, _crossings(knots, p, q, activation.kinks))
        middle = 0.5 * (finer[:-1] + finer[1:])
        parent = np.clip(np.searchsorted(knots, middle) - 1, 0, len(p) - 1)
        knots, p, q = finer, p[parent], q[parent]
        slopes, above = [one[parent] for one in slopes], [one[parent] for one in above]
        x = middle[:, None]
        z = p * x + q
        above.append(sides(z, activation.kinks, rounding[parent]))
        s, t = line(activation, z)
        slopes.append(s)
        p, q = s * p, s * q + t
    refuse_overflow(p, q)
    return Pieces(knots, tuple(slopes), tuple(above), p, q)


def input_interval(net: FeedForward, low: float, high: float) -> tuple[float, float]:
    """Return the ends of an interval of the input of a network that has one."""
    instance("net", net, FeedForward, "a network")
    if net.inputs != 1:
        raise ShapeError(
            f"a curve over x is that of a network with 1 input, this one has {net.inputs}: of 2 inputs there are"
            " linear_regions, and figures.decision_regions or neuron_map"
        )
    refuse_not_finite(net)
    return interval(low, high)


def _crossings(knots: Array, p: Array, q: Array, kinks: tuple[float, ...]) -> Array:
    """Return where a line p·x + q meets a kink inside its own piece."""
    found: list[Array] = []
    for kink in kinks:
        with np.errstate(divide="ignore", invalid="ignore"):  # a flat line meets nothing
            x = (kink - q) / p
        inside = (x > knots[:-1, None]) & (x < knots[1:, None])
        found.append(x[inside])
    return np.concatenate(found) if found else np.empty(0)


def _refined(knots: Array, cuts: Array) -> Array:
    """Return knots with those added that differ from all others by more than rounding; the ends stay."""
    every = np.unique(np.concatenate([knots, cuts]))
    apart = ROUNDING * max(abs(float(knots[0])), abs(float(knots[-1])))
    kept = np.concatenate([[True], np.diff(every) > apart])
    kept[np.searchsorted(every, knots)] = True
    late = np.flatnonzero(
        kept[:-1] & kept[1:] & (np.diff(every) <= apart)
    )  # a cut just before an old knot
    kept[late[~np.isin(every[late], knots)]] = False
    return every[kept]
