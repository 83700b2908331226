"""The ONNX reader: bodies in the dialect become nodes, by the notes that the text reader takes.

Their results are right to the last digits of a float64 near 1, and not of a tiny number: ONNX has no log1p and no
expm1. They are computed in float64, as bodies expect, and with operators that onnxruntime has in float64.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ...errors import NotCompilableError
from ...scalars import read, reading
from ...scalars.text import COLUMN, INPUT, LENGTH, ROW, Notes, Operand, TracedNumber, number
from ._graph import Graph

_OPERATORS = {
    "add": "Add", "subtract": "Sub", "multiply": "Mul", "divide": "Div", "negative": "Neg",
    "less": "Less", "less_equal": "LessOrEqual", "greater": "Greater", "greater_equal": "GreaterOrEqual",
    "equal": "Equal", "and": "And", "or": "Or", "not": "Not", "select": "Where",
    "absolute": "Abs", "maximum": "Max", "minimum": "Min", "sign": "Sign", "sqrt": "Sqrt", "rint": "Round",
    "exp": "Exp", "log": "Log", "sin": "Sin", "tanh": "Tanh",
}  # fmt: skip
# Their float32 is the largest number that arctan is asked of.
_LARGEST = 1e30


def formula(
    graph: Graph,
    body: Callable[..., Any],
    *inputs: str,
    constants: Mapping[str, float] | None = None,
    fine: bool = True,
    width: int | None = None,
) -> str:
    """Add the nodes of a body and return the name of its result, a float64.

    Parameters
    ----------
    graph : Graph
    body : callable
    inputs : str
        Values that the body takes, float64; together they are broadcast.
    constants : mapping of str to float
        Keyword arguments of the body.
    fine : bool
        Whether all digits of a float64 are asked for, or those of a float32.
    width : int, optional
        The number of columns, for a body of rows.

    Raises
    ------
    NotCompilableError
        The body uses something outside of the dialect.
    """
    notes = Notes()
    given = [notes.note(INPUT if width is None else ROW, name=one) for one in inputs]
    with reading(fine=fine):
        result = number(read(body, *given, **(constants or {})))
    known: dict[int, str] = {}

    def named(one: Operand) -> str:
        if isinstance(one, TracedNumber):
            return known[one.index]
        return graph.constant(one, np.bool_ if isinstance(one, bool) else np.float64)

    for value in notes.needed([result]):
        if value.operation in {INPUT, ROW}:
            known[value.index] = value.name
        elif value.operation in {LENGTH, COLUMN} and width is not None:
            known[value.index] = graph.constant(width if value.operation == LENGTH else np.arange(width))
        else:
            known[value.index] = _node(graph, value.operation, [named(one) for one in value.operands])
    return named(result)


def _node(graph: Graph, operation: str, operands: Sequence[str]) -> str:
    if operation in _OPERATORS:
        return graph.add(_OPERATORS[operation], *operands)
    if operation in _COMPOSED:
        return _COMPOSED[operation](graph, *operands)
    raise NotCompilableError(f"ONNX has no form of {operation}")


def _cos(graph: Graph, x: str) -> str:
    """Return sin(x + π/2): older runtimes have no cosine in float64."""
    return graph.add("Sin", graph.add("Add", x, graph.constant(0.5 * math.pi)))


def _arctan(graph: Graph, x: str) -> str:
    """Return y + (x·cos y - sin y)/(cos y + x·sin y), where y is the arctan of runtimes, which is a float32."""
    x = graph.add("Max", graph.add("Min", x, graph.constant(_LARGEST)), graph.constant(-_LARGEST))
    y = graph.cast(graph.add("Atan", graph.cast(x, np.float32)), np.float64)
    sine, cosine = graph.add("Sin", y), _cos(graph, y)
    rest = graph.add("Sub", graph.add("Mul", x, cosine), sine)
    return graph.add(
        "Add", y, graph.add("Div", rest, graph.add("Add", cosine, graph.add("Mul", x, sine)))
    )


def _not_equal(graph: Graph, a: str, b: str) -> str:
    return graph.add("Not", graph.add("Equal", a, b))


def _expm1(graph: Graph, x: str) -> str:
    return graph.add("Sub", graph.add("Exp", x), graph.constant(1.0))


def _log1p(graph: Graph, x: str) -> str:
    return graph.add("Log", graph.add("Add", graph.constant(1.0), x))


def _power_of_two(graph: Graph, n: str) -> str:
    return graph.add("Pow", graph.constant(2.0), n)


def _largest(graph: Graph, x: str) -> str:
    return graph.add("ReduceMax", x, graph.constant([-1], np.int64), keepdims=1)


def _sum(graph: Graph, x: str) -> str:
    return graph.add("ReduceSum", x, graph.constant([-1], np.int64), keepdims=1)


_COMPOSED: Mapping[str, Callable[..., str]] = {
    "not_equal": _not_equal,
    "expm1": _expm1,
    "log1p": _log1p,
    "power_of_two": _power_of_two,
    "cos": _cos,
    "arctan": _arctan,
    "max": _largest,
    "sum": _sum,
}
"""What takes several operators, or attributes."""
