"""Where the output depends on a neuron."""

from __future__ import annotations

import numpy as np

from .._arguments import instance, real, shown
from ..errors import OptionError
from ..network import FeedForward
from ._pieces import Pieces, pieces


def area_of_effect(
    net: FeedForward,
    layer: int | str,
    neuron: int,
    *,
    low: float = 0.0,
    high: float = 1.0,
    cut: Pieces | None = None,
) -> list[tuple[float, float]]:
    """Return the intervals of x in which the output depends on the neuron's pre-activation z.

    This is exact for networks with one input and piecewise-linear activations, such as step, linear, relu and
    leaky_relu: the derivative of the outputs with respect to z is constant on every piece, and the intervals
    end at knots.

    Parameters
    ----------
    net : Network
        With one input.
    layer : int or str
        The index of the layer, from 0, or its name.
    neuron : int
        The index of the neuron in the layer, from 0.
    low, high : float
        The interval of x in which areas are searched.
    cut : Pieces, optional
        The result of :func:`pieces` for this interval, if it is known already.

    Returns
    -------
    list of (float, float)
        In increasing order. Intervals that touch are joined. The list is empty if the output never depends
        on the neuron.

    Raises
    ------
    ShapeError, OptionError, UnknownNameError
        The network has more than one input, an activation is not piecewise linear, or there is no such layer
        or neuron.

    Examples
    --------
    >>> import barreleye as be
    >>> [(round(a, 3), round(b, 3)) for a, b in be.area_of_effect(be.by_hand.sine(), 0, 0)]
    [(0.0, 0.117)]
    """
    instance("net", net, FeedForward, "a network")
    instance("cut", cut, Pieces | None, "a result of pieces(net, low, high)")
    if isinstance(layer, str):
        net.parameters[layer]  # raises an error that suggests similar names
        layer = [view.name for view in net.layers].index(layer)
    if real(layer) not in range(len(net.layers)):
        raise OptionError(f"the network has layers 0 to {len(net.layers) - 1}, got {shown(layer)}")
    layer = int(layer)
    if real(neuron) not in range(net.layers[layer].units):
        raise OptionError(
            f"layer {layer} has neurons 0 to {net.layers[layer].units - 1}, got {shown(neuron)}"
        )
    neuron = int(neuron)
    cut = cut or pieces(net, low, high)
    # d output / d z, from the neuron upwards:  g = s(z);  g ← (g·W) ∘ s  for every layer above
    g = np.zeros_like(cut.slopes[layer])
    g[:, neuron] = cut.slopes[layer][:, neuron]
    for above in range(layer + 1, len(net.layers)):
        g = (g @ net.parameters[above].weights.astype(np.float64)) * cut.slopes[above]
    depends = (g != 0.0).any(axis=1)
    areas: list[tuple[float, float]] = []
    for start, end, alive in zip(cut.knots[:-1], cut.knots[1:], depends, strict=True):
        if not alive:
            continue
        if areas and areas[-1][1] == start:
            areas[-1] = (areas[-1][0], float(end))
        else:
            areas.append((float(start), float(end)))
    return areas
