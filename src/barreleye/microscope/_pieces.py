"""The straight pieces of a network with one input, found exactly: lines carried through layers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .._arguments import instance, real, shown
from .._arrays import Array
from .._text import listed
from ..activations import Elementwise
from ..errors import OptionError, ShapeError
from ..network import FeedForward

_LARGEST = 1e100  # products of weights and ends stay finite


@dataclass(frozen=True, eq=False)
class Pieces:
    """The linear pieces of a network with one input.

    Attributes
    ----------
    knots : array, shape (pieces + 1,)
        The ends of the interval, and between them all x at which the slope of a neuron changes, in order.
    slopes : tuple of array, one per layer, each (pieces, n_neurons)
        The slope da/dz of every neuron on every piece, where it is constant.
    """

    knots: Array
    slopes: tuple[Array, ...]


def pieces(net: FeedForward, low: float, high: float) -> Pieces:
    """Return the pieces on which a network is linear, for x from low to high.

    On one piece the output of every neuron is a line a = p·x + q. The next layer has the lines
    z = W·p x + (W·q + b), and knots where one of them crosses a kink of the activation.

    Raises
    ------
    ShapeError
        The network has more than one input.
    OptionError
        An activation is not piecewise linear (the message names it), or low and high are no interval.
    """
    instance("net", net, FeedForward, "a network")
    if net.inputs != 1:
        raise ShapeError(f"pieces are found for networks with 1 input, this one has {net.inputs}")
    if not -_LARGEST <= real(low) < real(high) <= _LARGEST:
        raise OptionError(
            f"the interval must run from low to high, two numbers of at most {_LARGEST:g}, got {shown(low)} to"
            f" {shown(high)}"
        )
    low, high = float(low), float(high)
    curved = [v.activation.name for v in net.layers if not _straight(v.activation)]
    if curved:
        raise OptionError(
            f"{listed(dict.fromkeys(curved))} is not piecewise linear: take activations such as relu or step"
        )
    knots = np.array([low, high], dtype=np.float64)
    p, q = np.ones((1, 1)), np.zeros((1, 1))  # the input itself: a = 1·x + 0, (pieces, 1)
    slopes: list[Array] = []
    for view, window in zip(net.layers, net.parameters, strict=True):
        W = window.weights.astype(np.float64)
        p, q = p @ W, q @ W + (0.0 if window.biases is None else window.biases.astype(np.float64))
        cuts = _crossings(knots, p, q, view.activation.kinks)
        finer = np.unique(np.concatenate([knots, cuts]))
        middle = 0.5 * (finer[:-1] + finer[1:])
        parent = np.clip(np.searchsorted(knots, middle) - 1, 0, len(p) - 1)
        knots, p, q = finer, p[parent], q[parent]
        slopes = [slope[parent] for slope in slopes]
        z = p * middle[:, None] + q
        s = np.asarray(view.activation.vjp(z, np.ones_like(z)))
        a = view.activation(z)
        slopes.append(s)
        p, q = s * p, a - s * p * middle[:, None]
    return Pieces(knots, tuple(slopes))


def _straight(activation: object) -> bool:
    return isinstance(activation, Elementwise) and activation.piecewise_linear


def _crossings(knots: Array, p: Array, q: Array, kinks: tuple[float, ...]) -> Array:
    """Return where a line p·x + q meets a kink inside its own piece."""
    found: list[Array] = []
    for kink in kinks:
        with np.errstate(divide="ignore", invalid="ignore"):  # a flat line meets nothing
            x = (kink - q) / p
        inside = (x > knots[:-1, None]) & (x < knots[1:, None])
        found.append(x[inside])
    return np.concatenate(found) if found else np.empty(0)
