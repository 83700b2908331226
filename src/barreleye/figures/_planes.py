"""The plane of two inputs: points of classes, and what a network makes of every place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_numbers, instance, interval
from .._arrays import Array
from .._text import counted
from ..errors import OptionError, ShapeError
from ..losses import class_indices, learn_classes
from ..microscope import linear_regions
from ..network import FeedForward
from ._canvas import LARGEST, Axes, canvas, described, plain
from ._theme import DIVERGING, INK, SEVERAL

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MARKS = "os^DvPX*"  # so that classes are told apart without colours
_GRID, _MARGIN = 240, 0.08
_MOST_POINTS = 5000


def points(X: ArrayLike, y: ArrayLike, *, ax: Axes = None) -> Figure:
    """Draw rows of two columns as points, each class with a colour and a mark of its own.

    Parameters
    ----------
    X : array_like, shape (rows, 2)
    y : array_like, shape (rows,)
        The classes.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.
    """
    rows, labels, codes = _classes(X, y)
    figure, axes = canvas(4.8, 4.4, ax=ax)
    _draw_points(axes, rows, labels, codes)
    axes.set_xlabel("x0")
    axes.set_ylabel("x1")
    axes.legend(frameon=False, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=min(4, len(labels)))
    return described(
        figure, f"{counted(len(rows), 'point')} of {counted(len(labels), 'class', 'classes')}"
    )


def decision_regions(
    net: FeedForward,
    X: ArrayLike | None = None,
    y: ArrayLike | None = None,
    *,
    box: ArrayLike | None = None,
    edges: bool = False,
    ax: Axes = None,
) -> Figure:
    """Draw which class a network of two inputs predicts in every place: the paler, the less confident it is.

    Parameters
    ----------
    net : Network
        With two inputs and several outputs, or one output of a sigmoid.
    X, y : array_like, shape (rows, 2) and (rows,), optional
        Points to draw, with their classes; those that are predicted wrongly are ringed.
    box : (low, high) or ((low, high), (low, high)), optional
        What is drawn of the plane; by default what the points fill, or -1 to 1.
    edges : bool
        Whether to draw the edges of the linear regions too.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.

    Raises
    ------
    ShapeError, OptionError
        The network does not have two inputs, or has one output that is no probability.
    """
    _two_inputs(net)
    given = None if X is None or y is None else _classes(X, y)
    sides = _sides(box, None if given is None else given[0])
    grid, extent = _places(sides)
    shares = _shares(net, grid)
    winner, confidence = shares.argmax(axis=1), shares.max(axis=1)
    least = 1.0 / shares.shape[1]
    paleness = 0.15 + 0.6 * (confidence - least) / (1.0 - least)
    colours = np.array([_rgb(SEVERAL[k % len(SEVERAL)]) for k in range(shares.shape[1])])[winner]
    image = 1.0 - paleness[:, None] * (1.0 - colours)
    figure, axes = canvas(4.8, 4.4, ax=ax)
    axes.imshow(
        image.reshape(_GRID, _GRID, 3),
        origin="lower",
        extent=extent,
        aspect="auto",
        interpolation="bilinear",
    )
    if edges:
        _draw_edges(axes, net, sides)
    if given is not None:
        points_, labels, codes = given
        _draw_points(axes, points_, labels, codes)
        wrong = np.flatnonzero(
            np.asarray(net.predict(points_)) != np.asarray(labels, dtype=object)[codes]
        )
        if len(wrong):
            axes.scatter(
                *points_[wrong].T, s=70, facecolors="none", edgecolors=INK, linewidths=1.2, label="wrong"
            )
        axes.legend(frameon=False, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=4)
    axes.set_xlim(extent[:2])
    axes.set_ylim(extent[2:])
    axes.set_xlabel("x0")
    axes.set_ylabel("x1")
    return described(
        figure, f"Regions of {counted(shares.shape[1], 'class', 'classes')} over the plane of two inputs"
    )


def neuron_map(
    net: FeedForward, layer: int | str, neuron: int, *, box: ArrayLike = (-1.0, 1.0), ax: Axes = None
) -> Figure:
    """Draw the output of one neuron of a network with two inputs, over the plane; a line marks where its z is 0.

    Parameters
    ----------
    net : Network
        With two inputs.
    layer : int or str
    neuron : int
    box : (low, high) or ((low, high), (low, high))
        What is drawn of the plane.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.
    """
    _two_inputs(net)
    net.neuron(layer, neuron)  # raises an error if there is none
    grid, extent = _places(_sides(box, None))
    record = net.trace(grid)[layer]
    a, z = (
        values[:, neuron].reshape(_GRID, _GRID).astype(np.float64) for values in (record.a, record.z)
    )
    most = float(np.abs(a).max()) or 1.0
    figure, axes = canvas(4.8, 4.0, ax=ax)
    image = axes.imshow(
        a, origin="lower", extent=extent, aspect="auto", cmap=DIVERGING, vmin=-most, vmax=most
    )
    if z.min() < 0.0 < z.max():
        axes.contour(z, levels=[0.0], extent=extent, colors=INK, linewidths=1.0)
    axes.figure.colorbar(image, ax=axes, shrink=0.8)
    axes.set_xlabel("x0")
    axes.set_ylabel("x1")
    axes.set_title(f"{record.name}, neuron {neuron}", fontsize=10)
    return described(figure, f"Output of neuron {neuron} of {record.name} over the plane of two inputs")


def _two_inputs(net: FeedForward) -> None:
    instance("net", net, FeedForward, "a network")
    if net.inputs != 2:
        raise ShapeError(f"a plane has 2 inputs, this network has {net.inputs}")


def _classes(X: ArrayLike, y: ArrayLike) -> tuple[Array, list[object], NDArray[np.int64]]:
    """Return points as (rows, 2), the different classes, and the number of the class of each row."""
    rows = as_numbers(X, "X").astype(np.float64)
    if rows.ndim != 2 or rows.shape[1] != 2 or not len(rows):
        raise ShapeError(f"points have shape (rows, 2), got {rows.shape}")
    if not (np.abs(rows) <= LARGEST).all():
        raise OptionError(
            f"X has numbers beyond {LARGEST:g} or none, which no axis can show: leave them out"
        )
    labels = list(learn_classes(y))
    codes = class_indices(y, labels)
    if codes.shape != (len(rows),):
        raise ShapeError(f"y is one class for each of {len(rows)} rows, got shape {np.shape(y)}")
    return rows, labels, codes


def _sides(box: ArrayLike | None, rows: Array | None) -> tuple[tuple[float, float], tuple[float, float]]:
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


def _places(sides: tuple[tuple[float, float], tuple[float, float]]) -> tuple[Array, tuple[float, ...]]:
    """Return the middle of every cell of a grid, and the ends of the grid."""
    x, y = (low + (high - low) * (np.arange(_GRID) + 0.5) / _GRID for low, high in sides)
    across, up = np.meshgrid(x, y)
    return np.column_stack([across.ravel(), up.ravel()]), (*sides[0], *sides[1])


def _shares(net: FeedForward, rows: Array) -> Array:
    """Return the probability of every class, shape (rows, classes)."""
    outputs = np.asarray(net(rows), dtype=np.float64)
    if outputs.shape[1] > 1:
        shares = np.maximum(outputs - min(0.0, float(outputs.min())), 0.0)
        return shares / np.maximum(shares.sum(axis=1, keepdims=True), 1e-300)
    if net.layers[-1].activation.range != (0.0, 1.0):
        raise OptionError(
            "one output that is no probability has no classes: take sigmoid or softmax as output"
        )
    return np.concatenate([1.0 - outputs, outputs], axis=1)


def _draw_points(axes: Axes, rows: Array, labels: list[object], codes: NDArray[np.int64]) -> None:
    size = float(np.clip(4000 / len(rows), 4, 26))
    for k, label in enumerate(labels):
        own = rows[codes == k]
        axes.scatter(
            *own.T, s=size, marker=_MARKS[k % len(_MARKS)], color=SEVERAL[k % len(SEVERAL)], edgecolors="white",
            linewidths=0.4, label=plain(label, 24), rasterized=len(rows) > _MOST_POINTS,
        )  # fmt: skip


def _draw_edges(
    axes: Axes, net: FeedForward, sides: tuple[tuple[float, float], tuple[float, float]]
) -> None:
    from matplotlib.collections import PolyCollection  # noqa: PLC0415  canvas() has imported matplotlib

    axes.add_collection(
        PolyCollection(
            list(linear_regions(net, sides)),
            facecolors="none",
            edgecolors=INK,
            linewidths=0.3,
            alpha=0.6,
        )
    )


def _rgb(colour: str) -> list[float]:
    """Return red, green and blue, each from 0 to 1."""
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
