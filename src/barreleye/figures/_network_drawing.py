"""A network as it is drawn on a blackboard: neurons, edges, and the paths that an input lights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_numbers, instance, interval
from .._arrays import Array
from .._text import counted
from ..errors import OptionError, ShapeError
from ..network import FeedForward, Trace
from ._canvas import Axes, canvas, described, drawn
from ._matrices import weight_matrices
from ._several import refuse_not_finite
from ._theme import colours

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Beyond so many edges a drawing is a tangle, and beyond so many there is no room for numbers on them.
_MOST_EDGES, _MOST_NUMBERS = 400, 40
_STEP, _RADIUS, _WIDEST, _THINNEST = 2.4, 0.36, 4.0, 0.5
_POINTS = 64  # of the curve within a neuron
_ROOM = 5  # letters of a number within a circle
_HIGH, _LONG, _SMALLEST = 0.4, 1.1, 4.0  # letters and words as shares of the distance of neurons; points


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
    if _count(weights) > _MOST_EDGES:
        return weight_matrices(net, ax=ax)
    columns = [_column(net.inputs), *(_column(W.shape[1]) for W in weights)]
    tallest = max(map(len, columns))
    figure, axes = canvas(1.2 + 1.7 * len(columns), max(2.2, 0.9 + 0.62 * tallest), ax=ax)
    # Circles and edges do not move the limits of axes in every version of matplotlib.
    axes.set_xlim(-_STEP / 3, _STEP * (len(columns) - 1) + _STEP / 3)
    axes.set_ylim(-0.5 * tallest, 0.5 * tallest)
    signals = None if trace is None else [trace.inputs[0], *(record.a[0] for record in trace)]
    _draw_edges(axes, weights, columns, signals)
    curves = _curves(net, low, high) if trace is None and net.inputs == 1 else None
    _draw_neurons(axes, net, columns, signals, curves)
    names = ["inputs", *(f"{view.name}\n{view.activation!r}" for view in net.layers)]
    for i, name in enumerate(names):
        axes.text(
            _STEP * i,
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
    many = _count([part.weights for part in net.parameters])
    if many > _MOST_EDGES:
        raise OptionError(
            f"a drawing has room for {_MOST_EDGES} edges, this network has {many:,}: draw its curve with"
            " figures.curve, and its weights with figures.weight_matrices"
        )
    return many


def _count(weights: list[Array]) -> int:
    return sum(int(np.count_nonzero(W)) for W in weights)


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


def _draw_edges(
    axes: Axes, weights: list[Array], columns: list[NDArray[np.float64]], signals: list[Array] | None
) -> None:
    from matplotlib.collections import LineCollection  # noqa: PLC0415  canvas() has imported matplotlib

    plate = {"facecolor": colours().paper, "edgecolor": "none", "pad": 0.6, "alpha": 0.85}
    many = _count(weights)
    largest = max((float(np.abs(W).max()) for W in weights), default=0.0) or 1.0
    for i, W in enumerate(weights):
        starts, ends = np.nonzero(W)
        values = W[starts, ends]
        lit = np.ones(len(values), dtype=bool) if signals is None else signals[i][starts] != 0.0
        for sign, colour, dashes in ((1, colours().first, "solid"), (-1, colours().second, (0, (4, 2)))):
            own = np.sign(values) == sign
            if not own.any():
                continue
            left, right = columns[i].tolist(), columns[i + 1].tolist()
            lines = [
                ((_STEP * i + _RADIUS, left[a]), (_STEP * (i + 1) - _RADIUS, right[b]))
                for a, b in zip(starts[own], ends[own], strict=True)
            ]
            widths = _THINNEST + (_WIDEST - _THINNEST) * np.abs(values[own]) / largest
            edges = LineCollection(lines, linewidths=widths, colors=colour, linestyles=dashes, zorder=1)
            edges.set_alpha(np.where(lit[own], 0.9, 0.15).tolist())
            edges.set_label(f"{'positive' if sign > 0 else 'negative'} weights of layer {i}")
            axes.add_collection(edges)
        if many <= _MOST_NUMBERS:
            shown = values if signals is None else values * signals[i][starts]
            for k, (a, b) in enumerate(zip(starts, ends, strict=True)):
                at = 0.34 + 0.32 * (k % 2)
                place = (_STEP * (i + at), columns[i][a] + at * (columns[i + 1][b] - columns[i][a]))
                colour = colours().ink if lit[k] else colours().guide
                _write(axes, *place, _number(shown[k]), size=7.5, color=colour, bbox=plate, zorder=2)


def _draw_neurons(
    axes: Axes,
    net: FeedForward,
    columns: list[NDArray[np.float64]],
    signals: list[Array] | None,
    curves: list[Array] | None,
) -> None:
    from matplotlib.patches import Circle  # noqa: PLC0415  as above

    for i, column in enumerate(columns):
        for j, y in enumerate(column):
            active = signals is not None and bool(signals[i][j] != 0.0)
            fill = colours().active if active else colours().paper
            edge = colours().ink if signals is None or active else colours().guide
            axes.add_patch(
                Circle((_STEP * i, y), _RADIUS, facecolor=fill, edgecolor=edge, linewidth=1.1, zorder=3)
            )
            if signals is not None:
                _write(
                    axes,
                    _STEP * i,
                    y,
                    _number(signals[i][j]),
                    size=8,
                    color=colours().ink,
                    zorder=4,
                )
            elif i == 0:
                _write(
                    axes,
                    0.0,
                    y,
                    "x" if net.inputs == 1 else f"x{j}",
                    size=9,
                    color=colours().ink,
                    zorder=4,
                )
            elif curves is not None:
                _draw_curve(axes, _STEP * i, y, curves[i - 1][:, j])


def _number(value: float) -> str:
    """Return a number that has room in a circle."""
    words = f"{value + 0.0:.3g}"
    return (
        words
        if len(words.lstrip("-")) <= _ROOM
        else f"{value:.2f}"
        if abs(value) < 1
        else f"{value:.1g}"
    )


def _write(axes: Axes, x: float, y: float, text: str, *, size: float, **how: Any) -> None:  # noqa: ANN401
    """Write into a circle or onto an edge, in the size that has room there; nothing where none has."""
    inches = axes.get_position().size * axes.figure.get_size_inches()
    left, right, low, high = axes.axis()
    points = 72.0 * min(inches[0] / (right - left), inches[1] / (high - low))  # from neuron to neuron
    size = min(size, _HIGH * points, _LONG * points / max(4, len(text.lstrip("-"))))
    if size >= _SMALLEST:
        axes.text(x, y, text, ha="center", va="center", size=size, **how)


def _draw_curve(axes: Axes, x: float, y: float, curve: Array) -> None:
    """Draw an output over the input within a circle, or cross the circle out if the output is 0 everywhere."""
    side = 0.62 * _RADIUS
    if not curve.any():
        for way in (1, -1):
            axes.plot(
                (x - side, x + side),
                (y - way * side, y + way * side),
                color=colours().guide,
                linewidth=1.2,
                zorder=4,
            )
        return
    low, high = float(min(curve.min(), 0.0)), float(max(curve.max(), 0.0))
    heights = y - side + 2 * side * (curve - low) / (high - low)
    axes.plot(
        np.linspace(x - side, x + side, len(curve)),
        heights,
        color=colours().first,
        linewidth=1.3,
        zorder=4,
    )
