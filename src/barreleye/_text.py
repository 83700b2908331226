"""Plain text for people: aligned tables, lists of names, and near names for a misspelt one."""

from __future__ import annotations

import difflib
import shlex
import unicodedata
from collections.abc import Iterable, Sequence

_SHOWN = 80  # characters of a value that a message quotes


def table(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: Sequence[int] = ()
) -> str:
    """Lay out rows under a header; the columns listed in ``numbers`` are flushed right."""
    lines = [[str(cell) for cell in row] for row in (header, *rows)]
    widths = [max(len(line[j]) for line in lines) for j in range(len(header))]

    def render(cells: Sequence[str]) -> str:
        padded = (
            cell.rjust(width) if j in numbers else cell.ljust(width)
            for j, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return "  ".join(padded).rstrip()

    rule = "  ".join("-" * width for width in widths)
    return "\n".join([render(lines[0]), rule, *map(render, lines[1:])])


def near(name: str, candidates: Iterable[str]) -> str:
    """Say which candidates a misspelt name may have meant: ``"; did you mean 'relu'?"`` or ``""``."""
    folded = {candidate.lower().replace("_", ""): candidate for candidate in candidates}
    wanted = name.lower().replace("_", "").replace(" ", "").replace("-", "")
    close = [folded[key] for key in difflib.get_close_matches(wanted, folded, n=3, cutoff=0.6)]
    if not close:
        close = [candidate for key, candidate in folded.items() if wanted and wanted in key][:3]
    return f"; did you mean {listed(close, 'or')}?" if close else ""


def listed(names: Iterable[object], word: str = "and", most: int = 40) -> str:
    """Join quoted names as a sentence does: ``'a', 'b' and 'c'``; beyond ``most`` the rest is counted."""
    every = [quoted(name) for name in names]
    if len(every) < 2:
        return "".join(every)
    if len(every) > most:
        return f"{', '.join(every[:most])} and {len(every) - most:,} more"
    return f"{', '.join(every[:-1])} {word} {every[-1]}"


def quoted(name: object) -> str:
    """Return a name in quotes, on one line, and cut so that it leaves room for the sentence around it."""
    return f"'{cut(_unbroken(str(name)), 60)}'"


def _unbroken(name: str) -> str:
    r"""Return a name with its line breaks written as ``\n``, and nothing in it that cannot be shown."""
    return printable(name.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n"))


def typed(name: str) -> str:
    """Return a name as it is typed on a command line."""
    return _unbroken(shlex.quote(name))


def cut(text: str, most: int) -> str:
    """Return a text of at most so many characters; an ellipsis says that there was more."""
    return text if len(text) <= most else text[: most - 1] + "…"


def printable(text: str) -> str:
    """Replace what is to be obeyed and not to be shown: escape sequences, halves of characters."""
    return "".join(c if _is_shown(c) else "\N{REPLACEMENT CHARACTER}" for c in text)


def _is_shown(character: str) -> bool:
    return (
        character.isprintable() or character == "\n" or unicodedata.category(character) == "Zs"
    )  # spaces that do not break are no letters to Python, and harmless


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Count things in words: ``1 row``, ``2 rows``, ``60,000 rows``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def short(number: float) -> str:
    """Write a number with about four digits, and without an exponent where people would not use one."""
    if 1e4 <= abs(number) < 1e15:
        return f"{number:,.0f}"
    return f"{number:.4g}"


def shown(value: object) -> str:
    """Return what a message quotes of a value: its repr, cut, if that is one line; else its type."""
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001  anybody's object, and whole numbers of more than 4,300 digits
        return f"an object of type {type(value).__name__}"
    if "\n" in text:
        return f"a {type(value).__name__}"
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."
