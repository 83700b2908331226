"""Names and words of a model as source code has them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .._text import shown
from ..errors import DataError, OptionError
from ..scalars.text import Language

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# Columns of numbers per line, and what a line may have at most.
_LINE = 100


def model_name(name: str, language: Language) -> str:
    """Return the name that every name of a file begins with; OptionError if it cannot be that."""
    if not isinstance(name, str) or not _IDENTIFIER.fullmatch(name):  # pyright: ignore[reportUnnecessaryIsInstance]  callers may be untyped
        raise OptionError(
            f"name is letters, digits and underscores, beginning with a letter, such as 'model', got {shown(name)}"
        )
    if name in language.reserved:
        raise OptionError(f"{name!r} is a word of C: give another name")
    return name


def identifiers(names: Iterable[str], reserved: Iterable[str] = ()) -> list[str]:
    """Return an identifier for each name, all of them different, also where only capitals tell names apart."""
    found: list[str] = []
    taken = {one.lower() for one in reserved}
    for name in names:
        known = re.sub(r"[^A-Za-z0-9_]+", "_", name.strip()).strip("_") or "column"
        known = known if known[0].isalpha() else f"column_{known}"
        made, k = known, 1
        while made.lower() in taken:
            k += 1
            made = f"{known}_{k}"
        taken.add(made.lower())
        found.append(made)
    return found


def in_comment(text: str) -> str:
    """Return text that can stand in a comment of any language: printable, and neither ends nor begins one."""
    kept = "".join(one if one.isprintable() and one != "\\" else "?" for one in text)
    return kept.replace("*/", "* /").replace("/*", "/ *").replace("??", "? ?")


def c_string(text: str) -> str:
    """Return words as C has them: UTF-8, whatever the compiler takes source code for."""
    if "\0" in text:
        raise DataError(f"C has no words with a null character: {text!r}")
    plain = {byte: chr(byte) for byte in range(32, 127)} | {34: '\\"', 92: "\\\\", 63: "\\?"}
    return '"' + "".join(plain.get(byte, f"\\{byte:03o}") for byte in text.encode()) + '"'


def in_lines(parts: Iterable[str], indent: str) -> list[str]:
    """Return parts, separated by commas, in lines of some length."""
    lines: list[str] = []
    line = indent
    for part in parts:
        if len(line) + len(part) > _LINE and line != indent:
            lines.append(line.rstrip())
            line = indent
        line += f"{part}, "
    lines.append(line.rstrip(", "))
    return lines


def indented(lines: Iterable[str], by: str = "    ") -> list[str]:
    """Return lines further to the right; empty ones stay empty."""
    return [by + line if line else line for line in lines]
