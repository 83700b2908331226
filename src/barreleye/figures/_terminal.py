"""Curves in a terminal, eight dots to a character."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .._arguments import as_numbers, instance, whole_number
from .._arrays import Array
from ..errors import OptionError, ShapeError
from ._canvas import LARGEST

# Unicode's braille block: the bit of each dot in a cell of 2 columns and 4 rows.
_BASE = 0x2800
_MOST = 1000  # characters of a side
_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])


def terminal_plot(
    x: Array, curves: Mapping[str, Array], *, width: int = 60, height: int = 12
) -> dict[str, list[str]]:
    """Return curves over the same x as lines of braille characters, one list of lines per curve.

    Parameters
    ----------
    x : array, shape (n,)
        Increasing numbers.
    curves : mapping of str to array, shape (n,)
    width, height : int
        Size of the canvas in characters.

    Returns
    -------
    dict of str to list of str
        ``height`` lines of ``width`` characters per curve, and under ``"axes"`` the two zero lines.
        All share one vertical scale; ``"labels"`` holds its top, 0 and bottom, one per line.
    """
    width, height = whole_number("width", width, 2, _MOST), whole_number("height", height, 2, _MOST)
    instance("curves", curves, Mapping, "a mapping of names to arrays")
    x, values = as_numbers(x), [as_numbers(y, "a curve").astype(np.float64) for y in curves.values()]
    if x.ndim != 1 or not x.size or not values or any(y.shape != x.shape for y in values):
        shapes = [y.shape for y in values]
        raise ShapeError(
            f"curves need as many numbers as x, one at least, got x {x.shape}, curves {shapes}"
        )
    if not all(np.isfinite(v).all() and np.abs(v).max() <= LARGEST for v in (x, *values)):
        raise OptionError(
            f"x and curves are finite numbers, of at most {LARGEST:g}: leave out what is not"
        )
    low = min(0.0, *(float(v.min()) for v in values))
    high = max(0.0, *(float(v.max()) for v in values))
    high = high if high > low else low + 1.0
    columns, rows = 2 * width, 4 * height
    at: Array = np.linspace(float(x[0]), float(x[-1]), columns)

    def row_of(y: Array) -> Array:
        return np.round((high - y) / (high - low) * (rows - 1))

    drawn = {
        name: _trace(row_of(np.interp(at, x, v)), rows) for name, v in zip(curves, values, strict=True)
    }
    axes = np.zeros((rows, columns), dtype=bool)
    zero = int(row_of(np.zeros(1))[0])
    axes[zero, ::4] = True
    if x[0] < 0.0 < x[-1]:
        axes[::4, int(np.argmin(np.abs(at)))] = True
    pages = {name: _characters(dots) for name, dots in (drawn | {"axes": axes}).items()}
    labels = [""] * height
    labels[0], labels[-1] = f"{high:.3g}", f"{low:.3g}"
    labels[zero // 4] = "0"
    return pages | {"labels": labels}


def _trace(rows_at: Array, rows: int) -> Array:
    """Return dots along a curve; steep parts are filled between neighbouring columns."""
    dots = np.zeros((rows, len(rows_at)), dtype=bool)
    previous = int(rows_at[0])
    for column, row in enumerate(rows_at.astype(int)):
        step = 1 if row > previous else -1
        start = previous + step if row != previous else row
        for filled in range(start, row + step, step):
            dots[filled, column] = True
        dots[row, column] = True
        previous = int(row)
    return dots


def _characters(dots: Array) -> list[str]:
    height, width = dots.shape[0] // 4, dots.shape[1] // 2
    cells = dots.reshape(height, 4, width, 2).transpose(0, 2, 1, 3)
    codes = (cells * _BITS).sum(axis=(2, 3))
    return ["".join(chr(_BASE + int(code)) if code else " " for code in line) for line in codes]
