"""Tables of JSON objects: one on each line, or a list of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ...errors import DataError
from .._frames import of_mapping
from .._undecided import Source
from ._content import Content


def json_entries(content: Content) -> list[dict[str, Any]]:
    """Return the objects of a JSON file; DataError if it holds something else."""
    try:
        text = content.data.decode("utf-8-sig")
        if text.lstrip().startswith("["):
            entries = json.loads(text)
        else:
            lines = enumerate(text.split("\n"), 1)
            entries = [_entry(line, number) for number, line in lines if line.strip()]
    except json.JSONDecodeError as error:
        what = f"line {error.lineno}, character {error.colno}: {error.msg}"
        raise DataError(
            f"cannot read {content.path}: it looks like JSON, but is none ({what})"
        ) from error
    except (ValueError, RecursionError) as error:
        raise DataError(
            f"cannot read {content.path}: it looks like JSON, but is none ({error})"
        ) from error
    if not entries or not all(isinstance(entry, dict) for entry in entries):
        raise DataError(
            f'{content.path} is JSON, but no list of objects such as {{"size": 1}}: save the table as CSV'
        )
    return entries


def _entry(line: str, number: int) -> Any:  # noqa: ANN401  what JSON may hold
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:  # which counts lines within this one
        error.lineno = number
        raise


def json_source(content: Content) -> Source:
    """Return the table of JSON objects, with a column for each name in any of them."""
    entries = json_entries(content)
    names = dict.fromkeys(name for entry in entries for name in entry)
    return of_mapping({name: [entry.get(name) for entry in entries] for name in names}, "object")


def json_copy(content: Content, added: Sequence[Any]) -> bytes:
    """Return the bytes of a JSON file with further values at the end of each object.

    Parameters
    ----------
    content : Content
    added : sequence of polars series, each of shape (objects,)
    """
    rows: list[tuple[Any, ...]] = list(zip(*(one.to_list() for one in added), strict=True))
    names: list[str] = [one.name for one in added]
    if content.data.decode("utf-8-sig").lstrip().startswith("["):
        entries = zip(json_entries(content), rows, strict=True)
        new = [entry | dict(zip(names, row, strict=True)) for entry, row in entries]
        return (json.dumps(new, ensure_ascii=False, indent=1, default=str) + "\n").encode()
    texts = (json.dumps(dict(zip(names, row, strict=True)), default=str)[1:-1] for row in rows)
    parts: list[bytes] = []
    for line in content.data.split(
        b"\n"
    ):  # and at no carriage return, which is a blank within an object
        if not line.strip(b"\xef\xbb\xbf \t\r"):
            parts.append(line)
            continue
        end = line.rindex(b"}")
        comma = b"" if line[:end].rstrip().endswith(b"{") else b", "
        parts.append(line[:end] + comma + next(texts).encode() + line[end:])
    return b"\n".join(parts)
