"""What a curve in pieces is."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

Row: TypeAlias = tuple[float, ...]


class Curve(NamedTuple):
    """A function in pieces: value + slope·h + h²·(rest[0] + rest[1]·h + ...), h = x - center.

    Which piece x is in, say five bits of the float32 scale·x + offset, from ``shift`` upwards.

    Attributes
    ----------
    scale, offset : float
    shift : int
    centers, values, slopes : tuple of 32 numbers
    rest : tuple of such tuples
    """

    scale: float
    offset: float
    shift: int
    centers: Row
    values: Row
    slopes: Row
    rest: tuple[Row, ...]
