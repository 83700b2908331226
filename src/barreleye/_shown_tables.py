"""Tables that print as text and that notebooks show as HTML: explanations, traces and histories."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from ._text import printable, table

_STYLE = "text-align:right;font-variant-numeric:tabular-nums"


@dataclass(frozen=True)
class ShownTable:
    """A table with a title above and sentences below it.

    Attributes
    ----------
    header : sequence of str
    rows : sequence of sequences of str
    numbers : sequence of int
        The columns that are flushed right.
    title : str
    below : sequence of str
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int] = ()
    title: str = ""
    below: Sequence[str] = ()

    def __str__(self) -> str:
        above = [self.title] if self.title else []
        grid = [table(self.header, self.rows, numbers=self.numbers)] if self.rows else []
        return "\n".join([*above, *grid, *self.below])

    def html(self) -> str:
        """Return the table as HTML that takes the colours of its page."""

        def cells(tag: str, row: Iterable[str]) -> str:
            return "".join(
                f'<{tag} style="{_STYLE if j in self.numbers else "text-align:left"}">{_shown(cell)}</{tag}>'
                for j, cell in enumerate(row)
            )

        caption = (
            f'<caption style="text-align:left">{_shown(self.title)}</caption>' if self.title else ""
        )
        body = "".join(f"<tr>{cells('td', row)}</tr>" for row in self.rows)
        grid = f"<table>{caption}<thead><tr>{cells('th', self.header)}</tr></thead><tbody>{body}</tbody></table>"
        return (grid if self.rows else "") + "".join(f"<div>{_shown(text)}</div>" for text in self.below)


class ShownAsTables(ABC):
    """What prints as tables, and what notebooks show so."""

    @abstractmethod
    def shown(self) -> Sequence[ShownTable]:
        """Return the tables."""

    def __str__(self) -> str:
        return "\n\n".join(map(str, self.shown()))

    __repr__ = __str__

    def html(self) -> str:
        """Return the tables as HTML that takes the colours of its page; notebooks show this."""
        return "".join(one.html() for one in self.shown())

    def _repr_html_(self) -> str:
        return self.html()


def _shown(text: str) -> str:
    return escape(printable(text)).replace("  ", "&nbsp; ")
