"""The text reader's notes: every operation of a body, once each, on stand-ins of one number.

A value is uniform when it is the same for all entries of a row. Its level says in which pass over the row it can
be computed: the maximum or sum of values of level k has level k + 1.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any, TypeAlias, cast

from ...errors import NotCompilableError
from .._traced import DERIVED, Traced, unknown

Operand: TypeAlias = "TracedNumber | float | bool"

_SAME = {
    "bitwise_and": "and", "logical_and": "and", "bitwise_or": "or", "logical_or": "or",
    "invert": "not", "logical_not": "not", "fabs": "absolute",
}  # fmt: skip
_LOGIC = {"and", "or", "not"}
_COMPARISONS = {"less", "less_equal", "greater", "greater_equal", "equal", "not_equal"}
_ARITHMETIC = {"add", "subtract", "multiply", "divide"}
FUNCTIONS = {
    "absolute": 1, "maximum": 2, "minimum": 2, "sign": 1, "sqrt": 1, "rint": 1, "power_of_two": 1, "exp": 1,
    "expm1": 1, "log": 1, "log1p": 1, "sin": 1, "cos": 1, "arctan": 1, "tanh": 1,
}  # fmt: skip
"""How many operands each of NumPy's functions has that a language has to offer, besides the operators."""
INPUT, ROW, LABEL, COLUMN, LENGTH, PICKED = "input", "row", "label", "column", "length", "picked"
REDUCTIONS = {"max", "sum"}


class TracedNumber(Traced):
    """The stand-in of one number, or of a truth value: an operation and its operands.

    Attributes
    ----------
    notes : Notes
    index : int
        Its place among them.
    operation : str
        The name of NumPy's function; ``select``; or where it comes from: ``input``, ``row``, ``label``,
        ``column``, ``length``, ``picked``; or ``max``, ``sum`` of a row.
    operands : tuple
    name : str
        Of an input.
    uniform : bool
    level : int
    """

    __slots__ = ("index", "level", "name", "notes", "operands", "operation", "uniform")

    def __init__(
        self, notes: Notes, operation: str, operands: tuple[Operand, ...], name: str = ""
    ) -> None:
        earlier = [one for one in operands if isinstance(one, TracedNumber)]
        reduced = operation in REDUCTIONS
        self.notes = notes
        self.index = len(notes.values)
        self.operation = operation
        self.operands = operands
        self.name = name
        self.uniform = (
            reduced
            or operation == PICKED
            or (operation not in {ROW, COLUMN} and all(one.uniform for one in earlier))
        )
        self.level = max((one.level for one in earlier), default=0) + reduced

    @property
    def truth(self) -> bool:
        """Whether it is a truth value."""
        return self.operation in _LOGIC | _COMPARISONS

    @property
    def reader(self) -> Notes:
        """The notes that it stands among."""
        return self.notes

    def operate(self, name: str, *operands: Any) -> TracedNumber:  # noqa: ANN401  stand-ins or numbers
        """Note down one of NumPy's universal functions."""
        name = _SAME.get(name, name)
        if name in _LOGIC:
            return self.notes.note(name, *(_truth(one) for one in operands))
        if name in DERIVED:
            return DERIVED[name](*operands)
        if name not in _ARITHMETIC | _COMPARISONS | FUNCTIONS.keys() | {"negative"}:
            raise unknown(name)
        if name in {"multiply", "divide"} and isinstance(operands[1], float) and operands[1] == 1.0:
            return operands[0]  # as it is, to the last bit
        return self.notes.note(name, *(number(one) for one in operands))

    def select(self, condition: Operand, a: Operand, b: Operand) -> Any:  # noqa: ANN401  a stand-in or a number
        """Note down a selection; a condition that is known selects at once."""
        if not isinstance(condition, TracedNumber):
            return a if condition else b
        return self.notes.note("select", _truth(condition), number(a), number(b))

    def filled(self, number: float) -> float:
        """Return the number itself."""
        return float(number)


class Notes:
    """The operations of one function, in order; equal ones are noted once."""

    def __init__(self) -> None:
        self.values: list[TracedNumber] = []
        self._known: dict[tuple[Any, ...], TracedNumber] = {}

    def note(self, operation: str, *operands: Operand, name: str = "") -> TracedNumber:
        """Return the stand-in of an operation's result."""
        keys = (("value", one.index) if isinstance(one, TracedNumber) else repr(one) for one in operands)
        key = (operation, name, *keys)
        if key not in self._known:
            made = TracedNumber(self, operation, operands, name)
            self._known[key] = made
            self.values.append(made)
        return self._known[key]

    def needed(self, results: Iterable[Operand], known: Container[int] = ()) -> list[TracedNumber]:
        """Return what the results are computed from, in order; what is known has no sources."""
        waiting, found = list(results), set[int]()
        while waiting:
            one = waiting.pop()
            if isinstance(one, TracedNumber) and one.index not in found:
                found.add(one.index)
                waiting += () if one.index in known else one.operands
        return [self.values[index] for index in sorted(found)]

    # What a row-wise body asks for besides, see _row_dialect.

    def reduce(self, kind: str, value: Operand) -> TracedNumber:
        """Note down the maximum or the sum of a value over the row."""
        if not isinstance(value, TracedNumber) or value.uniform:
            raise NotCompilableError(f"it takes the {kind} over a row of what is one number per row")
        return self.note(kind, number(value))

    def length(self) -> TracedNumber:
        """Return how many entries a row has."""
        return self.note(LENGTH)

    def columns(self) -> TracedNumber:
        """Return the index of an entry in its row."""
        return self.note(COLUMN)

    def pick(self, row: TracedNumber, label: Operand) -> TracedNumber:
        """Return the entry of an input at the label of the row."""
        if row.operation != ROW or not isinstance(label, TracedNumber) or label.operation != LABEL:
            raise NotCompilableError(
                "it picks from something that is no input of its own, or at no label"
            )
        return self.note(PICKED, row, label)

    def keep(self, value: TracedNumber) -> None:
        """Do nothing: text computes again what several passes need."""


def number(value: Any) -> Operand:  # noqa: ANN401  a stand-in or a number
    """Return an operand of arithmetic; a truth value is refused."""
    if isinstance(value, TracedNumber):
        if value.truth:
            raise NotCompilableError("a truth value stands where a number is needed")
        return value
    return float(value)


def _truth(value: Any) -> Operand:  # noqa: ANN401  as above
    if isinstance(value, TracedNumber):
        if not value.truth:
            raise NotCompilableError("a number stands where a truth value is needed")
        return value
    return bool(cast("bool", value))
