"""JSON texts from files, which are measured before they become objects of Python."""

from __future__ import annotations

import json
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from ._tree import Tree
from .errors import FileFormatError

# Python takes up to 90 bytes for what follows a comma or an opening bracket, and three times as many for an object
# with names, whose brace counts threefold. What Barreleye writes has one mark in 14 bytes of its file at most (the
# numbers of the network are in it, too), and is 6 deep. With one in 12, objects take 7.5 times the file at most.
_FREE_MARKS = 5_000
_BYTES_OF_A_MARK = 12
_DEEPEST = 16
# One letter beyond ASCII widens all of a text, which is there twice while it is read. Barreleye writes ASCII.
_FREE_BYTES = 2**20
_BLOCK = 2**12

_MARKS = np.zeros(256, np.int8)
_MARKS[list(b",[{")] = 1, 1, 3
_LEVELS = np.zeros(256, np.int8)
_LEVELS[list(b"[{]}")] = 1, 1, -1, -1


def text_of(content: NDArray[np.uint8], file: str, size: int) -> str:
    """Return the JSON text of a file of ``size`` bytes, if it becomes no more objects than such a file needs.

    Raises
    ------
    FileFormatError
        It is nested deeper than descriptions are, holds more values, or is not UTF-8.
    """
    marks, depth = _measured(content)
    if depth > _DEEPEST or marks > _FREE_MARKS + size // _BYTES_OF_A_MARK:
        raise FileFormatError(
            f"{file} is not a Barreleye model: its description is {depth} levels deep, with {marks:,} commas and"
            f" brackets, and no file of {size:,} bytes that Barreleye wrote has so many"
        )
    if 2 * _width(content) * content.size > 3 * size + _FREE_BYTES:
        raise FileFormatError(
            f"{file} is not a Barreleye model: its description is {content.size:,} bytes long, with letters beyond"
            " ASCII, and Barreleye writes none of that length"
        )
    try:
        return str(content.data, "utf-8")
    except UnicodeDecodeError as error:
        raise _no_json(file, error) from error


def _width(content: NDArray[np.uint8]) -> int:
    """Return how many bytes Python takes for each letter of a text in UTF-8: those of the widest one."""
    largest = int(content.max())
    return 4 if largest >= 0xF0 else 2 if largest >= 0xC4 else 1


def parsed(text: str, file: str) -> Tree:
    """Return the JSON of a text.

    Raises
    ------
    FileFormatError
        It is no JSON.
    """
    try:
        return Tree(json.loads(text, parse_constant=_no_number), file)
    except (ValueError, RecursionError) as error:
        raise _no_json(file, error) from error


def _no_json(file: str, error: Exception) -> FileFormatError:
    return FileFormatError(
        f"{file} is not a whole Barreleye model file (its description is not JSON: {error})"
    )


def _measured(content: NDArray[np.uint8]) -> tuple[int, int]:
    """Return how many marks a text has outside of its strings, braces counted threefold, and how deep they lie."""
    marks = depth = deepest = 0
    inside = False  # a string
    left = b""
    for start in range(0, content.size, _BLOCK):
        plain = (left + content[start : start + _BLOCK].tobytes()).replace(rb"\\", b"")
        left = b"\\" if plain.endswith(b"\\") else b""  # what it escapes stands in the next block
        block = np.frombuffer(plain.removesuffix(left).replace(rb"\"", b""), np.uint8)
        if block.size:
            within = np.logical_xor.accumulate(np.concatenate([[inside], block == ord('"')]))[1:]
            levels = depth + np.where(within, 0, _LEVELS[block]).cumsum(dtype=np.int64)
            marks += int(_MARKS[block][~within].sum())
            deepest = max(deepest, int(levels.max()))
            depth, inside = int(levels[-1]), bool(within[-1])
    return marks, deepest


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a number in JSON")
