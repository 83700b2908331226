"""A network with one input at a glance: its drawing, its curve, and the areas of effect of its neurons."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from .._arguments import instance, interval, whole_number
from .._arrays import Array
from ..errors import ShapeError
from ..microscope import area_of_effect
from ..microscope._sides import refuse_not_finite
from ..network import FeedForward
from ._areas import draw_areas, draw_curve
from ._canvas import Axes, described, drawn, grid, headed, left_and_right, plain
from ._network_drawing import edges_of, network
from ._theme import colours

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MOST_NEURONS = 64
_POINTS = 400


@drawn
def overview(
    net: FeedForward,
    x: float | None = None,
    *,
    low: float = 0.0,
    high: float = 1.0,
    target: Callable[[Array], Array] | None = None,
    layer: int = 0,
    caption: str = "",
) -> Figure:
    """Draw a network with one input, its curve beside it, and below that the areas of effect of one layer.

    Parameters
    ----------
    net : Network
        With one input, and not too many edges for a drawing.
    x : float, optional
        An input: its paths are lit in the drawing, and its point is marked on the curve.
    low, high : float
        The ends of the x axis.
    target : callable, optional
        A function of x to draw for comparison.
    layer : int
        The index of the layer whose neurons get bars.
    caption : str
        What stands above.

    Raises
    ------
    ShapeError, OptionError
        The network has more than one input, or low and high are no interval.
    """
    instance("net", net, FeedForward, "a network")
    refuse_not_finite(net)
    instance("caption", caption, str, "a string")
    if net.inputs != 1:
        raise ShapeError(
            f"the curve over x is that of a network with 1 input, this one has {net.inputs}: draw figures.network"
            " for a row x"
        )
    layer = whole_number("a layer", layer, 0, len(net.layers) - 1)
    low, high = interval(low, high)
    edges_of(net)  # raises an error if they are too many
    columns, tallest = len(net.layers) + 1, max(view.units for view in net.layers)
    height = float(np.clip(0.9 + 0.42 * tallest, 3.2, 6.0))
    every = [area_of_effect(net, layer, n, low=low, high=high) for n in range(net.layers[layer].units)]
    figure, left, top, bottom = left_and_right(0.4 + 0.85 * columns, 3.6, height)
    network(net, x, low=low, high=high, ax=left)
    draw_curve(top, net, low, high, target)
    if x is not None:
        y = float(np.asarray(net(np.array([[x]], dtype=np.float64)))[0, 0])
        top.axvline(float(x), color=colours().guide, linewidth=0.8)
        top.plot(float(x), y, "D", color=colours().ink, markersize=6, zorder=5)
    draw_areas(bottom, net, layer, every)
    top.tick_params(labelbottom=False)
    if caption:
        headed(figure, plain(caption, 240))
    return described(figure, caption or f"{net!r}: its drawing, its curve and areas of effect")


@drawn
def neuron_outputs(
    net: FeedForward, layer: int | str = 0, *, low: float = 0.0, high: float = 1.0
) -> Figure:
    """Draw the output of every neuron of a layer over x, each in axes of its own.

    Parameters
    ----------
    net : Network
        With one input. :func:`neuron_map` draws a neuron of a network with two.
    layer : int or str
        Its index or its name; at most 64 neurons are drawn.
    low, high : float
        The ends of the x axis.
    """
    instance("net", net, FeedForward, "a network")
    if net.inputs != 1:
        raise ShapeError(
            f"curves of neurons have one x axis, this network has {net.inputs} inputs: draw a neuron of two"
            " inputs by figures.neuron_map"
        )
    net.neuron(layer, 0)  # raises an error if there is no such layer
    low, high = interval(low, high)
    x = np.linspace(low, high, _POINTS)
    trace = net.trace(x[:, None])
    record, dead = trace[layer], trace.dead()
    units = min(record.a.shape[1], _MOST_NEURONS)
    figure, every = grid(units, 1.35, 1.0, across=5)
    for k, axes in enumerate(every):
        _draw_small(axes, x, record.a[:, k].astype(np.float64), k, dead=k in dead[record.name])
    more = record.a.shape[1] - units
    without = f" (without {more} more neurons)" if more else ""
    headed(figure, f"outputs of {plain(record.name)} over x from {low:g} to {high:g}{without}")
    return described(figure, f"Output of {units} neurons of {record.name} over x")


def _draw_small(axes: Axes, x: Array, y: Array, neuron: int, *, dead: bool) -> None:
    look = colours()
    axes.axhline(0, color=look.guide, linewidth=0.6)
    axes.plot(x, y, color=look.second if dead else look.first)
    axes.set_title(f"{neuron}: 0 here" if dead else f"{neuron}", fontsize=8, pad=2)
    axes.set_xticks([])
    axes.tick_params(labelsize=6, length=2)
    axes.margins(x=0.0)
