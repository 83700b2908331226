"""What a page of an entry is made of."""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import re
from pathlib import Path
from typing import NamedTuple

from activation_pages._myst import code, plain
from matplotlib.figure import Figure

import barreleye as be
from barreleye.animations import Animation


class Page(NamedTuple):
    """A page: its file, its title, one line about it, and its text."""

    name: str
    title: str
    summary: str
    text: str


def page(name: str, title: str, summary: str, *parts: str) -> Page:
    """Return a page."""
    text = "\n\n".join([f"# {title}", *(part for part in parts if part)])
    return Page(name, title, summary, f"{text}\n")


def example(source: str, folder: Path, name: str) -> str:
    """Run code, and return it with what it printed and with the figure or film that is its last line.

    All examples run in one process: a kernel for each page would take minutes.
    """
    *lines, last = ast.parse(source).body
    printed, known = io.StringIO(), {}
    value = None
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(lines, []), name, "exec"), known)  # noqa: S102  our own examples
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), name, "eval"), known)  # noqa: S307  as above
        else:
            exec(compile(ast.Module([last], []), name, "exec"), known)  # noqa: S102  as above
    parts = [code(source), code(printed.getvalue(), "text") if printed.getvalue() else ""]
    if isinstance(value, Figure):
        (folder / f"{name}.png").write_bytes(be.figures.as_png(value))
        parts.append(f"![{value.alt_text}]({name}.png)")  # type: ignore[attr-defined]  as all our figures
    if isinstance(value, Animation):
        value.save(folder / f"{name}.webp", dpi=70)
        parts.append(f"![{value.alt_text}]({name}.webp)")
    return "\n\n".join(filter(None, parts))


def documented(directive: str, name: str) -> str:
    """Return what is documented of something, such as ``documented("autofunction", "barreleye.load")``."""
    return f"```{{eval-rst}}\n.. {directive}:: {name}\n   :no-index:\n```"


def first_line(thing: object) -> str:
    """Return the first line of what is documented, with its names as Markdown writes them."""
    return marked((inspect.getdoc(thing) or "").partition("\n")[0])


def marked(text: str) -> str:
    """Return a line of a docstring as Markdown: what it names is code, and nothing else means anything."""
    words, *rest = re.split(r"(?::\w+:)?(`+)~?([^`]+)\1", text)
    names, others = rest[1::3], rest[2::3]
    return plain(words) + "".join(
        f"`{name}`{plain(other)}" for name, other in zip(names, others, strict=True)
    )
