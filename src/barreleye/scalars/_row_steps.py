"""The steps of a row-wise body, as its reader notes them: what is done to what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ._ir_builder import IRBuilder
from ._traced_vector import TracedVector


class RowInput(StrEnum):
    """What no instruction makes: whoever writes the loop provides it."""

    MATRIX = "matrix"
    """The entries of an input, one to a lane; given its name."""
    COLUMNS = "columns"
    """The index of each lane in its row."""
    LABEL = "label"
    """The label of the row, a whole number."""
    PICKED = "picked"
    """The entry of an input at the label of the row; given the name of the input."""
    NUMBER = "number"
    """Another number of the row; given its name."""
    CONSTANT = "constant of the table"
    """A number that is the same for all rows; given its place in the table."""
    REDUCTION = "reduction"
    """The maximum or the sum over the row; given ``"max"`` or ``"sum"``, and of what."""


@dataclass(frozen=True, slots=True)
class Step:
    """One value of a body, and what it is made of.

    Attributes
    ----------
    method : str
        The method of an :class:`IRBuilder` that makes it, or a :class:`RowInput`.
    given : tuple
        What the method is given. Stand-ins among that are the values it depends on.
    level : int
        The first pass in which it can be computed.
    varies : bool
        Whether it differs from entry to entry of a row.
    """

    method: str
    given: tuple[Any, ...]
    level: int
    varies: bool

    @property
    def operands(self) -> list[str]:
        """The names of the values that it depends on."""
        return [one.name for one in self.given if isinstance(one, TracedVector)]

    def done(self, code: IRBuilder, values: Mapping[str, TracedVector]) -> TracedVector:
        """Do it in other code, to the values that stand there for its operands."""
        given = (values[one.name] if isinstance(one, TracedVector) else one for one in self.given)
        return getattr(code, self.method)(*given)
