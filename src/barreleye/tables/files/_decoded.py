"""The text of a file: from its encoding to UTF-8, and back without a change."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from ..._text import counted, shown
from ...errors import DataError, OptionError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 65_536
# In text there are hardly any bytes that neither print nor move the cursor; some programs write null characters.
_MOST_CONTROLS, _MOST_ZEROS = 0.01, 0.1
# A text is UTF-8 with other lines among it if there are so many lines of UTF-8 for each of them.
_FEWEST_RIGHT = 0.05
_BEYOND_ASCII = bytes(range(128, 256))
_RUNS = re.compile(rb"[\x80-\xff]+")
_CONTROLS = bytes(c for c in range(32) if c not in b"\0\t\n\v\f\r\x1a\x1b")


@dataclass(frozen=True)
class Decoded:
    """Text and where it comes from.

    Attributes
    ----------
    text : bytes
        In UTF-8, without a byte-order mark; bytes that the encoding does not know stand as they are.
    encoding : str
    mark : bytes
        The byte-order mark of the file, which is empty in most.
    notes : tuple of str
    valid : bool
        Whether the text is UTF-8 throughout.
    windows_lines : tuple of int
        The lines that are Windows-1252 in the file, counted from 0, where the others are UTF-8.
    """

    text: bytes
    encoding: str
    mark: bytes = b""
    notes: tuple[str, ...] = ()
    valid: bool = True
    windows_lines: tuple[int, ...] = ()

    def encode(self, text: bytes) -> bytes:
        """Return a changed text, with as many lines as before, as the bytes of a file of this encoding."""
        if self.encoding == "utf-8":
            lines = text.split(b"\n") if self.windows_lines else [text]
            for i in self.windows_lines:
                lines[i] = _in_windows_if_known(lines[i])
            return self.mark + b"\n".join(lines)
        if self.encoding == _WINDOWS:
            return self.mark + _in_windows(text)
        wide = self.encoding.startswith(("utf-16", "utf-32"))  # as they were decoded
        known = text.decode("utf-8", "surrogatepass")
        return self.mark + known.encode(self.encoding, "surrogatepass" if wide else _ODD)


_ODD = "surrogateescape"
_WINDOWS = "cp1252"
# Windows reads and writes the bytes that its code page does not define as control characters of the same number.
_UNDEFINED = {byte: 0xDC00 + byte for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_AS_CONTROLS = {odd: byte for byte, odd in _UNDEFINED.items()}


def decode(data: bytes, encoding: str | None, file: str) -> Decoded:
    """Return the text of a file, in the encoding that was said or found.

    Raises
    ------
    DataError
        The bytes are no text.
    OptionError
        There is no such encoding.
    """
    if encoding is not None:
        return _said(data, encoding, file)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _from(data[len(mark) :], name, mark, file)
    sample = data[:_SAMPLE]
    zeros = sample.count(0)
    if zeros > 0.2 * len(sample):
        half = sample[: len(sample) // 2 * 2]
        if half[1::2].count(0) > 0.6 * len(half) / 2 and half[::2].count(0) == 0:
            return _from(data, "utf-16-le", b"", file)
        if half[::2].count(0) > 0.6 * len(half) / 2 and half[1::2].count(0) == 0:
            return _from(data, "utf-16-be", b"", file)
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > max(_MOST_CONTROLS * len(sample), 3) or zeros > max(_MOST_ZEROS * len(sample), 3):
        raise DataError(
            f"{file} is a binary file: save the table as CSV or Parquet, or name the encoding of its"
            " text (--encoding)"
        )
    return _from(data, "utf-8", b"", file)


def _said(data: bytes, encoding: str, file: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        text = _known(data, name)
    except (LookupError, TypeError) as error:
        raise OptionError(
            f"encoding is one that Python knows, such as 'cp1250' or 'shift_jis', got {shown(encoding)}"
        ) from error
    except UnicodeError as error:
        raise DataError(f"{file} is not in the encoding {encoding}: {error}") from error
    for mark, _ in _MARKS:
        if data.startswith(mark) and text.startswith("\ufeff"):
            return _encoded(text[1:], name, mark)
    return _encoded(text, name.replace("utf_", "utf-").replace("_sig", ""))


def _encoded(text: str, encoding: str, mark: bytes = b"", notes: tuple[str, ...] = ()) -> Decoded:
    try:
        return Decoded(text.encode(), encoding, mark, notes)
    except UnicodeEncodeError:  # bytes that the encoding does not know
        return Decoded(text.encode("utf-8", "surrogatepass"), encoding, mark, notes, valid=False)


def _from(data: bytes, encoding: str, mark: bytes, file: str) -> Decoded:
    if encoding != "utf-8":
        try:
            text = data.decode(encoding, "surrogatepass")
        except UnicodeDecodeError as error:
            raise DataError(
                f"{file} is damaged: it begins as {encoding.upper()}, but {error.reason}"
            ) from error
        return _encoded(text, encoding, mark)
    if data.isascii():
        return Decoded(data, encoding, mark)
    try:
        data.decode()
    except UnicodeDecodeError:
        return _not_utf8(data, mark)
    return Decoded(data, encoding, mark)


def _not_utf8(data: bytes, mark: bytes) -> Decoded:
    """Return text that is UTF-8 but for some lines or bytes, or Windows-1252."""
    lines = data.split(b"\n")
    found = [(i, *_right_and_wrong(line)) for i, line in enumerate(lines) if not line.isascii()]
    windows = [i for i, right, wrong in found if wrong and not right]
    damaged = [(i, wrong) for i, right, wrong in found if wrong and right]
    right = len(found) - len(windows) - len(damaged)
    foreign = bool(windows) and not all(_is_latin(lines[i]) for i in windows)
    if not mark and (foreign or right < _FEWEST_RIGHT * len(windows) + len(damaged)):
        note = "the text is no UTF-8 and was read as Windows-1252 (--encoding names another)"
        return _encoded(_known(data, _WINDOWS), _WINDOWS, notes=(note,))
    notes: list[str] = []
    if windows:
        for i in windows:
            lines[i] = _known(lines[i], _WINDOWS).encode("utf-8", "surrogatepass")
        verb = "is" if len(windows) == 1 else "are"
        notes.append(
            f"{counted(len(windows), 'line')} {verb} no UTF-8 as the others and read as Windows-1252 (the first is"
            f" line {windows[0] + 1}; --encoding names one for all)"
        )
    if damaged:
        wrong = sum(wrong for _, wrong in damaged)
        verb = (
            "is no UTF-8, and is kept as it is"
            if wrong == 1
            else "are no UTF-8, and are kept as they are"
        )
        notes.append(f"{counted(wrong, 'byte')} {verb} (the first in line {damaged[0][0] + 1})")
    return Decoded(b"\n".join(lines), "utf-8", mark, tuple(notes), not damaged, tuple(windows))


def _right_and_wrong(line: bytes) -> tuple[int, int]:
    """Return how many letters beyond ASCII a line has in UTF-8, and how many bytes that are none."""
    known = len(line.decode("utf-8", "ignore"))
    return known - len(line.translate(None, _BEYOND_ASCII)), len(line.decode("utf-8", _ODD)) - known


def _is_latin(line: bytes) -> bool:
    """Say whether most of the letters beyond ASCII stand alone, as in Windows-1252, and not in pairs."""
    runs = _RUNS.findall(line)
    return 2 * sum(len(run) == 1 for run in runs) >= len(runs)


def _in_windows(text: bytes) -> bytes:
    """Return UTF-8 text in Windows-1252."""
    return text.decode("utf-8", "surrogatepass").translate(_UNDEFINED).encode(_WINDOWS, _ODD)


def _in_windows_if_known(line: bytes) -> bytes:
    """Return a line in Windows-1252, or as it is if letters were added that Windows-1252 does not have."""
    try:
        return _in_windows(line)
    except UnicodeEncodeError:
        return line


def _known(data: bytes, encoding: str) -> str:
    """Return the text of bytes; those that the encoding does not know stay apart from all others."""
    text = data.decode(encoding, _ODD)
    return text.translate(_AS_CONTROLS) if encoding == _WINDOWS else text
