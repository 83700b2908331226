"""JSON from files, which may hold anything: whoever takes a value out of it says what it has to be."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Sequence
from typing import Any, Final, NoReturn, cast

import numpy as np
from numpy.typing import NDArray

from .errors import FileFormatError

Label = str | int | float | bool

# Python takes up to 90 bytes for what follows a comma or an opening bracket, and three times as many for an object
# with names, whose brace counts threefold. What Barreleye writes has one mark in 14 bytes of its file at most (the
# numbers of the network are in it, too), and is 6 deep. With one in 12, objects take 7.5 times the file at most.
_FREE_MARKS = 5_000
# One letter beyond ASCII widens all of a text, which is there twice while it is read. Barreleye writes ASCII.
_FREE_BYTES = 2**20
_BYTES_OF_A_MARK = 12
_DEEPEST = 16
_LONGEST_REPR = 60
_LONGEST_LINE = 300
_BLOCK = 2**12

_OPENS, _CLOSES = (np.frombuffer(marks, np.uint8) for marks in (b"[{", b"]}"))
_LEVELS = np.zeros(256, np.int8)
_LEVELS[_OPENS], _LEVELS[_CLOSES] = 1, -1
_MARKS = np.zeros(256, np.int8)
_MARKS[ord(",")], _MARKS[ord("[")], _MARKS[ord("{")] = 1, 1, 3


class Tree:
    """A value of a description, and where it stands in which file.

    Attributes
    ----------
    value : what JSON can hold
        What the file holds there: nobody has looked at it yet.
    file : str
        The file's name, for messages.
    place : str
        Where in the description: ``network.layers[0].units``.
    """

    __slots__: Final = ("file", "place", "value")

    def __init__(self, value: Any, file: str, place: str = "") -> None:  # noqa: ANN401  whatever JSON holds
        self.value, self.file, self.place = value, file, place

    def damaged(self, what: str) -> FileFormatError:
        """Return the refusal of a file in which something is wrong."""
        return FileFormatError(
            f"{self.file} is damaged: {what}. Restore a copy, or save the model again"
        )

    def wrong(self, wanted: str) -> NoReturn:
        """Refuse the file, because this is not what is wanted."""
        raise self.damaged(f"{self._named} has to be {wanted}, got {in_short(self.value)}")

    def __getitem__(self, key: str) -> Tree:
        """Return the value of a key that has to be there."""
        found = self.get(key)
        if found is None:
            raise self.damaged(f"{self._named} lacks '{key}'")
        return found

    def get(self, key: str) -> Tree | None:
        """Return the value of a key, None if it is not there."""
        members = self._object()
        if key not in members:
            return None
        return Tree(members[key], self.file, f"{self.place}.{key}" if self.place else key)

    def only(self, keys: Sequence[str]) -> None:
        """Refuse an object with any other key."""
        for key in self._object():
            if key not in keys:
                raise self.damaged(f"{self._named} holds {in_short(key)}, which nobody writes there")

    def items(self) -> Iterator[tuple[str, Tree]]:
        """Return the keys and values of an object."""
        for key in self._object():
            yield key, self[key]

    def __iter__(self) -> Iterator[Tree]:
        """Return the entries of a list."""
        for i, entry in enumerate(self._list()):
            yield Tree(entry, self.file, f"{self.place}[{i}]")

    def __len__(self) -> int:
        """How many entries a list has."""
        return len(self._list())

    def whole(self, least: int = 0, most: int | None = None) -> int:
        """Return a whole number within bounds."""
        value = self.value
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole or value < least or (most is not None and value > most):
            self.wrong(f"a whole number from {least}" + ("" if most is None else f" to {most:,}"))
        return value

    def number(self) -> float:
        """Return a finite number."""
        value = self.value
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not (number and abs(value) <= sys.float_info.max):  # NaN is not, nor are some whole numbers
            self.wrong("a finite number")
        return float(value)

    def measured(self) -> float:
        """Return a number that may be infinite or NaN: JSON has no such numbers, and holds them as words."""
        return float(self.value) if self.value in ("nan", "inf", "-inf") else self.number()

    def words(self, longest: int | None = None) -> str:
        """Return a string."""
        value = self.value
        if not isinstance(value, str) or (longest is not None and len(value) > longest):
            self.wrong("words" if longest is None else f"a word of up to {longest} letters")
        return value

    def one_of(self, choices: Sequence[str]) -> str:
        """Return a word that is one of some."""
        if not isinstance(self.value, str) or self.value not in choices:
            self.wrong(" or ".join(f"'{choice}'" for choice in choices))
        return self.value

    def flag(self) -> bool:
        """Return true or false."""
        if not isinstance(self.value, bool):
            self.wrong("true or false")
        return self.value

    def label(self) -> Label:
        """Return the label of a class."""
        value = self.value
        if not isinstance(value, str | int | float) or value in (math.inf, -math.inf):
            self.wrong("a class: a word, a number, true or false")
        return value

    @property
    def _named(self) -> str:
        return f"{self.place} in its description" if self.place else "its description"

    def _object(self) -> dict[str, Any]:
        value: object = self.value
        if not isinstance(value, dict):
            self.wrong("an object with named values")
        return cast("dict[str, Any]", value)

    def _list(self) -> list[Any]:
        value: object = self.value
        if not isinstance(value, list):
            self.wrong("a list")
        return cast("list[Any]", value)


def in_short(value: object) -> str:
    """Return a value as messages show it: on one line, and never a screen full of it."""
    if isinstance(value, list):
        return f"a list of {len(cast('list[Any]', value)):,}"
    if isinstance(value, dict):
        return f"an object of {len(cast('dict[str, Any]', value)):,}"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    # of a long word no more is written out than is shown
    words = repr(value[: _LONGEST_REPR + 1] if isinstance(value, str) else value)
    return words if len(words) <= _LONGEST_REPR else f"{words[:_LONGEST_REPR]} ..."


def on_one_line(words: str) -> str:
    """Return what a message quotes from a file: printable, on one line, and never a screen full of it."""
    short = words[: _LONGEST_LINE + 1]
    plain = short if short.isprintable() else repr(short)
    return plain if len(plain) <= _LONGEST_LINE else f"{plain[:_LONGEST_LINE]} ..."


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
        f"{file} is not a whole Barreleye model file (its description is no JSON: {error})"
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
    raise ValueError(f"{word} is no number of JSON")
