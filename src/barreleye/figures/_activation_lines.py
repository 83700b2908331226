"""What graphs of activations are made of: lines between kinks, dots at kinks, shades, and tangents."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .._arrays import Array
from ..activations import Activation, Elementwise
from ._canvas import Axes
from ._theme import colours

_POINTS, _MARGIN, _REACH = 400, 1.5, 7.0
_NARROW = 0.03  # part of the interval
_FLAT = 0.01  # the slope of a saturated neuron is less than this part of the largest


def reach_of(function: Activation) -> float:
    """Return how far from 0 a graph shows all kinks and turning points."""
    marks = [abs(mark) for mark in (*function.kinks, *function.turning_points)]
    return max([_REACH, *(_MARGIN * mark for mark in marks)])


def _pieces(function: Elementwise, low: float, high: float) -> list[Array]:
    """Return points z between each two kinks, so that no line climbs a jump."""
    inner = [kink for kink in sorted(function.kinks) if low < kink < high]
    return [
        np.linspace(np.nextafter(start, end), np.nextafter(end, start), _POINTS)
        for start, end in pairwise([low, *inner, high])
    ]


def draw_one(
    axes: Axes,
    function: Elementwise,
    low: float,
    high: float,
    *,
    slope: bool,
    kinks: bool = False,
    colour: str | None = None,
) -> None:
    """Draw an element-wise activation; in one picture with others if it has a colour of its own."""
    look = colours()
    axes.axhline(0, color=look.guide, linewidth=0.6)
    axes.axvline(0, color=look.guide, linewidth=0.6)
    lines: list[tuple[Callable[..., Array], str, str, str | None]] = [
        (function, colour or look.first, "-", repr(function) if colour else "value")
    ]
    if slope:
        lines.append((function.derivative, colour or look.slope, "--", None if colour else "slope"))
    parts = _pieces(function, low, high)
    for curve, hue, style, label in lines:
        for i, z in enumerate(parts):
            axes.plot(z, curve(z), style, color=hue, label=None if i else label)
    if kinks:
        _draw_kinks(axes, function, low, high, slope=slope)
    if colour is None:
        _shade_flat(axes, function, parts)


def _draw_kinks(axes: Axes, function: Elementwise, low: float, high: float, *, slope: bool) -> None:
    look = colours()
    at = np.array([kink for kink in function.kinks if low < kink < high])
    if at.size:
        beside = np.concatenate([np.nextafter(at, -np.inf), np.nextafter(at, np.inf)])
        lines = [(function, look.first), (function.derivative, look.slope)]
        for k, (curve, hue) in enumerate(lines if slope else lines[:1]):
            open_ends = np.abs(curve(beside) - np.tile(curve(at), 2)) > 1e-6
            axes.plot(
                beside[open_ends], curve(beside)[open_ends], "o", color=hue, mfc=look.paper, zorder=3
            )
            axes.plot(at, curve(at), "o", color=hue, zorder=4, label=None if k else "at the kink")
    turns = np.array([turn for turn in function.turning_points if low < turn < high])
    if turns.size:
        axes.plot(turns, function(turns), "D", color=look.ink, label="turning point", zorder=4)


def _shade_flat(axes: Axes, function: Elementwise, parts: list[Array]) -> None:
    slopes = [np.abs(function.derivative(z)) for z in parts]
    most = max(float(part.max()) for part in slopes)
    label = "saturated"
    for z, part in zip(parts, slopes, strict=True):
        flat = part < _FLAT * most
        edges = np.flatnonzero(np.diff(flat.astype(np.int8), prepend=0, append=0))
        for start, end in zip(edges[::2], edges[1::2] - 1, strict=True):
            if z[end] - z[start] < _NARROW * (parts[-1][-1] - parts[0][0]):
                continue  # where the slope changes its sign
            axes.axvspan(z[start], z[end], color=colours().rows, alpha=0.35, linewidth=0, label=label)
            label = ""


def _rows(first: NDArray[np.float64], others: Array) -> Array:
    return np.column_stack([first, np.tile(others, (len(first), 1))])


def draw_row(axes: Axes, function: Activation, low: float, high: float, others: Array) -> None:
    """Draw the outputs of a row-wise activation over the first z."""
    z = np.linspace(low, high, _POINTS)
    outputs = np.asarray(function(_rows(z, others)))
    axes.axhline(0, color=colours().guide, linewidth=0.6)
    for k in range(outputs.shape[1]):
        held = "the first" if k == 0 else f"z = {others[k - 1]:g}"
        axes.plot(z, outputs[:, k], color=colours().nth(k), label=held)


def draw_tangent(axes: Axes, function: Activation, at: float, others: Array, half: float) -> None:
    """Draw a point of the curve and the tangent there; of a row-wise activation, those of the first output."""
    if isinstance(function, Elementwise):
        value, rise = float(function(at)), float(function.derivative(at))
    else:
        row, first = _rows(np.array([at]), others), np.zeros((1, len(others) + 1))
        first[0, 0] = 1.0
        value = float(np.asarray(function(row))[0, 0])
        rise = float(np.asarray(function.vjp(row, first))[0, 0])
    ends = np.array([-half, half]) / np.hypot(1.0, rise)
    label = f"f({at:.3g}) = {value:.3g}, slope {rise:.3g}"
    axes.plot(at + ends, value + rise * ends, color=colours().second, linewidth=2, label=label)
    axes.plot(at, value, "o", color=colours().second, zorder=5)
