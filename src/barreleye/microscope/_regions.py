"""The regions of the plane in which a network with two inputs is linear, found exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_numbers, instance
from .._arrays import Array, Integers
from .._text import shown
from ..errors import OptionError, ShapeError
from ..network import FeedForward
from ._polygons import Polygons
from ._sides import (
    ROUNDING,
    affine_layers,
    is_straight,
    line,
    refuse_not_finite,
    refuse_overflow,
    require_straight,
    sides,
)

_LARGEST = 1e100


@dataclass(frozen=True, eq=False)
class Regions:
    """The linear regions of a network with two inputs: convex polygons that fill a box.

    Attributes
    ----------
    vertices : array, shape (n, 2)
        The vertices of all polygons, one polygon behind the other, each counterclockwise.
    starts : array of int64, shape (regions + 1,)
        The vertices of region i are those from ``starts[i]`` up to ``starts[i + 1]``.
    sides : tuple of array, one per layer, each (regions, n_neurons), int8
        How many kinks of the activation lie below z in a region: of ReLU, 1 where the neuron is active, else 0.
    gradients : array, shape (regions, 2, n_outputs)
    intercepts : array, shape (regions, n_outputs)
        In region i the outputs are ``x @ gradients[i] + intercepts[i]``; if the activation of the last layer is
        curved, as softmax is, these are its pre-activations z.
    """

    vertices: Array
    starts: Integers
    sides: tuple[NDArray[np.int8], ...]
    gradients: Array
    intercepts: Array

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, region: int) -> Array:
        """Return the vertices of one region, shape (k, 2)."""
        if not -len(self) <= region < len(self):
            raise IndexError(f"there are {len(self)} regions, got {region}")
        region %= len(self)
        return self.vertices[self.starts[region] : self.starts[region + 1]]

    def __iter__(self) -> Iterator[Array]:
        return (self[i] for i in range(len(self)))

    @property
    def areas(self) -> Array:
        """The area of each region, shape (regions,)."""
        after = np.arange(1, len(self.vertices) + 1)
        after[self.starts[1:] - 1] = self.starts[:-1]
        origin = np.repeat(self.vertices[self.starts[:-1]], np.diff(self.starts), axis=0)
        u, v = self.vertices - origin, self.vertices[after] - origin
        return 0.5 * np.add.reduceat(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0], self.starts[:-1])

    def __repr__(self) -> str:
        return f"Regions({len(self):,} regions, area {self.areas.sum():g})"


@np.errstate(over="ignore", invalid="ignore")  # refused by a message
def linear_regions(net: FeedForward, box: ArrayLike = (-1.0, 1.0)) -> Regions:
    """Return the polygons of a box in which a network with two inputs is linear.

    In each polygon every neuron is on one side of the kinks of its activation: with ReLU, one set of neurons is
    active. The polygons do not overlap, their areas add up to the box, and neighbours share their edges but for
    rounding.

    Parameters
    ----------
    net : Network
        With two inputs; the activations of hidden layers are piecewise linear.
    box : (low, high) or ((low, high), (low, high))
        The interval of both inputs, or one of each.

    Raises
    ------
    ShapeError, OptionError
        The network does not have two inputs, a hidden activation is curved, or the box is none.

    Examples
    --------
    >>> import barreleye as be
    >>> be.linear_regions(be.mlp(2, [3], 1, seed=0), (-1, 1))
    Regions(6 regions, area 4)
    """
    instance("net", net, FeedForward, "a network")
    if net.inputs != 2:
        raise ShapeError(f"regions are found for networks with 2 inputs, this one has {net.inputs}")
    refuse_not_finite(net)
    require_straight(net, len(net.layers) - 1)
    (left, right), (bottom, top) = _box(box)
    vertices = np.array([(left, bottom), (right, bottom), (right, top), (left, top)])
    starts = np.array([0, 4])
    p, q = np.eye(2)[None], np.zeros((1, 2))  # the inputs themselves: a = x·p + q
    found: list[NDArray[np.int8]] = []
    for activation, W, b in affine_layers(net):
        reach = np.maximum.reduceat(np.abs(vertices), starts[:-1])
        rounding = ROUNDING * (
            (np.einsum("rd,rdn->rn", reach, np.abs(p)) + np.abs(q)) @ np.abs(W) + np.abs(b)
        )
        p, q = (p.reshape(-1, len(W)) @ W).reshape(len(p), 2, -1), q @ W + b
        refuse_overflow(p, q, rounding)
        if not is_straight(activation):  # the last layer
            break
        vertices, starts, parent = _divided(vertices, starts, p, q, rounding, activation.kinks)
        found = [one[parent] for one in found]
        p, q = p[parent], q[parent]
        center = np.add.reduceat(vertices, starts[:-1]) / np.diff(starts)[:, None]
        across, up = center[:, :1] * p[:, 0], center[:, 1:] * p[:, 1]
        z = across + up + q
        found.append(sides(z, activation.kinks, rounding[parent]))
        s, t = line(activation, z)
        p, q = s[:, None] * p, s * q + t
    refuse_overflow(p, q)
    return Regions(vertices, starts, tuple(found), p, q)


def _box(box: ArrayLike) -> Array:
    ends = as_numbers(box, "the box").astype(np.float64)
    if ends.shape == (2,):
        ends = np.array([ends, ends])
    if ends.shape != (2, 2) or not (
        (np.abs(ends) <= _LARGEST).all() and (ends[:, 0] < ends[:, 1]).all()
    ):
        raise OptionError(
            f"the box is (low, high) for both inputs, or such a pair for each, got {shown(box)}"
        )
    return ends


def _divided(
    vertices: Array, starts: Integers, p: Array, q: Array, rounding: Array, kinks: Sequence[float]
) -> tuple[Array, Integers, Integers]:
    """Return the polygons in which no neuron passes a kink, and which of the given ones each is a part of.

    Parameters
    ----------
    vertices, starts : array
        Polygons, as those of :class:`Regions`.
    p, q : array, shape (polygons, 2, n_neurons) and (polygons, n_neurons)
        The pre-activations in each polygon are x·p + q.
    rounding : array, shape (polygons, n_neurons)
        What is as small as this is 0.
    kinks : sequence of float
    """
    polygons = Polygons(vertices, np.diff(starts))
    low, high = (end.reduceat(vertices, starts[:-1]) for end in (np.minimum, np.maximum))
    center, half = 0.5 * (low + high), 0.5 * (high - low)
    middle = np.einsum("rd,rdn->rn", center, p) + q
    reach = np.einsum("rd,rdn->rn", half, np.abs(p))
    for kink in kinks:
        may_cross = np.abs(middle - kink) <= reach
        for neuron in np.flatnonzero(may_cross.any(axis=0)):
            chosen = np.flatnonzero(polygons.whole & may_cross[polygons.parent, neuron])
            corners, lengths, _ = polygons.corners(chosen)
            own = np.repeat(polygons.parent[chosen], lengths)
            heights = (corners * p[own, :, neuron]).sum(axis=1) + q[own, neuron] - kink
            heights[np.abs(heights) <= rounding[own, neuron]] = 0.0
            polygons.divide(chosen, heights)
    chosen = np.flatnonzero(polygons.whole)
    corners, lengths, _ = polygons.corners(chosen)
    return corners, np.concatenate([[0], np.cumsum(lengths)]), polygons.parent[chosen]
