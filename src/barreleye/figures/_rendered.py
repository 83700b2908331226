"""Figures as SVG and PNG files."""

from __future__ import annotations

import io
import os
import threading
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from html import escape
from typing import Any

from .._arguments import whole_number
from ..errors import MissingExtraError
from ._theme import colours

# matplotlib has one style for all threads: it is set while a figure is drawn, by one thread at a time.
_DRAWING = threading.RLock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_DRAWING.acquire, after_in_parent=_DRAWING.release, after_in_child=_DRAWING.release
    )

# matplotlib would write who made the file and addresses of vocabularies into every picture.
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))


def as_svg(figure: Any) -> str:  # noqa: ANN401  a matplotlib Figure
    """Return a figure as text: an ``<svg>`` element for an HTML page."""
    buffer = io.StringIO()
    with in_style(), _boxes_for_missing_letters():
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
    buffer = io.BytesIO()
    with in_style(), _boxes_for_missing_letters():
        figure.savefig(buffer, format="png", dpi=dpi)
    return buffer.getvalue()


@contextmanager
def in_style() -> Generator[None]:
    """Give matplotlib the house's look meanwhile."""
    with _DRAWING, require_matplotlib().rc_context(colours().style()):
        yield


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
