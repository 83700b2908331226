"""Modules of JavaScript joined into one script: in a page without a server they cannot import each other.

Each module becomes a function that is called once and returns what it exports; its comments stay behind. The
modules use a part of the language for which this is simple: imports of names at the top, and ``export`` before a
declaration.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "page"

_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w-]+)\.js";\n', re.MULTILINE)
_COMMENT = re.compile(
    r"^[ \t]*(?://.*|/\*\*(?s:.*?)\*/)\n", re.MULTILINE
)  # one that has its lines for itself
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const) (\w+))", re.MULTILINE)


def joined(last: str, given: Mapping[str, str]) -> str:
    """Return a script of a module and of all that it imports.

    Parameters
    ----------
    last : str
        The name of the module, whose exports become global names of the script.
    given : mapping of str to str
        Modules that are made by Python, by name; the others are files.
    """
    order: list[str] = []
    _visit(last, given, order, ())
    parts = [_as_function(name, _text(name, given)) for name in order]
    exported = _EXPORT.findall(_text(last, given))
    return "\n".join(
        ['"use strict";', *parts, f"const {{ {', '.join(exported)} }} = {_variable(last)};", ""]
    )


def _visit(name: str, given: Mapping[str, str], order: list[str], above: tuple[str, ...]) -> None:
    """Add a module to the order, behind all that it imports."""
    if name in above:
        raise ValueError(f"modules import each other in a circle: {' → '.join((*above, name))}")
    if name in order:
        return
    for _, other in _IMPORT.findall(_text(name, given)):
        _visit(other, given, order, (*above, name))
    order.append(name)


def _as_function(name: str, text: str) -> str:
    exported = _EXPORT.findall(text)
    text = _COMMENT.sub("", text)
    body = _IMPORT.sub(
        lambda found: f"const {{{found[1].replace(' as ', ': ')}}} = {_variable(found[2])};\n", text
    )
    body = _EXPORT.sub("", body)
    if left := re.search(r"^(?:import|export)\b.*$", body, re.MULTILINE):
        raise ValueError(f"{name}.js has a line that cannot be joined: {left[0]}")
    return f"const {_variable(name)} = (() => {{\n{body}return {{ {', '.join(exported)} }};\n}})();"


def _variable(name: str) -> str:
    return "$" + re.sub(r"\W", "_", name)


def _text(name: str, given: Mapping[str, str]) -> str:
    return given[name] if name in given else _file(name)


@cache
def _file(name: str) -> str:
    return (FOLDER / f"{name}.js").read_text(encoding="utf-8")
