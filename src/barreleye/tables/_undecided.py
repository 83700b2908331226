"""A table as it was found: each column as text, or as what its type says, before anything is decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from ._columns import Column


def _row(row: int) -> str:
    return f"row {row + 1}"


@dataclass(frozen=True)
class Hints:
    """What the user said about a table, and what its file says.

    Attributes
    ----------
    decimal : str
        The decimal mark of all numbers, ``"."`` or ``","``; empty if the entries decide.
    date_order : str
        The format of dates such as 01/02/2024; empty if the entries decide.
    words : tuple of str
        The columns whose entries are words, whatever they look like.
    missing : tuple of str
        Words that mean a missing value besides those that everybody uses.
    separator : str
        What separates the fields of the file; empty if there is no such file.
    strings : bool
        Whether text is text because somebody said so, and not for want of types.
    """

    decimal: str = ""
    date_order: str = ""
    words: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    separator: str = ""
    strings: bool = False


@dataclass(frozen=True)
class Source:
    """The columns of a table before their kinds are decided.

    Attributes
    ----------
    columns : dict
        By name: a polars series of strings, or a :class:`Column` where the type of the data decides.
    hints : Hints
    notes : tuple of str
        What was unusual about the file as a whole.
    place : callable
        Returns where a row stands, ``"line 12"`` or ``"row 11"``.
    numbers : dict
        By the name of a column of text: its entries that are numbers by their type, among nulls, a polars series
        of float64. They are numbers whatever the decimal mark of the text is.
    """

    columns: dict[str, Any]
    hints: Hints = field(default_factory=Hints)
    notes: tuple[str, ...] = ()
    place: Callable[[int], str] = _row
    numbers: dict[str, Any] = field(default_factory=dict[str, Any])

    def with_hints(self, **hints: Any) -> Source:  # noqa: ANN401
        """Return the source with further hints of the user."""
        return replace(self, hints=replace(self.hints, **hints))

    def is_text(self, name: str) -> bool:
        """Say whether nothing is decided about a column yet."""
        return not isinstance(self.columns[name], Column)

    def of(self, names: Iterable[str]) -> Source:
        """Return the source with these columns only."""
        return replace(self, columns={name: self.columns[name] for name in names})
