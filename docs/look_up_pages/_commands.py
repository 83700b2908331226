"""A page for each command of the terminal."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

from activation_pages._myst import code, plain
from typer.testing import CliRunner

from barreleye.cli._app import app
from look_up_pages._page import Page, page


def pages(folder: Path) -> Iterator[Page]:  # noqa: ARG001  they have no pictures
    """Return the pages: what each command says of itself."""
    for command in app.registered_commands:
        name = getattr(command.callback, "__name__", "")
        summary = " ".join((inspect.getdoc(command.callback) or "").partition("\n\n")[0].split())
        yield page(name, f"barreleye {name}", plain(summary), plain(summary), code(_help(name), "text"))


def _help(name: str) -> str:
    """Return the help of a command, as a terminal of 100 columns shows it."""
    looks = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}
    return CliRunner().invoke(app, [name, "--help"], env=looks, catch_exceptions=False).output
