"""How commands tell what they found: as text for people, or with ``--json`` as one document for programs."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from .._output_streams import in_encoding
from .._version import __version__


@dataclass(frozen=True)
class Printing:
    """The options that say how a command tells what it found."""

    json: Annotated[
        bool,
        typer.Option("--json", help="Print one JSON document, and nothing else, to standard output."),
    ] = False

    def console(self, *, stderr: bool = False) -> Console:
        """Return where the text for people goes: nowhere, if a document is wanted."""
        return Console(stderr=stderr, quiet=self.json)

    def document(self, facts: Mapping[str, Any]) -> None:
        """Print the facts as one line of JSON (RFC 8259), if that is wanted."""
        if self.json:
            told = {"barreleye": __version__, **_mapping(facts)}
            sys.stdout.write(json.dumps(told, allow_nan=False) + "\n")
            sys.stdout.flush()


def _plain(value: Any) -> Any:  # noqa: ANN401  whatever commands find
    """Return a value as JSON has it: NaN and infinity become null, dataclasses objects."""
    if hasattr(value, "__array__"):  # an array, or a number of NumPy's
        value = value.tolist()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str | Path):
        return in_encoding(str(value), "utf-8")  # a name that is no UTF-8 has halves of characters
    if isinstance(value, Mapping):
        return _mapping(value)  # pyright: ignore[reportUnknownArgumentType]
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]  # pyright: ignore[reportUnknownVariableType]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _mapping(facts: Mapping[Any, Any]) -> dict[str, Any]:
    return {_plain(str(name)): _plain(value) for name, value in facts.items()}
