"""The compiler's reading of a row-wise body: steps, and the reductions between them.

A reduction (the maximum or the sum of a row) needs all of a row before anything that uses it can
start, so it divides the steps into passes over the row: whatever uses no reduction can run in
pass 0, whatever uses one of level 0 in pass 1, and so on. :class:`RowBlock` takes note of each step,
knows its level, and says which ones a pass needs; whoever writes the loops has them done again there.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import NotCompilableError
from ._ir_builder import IRBuilder
from ._traced_vector import NUMBER, Operand, TracedVector

MATRIX, COLUMNS, PICKED, LABEL, OTHER, ENTRY = (
    "matrix", "columns", "picked", "label", "other", "entry",
)  # fmt: skip
REDUCTION = "reduction"
_NOT_DONE = {MATRIX, COLUMNS, PICKED, LABEL, OTHER, ENTRY, REDUCTION}


@dataclass(frozen=True, slots=True)
class Step:
    """One value of a body, and what it is made of.

    Attributes
    ----------
    method : str
        The method of an :class:`IRBuilder` that makes it; or one of the words above, for what the loops provide.
    given : tuple
        The arguments. Those that are stand-ins are the values that it depends on.
    level : int
        The first pass in which it can be computed.
    varies : bool
        Whether it differs from entry to entry of a row.
    """

    method: str
    given: tuple[Any, ...]
    level: int = 0
    varies: bool = False

    @property
    def operands(self) -> list[str]:
        """The names of the values that it depends on."""
        return [one.name for one in self.given if isinstance(one, TracedVector)]

    def done(self, code: IRBuilder, values: Mapping[str, TracedVector]) -> TracedVector:
        """Do it in other code, with the values that stand there for its operands."""
        given = (values[one.name] if isinstance(one, TracedVector) else one for one in self.given)
        return getattr(code, self.method)(*given)


class RowBlock(IRBuilder):
    """The steps of one body, or of several.

    Equal steps are noted once, so that two bodies share what they have in common.

    Attributes
    ----------
    steps : dict of str to Step
        By the names of their values, in order.
    kept : list of str
        Names of values that later passes load instead of computing them again.
    """

    def __init__(self, width: int, *, precise: bool = True) -> None:
        super().__init__(width, "double", precise=precise)
        self.steps: dict[str, Step] = {}
        self.kept: list[str] = []
        self._known: dict[tuple[str, ...], TracedVector] = {}

    # What the loops provide

    def matrix(self, k: int) -> TracedVector:
        """Return the entries of an input, one to a lane."""
        return self._provided(MATRIX, k, varies=True)

    def columns(self) -> TracedVector:
        """Return the index of each lane in its row."""
        return self._provided(COLUMNS, varies=True)

    def row_label(self) -> TracedVector:
        """Return the label of the row, a whole number."""
        return self._provided(LABEL)

    def row_number(self, k: int) -> TracedVector:
        """Return another number of the row."""
        return self._provided(OTHER, k)

    def table_entry(self, k: int) -> TracedVector:
        """Return a constant of the table."""
        return self._provided(ENTRY, k)

    def pick(self, matrix: TracedVector, label: TracedVector | float) -> TracedVector:
        """Return the entry of an input at the label of the row."""
        if not isinstance(label, TracedVector) or self.steps[label.name].method != LABEL:
            raise NotCompilableError("it picks at something that is not the label of the row")
        source = self.steps[matrix.name]
        if source.method != MATRIX:
            raise NotCompilableError("it picks from something that is no input of its own")
        return self._provided(PICKED, *source.given)

    def reduce(self, kind: str, value: TracedVector | float) -> TracedVector:
        """Return the maximum or the sum of a value over the row."""
        if not self.varies(operand := self.number(value)):
            raise NotCompilableError(f"it takes the {kind} over a row of what is one number per row")
        return self._provided(REDUCTION, kind, operand, level=self.steps[operand.name].level + 1)

    def keep(self, value: TracedVector) -> None:
        """Say that a value is worth its memory: later passes load it."""
        step = self.steps[value.name]
        # what the loops provide, and what is one number per row, is there anyway
        if step.varies and step.method not in _NOT_DONE and value.name not in self.kept:
            self.kept.append(value.name)

    # What can be done with it: the methods that a body reaches, and no other

    def operate(self, operation: str, kind: str, result: str, *operands: Operand) -> TracedVector:
        """Take note of an operation."""
        return self._noted("operate", super().operate, operation, kind, result, *operands)

    def call(self, intrinsic: str, *operands: Operand) -> TracedVector:
        """Take note of a call."""
        return self._noted("call", super().call, intrinsic, *operands)

    def select(self, mask: TracedVector | bool, a: Operand, b: Operand) -> TracedVector:
        """Take note of a choice, unless it is made already."""
        if not isinstance(mask, TracedVector):
            return self.number(a if mask else b)
        return self._noted("select", super().select, mask, a, b)

    def convert(self, value: TracedVector, operation: str, kind: str) -> TracedVector:
        """Take note of a conversion."""
        return self._noted("convert", super().convert, value, operation, kind)

    def constant(self, value: float) -> TracedVector:
        """Take note of a number."""
        return self._noted("constant", super().constant, value)

    def rarely(
        self,
        mask: TracedVector | bool,  # noqa: ARG002  its parent's
        usual: TracedVector,  # noqa: ARG002
        instead: Callable[[], TracedVector],  # noqa: ARG002
    ) -> TracedVector:
        """Refuse: a pass over a row has no branches."""
        raise NotCompilableError("sin and cos of a whole row are not compiled")

    # What is known of it

    def number(self, value: Operand) -> TracedVector:
        """Return a number as a value of its own, whatever it was, or refuse it."""
        if not isinstance(value, TracedVector):
            return self.constant(value)
        self.text(value)  # refuses a mask
        return value

    def varies(self, value: TracedVector) -> bool:
        """Say whether a value differs from entry to entry of a row."""
        return self.steps[value.name].varies

    def needed(
        self, targets: Iterable[str], known: Container[str] = (), stored: Container[str] = ()
    ) -> list[str]:
        """Return what the targets depend on, and themselves, in order, but for what is known.

        What is ``stored`` is there, and depends on nothing.
        """
        found: set[str] = set()
        waiting = list(targets)
        while waiting:
            name = waiting.pop()
            if name not in found and name not in known:
                found.add(name)
                waiting += [] if name in stored else self.steps[name].operands
        return [name for name in self.steps if name in found]

    def reductions(self, results: Iterable[str]) -> list[list[str]]:
        """Return the reductions that the results depend on, pass by pass."""
        passes: dict[int, list[str]] = {}
        for name in self.needed(results):
            if self.steps[name].method == REDUCTION:
                passes.setdefault(self.steps[name].level, []).append(name)
        return [passes[level] for level in sorted(passes)]

    def _provided(self, word: str, *given: object, level: int = 0, varies: bool = False) -> TracedVector:
        def make(*_: object) -> TracedVector:
            return TracedVector(self, f"%{word}{len(self.steps)}", NUMBER)

        return self._noted(word, make, *given, level=level, varies=varies)

    def _noted(
        self,
        method: str,
        make: Callable[..., TracedVector],  # its parent's method, which refuses what does not fit
        *given: object,
        level: int = 0,
        varies: bool | None = None,
    ) -> TracedVector:
        """Return the value of a step, which is noted unless it is there."""
        key = (method, *(one.name if isinstance(one, TracedVector) else repr(one) for one in given))
        if key not in self._known:
            used = [self.steps[one.name] for one in given if isinstance(one, TracedVector)]
            self._known[key] = made = make(*given)
            self.steps[made.name] = Step(
                method,
                given,
                max((one.level for one in used), default=0) if varies is None else level,
                any(one.varies for one in used) if varies is None else varies,
            )
        known = self._known[key]
        return TracedVector(self, known.name, known.kind)
