"""On which side of its kinks a neuron is, and the line that its activation is there."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from .._arrays import Array
from .._text import listed
from ..activations import Activation, Elementwise
from ..errors import OptionError
from ..network import FeedForward

# A difference of so many units in the last place of what was added up is rounding.
ROUNDING = 32 * float(np.finfo(np.float64).eps)


def is_straight(activation: Activation) -> bool:
    """Say whether an activation consists of straight lines."""
    return isinstance(activation, Elementwise) and activation.piecewise_linear


def require_straight(net: FeedForward, layers: int) -> None:
    """Refuse a network with a curved activation among its first layers."""
    curved = [v.activation.name for v in net.layers[:layers] if not is_straight(v.activation)]
    if curved:
        raise OptionError(
            f"{listed(dict.fromkeys(curved))} is not piecewise linear: take activations such as relu or step"
        )


def refuse_not_finite(net: FeedForward) -> None:
    """Refuse a network with weights that are no numbers, as after a training that diverged."""
    vector = net.parameters.vector
    if not np.isfinite(vector).all():
        layer = net.parameters.where(int(np.argmin(np.isfinite(vector))))
        raise OptionError(
            f"the weights of {layer} have NaN or infinity: there is nothing to draw or to find"
        )


def refuse_overflow(*lines: Array) -> None:
    """Refuse slopes and offsets that are no numbers."""
    if not all(np.isfinite(one).all() for one in lines):
        raise OptionError("the numbers of this network overflow float64: its weights are too large")


def affine_layers(net: FeedForward) -> Iterator[tuple[Activation, Array, Array]]:
    """Yield the activation of each layer, its weights (inputs, units) and biases (units,) in float64."""
    for view, window in zip(net.layers, net.parameters, strict=True):
        W = window.weights.astype(np.float64)
        b = np.zeros(W.shape[1]) if window.biases is None else window.biases.astype(np.float64)
        yield view.activation, W, b


def sides(z: Array, kinks: tuple[float, ...], rounding: Array) -> NDArray[np.int8]:
    """Return how many kinks lie below each z, int8; what is at a kink but for rounding is not above it."""
    found = np.zeros(z.shape, dtype=np.int8)
    for kink in kinks:
        found[z - kink > rounding] += 1
    return found


def line(activation: Activation, z: Array) -> tuple[Array, Array]:
    """Return slope s and offset t of the line s·z + t that a straight activation is around each z."""
    s = np.asarray(activation.vjp(z, np.ones_like(z)))
    return s, activation(z) - s * z
