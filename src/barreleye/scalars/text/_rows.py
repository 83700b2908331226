"""Functions of a row: loops over its entries, one for each maximum or sum that the next one needs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ._language import LEVEL_NAME, LEVEL_SIGN
from ._notes import COLUMN, LABEL, LENGTH, PICKED, REDUCTIONS, ROW, Notes, Operand, TracedNumber
from ._statements import Expression, Statements


class Result(NamedTuple):
    """A value, and the array that it is written to, or "" if it is one number, which is returned."""

    place: str
    value: Operand


def in_loops(code: Statements, notes: Notes, results: Sequence[Result]) -> list[str]:
    """Return the lines of a function of one row."""
    for value in notes.values:
        if value.operation in _BINDINGS:
            code.known[value.index] = _BINDINGS[value.operation](code, value)
    values = [one.value for one in results]
    reductions = [one for one in notes.needed(values) if one.operation in REDUCTIONS]
    lines = list[str]()
    for level in range(1, max((one.level for one in reductions), default=0) + 1):
        lines += _reduced(code, notes, [one for one in reductions if one.level == level])
    stored = [one for one in results if one.place]
    if stored:
        lines += _loop(
            code, notes, [one.value for one in stored], (), [],
            lambda: [f"{one.place}[i] = {code.text(one.value)};" for one in stored],
        )  # fmt: skip
    numbers = [one.value for one in results if not one.place]
    lines += code.define(notes.needed(numbers, code.known), numbers)
    return [*lines, *(code.language.result.format(code.text(one)) for one in numbers)]


def at_once(code: Statements, notes: Notes, results: Sequence[Result]) -> list[str]:
    """Return the lines of a function of all rows, whose language computes with whole arrays."""
    values = [one.value for one in results]
    needed = notes.needed(values)
    rows = next(one.name for one in notes.values if one.operation == ROW)
    for value in needed:
        named = {COLUMN: f"np.arange({rows}.shape[1])", LENGTH: f"{rows}.shape[1]"}
        if value.name or value.operation in named:
            code.known[value.index] = Expression(named.get(value.operation, value.name))
    lines = code.define(needed, values)
    texts = [
        code.text(one.value) if one.place else f"{code.text(one.value, LEVEL_NAME)}[:, 0]"
        for one in results
    ]
    return [*lines, code.language.result.format(", ".join(texts))]


def _reduced(code: Statements, notes: Notes, reductions: Sequence[TracedNumber]) -> list[str]:
    """Return one loop that computes maxima and sums."""
    operands = [one.operands[0] for one in reductions]
    compared = [one.operands[0] for one in reductions if one.operation == "max"]
    variables = list[str]()

    def accumulate() -> list[str]:
        lines = list[str]()
        for one, operand in zip(reductions, operands, strict=True):
            name, x = code.fresh(), code.text(operand)
            first = code.language.number(-math.inf if one.operation == "max" else 0.0, code.single)
            variables.append(code.language.variable(code.kind(one), name, first))
            lines.append(
                f"if ({x} > {name}) {name} = {x};" if one.operation == "max" else f"{name} += {x};"
            )
            code.known[one.index] = Expression(name)
        return lines

    return _loop(code, notes, operands, compared, variables, accumulate)


def _loop(
    code: Statements,
    notes: Notes,
    targets: Sequence[Operand],
    twice: Sequence[Operand],
    variables: list[str],
    close: Callable[[], list[str]],
) -> list[str]:
    """Return a loop over the entries of a row, after what is the same for all of them.

    It computes the targets, those that ``close`` writes ``twice`` under a name, and ends with the lines that
    ``close`` returns. These may add to ``variables``, which are defined before the loop.
    """
    language = code.language
    values = notes.needed(targets, code.known)
    uniform, varying = ([one for one in values if one.uniform is same] for same in (True, False))
    used = [one for user in (*(value.operands for value in varying), targets) for one in user]
    before = code.define(
        uniform, [*used, *used]
    )  # twice, so that each has a name: a loop computes it once
    inner = [
        language.statement(code.kind(one), f"{one.name}_i", f"{one.name}[i]")
        for one in varying
        if one.operation == ROW
    ]
    inner += code.define(varying, [*targets, *twice])
    inner += close()
    code.forget(one for one in varying if one.operation not in _BINDINGS)
    return [
        *before,
        *variables,
        language.loop,
        *(language.indent + line for line in inner),
        language.end,
    ]


def _whole(code: Statements, name: str) -> Expression:
    """Return a whole number, or one of an array, as a number of the type that is computed with."""
    text = code.language.converted.format(name)
    return Expression(text, LEVEL_NAME if text == name else LEVEL_SIGN)


def _entry(row: Operand, label: Operand) -> str:
    return (
        f"{row.name}[{label.name}]"
        if isinstance(row, TracedNumber) and isinstance(label, TracedNumber)
        else ""
    )


_BINDINGS: dict[str, Callable[[Statements, TracedNumber], Expression]] = {
    "input": lambda _, value: Expression(value.name),
    ROW: lambda _, value: Expression(f"{value.name}_i"),
    COLUMN: lambda code, _: _whole(code, "i"),
    LENGTH: lambda code, _: _whole(code, "n"),
    LABEL: lambda code, value: _whole(code, value.name),
    PICKED: lambda code, value: _whole(code, _entry(*value.operands)),
}
