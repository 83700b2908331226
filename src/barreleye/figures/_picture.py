"""A matplotlib figure that belongs to no window, and that a notebook shows all the same."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from tempfile import NamedTemporaryFile

from matplotlib.figure import Figure

from ..errors import DataError
from ._rendered import as_png


class Picture(Figure):
    """A :class:`matplotlib.figure.Figure`; notebooks show it without pyplot, which keeps global state.

    Attributes
    ----------
    alt_text : str
        What the picture shows, for those who do not see it; it stands in SVG files.
    """

    alt_text: str = ""

    def show(self, *_: object, **__: object) -> None:
        """Show the picture in a browser, as a program has no notebook that would.

        Raises
        ------
        DataError
            There is no browser; the message says how to write a file instead.
        """
        with NamedTemporaryFile("wb", prefix="barreleye-", suffix=".png", delete=False) as file:
            file.write(as_png(self))
        if not webbrowser.open(Path(file.name).as_uri()):
            Path(file.name).unlink()
            raise DataError('no browser shows the picture here: figure.savefig("picture.png") writes it')

    def _repr_png_(self) -> bytes:
        return as_png(self)
