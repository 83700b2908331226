"""A network as it is drawn on a blackboard: neurons, edges, and the paths that an input lights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_numbers, instance, interval
from .._arrays import Array
from .._text import counted
from ..errors import OptionError, ShapeError
from ..microscope._sides import refuse_not_finite
from ..network import FeedForward, Trace
from ._canvas import Axes, canvas, described, drawn, headed
from ._matrices import weight_matrices
from ._network_parts import STEP, count_edges, draw_edges, draw_neurons
from ._theme import colours

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Beyond so many edges a drawing is a tangle.
_MOST_EDGES = 400
_POINTS = 64  # of the curve within a neuron


@drawn
def network(
    net: FeedForward, x: ArrayLike | None = None, *, low: float = 0.0, high: float = 1.0, ax: Axes = None
) -> Figure:
    """Draw a network: its neurons in columns, and an edge for every weight that is not 0.

    Edges are the wider the larger the weight; positive ones are blue and solid, negative ones orange and dashed.
    If an input x is given, each neuron shows its output, and what is inactive is pale; else the neurons of a
    network with one input show their output over x from low to high, and dead ones, which are 0 everywhere, are
    crossed out. Beyond 400 edges the weights are drawn as matrices instead.

    Parameters
    ----------
    net : Network
    x : array_like, shape (inputs,), optional
        One row. Numbers on edges are then the weighted signals, and else the weights, where there is room.
    low, high : float
        The interval of x for the curves within neurons.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.

    Raises
    ------
    ShapeError, OptionError
        x is no row of the network, or low and high are no interval.
    """
    instance("net", net, FeedForward, "a network")
    refuse_not_finite(net)
    weights: list[Array] = [part.weights.astype(np.float64) for part in net.parameters]
    trace = None if x is None else _passed(net, x)
    low, high = interval(low, high)
    if count_edges(weights) > _MOST_EDGES:
        figure = weight_matrices(net, ax=ax)
        if ax is None:
            headed(figure, f"{count_edges(weights):,} edges are too many for a drawing: the weights")
        return figure
    columns = [_column(net.inputs), *(_column(W.shape[1]) for W in weights)]
    tallest = max(map(len, columns))
    figure, axes = canvas(1.2 + 1.7 * len(columns), max(2.2, 0.9 + 0.62 * tallest), ax=ax)
    # Circles and edges do not move the limits of axes in every version of matplotlib.
    axes.set_xlim(-STEP / 3, STEP * (len(columns) - 1) + STEP / 3)
    axes.set_ylim(-0.5 * tallest, 0.5 * tallest)
    signals = None if trace is None else [trace.inputs[0], *(record.a[0] for record in trace)]
    draw_edges(axes, weights, columns, signals)
    curves = _curves(net, low, high) if trace is None and net.inputs == 1 else None
    draw_neurons(axes, net, columns, signals, curves)
    names = ["inputs", *(f"{view.name}\n{view.activation!r}" for view in net.layers)]
    for i, name in enumerate(names):
        axes.text(
            STEP * i,
            -0.5 * tallest - 0.15,
            name,
            ha="center",
            va="top",
            fontsize=9,
            color=colours().ink,
        )
    axes.set_aspect("equal")
    axes.set_axis_off()
    layers = "-".join(str(len(column)) for column in columns)
    return described(
        figure, f"Network with layers of {layers} neurons, {counted(len(weights), 'layer')} of weights"
    )


def edges_of(net: FeedForward) -> int:
    """Return how many edges a drawing of a network has; raise OptionError if they are too many for one."""
    many = count_edges([part.weights for part in net.parameters])
    if many > _MOST_EDGES:
        raise OptionError(
            f"a drawing has room for {_MOST_EDGES} edges, this network has {many:,}: draw its curve with"
            " figures.curve, and its weights with figures.weight_matrices"
        )
    return many


def _passed(net: FeedForward, x: ArrayLike) -> Trace:
    row = as_numbers(x)
    row = row[None] if row.ndim == 0 else row
    if row.shape != (net.inputs,):
        raise ShapeError(f"x is one row of shape ({net.inputs},), got shape {row.shape}")
    return net.trace(row[None])


def _column(count: int) -> NDArray[np.float64]:
    """Return the heights of neurons that stand below each other, the first one on top."""
    return 0.5 * (count - 1) - np.arange(count, dtype=np.float64)


def _curves(net: FeedForward, low: float, high: float) -> list[Array]:
    """Return the outputs of every layer over x, each (points, n_neurons)."""
    return [record.a for record in net.trace(np.linspace(low, high, _POINTS)[:, None])]
