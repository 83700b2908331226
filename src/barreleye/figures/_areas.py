"""A network with one input: its curve, and which neuron has an effect where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from .._arguments import as_numbers, instance, whole_number
from .._arrays import Array
from .._text import counted, shown
from ..errors import OptionError
from ..microscope import Curve, area_of_effect, exact_curve
from ..network import FeedForward
from ._canvas import Axes, above_each_other, canvas, described, drawn, legend_above, plain
from ._several import Networks, networks_by_name
from ._theme import LIGHT, colours

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Neighbours differ clearly in lightness, so that the bars are told apart in grey too.
_BARS = ("#8fb4d9", "#f0b380", "#9ccf93", "#bb9bd3", "#e0c95f", "#8ccdd2", "#e094a8", "#b5b5b5")
_MOST_NUMBERS, _ROW, _MOST_INCHES = 20, 0.16, 3.0


@drawn
def curve(
    net: Networks,
    *,
    low: float = 0.0,
    high: float = 1.0,
    target: Callable[[Array], Array] | None = None,
    residual: bool = False,
    ax: Axes = None,
) -> Figure:
    """Draw the first output of a network with one input, with the knots at which it bends.

    Parameters
    ----------
    net : Network or Neuron, or several of them
        With one input. Several, in a list or by names in a mapping, are drawn in one figure. A curve with curved
        activations is sampled, and has no knots.
    low, high : float
        The ends of the x axis.
    target : callable, optional
        A function of x to draw for comparison.
    residual : bool
        Whether to draw the difference from the target too, below the curve.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.

    Raises
    ------
    ShapeError, OptionError
        A network has more than one input, or low and high are no interval.
    """
    every = networks_by_name(net)
    below: Axes = None
    instance("residual", residual, bool, "True or False")
    if residual:
        if target is None or ax is not None:
            raise OptionError("a residual needs a target, and a figure of its own")
        figure, (axes, below) = above_each_other(7.2, [3.2, 1.4])
    else:
        figure, axes = canvas(7.2, 3.6, ax=ax)
    knots = 0
    for k, (name, one) in enumerate(every.items()):
        hue = None if len(every) == 1 else colours().nth(k if target is None else k + (k > 0))
        compared = target if k == 0 else None
        called = name if one.outputs == 1 else f"{name}, first of {one.outputs} outputs"
        drawn, many = draw_curve(axes, one, low, high, compared, called, hue)
        knots += many
        if residual and target is not None:
            below.plot(drawn.x, drawn.y[:, 0] - wanted_by(target, drawn.x), color=hue or colours().first)
    if residual:
        below.axhline(0, color=colours().guide, linewidth=0.6)
        below.set_ylabel("residual")
        axes.tick_params(labelbottom=False)
    (below or axes).set_xlabel("x")
    return described(
        figure, f"Output of a network over x from {low:g} to {high:g}, with {counted(knots, 'knot')}"
    )


@drawn
def areas_of_effect(
    net: FeedForward,
    *,
    layer: int = 0,
    low: float = 0.0,
    high: float = 1.0,
    curve: Callable[[Array], Array] | None = None,
) -> Figure:
    """Draw a network with one input, its knots, and below it the areas of effect of the neurons of one layer.

    The bar of a neuron covers its area of effect: the x at which the output depends on the neuron's z.

    Parameters
    ----------
    net : Network
        With one input.
    layer : int
        The index of the layer whose neurons get bars.
    low, high : float
        The ends of the x axis.
    curve : callable, optional
        A function of x to draw for comparison.
    """
    instance("net", net, FeedForward, "a network")
    layer = whole_number("a layer", layer, 0, len(net.layers) - 1)
    units = net.layers[layer].units
    every = [area_of_effect(net, layer, n, low=low, high=high) for n in range(units)]
    neurons = [n for n, areas in enumerate(every) if areas]
    below = min(_MOST_INCHES, 0.3 + _ROW * max(1, len(neurons)))
    figure, (axes, bars) = above_each_other(7.2, [3.2, below])
    draw_curve(axes, net, low, high, curve)
    axes.tick_params(labelbottom=False)
    draw_areas(bars, net, layer, every)
    bars.set_xlim(float(low), float(high))
    words = f"Output of a network over x, and the areas of effect of {counted(len(neurons), 'neuron')} of {units}"
    return described(figure, words)


def wanted_by(target: Callable[[Array], Array], x: Array) -> Array:
    """Return what a function of x gives for an array of it."""
    if not callable(target):
        raise OptionError(f"the curve to compare with is a function of x, got {shown(target)}")
    try:
        return np.broadcast_to(as_numbers(target(x), "target(x)"), x.shape)
    except (TypeError, ValueError) as error:
        raise OptionError(
            f"target takes an array x of shape {x.shape} and returns one number for each, as np.sin does: {error}"
        ) from error


def draw_areas(
    axes: Axes, net: FeedForward, layer: int, every: Sequence[Sequence[tuple[float, float]]]
) -> None:
    """Draw the areas of effect of the neurons of a layer as bars, one row for each neuron that has some."""
    neurons = [n for n, areas in enumerate(every) if areas]
    for row, neuron in enumerate(neurons):
        parts = [(start, end - start) for start, end in every[neuron]]
        axes.broken_barh(parts, (row + 0.08, 0.84), color=_BARS[row % len(_BARS)])
        if len(neurons) <= _MOST_NUMBERS:
            for start, length in parts:
                axes.text(
                    start + length / 2,
                    row + 0.5,
                    str(neuron),
                    ha="center",
                    va="center",
                    fontsize=8,
                    color=LIGHT.ink,  # bars are pale in both themes
                )
    axes.set_ylim(max(1, len(neurons)), 0)
    axes.set_yticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
    none = "" if neurons else ": none of them has one"
    axes.set_xlabel(f"x; areas of effect of {plain(net.layers[layer].name, 20)}{none}")


def draw_curve(
    axes: Axes,
    net: FeedForward,
    low: float,
    high: float,
    target: Callable[[Array], Array] | None,
    name: str = "network",
    hue: str | None = None,
) -> tuple[Curve, int]:
    """Draw target, curve and knots, and return the curve and how many knots were drawn."""
    look = colours()
    drawn = exact_curve(net, low, high)
    if target is not None:
        x = np.linspace(float(low), float(high), 1000)
        axes.plot(x, wanted_by(target, x), color=look.second, label="wanted")
    hue, alone = hue or look.first, hue is None
    axes.plot(drawn.x, drawn.y[:, 0], color=hue, linewidth=2, label=plain(name, 30))
    knots = drawn.knots[drawn.bends]
    if len(knots):
        heights = np.interp(knots, drawn.x, drawn.y[:, 0])
        axes.plot(knots, heights, "o", color=hue, markersize=4, label="knot" if alone else None)
    axes.set_xlim(float(low), float(high))
    axes.axhline(0, color=look.guide, linewidth=0.6)
    legend_above(axes)
    return drawn, len(knots)
