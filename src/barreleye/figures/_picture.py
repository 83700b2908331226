"""A matplotlib figure that belongs to no window, and that a notebook shows all the same."""

from __future__ import annotations

from matplotlib.figure import Figure

from ._theme import as_png


class Picture(Figure):
    """A :class:`matplotlib.figure.Figure`; notebooks show it without pyplot, which keeps global state."""

    def _repr_png_(self) -> bytes:
        return as_png(self)
