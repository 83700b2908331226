"""What films have in common: their size, and numbers that run from one end to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._arguments import interval, whole_number
from .._arrays import Array
from ._animation import MOST_FRAMES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 7.2, 4.05
"""The size of a film in inches: 720 × 405 dots."""


def sweep(low: float, high: float, frames: int, *, back: bool = False) -> Array:
    """Return numbers at equal distances, shape (frames,); there and back again if the film shall loop."""
    start, end = interval(low, high)
    many = whole_number("frames", frames, 2, MOST_FRAMES)
    if not back:
        return np.linspace(start, end, many)
    there = np.linspace(start, end, many // 2 + 1)
    return np.concatenate([there, there[-2::-1]])[:many]


def heights(values: Array) -> tuple[float, float]:
    """Return the ends of an axis on which all values have room."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    margin = 0.06 * (high - low) or 0.5
    return low - margin, high + margin


def sized(figure: Figure) -> Any:  # noqa: ANN401  a figure
    """Return a figure with the size of a film."""
    figure.set_size_inches(WIDTH, HEIGHT)
    return figure
