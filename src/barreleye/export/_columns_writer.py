"""The order in which the columns of a table become inputs, for a language to spell."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import ClassVar

from ..tables import ColumnPlan, TableEncoder
from ..tables.encodings import Bins, Codes, DateParts, NumberEncoding, Quantiles, Scaled
from ._c_language import FIELDS_RESERVED
from ._held_values import is_words
from ._source_words import identifiers, in_comment
from ._written_formulas import Formulas


class ColumnsWriter(ABC):
    """Writes what makes inputs of the values of a row.

    Parameters
    ----------
    encoders : sequence of TableEncoder
        Of the same columns; each has its own function.
    formulas : Formulas
        To which the formulas of the encodings are added.
    """

    v: ClassVar[str] = "v"
    """How the language calls the number of a column, where it is known."""

    def __init__(self, encoders: Sequence[TableEncoder], formulas: Formulas) -> None:
        self.encoders, self.formulas = encoders, formulas
        self.plans = [block.plan for block in encoders[0].blocks()]
        names = [plan.name for plan in self.plans]
        self.fields = dict(zip(names, identifiers(names, FIELDS_RESERVED), strict=True))
        self._defined: set[str] = set()

    def kinds(self) -> set[type[NumberEncoding]]:
        """Return which encodings of numbers there are."""
        return {type(one) for plan in self.plans if not is_words(plan) for one in plan.applied}

    def encoding_lines(self, encoder: TableEncoder) -> tuple[list[str], list[str]]:
        """Return definitions of constants, and the lines that write all inputs of a row."""
        definitions: list[str] = []
        lines: list[str] = []
        for block in encoder.blocks():
            plan, at, last = block.plan, block.inputs.start, block.inputs.stop - 1
            lines += ["", self.formulas.source.language.comment(in_comment(plan.name))]
            column = self._words if is_words(plan) else self._numbers
            for definition, line in column(plan, at, last):
                if definition and definition not in self._defined:
                    self._defined.add(definition)
                    definitions.append(definition)
                lines += [line] if line else []
        return definitions, lines

    def _words(self, plan: ColumnPlan, at: int, last: int) -> Iterator[tuple[str, str]]:
        name = self.constant(f"{self.fields[plan.name]}_words")
        yield self.define_words(name, plan.words), ""
        for line in self.put_word(plan, name, at, last):
            yield "", line

    def _numbers(self, plan: ColumnPlan, at: int, last: int) -> Iterator[tuple[str, str]]:
        known: list[tuple[str, str]] = []
        missing = [("", self.put(last, "1", known=False))] if plan.flag else []
        for encoding in plan.applied:
            known += self._encoded(encoding, plan, at)
            if isinstance(encoding, Scaled):
                missing += [
                    ("", self.put(at, self._scaled(encoding, self.number(plan.fill)), known=False))
                ]
            at += len(tuple(encoding.names("")))
        for line in self.take(plan):
            yield "", line
        yield from ((definition, "") for definition, _ in (*known, *missing))
        texts = [line for _, line in known if line], [line for _, line in missing if line]
        yield from (("", line) for line in self.either(*texts))

    def _encoded(self, encoding: NumberEncoding, plan: ColumnPlan, at: int) -> Iterator[tuple[str, str]]:
        """Yield the lines that write the inputs of a number, from a place on, and the constants that they need."""

        def numbers(what: str, values: Sequence[float]) -> tuple[str, str]:
            name = self.constant(f"{self.fields[plan.name]}_{what}")
            return name, self.define_numbers(name, values)

        if isinstance(encoding, Scaled):
            yield "", self.put(at, self._scaled(encoding, self.v))
        elif isinstance(encoding, Quantiles):
            values, definition = numbers("values", encoding.values)
            yield definition, ""
            scores, definition = numbers("scores", encoding.scores)
            yield definition, self.put_place(at, values, scores, len(encoding.values))
        elif isinstance(encoding, Bins):
            edges, definition = numbers("edges", encoding.edges)
            yield definition, self.put_bins(at, edges, len(encoding.edges) - 1)
        elif isinstance(encoding, Codes):
            values, definition = numbers("codes", encoding.values)
            yield definition, self.put_codes(at, values, len(encoding.values))
        elif isinstance(encoding, DateParts):
            for i, (name, formula) in enumerate(encoding.formulas()):
                yield "", self.put(at + i, f"{self.formulas.own(name, formula, 'days')}({self.v})")
        else:
            raise TypeError(f"inputs by {encoding.kind} cannot be written as source code")

    def _scaled(self, encoding: Scaled, v: str) -> str:
        center, scale = self.number(encoding.center), self.number(encoding.scale)
        return f"{self.formulas['scaled']}({v}, {center}, {scale})"

    def number(self, value: float) -> str:
        """Return a number as the language has it."""
        return self.formulas.source.language.number(value, False)

    def constant(self, name: str) -> str:
        """Return the full name of a constant."""
        return self.formulas.source.language.prefix + name

    @abstractmethod
    def define_words(self, name: str, words: Sequence[str]) -> str:
        """Return the definition of words."""

    @abstractmethod
    def define_numbers(self, name: str, numbers: Sequence[float]) -> str:
        """Return the definition of numbers."""

    @abstractmethod
    def take(self, plan: ColumnPlan) -> Iterator[str]:
        """Yield the lines that take the number of a column, and refuse one that is too far out."""

    @abstractmethod
    def either(self, known: list[str], missing: list[str]) -> Iterator[str]:
        """Yield the lines for a number that is known, and those for one that is missing."""

    @abstractmethod
    def put(self, at: int, value: str, *, known: bool = True) -> str:
        """Return the line that writes one input."""

    @abstractmethod
    def put_place(self, at: int, values: str, scores: str, count: int) -> str:
        """Return the line that writes the place among values."""

    @abstractmethod
    def put_bins(self, at: int, edges: str, count: int) -> str:
        """Return the line that writes the way through bins."""

    @abstractmethod
    def put_codes(self, at: int, values: str, count: int) -> str:
        """Return the line that writes which of a few numbers it is."""

    @abstractmethod
    def put_word(self, plan: ColumnPlan, words: str, at: int, last: int) -> Iterator[str]:
        """Yield the lines that write which word it is, or that it is missing."""
