"""The parts of a drawn network: edges, neurons, and the numbers and curves in them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._arrays import Array
from ..network import FeedForward
from ._canvas import Axes, plain
from ._theme import colours

STEP, RADIUS = 2.4, 0.36
"""From one column of neurons to the next; of a neuron, whose neighbours are 1 apart."""

_MOST_NUMBERS = 40  # on edges: for more there is no room
_WIDEST, _THINNEST = 4.0, 0.5
_ROOM = 5  # letters of a number within a circle
_HIGH, _LONG, _SMALLEST = 0.4, 1.1, 4.0  # letters and words as shares of the distance of neurons; points


def count_edges(weights: list[Array]) -> int:
    return sum(int(np.count_nonzero(W)) for W in weights)


def draw_edges(
    axes: Axes, weights: list[Array], columns: list[NDArray[np.float64]], signals: list[Array] | None
) -> None:
    from matplotlib.collections import LineCollection  # noqa: PLC0415  canvas() has imported matplotlib

    plate = {"facecolor": colours().paper, "edgecolor": "none", "pad": 0.6, "alpha": 0.85}
    many = count_edges(weights)
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
                ((STEP * i + RADIUS, left[a]), (STEP * (i + 1) - RADIUS, right[b]))
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
                place = (STEP * (i + at), columns[i][a] + at * (columns[i + 1][b] - columns[i][a]))
                colour = colours().ink if lit[k] else colours().guide
                _write(axes, *place, _number(shown[k]), size=7.5, color=colour, bbox=plate, zorder=2)


def draw_neurons(
    axes: Axes,
    net: FeedForward,
    columns: list[NDArray[np.float64]],
    signals: list[Array] | None,
    curves: list[Array] | None,
) -> None:
    from matplotlib.patches import Circle  # noqa: PLC0415  as above

    outputs = columns[-1] if len(columns[-1]) == len(net.classes or ()) else ()
    for name, y in zip(net.classes or (), outputs, strict=False):
        place = (STEP * (len(columns) - 1) + 1.25 * RADIUS, y)
        axes.text(*place, plain(name, 20), ha="left", va="center", fontsize=8)
    for i, column in enumerate(columns):
        for j, y in enumerate(column):
            active = signals is not None and bool(signals[i][j] != 0.0)
            fill = colours().active if active else colours().paper
            edge = colours().ink if signals is None or active else colours().guide
            axes.add_patch(
                Circle((STEP * i, y), RADIUS, facecolor=fill, edgecolor=edge, linewidth=1.1, zorder=3)
            )
            if signals is not None:
                _write(
                    axes,
                    STEP * i,
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
                _draw_curve(axes, STEP * i, y, curves[i - 1][:, j])


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
    side = 0.62 * RADIUS
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
