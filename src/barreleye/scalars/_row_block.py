"""The compiler's reading of a row-wise body: steps, and the reductions between them.

A reduction (the maximum or the sum of a row) needs all of a row before anything that uses it can
start, so it divides the steps into passes over the row: whatever uses no reduction can run in
pass 0, whatever uses one of level 0 in pass 1, and so on. :class:`RowBlock` notes each step, knows its
level, and says which ones a pass needs; the loops (``kernels/_row_passes.py``) have them done again there.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable

from ..errors import NotCompilableError
from ._ir_builder import IRBuilder
from ._row_steps import RowInput, Step
from ._traced_vector import NUMBER, Operand, TracedVector


class RowBlock(IRBuilder):
    """The steps of one body, or of several.

    Equal steps are noted once, so that two bodies share what they have in common. A step is what a method of
    :class:`IRBuilder` does; those that bodies reach are below.

    Attributes
    ----------
    steps : dict of str to Step
        By the names of their values, in order.
    kept : list of str
        Names of values that later passes load instead of computing them again.
    """

    def __init__(self, width: int, *, fine: bool = True) -> None:
        super().__init__(width, "double", fine=fine)
        self.steps: dict[str, Step] = {}
        self.kept: list[str] = []
        self._known: dict[tuple[str, ...], TracedVector] = {}

    def operate(self, operation: str, kind: str, result: str, *operands: Operand) -> TracedVector:
        """Note an operation."""
        return self._noted("operate", super().operate, operation, kind, result, *operands)

    def call(self, intrinsic: str, *operands: Operand) -> TracedVector:
        """Note a call."""
        return self._noted("call", super().call, intrinsic, *operands)

    def select(self, mask: TracedVector | bool, a: Operand, b: Operand) -> TracedVector:
        """Note a choice, unless it is made already."""
        if not isinstance(mask, TracedVector):
            return self.number(a if mask else b)
        return self._noted("select", super().select, mask, a, b)

    def convert(self, value: TracedVector, operation: str, kind: str) -> TracedVector:
        """Note a conversion."""
        return self._noted("convert", super().convert, value, operation, kind)

    def constant(self, value: float) -> TracedVector:
        """Note a number."""
        return self._noted("constant", super().constant, value)

    def branch_if_any(self, *_: object, **__: object) -> TracedVector:
        """Refuse: a pass over a row has no branches."""
        raise NotCompilableError("sin and cos of a whole row are not compiled")

    def provided(self, word: RowInput, *given: object) -> TracedVector:
        """Return a value that no instruction makes."""
        return self._noted(
            word, lambda *_: TracedVector(self, f"%{word.name}{len(self.steps)}", NUMBER), *given
        )

    def reduce(self, kind: str, value: Operand) -> TracedVector:
        """Return the maximum or the sum of a value over the row."""
        if not self.varies(operand := self.number(value)):
            raise NotCompilableError(f"it takes the {kind} over a row of what is one number per row")
        return self.provided(RowInput.REDUCTION, kind, operand)

    def length(self) -> TracedVector:
        """Return how many entries a row has, as a number."""
        return self.reduce("max", self.columns()) + 1.0

    def columns(self) -> TracedVector:
        """Return the index of each entry in its row, as a number."""
        return self.provided(RowInput.COLUMNS)

    def pick(self, matrix: TracedVector, label: Operand) -> TracedVector:
        """Return the entry of an input at the label of the row."""
        if not isinstance(label, TracedVector) or self.steps[label.name].method != RowInput.LABEL:
            raise NotCompilableError("it picks at something that is not the label of the row")
        source = self.steps[matrix.name]
        if source.method != RowInput.MATRIX:
            raise NotCompilableError("it picks from something that is no input of its own")
        return self.provided(RowInput.PICKED, *source.given)

    def keep(self, value: TracedVector) -> None:
        """Say that a value is worth its memory: later passes load it."""
        step = self.steps[value.name]
        # inputs, and what is one number per row, are there anyway
        if step.varies and not isinstance(step.method, RowInput) and value.name not in self.kept:
            self.kept.append(value.name)

    def varies(self, value: TracedVector) -> bool:
        """Say whether a value differs from entry to entry of a row."""
        return self.steps[value.name].varies

    def needed(
        self, targets: Iterable[str], known: Container[str] = (), stored: Container[str] = ()
    ) -> dict[str, Step]:
        """Return the targets and all that they depend on, in order, but for what is known.

        What is ``stored`` somewhere depends on nothing.
        """
        found: set[str] = set()
        waiting = list(targets)
        while waiting:
            name = waiting.pop()
            if name not in found and name not in known:
                found.add(name)
                waiting += [] if name in stored else self.steps[name].operands
        return {name: step for name, step in self.steps.items() if name in found}

    def reductions(self, results: Iterable[str]) -> list[dict[str, Step]]:
        """Return the reductions that the results depend on, pass by pass."""
        passes: dict[int, dict[str, Step]] = {}
        for name, step in self.needed(results).items():
            if step.method == RowInput.REDUCTION:
                passes.setdefault(step.level, {})[name] = step
        return [passes[level] for level in sorted(passes)]

    def _noted(self, method: str, make: Callable[..., TracedVector], *given: object) -> TracedVector:
        """Return the value of a step, new or known; what makes it refuses operands that do not fit."""
        key = (method, *(one.name if isinstance(one, TracedVector) else repr(one) for one in given))
        if key not in self._known:
            self._known[key] = made = make(*given)
            used = [self.steps[one.name] for one in given if isinstance(one, TracedVector)]
            reduces = method == RowInput.REDUCTION
            self.steps[made.name] = Step(
                method,
                given,
                level=max((one.level for one in used), default=0) + reduces,
                varies=method in {RowInput.MATRIX, RowInput.COLUMNS}
                or (any(one.varies for one in used) and not reduces),
            )
        known = self._known[key]
        return TracedVector(self, known.name, known.kind)
