"""A matplotlib figure that belongs to no window, and that a notebook shows all the same."""

from __future__ import annotations

from matplotlib.figure import Figure

from ._theme import as_png


class Picture(Figure):
    """A :class:`matplotlib.figure.Figure`; notebooks show it without pyplot, which keeps global state.

    Attributes
    ----------
    alt_text : str
        What the picture shows, for those who do not see it; it stands in SVG files.
    """

    alt_text: str = ""

    def _repr_png_(self) -> bytes:
        return as_png(self)
