"""An empty picture to draw on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from .._arguments import instance
from .._text import cut, printable
from ._theme import STYLE, require_matplotlib

if TYPE_CHECKING:
    from matplotlib.figure import Figure


Axes: TypeAlias = Any
"""Axes of matplotlib, whose own types know its drawing methods by half."""

LARGEST = 1e100
"""What an axis can show: matplotlib takes differences and margins of it."""


def canvas(width: float = 6.4, height: float = 3.6, *, ax: Axes = None) -> tuple[Figure, Axes]:
    """Return an empty figure (inches) and its axes, in the house's look; given axes are returned with theirs."""
    figure, (axes,) = side_by_side([width], height, ax=ax, width=width)
    return figure, axes


def side_by_side(
    widths: Sequence[float],
    height: float,
    *,
    ax: Axes = None,
    width: float | None = None,
) -> tuple[Figure, list[Axes]]:
    """Return an empty figure and axes beside each other, with these shares of its width; or given axes."""
    mpl = require_matplotlib()
    from matplotlib.axes import Axes as OfMatplotlib  # noqa: PLC0415  an extra

    from ._picture import Picture  # noqa: PLC0415  imports matplotlib, as the line above

    instance("ax", ax, OfMatplotlib | None, "axes of matplotlib, or None")
    if ax is not None:
        return ax.figure, [ax]
    with mpl.rc_context(STYLE):
        total = 0.8 * len(widths) + sum(widths) if width is None else width
        figure: Any = Picture(figsize=(total, height), layout="constrained")
        return figure, list(figure.subplots(1, len(widths), squeeze=False, width_ratios=widths)[0])


def above_each_other(width: float, heights: Sequence[float]) -> tuple[Figure, list[Axes]]:
    """Return an empty figure and axes above each other, of these heights (inches), with one x axis."""
    mpl = require_matplotlib()
    from ._picture import Picture  # noqa: PLC0415  as above

    with mpl.rc_context(STYLE):
        figure: Any = Picture(figsize=(width, 0.4 + sum(heights)), layout="constrained")
        return figure, list(figure.subplots(len(heights), 1, sharex=True, height_ratios=heights))


def described(figure: Any, words: str) -> Any:  # noqa: ANN401  a Picture, or the figure of given axes
    """Return a figure with the text that stands for it where it is not seen."""
    figure.alt_text = words
    return figure


def plain(text: object, most: int = 60) -> str:
    """Return text from a table so that matplotlib can draw it: cut, printable, and a dollar begins no formula."""
    return printable(cut(str(text), most)).replace("$", r"\$")
