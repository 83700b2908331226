"""One neuron: its parts with their numbers, and its graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from .._arguments import as_numbers, instance, interval
from .._arrays import Array
from ..activations import Elementwise
from ..errors import OptionError
from ..layers import Neuron
from ._canvas import Axes, described, drawn, few_ticks, plain, side_by_side
from ._theme import colours

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MOST_INPUTS = 10
_FAR = 100.0
_STEP = 0.9  # between two inputs
_SUM, _FUNCTION, _OUTPUT = 2.7, 4.3, 5.5
_LABELS = 0.2  # of the way from an input to the sum: there the weights of neighbours have room


@drawn
def neuron(
    unit: Neuron, x: ArrayLike | None = None, *, low: float = -1.0, high: float = 1.0, ax: Axes = None
) -> Figure:
    """Draw a neuron: inputs, weights, sum and bias, activation, output; and beside it the graph of its output.

    Parameters
    ----------
    unit : Neuron
        With an element-wise activation and at most 10 inputs: ``be.Neuron(...)`` or ``net.neuron(layer, i)``.
    x : array_like, shape (inputs,), optional
        A row. Every number of the computation then stands in the drawing, and the graph has a point.
    low, high : float
        The interval of the graph: of x where there is one input, else of z.
    ax : matplotlib Axes, optional
        Where to draw the neuron, without the graph; by default a new figure.

    Raises
    ------
    OptionError, ShapeError
        The neuron has too many inputs or a row-wise activation, or x does not fit it.
    """
    instance("neuron", unit, Neuron, "a Neuron, such as net.neuron(0, 0)")
    if not isinstance(unit.activation, Elementwise):
        raise OptionError(f"{unit.activation!r} needs the z of a whole layer: draw its network")
    inputs = unit.weights.size
    if inputs > _MOST_INPUTS:
        raise OptionError(f"there is room for {_MOST_INPUTS} inputs, this neuron has {inputs}")
    low, high = interval(low, high)
    steps = None if x is None else unit.explain(np.atleast_1d(as_numbers(x)))
    height = max(2.6, 1.0 + 0.62 * inputs)
    figure, every = side_by_side([4.0] if ax is not None else [4.0, 2.0], height, ax=ax, width=6.8)
    _draw_parts(every[0], unit, steps)
    if ax is None:
        _draw_graph(every[1], unit, unit.activation, low, high, steps)
    words = "" if steps is None else f", with z = {steps.z:.4g} and output {steps.output:.4g}"
    return described(
        figure, f"A neuron of {inputs} inputs, bias {unit.bias:g} and {unit.activation!r}{words}"
    )


def _draw_parts(axes: Any, unit: Neuron, steps: Any) -> None:  # noqa: ANN401  axes, an Explanation or None
    look = colours()
    heights = 0.5 * _STEP * (unit.weights.size - 1) - _STEP * np.arange(unit.weights.size)
    for i, (y, w) in enumerate(zip(heights, unit.weights, strict=True)):
        hue, dashes = (look.first, "-") if w >= 0 else (look.second, "--")
        axes.plot((0.3, _SUM - 0.36), (y, 0.0), dashes, color=hue, linewidth=1.6, zorder=1)
        _circle(axes, 0.0, y, "x" if unit.weights.size == 1 else f"x{i}")
        plate = {"facecolor": look.paper, "edgecolor": "none", "pad": 0.8, "alpha": 0.9}
        label = f"w = {w:.3g}"
        axes.text(0.42, y * (1.0 - _LABELS), label, ha="left", va="center", fontsize=8, bbox=plate)
        if steps is not None:
            axes.text(-0.4, y, f"{steps.signals[i]:.3g}", ha="right", va="center", fontsize=9)
    _circle(axes, _SUM, 0.0, "Σ")
    _circle(axes, _FUNCTION, 0.0, "f")
    axes.annotate(
        f"bias {unit.bias:.4g}",
        (_SUM, -0.34),
        (_SUM - 0.1, -1.5),
        ha="left",
        va="top",
        arrowprops={"arrowstyle": "->", "color": look.guide},
    )
    arrow = {"arrowstyle": "->", "color": look.guide}
    axes.annotate("", (_FUNCTION - 0.34, 0.0), (_SUM + 0.34, 0.0), arrowprops=arrow)
    axes.annotate("", (_OUTPUT - 0.05, 0.0), (_FUNCTION + 0.34, 0.0), arrowprops=arrow)
    z, a = ("z", "a = f(z)") if steps is None else (f"z = {steps.z:.4g}", f"a = {steps.output:.4g}")
    axes.text(0.5 * (_SUM + _FUNCTION), 0.36, z, ha="center", va="bottom", fontsize=9)
    axes.text(_OUTPUT, 0.0, a, ha="left", va="center", fontsize=10, fontweight="bold")
    name = plain(repr(unit.activation)).replace("(", "\n(", 1)
    axes.text(_FUNCTION, -0.45, name, ha="center", va="top", fontsize=8, linespacing=1.4)
    axes.set_xlim(-0.4 if steps is None else -1.6, _OUTPUT + 1.6)
    axes.set_ylim(min(float(heights[-1]) - 0.4, -2.0), float(heights[0]) + 0.4)
    axes.set_aspect("equal")
    axes.set_axis_off()


def _circle(axes: Any, x: float, y: float, text: str) -> None:  # noqa: ANN401  axes
    from matplotlib.patches import Circle  # noqa: PLC0415  side_by_side() has imported matplotlib

    look = colours()
    axes.add_patch(Circle((x, y), 0.3, facecolor=look.active, edgecolor=look.ink, zorder=3))
    axes.text(x, y, text, ha="center", va="center", zorder=4)


def _draw_graph(
    axes: Any,  # noqa: ANN401  axes
    unit: Neuron,
    function: Elementwise,
    low: float,
    high: float,
    steps: Any,  # noqa: ANN401  an Explanation or None
) -> None:
    look = colours()
    alone = unit.weights.size == 1
    w = float(unit.weights[0]) if alone else 1.0
    b = unit.bias if alone else 0.0
    kinks = [(kink - b) / w for kink in function.kinks] if w else []
    point = None if steps is None else float(steps.signals[0] if alone else steps.z)
    if point is not None and abs(point) <= _FAR * (high - low):  # so that the point is on the graph
        low, high = min(low, 1.1 * point), max(high, 1.1 * point)
    x: Array = np.linspace(low, high, 401)
    beside = [np.nextafter(k, side) for k in kinks for side in (-np.inf, np.inf) if low < k < high]
    x = np.sort(np.concatenate([x, beside]))
    axes.axhline(0, color=look.guide, linewidth=0.6)
    axes.axvline(0, color=look.guide, linewidth=0.6)
    axes.plot(x, function(w * x + b), color=look.first, linewidth=2)
    for kink in kinks:
        if low <= kink <= high:
            axes.plot(kink, function(w * kink + b), "o", color=look.ink, markersize=5)
            axes.annotate(
                f"{kink + 0.0:.3g}",
                (kink, float(function(w * kink + b))),
                (-4, 6),
                textcoords="offset points",
                ha="right",
                fontsize=8,
            )
    if steps is not None and point is not None and low <= point <= high:
        axes.plot(point, steps.output, "o", color=look.second, markersize=7)
    axes.set_xlim(low, high)
    few_ticks(axes)
    axes.set_xlabel("x" if alone else "z")
    axes.set_ylabel("output")
