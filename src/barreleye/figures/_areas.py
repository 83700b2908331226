"""A network with one input, and which neuron draws which part of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from .._arguments import as_numbers, shown, whole_number
from .._arrays import Array
from ..errors import OptionError
from ..microscope import area_of_effect, pieces
from ..network import FeedForward
from ._canvas import canvas
from ._theme import GUIDE, TASK, VALIDATION

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Neighbours differ clearly in lightness, so that the bands are told apart in grey too.
_BANDS = ("#bcd4ea", "#f6d3b3", "#c9e2c4", "#dccbe8", "#f2e3a6", "#c6e3e6", "#eec4cf", "#d9d9d9")


def areas_of_effect(
    net: FeedForward,
    *,
    layer: int = 0,
    low: float = 0.0,
    high: float = 1.0,
    curve: Callable[[Array], Array] | None = None,
) -> Figure:
    """Draw a network with one input, its knots, and the areas of effect of the neurons of one layer.

    The band of a neuron covers its area of effect: the x at which the output depends on the neuron's z.

    Parameters
    ----------
    net : Network
        With one input and piecewise-linear activations (relu, leaky_relu, linear, step ...).
    layer : int
        The index of the layer whose neurons get bands.
    low, high : float
        The ends of the x axis.
    curve : callable, optional
        A function of x to draw for comparison.
    """
    cut = pieces(net, low, high)
    low, high = float(low), float(high)
    layer = whole_number("a layer", layer, 0, len(net.layers) - 1)
    if curve is not None and not callable(curve):
        raise OptionError(f"curve is a function of x, got {shown(curve)}")
    figure, axes = canvas(7.2, 4.2)
    knots = cut.knots
    x = np.linspace(low, high, 1000)
    if curve is not None:
        axes.plot(
            x,
            np.broadcast_to(as_numbers(curve(x), "curve(x)"), x.shape),
            color=VALIDATION,
            label="wanted",
        )
    axes.plot(x, net(x[:, None])[:, 0], color=TASK, linewidth=2, label="network")
    axes.plot(knots, net(knots[:, None])[:, 0], "o", color=TASK, markersize=4, label="knot")
    bottom, top = axes.get_ylim()
    every = [
        area_of_effect(net, layer, n, low=low, high=high, cut=cut)
        for n in range(net.layers[layer].units)
    ]
    neurons = [n for n, areas in enumerate(every) if areas]
    step = 0.06 * (top - bottom)
    for row, neuron in enumerate(neurons):
        floor = bottom - (row + 1) * step
        for start, end in every[neuron]:
            axes.axvspan(start, end, color=_BANDS[row % len(_BANDS)], alpha=0.35, linewidth=0)
            axes.add_patch(_bar(start, end, floor, step, _BANDS[row % len(_BANDS)]))
            axes.text(
                (start + end) / 2, floor + step / 2, str(neuron), ha="center", va="center", fontsize=8
            )
    axes.set_ylim(bottom - (len(neurons) + 0.5) * step, top)
    axes.set_xlim(low, high)
    axes.axhline(0, color=GUIDE, linewidth=0.6)
    axes.set_xlabel(f"x (numbers: neurons of {net.layers[layer].name} and their areas of effect)")
    axes.legend(frameon=False, loc="upper right")
    return figure


def _bar(start: float, end: float, floor: float, height: float, colour: str) -> object:
    from matplotlib.patches import Rectangle  # noqa: PLC0415  canvas() has imported matplotlib

    return Rectangle((start, floor), end - start, 0.9 * height, color=colour)
