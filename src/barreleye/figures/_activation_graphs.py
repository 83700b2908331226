"""The graphs of activations: value and slope, one by one, side by side, or in one picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .._arguments import as_numbers, in_order, instance, interval, real, shown
from .._arrays import Array
from .._text import counted
from ..activations import Activation, Elementwise, get, names
from ..errors import OptionError, ShapeError
from ._canvas import LARGEST, Axes, canvas, described, drawn, grid, plain
from ._theme import colours

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_POINTS, _MARGIN = 400, 1.5
_REACH, _SMALL = 7.0, 4.0  # the interval of one picture, and of several
_TOGETHER = 8
_NARROW = 0.03  # part of the interval
_FLAT = 0.01  # the slope of a saturated neuron is less than this part of the largest


@drawn
def activation(
    chosen: str | Activation,
    *,
    low: float | None = None,
    high: float | None = None,
    at: float | None = None,
    slope: bool = True,
    others: Sequence[float] = (0.0,),
    ax: Axes = None,
) -> Figure:
    """Draw an activation and its slope; a filled dot is what is returned at a kink.

    Where the slope is less than a hundredth of its largest value the background is grey: a neuron is saturated
    there, or off. Of a row-wise activation, such as softmax, each output is drawn over the first z, while the
    other z of the row stay what they are.

    Parameters
    ----------
    chosen : str or Activation
    low, high : float, optional
        The interval of z; by default one that shows all kinks and turning points.
    at : float, optional
        A z to mark, with the tangent there.
    slope : bool
        Whether to draw the slope too.
    others : sequence of float
        The other z of the row, for a row-wise activation.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.

    Raises
    ------
    UnknownNameError, OptionError
        There is no such activation, or low and high are no interval.
    """
    function = get(chosen)
    instance("slope", slope, bool, "True or False")
    reach = _reach(function)
    low, high = interval(-reach if low is None else low, reach if high is None else high)
    figure, axes = canvas(6.4, 3.4, ax=ax)
    rest = as_numbers(others, "others").astype(np.float64)
    if rest.ndim != 1 or not rest.size:
        raise ShapeError(f"others are the other z of a row, shape (n,), got shape {rest.shape}")
    if isinstance(function, Elementwise):
        _draw_one(axes, function, low, high, slope=slope, kinks=True)
        axes.set_xlabel("z")
    else:
        _draw_row(axes, function, low, high, rest)
        axes.set_xlabel(f"z of the first of {len(rest) + 1}")
    if at is not None:
        _draw_tangent(axes, function, _point(at), rest, 0.18 * (high - low))
    axes.set_title(plain(repr(function)))
    axes.set_xlim(low, high)
    axes.legend(loc="best")
    return described(figure, f"Graph of {function!r} for z from {low:g} to {high:g}")


@drawn
def activations(
    chosen: Sequence[str | Activation] | None = None,
    *,
    low: float = -_SMALL,
    high: float = _SMALL,
    at: float | None = None,
    slope: bool = True,
    overlay: bool = False,
) -> Figure:
    """Draw several activations with their slopes, side by side or in one picture.

    Parameters
    ----------
    chosen : sequence of str or Activation, optional
        By default all element-wise ones.
    low, high : float
        The interval of z.
    at : float, optional
        A z to mark, with the tangents there.
    slope : bool
        Whether to draw the slopes too. In one picture they are dashed.
    overlay : bool
        Whether to draw all in one picture.
    """
    every = _chosen(chosen)
    for what, value in (("slope", slope), ("overlay", overlay)):
        instance(what, value, bool, "True or False")
    low, high = interval(low, high)
    at = None if at is None else _point(at)
    told = counted(len(every), "activation")
    if not overlay:
        figure, panels = grid(len(every), 2.2, 1.6, across=3)
        for axes, function in zip(panels, every, strict=True):
            _draw_one(axes, function, low, high, slope=slope)
            if at is not None:
                _draw_tangent(axes, function, at, np.zeros(1), 0.25 * (high - low))
            axes.set_title(plain(repr(function), 28), fontsize=9)
            axes.set_xlim(low, high)
        return described(figure, f"Graphs of {told} side by side")
    if len(every) > _TOGETHER:
        raise OptionError(
            f"one picture has room for {_TOGETHER} activations, got {len(every)}: name some"
        )
    figure, axes = canvas(6.4, 4.0)
    for k, function in enumerate(every):
        _draw_one(axes, function, low, high, slope=slope, colour=colours().nth(k))
        if at is not None:
            axes.plot(at, function(at), "o", color=colours().nth(k))
    axes.set_xlim(low, high)
    axes.set_xlabel("z (dashed: slopes)" if slope else "z")
    axes.legend(loc="best", fontsize=9)
    return described(figure, f"Graphs of {told} in one picture: {', '.join(map(repr, every))}")


def _point(at: object) -> float:
    z = real(at)
    if not abs(z) <= LARGEST:
        raise OptionError(f"at is a number z, got {shown(at)}")
    return z


def _chosen(given: Sequence[str | Activation] | None) -> list[Elementwise]:
    if given is None:
        every: Sequence[str | Activation] = names()
    else:
        every = in_order("activations", given, "names of activations,")
    found = [function for one in every if isinstance(function := get(one), Elementwise)]
    if not found or (given is not None and len(found) < len(every)):
        raise OptionError(
            "several activations are drawn if each is element-wise: draw softmax by figures.activation"
        )
    return found


def _reach(function: Activation) -> float:
    marks = [abs(mark) for mark in (*function.kinks, *function.turning_points)]
    return max([_REACH, *(_MARGIN * mark for mark in marks)])


def _pieces(function: Elementwise, low: float, high: float) -> list[Array]:
    """Return points z between each two kinks, so that no line climbs a jump."""
    inner = [kink for kink in sorted(function.kinks) if low < kink < high]
    return [
        np.linspace(np.nextafter(start, end), np.nextafter(end, start), _POINTS)
        for start, end in pairwise([low, *inner, high])
    ]


def _draw_one(
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


def _draw_row(axes: Axes, function: Activation, low: float, high: float, others: Array) -> None:
    z = np.linspace(low, high, _POINTS)
    outputs = np.asarray(function(_rows(z, others)))
    axes.axhline(0, color=colours().guide, linewidth=0.6)
    for k in range(outputs.shape[1]):
        held = "the first" if k == 0 else f"z = {others[k - 1]:g}"
        axes.plot(z, outputs[:, k], color=colours().nth(k), label=held)


def _draw_tangent(axes: Axes, function: Activation, at: float, others: Array, half: float) -> None:
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
