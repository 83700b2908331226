"""What a screen reader and a keyboard need beyond what the theme writes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

_SCROLLED = re.compile(r'<(pre|div(?= class="(?:math|table)-wrapper))')
_EMPTY = re.compile(r"<th[^>]*>(?:<p></p>)?</th>")  # the corner of a table is no heading
_NAMES = {
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="all pages">',
    '<aside class="toc-drawer': '<aside aria-label="on this page" class="toc-drawer',
}


def setup(app: Sphinx) -> dict[str, bool]:
    """Let what is scrolled be reached by keys, and tell the two bars apart."""
    app.connect("html-page-context", _focusable)
    app.connect("build-finished", _named)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _focusable(app: Sphinx, name: str, template: str, context: dict[str, Any], tree: object) -> None:  # noqa: ARG001
    if "body" in context:
        body = _EMPTY.sub("<td></td>", context["body"])
        context["body"] = _SCROLLED.sub(r'<\1 tabindex="0"', body)


def _named(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for plain, named in _NAMES.items():
            text = text.replace(plain, named)
        path.write_text(text, encoding="utf-8")
