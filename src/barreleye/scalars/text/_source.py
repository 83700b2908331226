"""A file of functions: bodies in the dialect, written down in a language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from ..._text import counted
from ...errors import NotCompilableError
from .._dialect import reading
from ._language import Language, Parameter, Types
from ._notes import INPUT, LABEL, ROW, Notes, Operand, TracedNumber, number
from ._rows import Result, at_once, in_loops
from ._statements import Expression, Statements

Body = Callable[..., Any]


class Source:
    """Functions in one language, under construction.

    Parameters
    ----------
    language : Language
    dtype : str
        ``"float32"``: arrays hold float32, and results are right once they are rounded to it.
        ``"float64"``: results keep all bits of a float64.
    """

    def __init__(self, language: Language, dtype: str) -> None:
        self.language = language
        self.dtype = dtype
        self._helpers: set[str] = set()
        self._functions: list[str] = []

    def text(self) -> str:
        """Return the file."""
        helpers = [text for name, text in self.language.helpers.items() if name in self._helpers]
        parts = [self.language.beginning, *helpers, *self._functions]
        return self.language.between.join(part for part in parts if part) + "\n"

    def add(
        self,
        name: str,
        body: Body,
        constants: Mapping[str, float],
        comment: str = "",
        numbers: Sequence[str] = ("z",),
    ) -> None:
        """Write a function of numbers, by default of one, z.

        Raises
        ------
        NotCompilableError
            The body uses something outside of the dialect.
        """
        notes = Notes()
        inputs = [notes.note(INPUT, name=self.language.identifier(one)) for one in numbers]
        (result,) = self._read(name, body, inputs, constants, 1)
        code = Statements(self.language, {one.name for one in inputs}, single=False)
        code.known |= {one.index: Expression(one.name) for one in inputs}
        lines = code.define(notes.needed([result]), [result])
        lines.append(self.language.result.format(code.text(result)))
        self._close(name, [Parameter(one.name, "number") for one in inputs], code, lines, comment)

    def add_rows(
        self,
        name: str,
        body: Body,
        rows: Sequence[str],
        results: Sequence[str],
        *,
        label: str = "",
        numbers: Sequence[str] = (),
        constants: Mapping[str, float] | None = None,
        single: bool = False,
        comment: str = "",
    ) -> None:
        """Write a function of rows: arrays of n entries each, or in Python matrices of such rows.

        Parameters
        ----------
        name : str
        body : callable
            Takes stand-ins of the rows, the label and the numbers, in this order, and returns as many values as
            there are results.
        rows : sequence of str
            Their names.
        results : sequence of str
            The name of the array that each result is written to, one of the rows or another; "" for one number,
            which is returned. Python returns them all.
        label : str
            The name of a whole number, or "" for none.
        numbers : sequence of str
            The names of numbers that are the same for the whole row.
        constants : mapping of str to float
            Keyword arguments of the body, whose values are written down.
        single : bool
            Arithmetic in float32 where dtype says so, instead of float64.
        comment : str
            A line above the function.

        Raises
        ------
        NotCompilableError
            The body uses something outside of the dialect.
        """
        named = self.language.identifier
        notes = Notes()
        inputs = [notes.note(ROW, name=named(one)) for one in rows]
        inputs += [notes.note(LABEL, name=named(label))] if label else []
        inputs += [notes.note(INPUT, name=named(one)) for one in numbers]
        made = self._read(name, body, inputs, constants or {}, len(results))
        if any(not place and not _uniform(one) for place, one in zip(results, made, strict=True)):
            raise self._refusal(name, "it gives a row where one number per row is asked for")
        places = [named(one) if one else "" for one in results]
        parameters = _parameters(inputs, places)
        names = {one.name for one in parameters}
        code = Statements(
            self.language,
            names | {f"{one}_i" for one in names},
            single=single and self.dtype == "float32",
        )
        write = in_loops if self.language.loops else at_once
        lines = write(code, notes, [Result(*one) for one in zip(places, made, strict=True)])
        self._close(name, parameters, code, lines, comment)

    def _read(
        self,
        name: str,
        body: Body,
        inputs: Sequence[TracedNumber],
        constants: Mapping[str, float],
        count: int,
    ) -> list[Operand]:
        try:
            with reading(fine=self.dtype == "float64"):
                made: Any = body(*inputs, **constants)
            given = cast("tuple[Any, ...]", made) if isinstance(made, tuple) else (made,)
            results = [number(one) for one in given]
        except Exception as error:  # a body may be anybody's
            raise self._refusal(name, f"it raises {type(error).__name__}: {error}", error) from error
        if len(results) != count:
            raise self._refusal(name, f"it gives {counted(len(results), 'result')}, not {count}")
        return results

    def _refusal(self, name: str, reason: str, error: Exception | None = None) -> NotCompilableError:
        reason = str(error) if isinstance(error, NotCompilableError) else reason
        return NotCompilableError(f"{name} cannot be written as {self.language.name}: {reason}")

    def _close(
        self,
        name: str,
        parameters: Sequence[Parameter],
        code: Statements,
        lines: Sequence[str],
        comment: str,
    ) -> None:
        language = self.language
        self._helpers |= code.helpers
        used = " ".join(lines)
        unused = [one.name for one in parameters if one.name not in used] if language.unused else []
        types = Types(self.dtype, "float32" if code.single else "float64")
        full_name = language.prefix + language.identifier(name)
        self._functions.append(
            "\n".join(
                [
                    *([language.comment(comment)] if comment else []),
                    *language.head(full_name, parameters, types),
                    *(language.indent + language.unused.format(one) for one in unused),
                    *(language.indent + line for line in lines),
                    *([language.end] if language.end else []),
                ]
            )
        )


def _uniform(value: Operand) -> bool:
    """Say whether a value is the same for all entries of a row."""
    return not isinstance(value, TracedNumber) or value.uniform


def _parameters(inputs: Sequence[TracedNumber], places: Sequence[str]) -> list[Parameter]:
    """Return what the function takes: its inputs, and the arrays of results that are not among them."""
    roles = {ROW: "row", LABEL: "label", INPUT: "number"}
    names = [one.name for one in inputs]
    given = [
        Parameter(one.name, "both" if one.name in places else roles[one.operation]) for one in inputs
    ]
    return [*given, *(Parameter(one, "result") for one in places if one and one not in names)]
