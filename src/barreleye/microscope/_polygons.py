"""Convex polygons by the thousand, and their division by lines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .._arrays import Array, Integers


class Polygons:
    """Convex polygons in the plane, which are divided again and again.

    Their vertices stand one behind the other in one array. Parts are added at its end; the polygon that they were
    stays, and does not count any more.

    Attributes
    ----------
    whole : array of bool, shape (polygons,)
        Whether a polygon was not divided.
    parent : array of int64, shape (polygons,)
        Which of the polygons of the beginning it is a part of.
    """

    def __init__(self, vertices: Array, lengths: Integers) -> None:
        self._vertices = np.asarray(vertices, dtype=np.float64)
        self._lengths = np.asarray(lengths, dtype=np.int64)
        self._firsts = np.cumsum(self._lengths) - self._lengths
        self.parent = np.arange(len(self._lengths))
        self.whole = np.ones(len(self._lengths), dtype=bool)

    def corners(self, chosen: Integers) -> tuple[Array, Integers, Integers]:
        """Return the vertices of chosen polygons, (n, 2), how many each has, and where its first one is."""
        lengths = self._lengths[chosen]
        begins = np.cumsum(lengths) - lengths
        places = np.arange(int(lengths.sum())) + np.repeat(self._firsts[chosen] - begins, lengths)
        return self._vertices[places], lengths, begins

    def divide(self, chosen: Integers, heights: Array) -> None:
        """Divide polygons along the line of height 0.

        Parameters
        ----------
        chosen : array of int64, shape (m,)
        heights : array, shape (n,)
            The height of each vertex of these polygons, as :meth:`corners` returns them; it is linear over each.
            Polygons without a vertex above or one below are not divided.
        """
        _, lengths, begins = self.corners(chosen)
        across = (np.maximum.reduceat(heights, begins) > 0) & (np.minimum.reduceat(heights, begins) < 0)
        if not across.any():
            return
        chosen, heights = chosen[across], heights[np.repeat(across, lengths)]
        corners, lengths, begins = self.corners(chosen)
        after = np.arange(1, len(corners) + 1)
        after[begins + lengths - 1] = begins
        cut = np.sign(heights) * np.sign(heights[after]) < 0
        crossing = _between(corners[cut], corners[after[cut]], heights[cut], heights[after[cut]])
        self.whole[chosen] = False
        for part in (heights, -heights):
            self._add(self.parent[chosen], *_part(corners, begins, part >= 0, cut, crossing))

    def _add(self, parent: Integers, vertices: Array, lengths: Integers) -> None:
        firsts = len(self._vertices) + np.cumsum(lengths) - lengths
        self._vertices = np.concatenate([self._vertices, vertices])
        self._firsts = np.concatenate([self._firsts, firsts])
        self._lengths = np.concatenate([self._lengths, lengths])
        self.parent = np.concatenate([self.parent, parent])
        self.whole = np.concatenate([self.whole, np.ones(len(parent), dtype=bool)])


def _between(u: Array, v: Array, at_u: Array, at_v: Array) -> Array:
    """Return where height 0 lies between two vertices, counted from the one above it: two neighbours agree."""
    up = (at_u > 0)[:, None]
    above, below = np.where(up, u, v), np.where(up, v, u)
    high, low = np.where(up, at_u[:, None], at_v[:, None]), np.where(up, at_v[:, None], at_u[:, None])
    return above + (high / (high - low)) * (below - above)


def _part(
    corners: Array, begins: Integers, kept: NDArray[np.bool_], cut: NDArray[np.bool_], crossing: Array
) -> tuple[Array, Integers]:
    """Return the vertices of one part of each polygon, and how many it has.

    They are those kept, and a crossing behind each vertex at which an edge begins that is cut.
    """
    many = kept.astype(np.int64) + cut
    place = np.cumsum(many) - many
    vertices = np.empty((int(many.sum()), 2))
    vertices[place[kept]] = corners[kept]
    vertices[(place + kept)[cut]] = crossing
    return vertices, np.add.reduceat(many, begins)
