"""Names for the words of a table that machine code reads."""

from __future__ import annotations

from collections.abc import Mapping

from ..scalars import INT64, Int64, Pointer


class Struct:
    """So many words of 64 bits, each with a name: whole numbers and places in memory.

    Python writes them with :class:`barreleye.kernels.Table`; machine code reads them with :meth:`int64` and
    :meth:`pointer`.
    """

    def __init__(self, *names: str) -> None:
        self._index = {name: k for k, name in enumerate(names)}

    @property
    def words(self) -> int:
        """How many words a record has."""
        return len(self._index)

    def complete(self, values: Mapping[str, object]) -> tuple[str, ...]:
        """Return the names in their order, if there is a value for each of them and no other."""
        wrong = set(self._index) ^ set(values)
        if wrong:
            raise TypeError(f"these words are missing or unknown: {', '.join(sorted(wrong))}")
        return tuple(self._index)

    def packed(self, **values: int) -> list[int]:
        """Return whole numbers in the order of their words."""
        return [values[name] for name in self.complete(values)]

    def address_of(self, record: Pointer, name: str) -> Pointer:
        """Return the place of a word in a record."""
        return record.of(INT64).at(self._index[name])

    def int64(self, record: Pointer, name: str) -> Int64:
        """Read a whole number."""
        return self.address_of(record, name).int64()

    def pointer(self, record: Pointer, name: str, kind: str) -> Pointer:
        """Read a place of values of some kind."""
        return self.address_of(record, name).pointer(kind)

    def index(self, name: str) -> int:
        """Return the position of a word."""
        return self._index[name]
