"""Text on its way to a stream: what the stream cannot do never undoes the work that is told about."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import Any, TextIO, cast

from .errors import BarreleyeError

# What to write where a character is not in the encoding of the stream: close enough to be understood.
_ALIKE = {
    **{chr(dots): "*" for dots in range(0x2800, 0x2900)},  # plots are drawn with them
    **dict.fromkeys("─━", "-"),
    "→": ">",
    "…": ".",
    "•": "*",
    "²": "2",
    "·": ".",
    "×": "x",
    "−": "-",
    "∞": "inf",
}


class OutputError(BarreleyeError):
    """What was asked for cannot be written to standard output: it is full, or nobody reads on."""

    def __init__(self, error: Exception) -> None:
        reason = error.strerror if isinstance(error, OSError) else None
        super().__init__(f"cannot write to standard output: {reason or error}")
        self.nobody_reads = isinstance(error, OSError) and error.errno == errno.EPIPE


class OutputStream:
    """A text stream that can be absent, full, closed, or of an encoding that lacks characters.

    Parameters
    ----------
    stream : text stream, or None
        Without one, what is written goes nowhere.
    required : bool
        The stream carries what was asked for, so that it is an error if it fails. Anything else (progress,
        messages) is left out where it cannot be written: there is nobody to tell.
    """

    def __init__(self, stream: TextIO | None, *, required: bool = False) -> None:
        self._stream = stream
        self._required = required

    def write(self, text: str) -> int:
        """Write what the stream can hold of a text."""
        if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]  typer tries with bytes
            raise TypeError(f"a stream of text takes text, got {type(text).__name__}")
        if self._stream is not None:
            try:
                self._stream.write(in_encoding(text, getattr(self._stream, "encoding", None)))
            except Exception as error:  # noqa: BLE001  anybody's stream: a window that was closed, a socket
                self._give_up(self._stream, error)
        return len(text)

    def write_bytes(self, data: bytes) -> None:
        """Write bytes as they are, behind the text that was written before."""
        if self._stream is not None:
            try:
                self._stream.flush()
                self._stream.buffer.write(data)
                self._stream.buffer.flush()
            except Exception as error:  # noqa: BLE001  anybody's stream: a window that was closed, a socket
                self._give_up(self._stream, error)

    def flush(self) -> None:
        """Hand on what was written."""
        if self._stream is not None:
            try:
                self._stream.flush()
            except Exception as error:  # noqa: BLE001  anybody's stream: a window that was closed, a socket
                self._give_up(self._stream, error)

    def isatty(self) -> bool:
        """Say whether somebody looks at it."""
        return is_terminal(self._stream)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever else a stream has
        return getattr(self._stream, name)

    def _give_up(self, broken: TextIO, error: Exception) -> None:
        self._stream = None
        if self._required:
            _discard_buffer(broken)
            raise OutputError(error) from error


def _discard_buffer(broken: TextIO) -> None:
    """Lead a stream nowhere: what waits in its buffer would fail once more when Python ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError, ValueError, AttributeError):  # closed, or no file of the system
        os.dup2(nowhere, broken.fileno())
    os.close(nowhere)


def as_stream(stream: OutputStream) -> TextIO:
    """Return an output stream as the text stream that it stands for."""
    return cast("TextIO", stream)


def is_terminal(stream: TextIO | None) -> bool:
    """Say whether a stream is a terminal; one that is absent, closed or unheard of is none."""
    try:
        return stream is not None and bool(stream.isatty())
    except Exception:  # noqa: BLE001  anybody's stream
        return False


def standard_error() -> TextIO | None:
    """Return the stream for messages, if this process has one."""
    return getattr(sys, "stderr", None)


def in_encoding(text: str, encoding: str | None) -> str:
    """Return a text with every character that an encoding lacks replaced by one that it has."""
    if encoding is None or _fits(text, encoding):
        return text
    return "".join(c if _fits(c, encoding) else _replacement(c, encoding) for c in text)


def _replacement(character: str, encoding: str) -> str:
    alike = _ALIKE.get(character, "\N{REPLACEMENT CHARACTER}")
    return alike if _fits(alike, encoding) else "?"


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    except (LookupError, TypeError):  # an encoding that Python does not know: the stream has to
        return True
    return True
