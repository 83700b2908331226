"""Constants and choices as C has them."""

from __future__ import annotations

from collections.abc import Sequence

from ..scalars.text import C
from ._source_words import c_string, in_lines


def c_constants(kind: str, name: str, texts: Sequence[str]) -> str:
    """Return the definition of an array of constants."""
    return "\n".join([f"static const {kind} {name}[{len(texts)}] = {{", *in_lines(texts, "    "), "};"])


def c_numbers(name: str, numbers: Sequence[float], *, single: bool = False) -> str:
    """Return the definition of numbers, float or double."""
    kind = "float" if single else "double"
    return c_constants(kind, name, [C.number(float(one), single) for one in numbers])


def c_strings(name: str, words: Sequence[str]) -> str:
    """Return the definition of words."""
    return c_constants("char *const", name, [c_string(word) for word in words])


def first_largest(count: int, array: str) -> list[str]:
    """Return the lines that return the place of the largest entry, the first of those."""
    return [
        "int best = 0;",
        f"for (int i = 1; i < {count}; i++) if ({array}[i] > {array}[best]) best = i;",
        "return best;",
    ]


def not_a_number(count: int, array: str) -> str:
    """Return the line that returns -1 if an entry is not a number."""
    return f"for (int i = 0; i < {count}; i++) if ({array}[i] != {array}[i]) return -1;"
