"""Parts of an HTML page; whatever text goes into them is bounded, printable and escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from .. import figures
from .._text import cut, printable

# Characters of a name in a heading, of a cell, and of a sentence: a page is there to be read.
_NAME, _CELL, _SENTENCE = 80, 160, 500


def name(text: object) -> str:
    """Return a name from a table as it may stand in a page."""
    return _shown(str(text), _NAME)


def sentence(text: str) -> str:
    """Return a sentence, with names from a table in it, as it may stand in a page."""
    return _shown(text, _SENTENCE)


def section(title: str, body: str) -> str:
    """Return a part of the page under a heading."""
    return f"<section><h2>{escape(title)}</h2>{body}</section>"


def items(sentences: Sequence[str], most: int) -> str:
    """Return a list; beyond ``most`` the rest is counted."""
    shown = [f"<li>{sentence(text)}</li>" for text in sentences[:most]]
    if len(sentences) > most:
        shown.append(f"<li>and {len(sentences) - most:,} more of the kind</li>")
    return f"<ul>{''.join(shown)}</ul>"


def figure(picture: object, caption: str = "") -> str:
    """Return a picture with its caption."""
    svg = figures.as_svg(picture)  # pyright: ignore[reportArgumentType]  a matplotlib Figure
    below = f'<figcaption class="soft">{sentence(caption)}</figcaption>' if caption else ""
    return f'<figure class="scroll">{svg}{below}</figure>'


def table(header: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()) -> str:
    """Return a table; the columns listed in ``numbers`` are flushed right."""

    def cells(tag: str, row: Sequence[str]) -> str:
        return "".join(
            f"<{tag}{' class=n' if j in numbers else ''}>{_shown(cell, _CELL)}</{tag}>"
            for j, cell in enumerate(row)
        )

    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return f'<div class="scroll"><table><tr>{cells("th", header)}</tr>{body}</table></div>'


def _shown(text: str, most: int) -> str:
    return escape(printable(cut(text, most)))
