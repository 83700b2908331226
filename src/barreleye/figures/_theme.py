"""The style of all figures, and figures as SVG and PNG files."""

from __future__ import annotations

import io
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from html import escape
from typing import Any

from .._arguments import whole_number
from ..errors import MissingExtraError

# Told apart by people with any colour vision, and in grey: blue is darker than orange.
TASK = "#2a6fb0"
VALIDATION = "#e07b28"
VALUE = "#2a6fb0"
SLOPE = "#8a5fb5"
ROWS = "#c9d6e2"
GUIDE = "#8c959d"
INK = "#24303a"
ACTIVE = "#d7e6f5"
# Of several lines: told apart with any colour vision, and by their lightness.
SEVERAL = ("#2a6fb0", "#e07b28", "#3f9b6c", "#8a5fb5", "#c2405a", "#7a6a2f", "#4bb3c4", "#6b6b6b")
DIVERGING = "PuOr"  # orange below 0, violet above: told apart with any colour vision

STYLE: Any = {  # matplotlib types the keys one by one
    "font.family": "sans-serif",
    "font.size": 10,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "savefig.facecolor": "white",
    "legend.labelcolor": INK,
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


# matplotlib would write who made the file and addresses of vocabularies into every picture.
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))


def as_svg(figure: Any) -> str:  # noqa: ANN401  a matplotlib Figure
    """Return a figure as text: an ``<svg>`` element for an HTML page."""
    mpl = require_matplotlib()
    buffer = io.StringIO()
    with mpl.rc_context(STYLE), _boxes_for_missing_letters():
        figure.savefig(buffer, format="svg", metadata=_NO_METADATA, transparent=True)
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    words = escape(getattr(figure, "alt_text", ""))
    if not words:
        return text
    head, _, rest = text.partition(">")
    return f'{head} role="img" aria-label="{words}">{rest}'


_MOST_DOTS = 2400  # per inch: a picture of 6 inches then takes a gigabyte


def as_png(figure: Any, dpi: int = 144) -> bytes:  # noqa: ANN401  a matplotlib Figure
    """Return a figure as the bytes of a PNG file, with ``dpi`` dots per inch, 1 to 2,400."""
    dpi = whole_number("dpi", dpi, 1, _MOST_DOTS)
    mpl = require_matplotlib()
    buffer = io.BytesIO()
    with mpl.rc_context(STYLE), _boxes_for_missing_letters():
        figure.savefig(buffer, format="png", dpi=dpi)
    return buffer.getvalue()


@contextmanager
def _boxes_for_missing_letters() -> Generator[None]:
    """Let a font draw a box for a letter that it lacks, and say no more about it: the box is seen."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph .* missing from font", UserWarning)
        yield


def require_matplotlib() -> Any:  # noqa: ANN401  a module
    """Return the module matplotlib, or raise MissingExtraError, which says how to install it."""
    try:
        import matplotlib as mpl  # noqa: PLC0415  an extra, slow to import, needed only for pictures
    except ImportError as error:
        raise MissingExtraError("pictures need matplotlib: pip install 'barreleye[figures]'") from error
    return mpl
