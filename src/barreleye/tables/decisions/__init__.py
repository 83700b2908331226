"""What each column of text is: decided once, with the evidence of the whole table."""

from collections.abc import Sequence
from typing import Any

from ._collect import collect
from ._decide import decide
from ._votes import decimal_mark

__all__ = ["decide", "decimal_mark_of"]


def decimal_mark_of(texts: Sequence[Any], separator: str) -> str:
    """Return the decimal mark of columns of text, polars series, empty if nothing shows it."""
    return decimal_mark(collect({str(i): text for i, text in enumerate(texts)}), separator)
