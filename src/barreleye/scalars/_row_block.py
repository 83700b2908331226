"""The compiler's reading of a row-wise body: instructions with the reductions between them.

A reduction (the maximum or the sum of a row) needs all of a row before anything that uses it can
start, so it divides the instructions into passes over the row: whatever uses no reduction can run in
pass 0, whatever uses one of level 0 in pass 1, and so on. :class:`RowBlock` writes down instructions
as its parent does, knows the level of each, and hands out what one pass needs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from ..errors import NotCompilableError
from ._ir_builder import IRBuilder
from ._traced_vector import NUMBER, TracedVector

_NAME = re.compile(r"%[a-z]+\d+")
_INPUT = re.compile(r"%z\d+")
LABEL = "%y0"  # one whole number per row, as a float
COLUMN = "%k0"  # the index of each lane in its row


class Reduction(NamedTuple):
    """The maximum or the sum of ``operand`` over a row, as a number that fills every lane."""

    name: str
    kind: str
    operand: str


class RowBlock(IRBuilder):
    """Instructions on the vectors of a row.

    The inputs are ``%z0``, ``%z1`` ... (vectors of a row), ``%y0`` (the label of the row), ``%w0`` ... (other
    numbers of the row) and ``%q0`` ... (the entry of ``%z0`` at the label).
    Equal instructions are written down once, so that two bodies share what they have in common.
    """

    def __init__(self, width: int, *, precise: bool = True) -> None:
        super().__init__(width, "double", precise=precise)
        self.reductions: list[Reduction] = []
        self.kept: list[str] = []
        self.picked: list[str] = []
        self._known: dict[tuple[str, str], str] = {}
        self._operands: dict[str, list[str]] = {}
        self._texts: dict[str, str] = {}
        self._level: dict[str, int] = {}
        self._varies: dict[str, bool] = {}
        self._kind: dict[str, str] = {}

    def emit(self, instruction: str, kind: str = NUMBER) -> TracedVector:
        """Append an instruction, or find it among those that are there."""
        key = instruction, kind
        if key not in self._known:
            lanes = super().emit(instruction, kind)
            operands = _NAME.findall(instruction)
            self._known[key] = lanes.name
            self._operands[lanes.name] = operands
            self._texts[lanes.name] = self.lines[-1]
            self._level[lanes.name] = max(map(self.level, operands), default=0)
            self._varies[lanes.name] = any(map(self.varies, operands))
            self._kind[lanes.name] = kind
        return TracedVector(self, self._known[key], kind)

    def rarely(
        self,
        mask: TracedVector | bool,  # noqa: ARG002  its parent's
        usual: TracedVector,  # noqa: ARG002
        instead: Callable[[], TracedVector],  # noqa: ARG002
    ) -> TracedVector:
        """Refuse: a pass over a row has no branches."""
        raise NotCompilableError("sin and cos of a whole row are not compiled")

    def reduce(self, kind: str, value: TracedVector | float) -> TracedVector:
        """Return the maximum or the sum of a value over the row."""
        operand = self.text(value)
        if not self.varies(operand):
            raise NotCompilableError(f"it takes the {kind} over a row of what is one number per row")
        for known in self.reductions:
            if known[1:] == (kind, operand):
                return TracedVector(self, known.name, NUMBER)
        made = Reduction(f"%r{len(self.reductions)}", kind, operand)
        self.reductions.append(made)
        self._level[made.name] = self.level(operand) + 1
        return TracedVector(self, made.name, NUMBER)

    def length(self) -> TracedVector:
        """Return how many entries a row has, as a number."""
        return self.reduce("max", self.columns()) + 1.0

    def columns(self) -> TracedVector:
        """Return the index of each lane in its row."""
        return TracedVector(self, COLUMN, NUMBER)

    def pick(self, matrix: TracedVector, label: TracedVector | float) -> TracedVector:
        """Return the entry of an input at the label of the row, in every lane."""
        if not isinstance(label, TracedVector) or label.name != LABEL:
            raise NotCompilableError("it picks at something that is not the label of the row")
        if not _INPUT.fullmatch(matrix.name):
            raise NotCompilableError("it picks from something that is no input of its own")
        if matrix.name not in self.picked:
            self.picked.append(matrix.name)
        return TracedVector(self, f"%q{matrix.name[2:]}", NUMBER)

    def keep(self, value: TracedVector) -> None:
        """Say that a value is worth its memory: later passes load it."""
        # inputs, and what is one number per row, are there anyway
        if value.name not in self.kept and value.name in self._texts and self.varies(value.name):
            self.kept.append(value.name)

    def level(self, name: str) -> int:
        """Return the first pass in which a value can be computed."""
        return self._level.get(name, 0)

    def kind(self, name: str) -> str:
        """Return the kind of an instruction's result."""
        return self._kind[name]

    def varies(self, name: str) -> bool:
        """Say whether a value differs from entry to entry of a row."""
        return self._varies.get(name, name[:2] in {"%z", "%k"})

    def needed(self, targets: Iterable[str], known: Iterable[str] = ()) -> tuple[list[str], set[str]]:
        """Return the lines that compute the targets, in order, and all names that they use.

        Nothing is computed for what is ``known``, and for the inputs and reductions.
        """
        used: set[str] = set()
        waiting = [name for target in targets for name in _NAME.findall(target)]
        stops = set(known)
        while waiting:
            name = waiting.pop()
            if name not in used:
                used.add(name)
                if name not in stops:
                    waiting += self._operands.get(name, [])
        lines = [text for name, text in self._texts.items() if name in used and name not in stops]
        return lines, used
