"""From notes to statements: expressions of readable length, and names for what is used more than once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ._language import LEVEL_NAME, LEVEL_SIGN, Language
from ._notes import Operand, TracedNumber

LONGEST = 52  # characters of an expression that is written into another one
_OPPOSITE = {"add": "subtract", "subtract": "add"}


class Expression(NamedTuple):
    """Text, and how tightly it binds."""

    text: str
    level: int = LEVEL_NAME


class Statements:
    """Writes what defines the values of one function, under names of its own.

    Parameters
    ----------
    language : Language
    single : bool
        Arithmetic in float32, each operation rounded, or else in float64.
    taken : iterable of str
        Names that stand for something else.
    """

    def __init__(self, language: Language, taken: Iterable[str], *, single: bool) -> None:
        self.language = language
        self.single = single
        self.helpers: set[str] = set()
        self.known: dict[int, Expression] = {}
        self._taken = set(taken)
        self._count = 0

    def define(self, values: Sequence[TracedNumber], results: Iterable[Operand]) -> list[str]:
        """Return the statements that define the values, as far as the results use them.

        What is used once becomes part of the expression that uses it, unless that would be long.
        """
        uses = Counter(
            one.index
            for user in (*(value.operands for value in values), results)
            for one in user
            if isinstance(one, TracedNumber)
        )
        lines = list[str]()
        for value in values:
            if value.index in self.known:
                continue
            expression = self.spelled(value)
            if uses[value.index] > 1 or len(expression.text) > LONGEST:
                name = self.fresh()
                lines.append(self.language.statement(self.kind(value), name, expression.text))
                expression = Expression(name)
            self.known[value.index] = expression
        return lines

    def forget(self, values: Iterable[TracedNumber]) -> None:
        """Take back the names of values, whose definitions end here."""
        for value in values:
            self.known.pop(value.index, None)

    def fresh(self) -> str:
        """Return a name that nothing has."""
        while True:
            self._count += 1
            name = f"t{self._count}"
            if name not in self._taken:
                return name

    def kind(self, value: TracedNumber) -> str:
        """Return the type of a value."""
        return "truth" if value.truth else "float32" if self.single else "float64"

    def spelled(self, value: TracedNumber) -> Expression:
        """Return the operation that makes a value."""
        operation, operands = value.operation, value.operands
        if operation in _OPPOSITE and isinstance(operands[1], float) and operands[1] < 0.0:
            operation, operands = _OPPOSITE[operation], (operands[0], -operands[1])
        if operation in self.language.helpers:
            self.helpers.add(operation)
        form = self.language.forms[operation]
        texts = (self.text(one, level) for one, level in zip(operands, form.operands, strict=True))
        text = form.template.format(*texts)
        if self.single and operation in self.language.rounding:
            return Expression(self.language.rounded.format(text))
        return Expression(text, form.level)

    def text(self, operand: Operand, level: int = 0) -> str:
        """Return an operand as it stands where something binds that tightly."""
        if isinstance(operand, TracedNumber):
            expression = self.known[operand.index]
        elif isinstance(operand, bool):
            expression = Expression(self.language.truth[operand])
        else:
            text = self.language.number(operand, self.single)
            expression = Expression(text, LEVEL_SIGN if text.startswith("-") else LEVEL_NAME)
        return expression.text if expression.level >= level else f"({expression.text})"
