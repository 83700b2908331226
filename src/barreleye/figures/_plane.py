"""What pictures of a plane of two inputs have in common: its points, its grid, and its sides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_array, as_numbers, instance, interval
from .._arrays import Array
from ..errors import OptionError, ShapeError
from ..losses import class_indices, learn_classes
from ..microscope._sides import refuse_not_finite
from ..network import FeedForward
from ._canvas import LARGEST, Axes, plain
from ._theme import colours, rgb

GRID = 240
"""So many places along each side are computed."""
_MARKS = "os^DvPX*"  # so that classes are told apart without colours
_MARGIN = 0.08
_MOST_POINTS = 5000
Sides = tuple[tuple[float, float], tuple[float, float]]
"""The intervals of both inputs."""


def two_inputs(net: FeedForward) -> None:
    instance("net", net, FeedForward, "a network")
    refuse_not_finite(net)
    if net.inputs != 2:
        raise ShapeError(f"a plane has 2 inputs, this network has {net.inputs}")


def classes_of(X: ArrayLike, y: ArrayLike) -> tuple[Array, list[object], NDArray[np.int64]]:
    """Return points as (rows, 2), the different classes, and the number of the class of each row."""
    rows = as_numbers(X, "X").astype(np.float64)
    if not rows.size:
        raise ShapeError("X has no rows: there is nothing to draw")
    if rows.ndim != 2 or rows.shape[1] != 2:
        raise ShapeError(f"points have shape (rows, 2), got {rows.shape}")
    if not (np.abs(rows) <= LARGEST).all():
        raise OptionError(
            f"X has numbers beyond {LARGEST:g} or none, which no axis can show: leave them out"
        )
    given = one_label_each(y)
    labels = list(learn_classes(given))
    codes = class_indices(given, labels)
    if codes.shape != (len(rows),):
        raise ShapeError(f"y is one class for each of {len(rows)} rows, got shape {np.shape(y)}")
    return rows, labels, codes


def one_label_each(y: ArrayLike) -> ArrayLike:
    """Return labels, shape (rows,), of labels or of one-hot rows."""
    table = as_array(y, "y")
    if table.ndim == 2 and table.shape[1] == 1:
        return table[:, 0]
    if table.ndim != 2 or table.dtype.kind not in "biuf":
        return y
    one_hot = ((table == 0) | (table == 1)).all() and (table.sum(axis=1) == 1).all()
    return table.argmax(axis=1) if one_hot else y


def sides_of(box: ArrayLike | None, rows: Array | None) -> Sides:
    """Return the intervals of both inputs that are drawn."""
    if box is None and rows is not None:
        low, high = rows.min(axis=0), rows.max(axis=0)
        margin = np.maximum(_MARGIN * (high - low), 1e-9)
        ends = np.stack([low - margin, high + margin], axis=1)
    else:
        ends = as_numbers((-1.0, 1.0) if box is None else box, "the box").astype(np.float64)
        ends = np.stack([ends, ends]) if ends.shape == (2,) else ends
    if ends.shape != (2, 2):
        raise OptionError(
            f"the box is (low, high) for both inputs, or such a pair for each, got shape {ends.shape}"
        )
    (left, right), (bottom, top) = ends.tolist()
    return interval(left, right), interval(bottom, top)


def places(sides: Sides) -> tuple[Array, tuple[float, ...]]:
    """Return the middle of every cell of a grid, and the ends of the grid."""
    x, y = (low + (high - low) * (np.arange(GRID) + 0.5) / GRID for low, high in sides)
    across, up = np.meshgrid(x, y)
    return np.column_stack([across.ravel(), up.ravel()]), (*sides[0], *sides[1])


def class_colours(shares: Array, levels: int | None = None) -> Array:
    """Return the colour of the winning class of each place, paler where it is less sure, shape (places, 3).

    ``shares`` (places, classes) are probabilities; if ``levels`` are given, so many of confidence are told apart.
    """
    winner, confidence = shares.argmax(axis=1), shares.max(axis=1)
    least = 1.0 / shares.shape[1]
    sure = (confidence - least) / (1.0 - least)
    if levels is not None:
        sure = np.ceil(levels * sure) / levels
    hues = np.array([rgb(colours().nth(k)) for k in range(shares.shape[1])])[winner]
    paper = np.array(rgb(colours().paper))
    return paper + (0.15 + 0.6 * sure)[:, None] * (hues - paper)


def draw_points(
    axes: Axes,
    rows: Array,
    labels: list[object],
    codes: NDArray[np.int64],
    numbers: Sequence[int] | None = None,
) -> None:
    """Draw the points of each class in the colour and with the mark of its number: by default its place."""
    size = float(np.clip(4000 / len(rows), 4, 26))
    for place, label in enumerate(labels):
        own = rows[codes == place]
        k = place if numbers is None else numbers[place]
        axes.scatter(
            *own.T, s=size, marker=_MARKS[k % len(_MARKS)], color=colours().nth(k), edgecolors=colours().paper,
            linewidths=0.4, label=plain(label, 24), rasterized=len(rows) > _MOST_POINTS,
        )  # fmt: skip
