"""Pieces of MyST: plain text, numbers, lists, tables, and code that is run where it stands."""

import contextlib
import io
import math
import re
from collections.abc import Iterable, Sequence

import numpy as np

import barreleye as be

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def plain(text: str) -> str:
    """Return text in which no character means anything to Markdown."""
    return re.sub(r"([\\*_<\[\]$`|])", r"\\\1", text)


def number(value: float) -> str:
    """Write a number as people do: ``−∞``, ``2⁻²⁰``, ``−0.27846454``; ``none`` for NaN."""
    if math.isnan(value):
        return "none"
    if math.isinf(value):
        return "+∞" if value > 0 else "−∞"
    mantissa, exponent = math.frexp(value)
    if mantissa == 0.5 and abs(exponent) > 15:
        return "2" + str(exponent - 1).translate(_SUPERSCRIPTS)
    return f"{value + 0.0:.8g}".replace("-", "−")


def code(source: str, language: str = "python") -> str:
    """Return a block of code."""
    return f"```{language}\n{source.strip()}\n```"


def bullets(points: Iterable[str]) -> str:
    """Return a list."""
    return "\n".join(f"- {plain(point)}" for point in points)


def listing(rows: Iterable[tuple[str, str]]) -> str:
    """Return a table of two columns whose first one names what stands in the second."""
    lines = [f"* - {label}\n  - {text}" for label, text in rows]
    return "\n".join(["```{list-table}", ":stub-columns: 1", ":align: left", "", *lines, "```"])


def table(header: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int] = ()) -> str:
    """Return a table with a header."""
    lines = ["* - " + "\n  - ".join(cells) for cells in (header, *rows)]
    shape = [f":widths: {' '.join(map(str, widths))}"] if widths else []
    return "\n".join(["```{list-table}", ":header-rows: 1", ":align: left", *shape, "", *lines, "```"])


def run(source: str, **names: object) -> str:
    """Run the code, and return it with what it printed."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), np.errstate(all="ignore"):
        exec(source, {"np": np, "be": be, **names})  # noqa: S102  the pages' own examples
    return f"{code(source)}\n\n{code(printed.getvalue(), 'text')}"
