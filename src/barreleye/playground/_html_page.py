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
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from .._files import as_path, refuse_unwritable, write_whole
from ..activations import Activation
from ..errors import OptionError
from ..network import FeedForward
from ._bridge import Bridge
from ._formulas import formulas
from ._script import FOLDER, joined

_SECONDS = 10.0


class Page:
    """A page of a network, which computes in the browser.

    In a notebook it shows itself; :meth:`save` writes it as one file that needs nothing else; :meth:`show` opens
    it in a browser, and :meth:`network` returns the network as it stands there.
    """

    def __init__(
        self,
        title: str,
        state: Mapping[str, Any],
        own: tuple[Activation, ...],
        net: FeedForward | None = None,
    ) -> None:
        self.title = title
        self._state, self._own, self._net = state, own, net
        self._bridge: Bridge | None = None

    def __repr__(self) -> str:
        return f"Page({self.title}, {len(self.html()):,} characters)"

    def html(self) -> str:
        """Return the whole page, which may connect to nothing."""
        return self._html(self._state, "'none'")

    def _html(self, state: Mapping[str, Any], connections: str) -> str:
        script = _script(self._own)
        style = (FOLDER / "page.css").read_text(encoding="utf-8")
        policy = (
            f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; worker-src blob:;"
            f" img-src data: blob:; connect-src {connections}; base-uri 'none'; form-action 'none'"
        )
        # whatever a name holds, no tag begins or ends within the state
        text = json.dumps(state, ensure_ascii=True, allow_nan=False).replace("<", "\\u003c")
        return (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(self.title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
            '<div id="app"><noscript>This page computes with JavaScript: allow it to run.</noscript></div>\n'
            f'<script type="application/json" id="state">{text}</script>\n<script>{script}</script>\n'
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

    def show(self) -> str:
        """Open the page in a browser, and return its address.

        A page of your network is served by this process, to this machine alone, and sends back every change:
        :meth:`network` returns the network then. Only who knows the address can open it; :meth:`close` ends it.
        Other pages are opened from a file in a temporary folder.
        """
        if self._net is None:
            path = Path(mkdtemp(prefix="barreleye-")) / "page.html"
            self.save(path)
            webbrowser.open(path.as_uri())
            return path.as_uri()
        if self._bridge is None:
            page = self._html({**self._state, "bridge": True}, "'self'")
            self._bridge = Bridge(page, self._net.parameters.vector)
        if webbrowser.open(self._bridge.address):
            self._bridge.fetched.wait(_SECONDS)  # a program may end after this line
        return self._bridge.address

    def network(self) -> FeedForward:
        """Return the network as it stands on the page that :meth:`show` opened, a copy.

        Raises
        ------
        OptionError
            The page was not opened by ``show``, or it has no network of yours.
        FileFormatError
            The page sent no network that this library reads.
        """
        if self._net is None:
            raise OptionError(
                "this page has networks of its own: copy one as Python, or download it there"
            )
        if self._bridge is None:
            raise OptionError(
                "only a page that show() opened sends its network back: call show(), or download the model there"
            )
        parameters, model = self._bridge.sent
        if model:  # its layers were changed
            with TemporaryDirectory(prefix="barreleye-") as folder:
                path = Path(folder) / "network.npz"
                path.write_bytes(model)
                return type(self._net).load(path)
        net = self._net.copy()
        net.parameters.vector = parameters
        return net

    def close(self) -> None:
        """End the server of a page that :meth:`show` opened; the page stays open, without a way back."""
        if self._bridge is not None:
            self._bridge.close()
            self._bridge = None

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
