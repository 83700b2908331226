"""What a model answers over the plane of two columns, in their own units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_numbers, in_order
from .._arrays import Array
from .._text import counted
from ..errors import DataError, OptionError, ShapeError
from ._canvas import LARGEST, Axes, canvas, described, drawn, few_ticks, legend_above, plain
from ._plane import class_colours, classes_of, draw_points
from ._theme import colours

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# By how much steps may differ, and probabilities be above 1 by rounding; fewer places keep their own colours.
_EQUAL, _ALL, _SMOOTH = 1e-3, 1.0 + 1e-5, 50


@drawn
def answer_map(
    x: ArrayLike,
    y: ArrayLike,
    answers: ArrayLike,
    *,
    names: Sequence[str] = ("x", "y"),
    classes: Sequence[Any] | None = None,
    points: ArrayLike | None = None,
    labels: ArrayLike | None = None,
    ax: Axes = None,
) -> Figure:
    """Draw the answers of a model over the plane of two columns: numbers as colours, or the class that wins.

    Parameters
    ----------
    x, y : array_like, shape (across,) and (up,)
        Numbers at equal steps: where the model was asked.
    answers : array_like, shape (up, across) or (up, across, classes)
        Numbers, or the probabilities of classes; the paler a place, the less sure the class is.
    names : sequence of two str
        Of the columns.
    classes : sequence of labels, optional
        In the order of the probabilities; by default 0, 1 ...
    points : array_like, shape (rows, 2), optional
        Rows to draw.
    labels : array_like, shape (rows,), optional
        The classes of these rows.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.

    Raises
    ------
    ShapeError, DataError, OptionError
        The arrays do not fit each other, or hold what cannot be drawn.
    """
    sides = [_rising(given, what) for given, what in ((x, "x"), (y, "y"))]
    values = as_numbers(answers, "answers").astype(np.float64)
    if values.ndim not in (2, 3) or values.shape[:2] != (len(sides[1]), len(sides[0])):
        raise ShapeError(
            f"answers have shape ({len(sides[1])}, {len(sides[0])}), or one more axis for classes, got"
            f" {values.shape}"
        )
    if not (np.abs(values) <= LARGEST).all():
        raise DataError(f"answers has numbers beyond {LARGEST:g} or none, which no colour can show")
    across, up = (plain(name, 28) for name in _two_names(names))
    rows = _rows(points, labels)
    figure, axes = canvas(4.8, 4.2, ax=ax)
    ends = [
        (side[0] - step / 2.0, side[-1] + step / 2.0) for side in sides for step in [side[1] - side[0]]
    ]
    extent = (*ends[0], *ends[1])
    look: dict[str, Any] = {"origin": "lower", "extent": extent, "aspect": "auto"}
    if values.ndim == 2:
        if classes is not None or rows is not None:
            raise OptionError(
                "classes, points and labels go with probabilities, and answers are numbers"
            )
        image = axes.imshow(values, cmap=colours().rising(), **look)
        axes.figure.colorbar(image, ax=axes, shrink=0.8)
        what = "Answers"
    else:
        many = values.shape[2]
        known = _classes(classes, values)
        colour = class_colours(values.reshape(-1, many)).reshape(*values.shape[:2], 3)
        smooth = min(values.shape[:2]) > _SMOOTH
        axes.imshow(colour, interpolation="bilinear" if smooth else "nearest", **look)
        what = f"Regions of {counted(many, 'class', 'classes')}"
        if rows is not None:
            _draw_rows(axes, rows, known)
    few_ticks(axes)
    axes.set_xlim(extent[:2])
    axes.set_ylim(extent[2:])
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    return described(figure, f"{what} over {across} and {up}")


_Rows: TypeAlias = tuple[Array, list[object], NDArray[np.int64]]


def _rows(points: ArrayLike | None, labels: ArrayLike | None) -> _Rows | None:
    """Return points, their classes, and the number of the class of each; None if nothing was given."""
    if (points is None) != (labels is None):
        raise OptionError("points and labels belong together: give both, or none")
    return None if points is None or labels is None else classes_of(points, labels)


def _classes(classes: Sequence[Any] | None, values: Array) -> list[Any]:
    many = values.shape[2]
    known = list(range(many)) if classes is None else list(in_order("classes", classes, "labels"))
    if many < 2 or len(known) != many:
        raise ShapeError(
            f"answers are probabilities of {many} classes, and there are {len(known)} labels"
        )
    if any(label in known[:k] for k, label in enumerate(known)):
        raise OptionError("a class is named twice: give a label of its own to each")
    if values.min() < 0.0 or values.max() > _ALL:
        raise DataError(f"probabilities lie between 0 and 1, got {values.min():g} to {values.max():g}")
    return known


def _draw_rows(axes: Axes, rows: _Rows, known: list[Any]) -> None:
    points, found, codes = rows
    foreign = [label for label in found if label not in known]
    if foreign:
        raise DataError(f"{foreign[0]!r} is none of the classes of the answers")
    draw_points(axes, points, found, codes, [known.index(label) for label in found])
    legend_above(axes)


def _rising(given: ArrayLike, what: str) -> Array:
    values = as_numbers(given, what).astype(np.float64)
    if values.ndim != 1 or len(values) < 2 or not (np.diff(values) > 0.0).all():
        raise ShapeError(f"{what} is two rising numbers or more, got shape {values.shape}")
    if not (np.abs(values) <= LARGEST).all():
        raise DataError(f"{what} has numbers beyond {LARGEST:g}, which no axis can show")
    steps = np.diff(values)
    if np.ptp(steps) > _EQUAL * steps.max():
        raise DataError(
            f"the steps of {what} differ, from {steps.min():g} to {steps.max():g}: use np.linspace"
        )
    return values


def _two_names(names: Sequence[str]) -> Sequence[str]:
    found = in_order("names", names, "two strings")
    if len(found) != 2 or not all(isinstance(name, str) for name in found):
        raise OptionError(f"names are two strings, got {len(found)} entries")
    return found
