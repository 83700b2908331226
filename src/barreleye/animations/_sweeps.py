"""Films in which one number runs: an input, a weight, a bias, the size of logits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from .. import by_hand, figures
from .._arguments import as_numbers, instance, one_of
from .._arrays import Array
from ..activations import Activation, Elementwise, get
from ..errors import OptionError, ShapeError
from ..figures._canvas import canvas, drawn, side_by_side
from ..figures._theme import colours
from ..layers import Neuron
from ..microscope import exact_curve
from ._animation import Animation
from ._film_frames import HEIGHT, WIDTH, heights, sized, sweep

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_FRAMES = 48


def activation(
    chosen: str | Activation,
    *,
    low: float = -4.0,
    high: float = 4.0,
    others: Sequence[float] = (0.0, 1.0),
    frames: int = _FRAMES,
) -> Animation:
    """Film an activation while its input runs: a point with its tangent on the graph, and a bar of the output.

    Parameters
    ----------
    chosen : str or Activation
    low, high : float
        The interval of z.
    others : sequence of float
        The other z of the row, for a row-wise activation such as softmax: a bar for each output.
    frames : int
        2 to 120.
    """
    function = get(chosen)
    every = sweep(low, high, frames, back=True)
    rest = as_numbers(others, "others").astype(np.float64)
    if rest.ndim != 1 or not rest.size:
        raise ShapeError(f"others are the other z of a row, shape (n,), got shape {rest.shape}")
    outputs = _outputs(function, every, rest)
    ends = heights(np.append(outputs, 0.0))
    parts = [
        partial(_activation_frame, function, low, high, float(z), rest, row, ends)
        for z, row in zip(every, outputs, strict=True)
    ]
    return Animation(parts, f"{function!r} while z runs from {low:g} to {high:g} and back")


def _outputs(function: Activation, z: Array, others: Array) -> Array:
    """Return the outputs for each z, shape (frames, n_outputs)."""
    if isinstance(function, Elementwise):
        return np.asarray(function(z))[:, None]
    return np.asarray(function(np.column_stack([z, np.tile(others, (len(z), 1))])))


@drawn
def _activation_frame(
    function: Activation,
    low: float,
    high: float,
    z: float,
    others: Array,
    outputs: Array,
    ends: tuple[float, float],
) -> Figure:
    figure, (left, right) = side_by_side([5.0, 1.4], HEIGHT)
    figures.activation(function, low=low, high=high, at=z, others=tuple(others), ax=left)
    left.set_ylim(*ends)
    left.get_legend().set_loc("upper left")
    look = colours()
    hues = [look.second] if len(outputs) == 1 else [look.nth(k) for k in range(len(outputs))]
    right.bar(range(len(outputs)), outputs, color=hues, width=0.6)
    right.axhline(0, color=look.guide, linewidth=0.6)
    right.set_ylim(*ends)
    right.set_xlim(-0.7, len(outputs) - 0.3)
    right.set_xticks([])
    right.set_title("output")
    return sized(figure)


def neuron(
    unit: Neuron,
    number: str,
    start: float,
    end: float,
    *,
    low: float = -1.0,
    high: float = 1.0,
    frames: int = _FRAMES,
) -> Animation:
    """Film the output of a neuron with one input while its weight or its bias runs; the neuron stays as it is.

    Parameters
    ----------
    unit : Neuron
    number : str
        ``"weight"`` or ``"bias"``.
    start, end : float
        Between which values it runs.
    low, high : float
        The interval of x.
    frames : int
        2 to 120.
    """
    instance("neuron", unit, Neuron, "a Neuron, such as be.Neuron([1.0])")
    one_of("number", number, ("weight", "bias"))
    if unit.weights.size != 1:
        raise OptionError(f"a film of a neuron has one x axis, this one has {unit.weights.size} inputs")
    w, b = float(unit.weights[0]), unit.bias
    every = [
        Neuron([value if number == "weight" else w], b if number == "weight" else value, unit.activation)
        for value in sweep(start, end, frames, back=True)
    ]
    x = np.linspace(low, high, 200)[:, None]
    ends = heights(np.stack([one(x) for one in (*every, unit)]))
    parts = [partial(_neuron_frame, unit, one, low, high, ends) for one in every]
    return Animation(parts, f"Output of a neuron while its {number} runs from {start:g} to {end:g}")


@drawn
def _neuron_frame(
    unit: Neuron, now: Neuron, low: float, high: float, ends: tuple[float, float]
) -> Figure:
    figure, axes = canvas(WIDTH, HEIGHT)
    figures.curve({"as it was": unit, "now": now}, low=low, high=high, ax=axes)
    axes.set_ylim(*ends)
    axes.set_title(f"w = {now.weights[0]:+.2f}   b = {now.bias:+.2f}")
    return sized(figure)


def pair(
    given: by_hand.Pair,
    number: str,
    start: float,
    end: float,
    *,
    low: float = 0.0,
    high: float = 1.0,
    frames: int = _FRAMES,
) -> Animation:
    """Film a pair of ReLU neurons while one of its numbers runs, with its knots and its area of effect.

    Parameters
    ----------
    given : Pair
    number : str
        ``"w"``, ``"b"``, ``"c"``, ``"v"`` or ``"u"``, as :class:`barreleye.by_hand.Pair` has them.
    start, end : float
        Between which values it runs.
    low, high : float
        The interval of x.
    frames : int
        2 to 120.
    """
    instance("pair", given, by_hand.Pair, "a Pair, such as be.by_hand.Pair(6.0, -1.0, 0.7, 1.0)")
    one_of("number", number, ("w", "b", "c", "v", "u"))
    values = sweep(start, end, frames, back=True)
    nets = [by_hand.pairs([replace(given, **{number: float(value)})]) for value in values]
    ends = heights(np.concatenate([exact_curve(net, low, high).y[:, 0] for net in nets]))
    parts = [
        partial(_pair_frame, net, f"{number} = {value:+.2f}", low, high, ends)
        for net, value in zip(nets, values, strict=True)
    ]
    return Animation(parts, f"A pair of ReLU neurons while {number} runs from {start:g} to {end:g}")


def _pair_frame(
    net: Any,  # noqa: ANN401  a Network
    caption: str,
    low: float,
    high: float,
    ends: tuple[float, float],
) -> Figure:
    figure = figures.overview(net, low=low, high=high, caption=caption)
    figure.axes[1].set_ylim(*ends)
    return sized(figure)


def overflow(z: ArrayLike = (1.0, 2.0, 3.0), *, most: float = 400.0, frames: int = 40) -> Animation:
    """Film softmax of a row whose numbers grow: with the shift it stays right, the naive form overflows.

    Parameters
    ----------
    z : array_like, shape (n,)
        A row of 1 to 8 numbers.
    most : float
        The row is multiplied by factors from 1 to this one.
    frames : int
        2 to 120.
    """
    row = as_numbers(z, "z").astype(np.float64)
    factors = np.exp(sweep(0.0, float(np.log(_factor(most))), frames))
    figures.overflow(row)  # refuses what cannot be drawn
    parts = [partial(_overflow_frame, row * factor) for factor in factors]
    return Animation(
        parts, f"Softmax of a row that grows by a factor of {most:g}, naive and shifted", fps=5
    )


def _factor(most: float) -> float:
    """Return a factor, if it is one by which numbers grow."""
    if not 1.0 < float(most) <= 1e6:
        raise OptionError(f"most is a factor above 1 and up to 1,000,000, got {most:g}")
    return float(most)


def _overflow_frame(row: Array) -> Figure:
    return sized(figures.overflow(row))
