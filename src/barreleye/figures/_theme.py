"""One look for all pictures: colours as data, and figures that belong to no window."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from ..errors import MissingExtraError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Told apart by people with any colour vision, and in grey: blue is darker than orange.
TRAINING = "#2a6fb0"
VALIDATION = "#e07b28"
VALUE = "#2a6fb0"
SLOPE = "#8a5fb5"
ROWS = "#c9d6e2"
GUIDE = "#8c959d"
INK = "#24303a"

_STYLE: dict[str, Any] = {
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": GUIDE,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "svg.hashsalt": "barreleye",  # the same picture gives the same file
    "svg.fonttype": "path",  # text keeps its look where the font is absent
}


def canvas(width: float = 6.4, height: float = 3.6) -> tuple[Figure, Axes]:
    """Return an empty figure (inches) and its axes, in the house's look."""
    try:
        import matplotlib as mpl  # noqa: PLC0415  an extra, slow to import, needed only for pictures
        from matplotlib.figure import Figure  # noqa: PLC0415  as above
    except ImportError as error:
        raise MissingExtraError(
            "pictures need matplotlib: pip install 'barreleye[figures]'"
        ) from error
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        return figure, figure.subplots()


def as_svg(figure: Figure) -> str:
    """Return the picture as an ``<svg>`` element for a page, scaling with its surroundings."""
    import matplotlib as mpl  # noqa: PLC0415  as above

    buffer = io.StringIO()
    with mpl.rc_context(_STYLE):
        figure.savefig(buffer, format="svg", metadata={"Date": None}, transparent=True)
    text = buffer.getvalue()
    return text[text.index("<svg") :]


def as_png(figure: Figure, dpi: int = 144) -> bytes:
    """Return the picture as a PNG file."""
    import matplotlib as mpl  # noqa: PLC0415  as above

    buffer = io.BytesIO()
    with mpl.rc_context(_STYLE):
        figure.savefig(buffer, format="png", dpi=dpi)
    return buffer.getvalue()
