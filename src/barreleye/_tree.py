"""JSON from files, which may hold anything: whoever takes a value out of it says what it has to be."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from typing import Any, Final, NoReturn, cast

from .errors import FileFormatError

Label = str | int | float | bool

_LONGEST_REPR = 60
_LONGEST_LINE = 300


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
                raise self.damaged(f"{self._named} has {in_short(key)}, which does not belong there")

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

    def words(self) -> str:
        """Return a string."""
        value = self.value
        if not isinstance(value, str):
            self.wrong("a string")
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
            self.wrong("a class: a string, a number, true or false")
        return value

    @property
    def _named(self) -> str:
        return f"{on_one_line(self.place)} in its description" if self.place else "its description"

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
