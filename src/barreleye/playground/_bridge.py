"""The way back from a page to Python: a server for one page, which only this machine and this page can speak to.

It listens on the loopback address. Whoever asks has to know a token, which is made anew for each page and stands
in its address, and has to name this server as the host, so that no other site's name can lead here. A page that
sends something has to come from this server. It takes parameters, or a model file where the layers were changed.
"""

from __future__ import annotations

import secrets
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
from numpy.typing import NDArray

_SECONDS = 10.0  # for which a request may take
_MOST_BYTES = 16_000_000  # of a model file


class Bridge:
    """Serves one page, and keeps what it sends of its network.

    Attributes
    ----------
    address : str
        Where the page is, with its token.
    fetched, closed : threading.Event
        Set when a browser has the page, and when the server has ended.
    """

    def __init__(self, html: str, parameters: NDArray[np.floating]) -> None:
        self._token = secrets.token_urlsafe(24)
        self._html = html.encode()
        self._dtype, self._size = parameters.dtype.newbyteorder("<"), parameters.nbytes
        self._parameters = parameters.copy()
        self._model = b""
        self._lock = threading.Lock()
        self.fetched, self.closed = threading.Event(), threading.Event()
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Handler", (_Handler,), {"bridge": self})
        )
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self.address = f"http://127.0.0.1:{self.port}/{self._token}/"
        threading.Thread(target=self._server.serve_forever, daemon=True, name="barreleye page").start()

    @property
    def sent(self) -> tuple[NDArray[np.floating], bytes]:
        """What the page sent last, or began with: parameters, and a model file where its layers were changed."""
        with self._lock:
            return self._parameters.copy(), self._model

    def close(self) -> None:
        """End the server, and what browsers have connected already for later."""
        self.closed.set()
        self._server.shutdown()
        self._server.server_close()

    def page_at(self, path: str) -> bytes | None:
        """Return the page, if that is its path."""
        if not secrets.compare_digest(path.encode(), f"/{self._token}/".encode()):
            return None
        self.fetched.set()
        return self._html

    def takes(self, path: str, length: int) -> bool:
        """Say whether so many bytes may be sent to a path."""
        return (self._is(path, "parameters") and length == self._size) or (
            self._is(path, "network") and 0 < length <= _MOST_BYTES
        )

    def take(self, path: str, content: bytes) -> None:
        """Keep what was sent to a path that takes so much."""
        with self._lock:
            if self._is(path, "network"):
                self._model = content
            else:
                self._model = b""
                self._parameters = np.frombuffer(content, self._dtype).astype(self._parameters.dtype)

    def _is(self, path: str, name: str) -> bool:
        return secrets.compare_digest(path.encode(), f"/{self._token}/{name}".encode())


_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    timeout = _SECONDS
    server_version, sys_version = "barreleye", ""
    bridge: Bridge

    def parse_request(self) -> bool:
        """Read what is asked; a connection from before the end of the server gets no answer."""
        return super().parse_request() and not self.bridge.closed.is_set()

    def do_GET(self) -> None:
        page = self.bridge.page_at(self.path) if self._is_for_us() else None
        if page is None:
            self._answer(HTTPStatus.NOT_FOUND)
        else:
            self._answer(HTTPStatus.OK, page, "text/html; charset=utf-8")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        known = length.isascii() and length.isdigit() and self.bridge.takes(self.path, int(length))
        if not (known and self._is_for_us() and self._comes_from_us()):
            self._answer(HTTPStatus.NOT_FOUND)
            return
        content = self.rfile.read(int(length))
        if len(content) == int(length):
            self.bridge.take(self.path, content)
            self._answer(HTTPStatus.NO_CONTENT)
        else:
            self._answer(HTTPStatus.BAD_REQUEST)

    def _is_for_us(self) -> bool:
        return self.headers.get("Host", "") == f"127.0.0.1:{self.bridge.port}"

    def _comes_from_us(self) -> bool:
        return self.headers.get("Origin", "") == f"http://127.0.0.1:{self.bridge.port}"

    def _answer(self, status: HTTPStatus, content: bytes = b"", kind: str = "text/plain") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name of the base class
        pass
