"""The graphs of activations: value and slope, one by one, side by side, or in one picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .._arguments import as_numbers, in_order, instance, interval, real
from .._text import counted, shown
from ..activations import Activation, Elementwise, get, names
from ..errors import OptionError, ShapeError
from ._activation_lines import draw_one, draw_row, draw_tangent, reach_of
from ._canvas import LARGEST, Axes, canvas, described, drawn, grid, plain
from ._theme import colours

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SMALL = 4.0  # how far several graphs go
_TOGETHER = 8


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
        The interval of z; by default one that shows all kinks and turning points, and ``at``.
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
    reach = max(reach_of(function), 0.0 if at is None else 1.15 * abs(_point(at)))
    low, high = interval(-reach if low is None else low, reach if high is None else high)
    figure, axes = canvas(6.4, 3.4, ax=ax)
    rest = as_numbers(others, "others").astype(np.float64)
    if rest.ndim != 1 or not rest.size:
        raise ShapeError(f"others are the other z of a row, shape (n,), got shape {rest.shape}")
    if isinstance(function, Elementwise):
        draw_one(axes, function, low, high, slope=slope, kinks=True)
        axes.set_xlabel("z")
    else:
        draw_row(axes, function, low, high, rest)
        axes.set_xlabel(f"z of the first of {len(rest) + 1}")
    if at is not None:
        draw_tangent(axes, function, _point(at), rest, 0.18 * (high - low))
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
            draw_one(axes, function, low, high, slope=slope)
            if at is not None:
                draw_tangent(axes, function, at, np.zeros(1), 0.25 * (high - low))
            axes.set_title(plain(repr(function), 28), fontsize=9)
            axes.set_xlim(low, high)
        return described(figure, f"Graphs of {told} side by side")
    if len(every) > _TOGETHER:
        raise OptionError(
            f"one picture has room for {_TOGETHER} activations, got {len(every)}: name some"
        )
    figure, axes = canvas(6.4, 4.0)
    for k, function in enumerate(every):
        draw_one(axes, function, low, high, slope=slope, colour=colours().nth(k))
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
        if not every:
            raise OptionError(
                "activations is empty: name at least one, or leave it out to draw them all"
            )
    found = [function for one in every if isinstance(function := get(one), Elementwise)]
    if not found or (given is not None and len(found) < len(every)):
        raise OptionError(
            "several activations are drawn if each is element-wise: draw softmax by figures.activation"
        )
    return found
