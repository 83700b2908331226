"""A CSV text as polars parses it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._extras import polars
from ._layout import Layout


@dataclass(frozen=True)
class Rows:
    """The rows of a table as text.

    Attributes
    ----------
    columns : list of polars series of strings, each of shape (rows,)
    records : array, shape (rows,), or None
        Which record of the text each row is; None where each line is a row.
    notes : tuple of str
    line : callable
        Returns the number of the line of the file in which a row begins.
    """

    columns: list[Any]
    records: NDArray[np.int64] | None
    notes: tuple[str, ...]
    line: Callable[[int], int]


def parsed(text: bytes, layout: Layout, above: int = 0) -> list[Any] | None:
    """Return columns of text below some lines; None if polars finds other widths, or odd quotes."""
    pl = polars()
    width = layout.header.width
    try:
        frame = pl.read_csv(
            text,
            has_header=False,
            skip_rows=above,
            new_columns=[str(i) for i in range(width)],
            separator=layout.dialect.separator,
            quote_char=layout.dialect.quote or None,
            infer_schema=False,
            encoding="utf8" if layout.decoded.valid else "utf8-lossy",
        )
    except pl.exceptions.NoDataError:
        return [pl.Series([], dtype=pl.String)] * width
    except (pl.exceptions.ComputeError, pl.exceptions.ShapeError):
        return None
    return frame.get_columns() if frame.width == width else None


def readable(field: str) -> str:
    """Return a field in which bytes that are no text are replaced."""
    return field.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
