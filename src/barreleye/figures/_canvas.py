"""An empty picture to draw on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from .._arguments import instance
from .._text import cut, printable
from ._rendered import in_style

if TYPE_CHECKING:
    from matplotlib.figure import Figure


Axes: TypeAlias = Any
"""Axes of matplotlib, whose own types know its drawing methods by half."""

P = ParamSpec("P")

_LONGEST = 28  # letters of a name in a legend
_MARK, _LETTER = 0.6, 0.09  # inches

LARGEST = 1e100
"""What an axis can show: matplotlib takes differences and margins of it."""


def drawn(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """Return a function that draws a figure in the house's look."""

    @wraps(draw)
    def styled(*args: P.args, **how: P.kwargs) -> Figure:
        with in_style(), np.errstate(over="ignore", invalid="ignore"):
            return draw(*args, **how)

    return styled


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
    from matplotlib.axes import Axes as OfMatplotlib  # noqa: PLC0415  an extra

    instance("ax", ax, OfMatplotlib | None, "axes of matplotlib, or None")
    if ax is not None:
        return ax.figure, [ax]
    total = 0.8 * len(widths) + sum(widths) if width is None else width
    figure = _empty(total, height)
    return figure, list(figure.subplots(1, len(widths), squeeze=False, width_ratios=widths)[0])


def above_each_other(width: float, heights: Sequence[float]) -> tuple[Figure, list[Axes]]:
    """Return an empty figure and axes above each other, of these heights (inches), with one x axis."""
    figure = _empty(width, 0.4 + sum(heights))
    return figure, list(figure.subplots(len(heights), 1, sharex=True, height_ratios=heights))


def left_and_right(left: float, right: float, height: float) -> tuple[Figure, Axes, Axes, Axes]:
    """Return a figure (inches), axes on its left, and two axes above each other on its right, with one x axis."""
    figure = _empty(left + right, height)
    places = figure.add_gridspec(2, 2, width_ratios=[left, right], height_ratios=[3, 1])
    side = figure.add_subplot(places[:, 0])
    top = figure.add_subplot(places[0, 1])
    return figure, side, top, figure.add_subplot(places[1, 1], sharex=top)


def grid(count: int, width: float, height: float, across: int = 4) -> tuple[Figure, list[Axes]]:
    """Return a figure of so many axes of this size (inches), in rows of ``across`` at most, and the axes."""
    columns = min(count, across)
    rows = -(-count // columns)
    figure = _empty(0.4 + width * columns, 0.4 + height * rows)
    every = list(figure.subplots(rows, columns, squeeze=False).ravel())
    for spare in every[count:]:
        spare.remove()
    return figure, every[:count]


def _empty(width: float, height: float) -> Any:  # noqa: ANN401  a Picture
    from ._picture import Picture  # noqa: PLC0415  imports matplotlib, an extra

    return Picture(figsize=(width, height), layout="constrained")


def few_ticks(*every: Axes) -> None:
    """Leave room between the numbers of small axes."""
    for axes in every:
        axes.locator_params(nbins=5)


def whole_ticks(*sides: Any) -> None:  # noqa: ANN401  an axis of axes
    """Let axes that count have whole numbers only."""
    for side in sides:
        side.get_major_locator().set_params(integer=True, min_n_ticks=1)


def legend_above(axes: Axes, most: int = 4) -> None:
    """Write the legend above axes: so many entries in a line as there is room for, long names cut."""
    handles, names = axes.get_legend_handles_labels()
    if not handles:
        return
    names = [cut(name, _LONGEST) for name in names]
    inches = axes.get_position().width * axes.figure.get_size_inches()[0]
    across = int(inches / (_MARK + _LETTER * max(map(len, names))))
    axes.legend(
        handles, names, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=max(1, min(most, across))
    )


def logarithmic(axes: Axes, values: ArrayLike) -> None:
    """Give positive values powers of ten, if they are of more than one."""
    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known) & (known > 0.0)]
    if known.size and known.max() > 10.0 * known.min():
        axes.set_yscale("log")


def headed(figure: Any, words: str) -> None:  # noqa: ANN401  a Picture
    """Write words above a figure."""
    figure.suptitle(words, x=0.01, ha="left", fontsize=10)


def described(figure: Any, words: str) -> Any:  # noqa: ANN401  a Picture, or the figure of given axes
    """Return a figure with the text that stands for it where it is not seen."""
    figure.alt_text = words
    return figure


def plain(text: object, most: int = 60) -> str:
    """Return text from a table so that matplotlib can draw it: cut, printable, and a dollar begins no formula."""
    return printable(cut(str(text), most)).replace("$", r"\$")
