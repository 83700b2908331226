"""An empty picture to draw on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._text import cut, printable
from ._theme import STYLE, require_matplotlib

if TYPE_CHECKING:
    from matplotlib.figure import Figure


LARGEST = 1e100
"""What an axis can show: matplotlib takes differences and margins of it."""


def canvas(width: float = 6.4, height: float = 3.6) -> tuple[Figure, Any]:
    """Return an empty figure (inches) and its axes, in the house's look.

    The axes are typed Any: matplotlib's own types know its drawing methods by half.
    """
    mpl = require_matplotlib()
    from ._picture import Picture  # noqa: PLC0415  imports matplotlib, as the line above

    with mpl.rc_context(STYLE):
        figure: Any = Picture(figsize=(width, height), layout="constrained")
        return figure, figure.subplots()


def plain(text: object, most: int = 60) -> str:
    """Return text from a table so that matplotlib can draw it: cut, printable, and a dollar begins no formula."""
    return printable(cut(str(text), most)).replace("$", r"\$")
