"""The plane of two inputs: points of classes, and what a network makes of every place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from .._arguments import instance, one_of, whole_number
from .._arrays import Array
from .._text import counted
from ..losses import class_indices
from ..microscope import linear_regions as find_regions
from ..network import FeedForward
from ._canvas import Axes, canvas, described, drawn, few_ticks, legend_above
from ._confidences import class_shares
from ._plane import (
    GRID,
    class_colours,
    classes_of,
    draw_points,
    one_label_each,
    places,
    sides_of,
    two_inputs,
)
from ._theme import colours

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@drawn
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
    rows, labels, codes = classes_of(X, y)
    figure, axes = canvas(4.8, 4.4, ax=ax)
    draw_points(axes, rows, labels, codes)
    _name_sides(axes)
    legend_above(axes)
    return described(
        figure, f"{counted(len(rows), 'point')} of {counted(len(labels), 'class', 'classes')}"
    )


@drawn
def decision_regions(
    net: FeedForward,
    X: ArrayLike | None = None,
    y: ArrayLike | None = None,
    *,
    box: ArrayLike | None = None,
    edges: bool = False,
    levels: int | None = None,
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
    levels : int, optional
        So many steps of confidence are told apart, 1 to 100; by default it runs smoothly.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.

    Raises
    ------
    ShapeError, DataError, OptionError
        The network does not have two inputs, or has one output that is no probability; or y has a label that
        is none of its classes.
    """
    two_inputs(net)
    instance("edges", edges, bool, "True or False")
    given = None
    if X is not None and y is not None:
        given = classes_of(X, y)
        if net.classes:
            class_indices(one_label_each(y), net.classes)  # refuses what is no class of this network
    sides = sides_of(box, None if given is None else given[0])
    grid, extent = places(sides)
    shares = class_shares(net, grid)
    image = class_colours(shares, None if levels is None else whole_number("levels", levels, 1, 100))
    figure, axes = canvas(4.8, 4.4, ax=ax)
    axes.imshow(
        image.reshape(GRID, GRID, 3),
        origin="lower",
        extent=extent,
        aspect="auto",
        interpolation="bilinear" if levels is None else "nearest",
    )
    if edges:
        _draw_edges(axes, list(find_regions(net, sides)))
    if given is not None:
        points_, labels, codes = given
        draw_points(axes, points_, labels, codes, _colours_of(net, labels))
        wrong = np.flatnonzero(
            np.asarray(net.predict(points_)) != np.asarray(labels, dtype=object)[codes]
        )
        if len(wrong):
            axes.scatter(
                *points_[wrong].T,
                s=70,
                facecolors="none",
                edgecolors=colours().ink,
                linewidths=1.2,
                label="wrong",
            )
        legend_above(axes)
    axes.set_xlim(extent[:2])
    axes.set_ylim(extent[2:])
    _name_sides(axes)
    return described(
        figure, f"Regions of {counted(shares.shape[1], 'class', 'classes')} over the plane of two inputs"
    )


@drawn
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
    two_inputs(net)
    net.neuron(layer, neuron)  # raises an error if there is none
    neuron = int(neuron)
    grid, extent = places(sides_of(box, None))
    record = net.trace(grid)[layer]
    a, z = (values[:, neuron].reshape(GRID, GRID).astype(np.float64) for values in (record.a, record.z))
    most = float(np.abs(a).max()) or 1.0
    figure, axes = canvas(4.8, 4.0, ax=ax)
    image = axes.imshow(
        a,
        origin="lower",
        extent=extent,
        aspect="auto",
        cmap=colours().diverging(),
        vmin=-most,
        vmax=most,
    )
    if z.min() < 0.0 < z.max():
        axes.contour(z, levels=[0.0], extent=extent, colors=colours().ink, linewidths=1.0)
    axes.figure.colorbar(image, ax=axes, shrink=0.8)
    _name_sides(axes)
    axes.set_title(f"{record.name}, neuron {neuron}", fontsize=10)
    return described(figure, f"Output of neuron {neuron} of {record.name} over the plane of two inputs")


@drawn
def linear_regions(
    net: FeedForward, *, box: ArrayLike = (-1.0, 1.0), by: str = "active", ax: Axes = None
) -> Figure:
    """Draw the polygons that :func:`barreleye.linear_regions` finds: in each, a network of two inputs is linear.

    Parameters
    ----------
    net : Network
        With two inputs; the activations of hidden layers are piecewise linear.
    box : (low, high) or ((low, high), (low, high))
        What is drawn of the plane.
    by : str
        What the colours show: ``"active"``, how many neurons are beyond a kink (of ReLU: active), or ``"slope"``,
        how steep the first output (before its activation) is.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.
    """
    two_inputs(net)
    one_of("by", by, ("active", "slope"))
    sides = sides_of(box, None)
    regions = find_regions(net, sides)
    if by == "active":
        active = [(layer > 0).sum(axis=1, dtype=np.float64) for layer in regions.sides]
        values, label = sum(active, np.zeros(len(regions))), "active neurons"
    else:
        values, label = np.hypot(*regions.gradients[:, :, 0].T), "slope of the output"
    figure, axes = canvas(5.2, 4.2, ax=ax)
    polygons = _draw_edges(axes, list(regions), values)
    axes.figure.colorbar(polygons, ax=axes, shrink=0.8, label=label)
    axes.set_xlim(sides[0])
    axes.set_ylim(sides[1])
    _name_sides(axes)
    return described(figure, f"{counted(len(regions), 'linear region')} of a network of two inputs")


def _colours_of(net: FeedForward, labels: list[object]) -> list[int]:
    """Return the number of the colour of each label: the class of the network that it is."""
    if net.classes is not None:
        known = list(net.classes)
        return [
            known.index(label) if label in known else len(known) + k for k, label in enumerate(labels)
        ]
    whole = all(isinstance(label, int | np.integer) and not isinstance(label, bool) for label in labels)
    return [int(label) for label in labels] if whole else list(range(len(labels)))  # type: ignore[call-overload]


def _name_sides(axes: Axes) -> None:
    few_ticks(axes)
    axes.set_xlabel("x0")
    axes.set_ylabel("x1")


def _draw_edges(axes: Axes, polygons: list[Array], values: Array | None = None) -> Axes:
    """Draw polygons, filled by their values if they have some, and return what was drawn."""
    from matplotlib.collections import PolyCollection  # noqa: PLC0415  canvas() has imported matplotlib

    look = colours()
    drawn = PolyCollection(polygons, edgecolors=look.ink, linewidths=0.3)
    if values is None:
        drawn.set_facecolor("none")
        drawn.set_alpha(0.6)
    else:
        drawn.set_array(values)
        drawn.set_cmap(look.rising())
    return axes.add_collection(drawn)
