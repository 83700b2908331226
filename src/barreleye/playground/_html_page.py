"""The page as one HTML file: a script, a style sheet and the state, and a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import webbrowser
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from .._files import as_path, refuse_unwritable, write_whole
from ..activations import Activation
from ._formulas import formulas
from ._script import FOLDER, joined


class Page:
    """A page of a network, which computes in the browser.

    In a notebook it shows itself; :meth:`save` writes it as one file that needs nothing else, and :meth:`show`
    opens it in a browser.
    """

    def __init__(self, title: str, state: Mapping[str, Any], own: tuple[Activation, ...]) -> None:
        self.title = title
        self._state, self._own = state, own

    def __repr__(self) -> str:
        return f"Page({self.title}, {len(self.html()):,} characters)"

    def html(self) -> str:
        """Return the whole page."""
        script = _script(self._own)
        style = (FOLDER / "page.css").read_text(encoding="utf-8")
        policy = (
            f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; worker-src blob:;"
            " img-src data: blob:; connect-src 'none'; base-uri 'none'; form-action 'none'"
        )
        # whatever a name holds, no tag begins or ends within the state
        state = json.dumps(self._state, ensure_ascii=True, allow_nan=False).replace("<", "\\u003c")
        return (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(self.title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
            '<div id="app"><noscript>This page computes with JavaScript: allow it to run.</noscript></div>\n'
            f'<script type="application/json" id="state">{state}</script>\n<script>{script}</script>\n'
            "</body>\n</html>\n"
        )

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the page as a file, under a temporary name first, so that it is complete or absent.

        Raises
        ------
        DataError
            The file cannot be written.
        """
        target = as_path(path)
        refuse_unwritable(target)
        write_whole(target, self.html().encode())

    def show(self) -> None:
        """Open the page in a browser, from a file in a temporary folder."""
        path = Path(mkdtemp(prefix="barreleye-")) / "page.html"
        self.save(path)
        webbrowser.open(path.as_uri())

    def _repr_html_(self) -> str:
        words = escape(self.title)
        frame = 'width="100%" height="760" sandbox="allow-scripts" style="border:0"'
        return f'<iframe title="{words}" srcdoc="{escape(self.html())}" {frame}></iframe>'


@cache
def _script(own: tuple[Activation, ...]) -> str:
    script = joined("main", {"formulas": formulas(own)})
    return script.replace("</", "<\\/").replace("<!--", "<\\!--")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
