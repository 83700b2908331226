"""Text on its way to a terminal."""

from __future__ import annotations

from rich.markup import escape


def printable(text: str) -> str:
    """Replace what a terminal would obey instead of showing: escape sequences in somebody's table."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def plain(text: str) -> str:
    """Return text from a table so that rich shows it as it is, brackets included."""
    return escape(printable(text))
