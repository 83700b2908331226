"""The different entries of text, and numbers for text by them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._extras import polars

# polars compares the queries that it is given at once: for thousands that takes longer than to run them.
_AT_ONCE = 32
_FIRST = 8


def has_entries(text: Any) -> bool:  # noqa: ANN401  a polars series
    """Say whether anything but blanks stands in text; mostly the first entries show it."""
    if text.null_count() == len(text):
        return False
    return any(entry and not entry.isspace() for entry in text.head(_FIRST)) or bool(
        text.str.contains(r"\S").any()
    )


def distinct(texts: Sequence[Any]) -> list[Any]:
    """Return the different entries of texts without blanks around them, ``text``, and how often each is, ``n``.

    Parameters
    ----------
    texts : sequence of polars series of strings

    Returns
    -------
    list of polars frames
    """
    pl = polars()
    found: list[Any] = []
    for start in range(0, len(texts), _AT_ONCE):
        found += pl.collect_all(
            pl.LazyFrame({"text": text})
            .drop_nulls()
            .select(pl.col("text").str.strip_chars().value_counts(name="n"))
            .unnest("text")
            for text in texts[start : start + _AT_ONCE]
        )
    return found


def mapped(text: Any, entries: Any, numbers: Any) -> Any:  # noqa: ANN401  polars series
    """Return the number of each entry of text, null where it is none of these entries.

    Parameters
    ----------
    text : polars series of strings, shape (rows,)
    entries : polars series of strings, shape (n,)
        Different entries, without blanks around them.
    numbers : polars series, shape (n,)

    Returns
    -------
    polars series of the type of the numbers, shape (rows,)
    """
    stripped = text.str.strip_chars()
    return stripped.replace_strict(entries, numbers, default=None, return_dtype=numbers.dtype)
