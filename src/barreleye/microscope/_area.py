"""Where the output depends on a neuron, or on one of its weights."""

from __future__ import annotations

import numpy as np

from .._arguments import instance, real
from .._arrays import Array
from .._text import shown
from ..errors import OptionError
from ..network import FeedForward
from ._pieces import Pieces, input_interval, pieces
from ._sampled import sampled
from ._sensitivity import sensitivity
from ._sides import ROUNDING, affine_layers, is_straight

# Where the output hardly depends on a neuron: less than this part of the most.
_HARDLY = 0.01


def area_of_effect(
    net: FeedForward,
    layer: int | str,
    neuron: int,
    *,
    weight: int | None = None,
    low: float = 0.0,
    high: float = 1.0,
    cut: Pieces | None = None,
) -> list[tuple[float, float]]:
    """Return the intervals of x in which the output depends on the neuron's pre-activation z.

    This is exact for networks with one input and piecewise-linear activations, such as step, linear, relu and
    leaky_relu: the derivative of the outputs with respect to z is constant on every piece, and the intervals
    end at knots. With curved activations it is where that derivative is larger than a hundredth of its largest
    value, found at samples.

    Parameters
    ----------
    net : Network
        With one input.
    layer : int or str
        The index of the layer, from 0, or its name.
    neuron : int
        The index of the neuron in the layer, from 0.
    weight : int, optional
        The area of effect of one weight of the neuron instead, by the index of its input: the part in which that
        input is not 0 either.
    low, high : float
        The interval of x in which areas are searched.
    cut : Pieces, optional
        The result of :func:`pieces` for this interval, if it is known already.

    Returns
    -------
    list of (float, float)
        In increasing order. Intervals that touch are joined. The list is empty if the output never depends
        on the neuron, by slopes: that of a step is 0 everywhere, although the output jumps with it.

    Raises
    ------
    ShapeError, OptionError, UnknownNameError
        The network has more than one input, or there is no such layer, neuron or weight.

    Examples
    --------
    >>> import barreleye as be
    >>> [(round(a, 3), round(b, 3)) for a, b in be.area_of_effect(be.by_hand.sine(), 0, 0)]
    [(0.0, 0.117)]
    """
    instance("net", net, FeedForward, "a network")
    instance("cut", cut, Pieces | None, "a result of pieces(net, low, high)")
    layer, neuron = _position(net, layer, neuron)
    if weight is not None:
        weight = _index("weights", weight, len(net.layers[layer].weights), layer)
    if not all(is_straight(view.activation) for view in net.layers):
        return _sampled_area(net, layer, neuron, weight, *input_interval(net, low, high))
    cut = cut or pieces(net, low, high)
    # d output / d z, from the neuron upwards:  g = s(z);  g ← (g·W) ∘ s  for every layer above
    g = np.zeros_like(cut.slopes[layer])
    g[:, neuron] = cut.slopes[layer][:, neuron]
    for (_, W, _), slopes in [*zip(affine_layers(net), cut.slopes, strict=True)][layer + 1 :]:
        g = (g @ W) * slopes
    depends = (g != 0.0).any(axis=1)
    if weight is not None:
        middle = 0.5 * (cut.knots[:-1] + cut.knots[1:])
        depends &= net.trace(middle[:, None])[layer].x[:, weight] != 0.0
    areas: list[tuple[float, float]] = []
    for start, end, alive in zip(cut.knots[:-1], cut.knots[1:], depends, strict=True):
        if not alive:
            continue
        if areas and areas[-1][1] == start:
            areas[-1] = (areas[-1][0], float(end))
        else:
            areas.append((float(start), float(end)))
    return areas


def _position(net: FeedForward, layer: int | str, neuron: int) -> tuple[int, int]:
    """Return the indices of a layer and of a neuron in it."""
    if isinstance(layer, str):
        net.parameters[layer]  # raises an error that suggests similar names
        layer = [view.name for view in net.layers].index(layer)
    if real(layer) not in range(len(net.layers)):
        raise OptionError(f"the network has layers 0 to {len(net.layers) - 1}, got {shown(layer)}")
    return int(layer), _index("neurons", neuron, net.layers[int(layer)].units, int(layer))


def _index(what: str, given: int, count: int, layer: int) -> int:
    if real(given) not in range(count):
        of = "layer" if what == "neurons" else "a neuron of layer"
        raise OptionError(f"{of} {layer} has {what} 0 to {count - 1}, got {shown(given)}")
    return int(given)


def _sampled_area(
    net: FeedForward, layer: int, neuron: int, weight: int | None, low: float, high: float
) -> list[tuple[float, float]]:
    x, _ = sampled(net, low, high)
    trace = net.trace(x[:, None])
    every = sensitivity(net, trace, layer)
    strength = every[:, neuron]
    if strength.max() <= ROUNDING * every.max():
        return []
    if weight is not None:
        strength = strength * np.abs(trace[layer].x[:, weight])
    over = strength - _HARDLY * strength.max()
    ends: list[float] = [low] if over[0] > 0 else []
    for i in np.flatnonzero((over[:-1] > 0) != (over[1:] > 0)):
        share: Array = over[i] / (over[i] - over[i + 1])
        ends.append(float(x[i] + share * (x[i + 1] - x[i])))
    ends += [high] if over[-1] > 0 else []
    return [*zip(ends[::2], ends[1::2], strict=True)]
