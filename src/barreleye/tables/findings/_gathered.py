"""Notes on single columns become notes on the table: what is true of several columns is said once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..._text import counted, listed, quoted

# How entries are read stands first in a note; entries that are numbers or dates hold no semicolon.
_READING = re.compile(
    r"(?:a comma is the decimal mark \([^;]*?\)|'[^;]*?' is read [^;]*|nothing shows whether [^;]*)(?:; |$)"
)
_EXAMPLE = re.compile(r"^'([^;]*?)' is read ")
_FIRST_DAY = re.compile(r"the first day of the \w+|with the \w+ first")
# So many columns are named.
_NAMED = 5
DECIMAL_COMMA = "a comma is the decimal mark"


def gathered(notes: Iterable[tuple[str, str]]) -> list[str]:
    """Return notes, given names of columns and what is to be said of each, in the order of their first columns."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, note in notes:
        for key, part in _parts(note):
            found.setdefault(key, []).append((name, part))
    return [_said(key, same) for key, same in found.items()]


def _parts(note: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a note, each with what it has in common with those on entries that are read alike."""
    note = " ".join(note.split())
    while reading := _READING.match(note):
        part, note = reading[0].removesuffix("; "), note[reading.end() :]
        yield _kind(part), part
    if note:
        yield note, note


def _kind(part: str) -> str:
    """Return what is said of entries apart from examples: how dates are read, or units and marks of numbers."""
    if part.startswith(DECIMAL_COMMA):
        return DECIMAL_COMMA
    if found := _FIRST_DAY.search(part):
        return found[0]
    return re.sub(r"(\W)\1+", r"\1", re.sub(r"[-+\d]+", "", part))


def _said(key: str, same: list[tuple[str, str]]) -> str:
    """Return one note on columns of which the same is to be said, but for examples."""
    names, first = [name for name, _ in same], same[0][1]
    if key == DECIMAL_COMMA:
        return f"{DECIMAL_COMMA} in {columns(names)}{first.removeprefix(DECIMAL_COMMA)}"
    if len({part for _, part in same}) == 1:
        return f"{columns(names)}: {first}"
    others = [_likewise(name, part) for name, part in same[1 : 1 + _NAMED]]
    rest = len(same) - 1 - len(others)
    more = f" and {counted(rest, 'more column')}" if rest else ""
    return f"{columns(names[:1])}: {first}; likewise {', '.join(others)}{more}"


def _likewise(name: str, part: str) -> str:
    example = _EXAMPLE.match(part)
    return f"{quoted(example[1])} in {quoted(name)}" if example else f"in {quoted(name)}"


def columns(names: list[str]) -> str:
    """Name columns: ``column 'a'``, ``columns 'a' and 'b'``."""
    return f"column{'s' if len(names) > 1 else ''} {listed(names, most=_NAMED)}"
