"""Columns of a table: how much they matter, and what they do to the answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_array, as_numbers, in_order, instance, whole_number
from .._text import counted
from ..errors import DataError, ShapeError
from ._canvas import Axes, canvas, described, drawn, few_ticks, legend_above, plain
from ._theme import colours, rgb

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LONGEST, _BAND, _HEIGHT = 28, 0.16, 0.06
_LOWEST = 2.4  # inches: lower pictures cannot be read once a page has made them narrower


@drawn
def importance(
    names: Sequence[str],
    values: ArrayLike,
    spread: ArrayLike | None = None,
    *,
    loss: str = "loss",
    most: int = 20,
    ax: Axes = None,
) -> Figure:
    """Draw how much columns matter: a bar for each, the longest on top, with its standard error.

    Parameters
    ----------
    names : sequence of str
    values : array_like, shape (columns,)
        How much the loss grows if the entries of a column are exchanged.
    spread : array_like, shape (columns,), optional
        The standard errors.
    loss : str
        What grows.
    most : int
        Only so many columns are drawn.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.

    Raises
    ------
    ShapeError
        There are not as many values as names.
    """
    known = _words("names", names, "names of columns")
    instance("loss", loss, str, "a string")
    bars, errors = (
        np.zeros(len(known)) if given is None else as_numbers(given, what).astype(np.float64)
        for what, given in (("values", values), ("spread", spread))
    )
    if not bars.shape == errors.shape == (len(known),):
        raise ShapeError(
            f"values and spread have a number for each of {counted(len(known), 'name')}, got shapes {bars.shape}"
            f" and {errors.shape}"
        )
    if not len(known) or not (
        np.isfinite(bars).all() and np.isfinite(errors).all() and (errors >= 0.0).all()
    ):
        raise DataError(
            "importance needs a name at least, finite values, and standard errors of 0 or more, got"
            f" {counted(len(known), 'name')}"
        )
    order = np.argsort(-bars, kind="stable")[: whole_number("most", most)]
    places = np.arange(len(order))
    figure, axes = canvas(6.4, max(_LOWEST, 0.8 + 0.3 * len(order)), ax=ax)
    axes.barh(places, bars[order], color=colours().first, height=0.62)
    if spread is not None:
        axes.errorbar(
            bars[order], places, xerr=errors[order], fmt="none", ecolor=colours().ink, elinewidth=1.2
        )
    axes.axvline(0.0, color=colours().guide, linewidth=0.8)
    axes.set_yticks(places, [plain(known[int(i)], _LONGEST) for i in order])
    axes.set_ylim(len(order) - 0.5, -0.5)
    axes.set_xlabel(f"how much the {plain(loss, _LONGEST)} grows without the column")
    top = f": {plain(known[int(order[0])], _LONGEST)} is the most important" if len(order) else ""
    return described(figure, f"Importance of {counted(len(order), 'column')}{top}")


@drawn
def effect(
    entries: ArrayLike,
    answers: ArrayLike,
    rows: ArrayLike,
    *,
    name: str = "",
    answer: str = "",
    labels: Sequence[str] = (),
    ax: Axes = None,
) -> Figure:
    """Draw what a column does to the answer: a curve over numbers, or a bar for each word.

    Parameters
    ----------
    entries : array_like, shape (points,)
        Numbers in rising order, or words.
    answers : array_like, shape (points,) or (points, curves)
        How far the answer is from its mean.
    rows : array_like, shape (points,)
        How many rows there are at each entry: the darker the band below a curve, the more rows; behind a word it
        is their number.
    name, answer : str
        What the axes are called.
    labels : sequence of str
        The name of each curve.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.

    Raises
    ------
    ShapeError
        The shapes do not fit each other.
    """
    instance("name", name, str, "a string")
    instance("answer", answer, str, "a string")
    curve_names = [str(label) for label in in_order("labels", labels, "names of curves")]
    points = as_array(entries, "entries")
    curves = as_numbers(answers, "answers").astype(np.float64)
    curves = curves[:, None] if curves.ndim == 1 else curves
    many = as_numbers(rows, "rows").astype(np.float64)
    if points.ndim != 1 or many.shape != points.shape or curves.shape[:1] != points.shape:
        raise ShapeError(
            f"entries, answers and rows belong together, got shapes {points.shape}, {curves.shape} and"
            f" {many.shape}"
        )
    numbers = points.dtype.kind in "iuf"
    words = [] if numbers else _words("entries", points.tolist(), "numbers, or words")
    if not all(np.isfinite(one).all() for one in (curves, many, points if numbers else many)):
        raise DataError("entries, answers and rows are finite numbers: leave out what is not")
    if not curves.size or (many < 0.0).any():
        raise DataError(
            "an effect has a point and a curve at least, and no fewer than 0 rows at each point"
        )
    if numbers and (len(points) < 2 or (np.diff(points.astype(np.float64)) <= 0.0).any()):
        raise DataError(
            "a curve has two numbers at least, in rising order: sort the points, and join equal ones"
        )
    figure, axes = canvas(3.9, 2.7 if numbers else max(_LOWEST, 0.8 + 0.26 * len(points)), ax=ax)
    if numbers:
        _draw_curves(axes, points.astype(np.float64), curves, many, curve_names)
        axes.set_xlabel(plain(name, _LONGEST))
        axes.set_ylabel(plain(answer, _LONGEST))
        few_ticks(axes)
    else:
        _draw_bars(axes, [plain(word, _LONGEST) for word in words], curves, many)
        axes.set_title(plain(name, _LONGEST), fontsize=10)
        axes.set_xlabel(plain(answer, _LONGEST))
    if len(curve_names) > 1:
        legend_above(axes)
    return described(figure, f"Effect of {plain(name, _LONGEST) or 'a column'} on the answer")


def _words(what: str, given: Any, meant: str) -> list[str]:  # noqa: ANN401  callers may be untyped
    """Return words, and refuse anything else."""
    found = in_order(what, given, meant)
    for one in found:
        instance(f"each of {what}", one, str, "a string")
    return [str(one) for one in found]


def _draw_curves(
    axes: Axes,
    points: NDArray[np.float64],
    curves: NDArray[np.float64],
    many: NDArray[np.float64],
    labels: Sequence[str],
) -> None:
    from matplotlib.collections import PolyCollection  # noqa: PLC0415  an extra

    axes.axhline(0.0, color=colours().guide, linewidth=0.8)
    for k, curve in enumerate(curves.T):
        label = {"label": plain(labels[k], _LONGEST)} if k < len(labels) else {}
        axes.plot(points, curve, color=colours().nth(k), **label)
    low, high = float(curves.min()), float(curves.max())
    room = (high - low) or 1.0
    middles = 0.5 * (points[:-1] + points[1:])
    ends = np.concatenate([points[:1], middles, points[-1:]])
    width = np.diff(ends)
    density = np.divide(many, width, out=np.zeros(len(many)), where=width > 0.0)
    density /= density.max() or 1.0
    corners = [[(a, 0.0), (b, 0.0), (b, _HEIGHT), (a, _HEIGHT)] for a, b in pairwise(ends.tolist())]
    shades = [(*rgb(colours().ink), 0.08 + 0.6 * dark) for dark in density.tolist()]
    axes.add_collection(
        PolyCollection(corners, facecolors=shades, transform=axes.get_xaxis_transform()), autolim=False
    )
    axes.set_ylim(low - _BAND * room, high + 0.05 * room)
    axes.set_xlim(points[0], points[-1])


def _draw_bars(
    axes: Axes, words: Sequence[str], curves: NDArray[np.float64], many: NDArray[np.float64]
) -> None:
    places = np.arange(len(words))
    height = 0.7 / curves.shape[1]
    for k, curve in enumerate(curves.T):
        shift = (k - 0.5 * (curves.shape[1] - 1)) * height
        axes.barh(places + shift, curve, height=height, color=colours().nth(k))
    axes.axvline(0.0, color=colours().guide, linewidth=0.8)
    names = [f"{word} ({count:,.0f})" for word, count in zip(words, many, strict=True)]
    axes.set_yticks(places, names)
    axes.set_ylim(len(words) - 0.5, -0.5)
