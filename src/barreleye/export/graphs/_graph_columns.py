"""The columns of a table as nodes: raw entries come in, and inputs of a network come out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from ..._text import quoted
from ...errors import OptionError
from ...tables import ColumnPlan, TableEncoder
from ...tables._kinds import DATE, NUMBER, WORDS
from ...tables.encodings import (
    Bins,
    Codes,
    DateParts,
    Quantiles,
    Scaled,
    days_of,
    limited,
    on_line,
    scaled,
    way_through,
)
from ._graph import ML, Graph
from ._graph_formulas import formula

_MISSING = -1  # the place of a word that is missing


def columns_of(graph: Graph, encoder: TableEncoder) -> dict[str, str]:
    """Add an input (rows, 1) for each column that is used; return their values by the names of the columns.

    Numbers, yes/no as 1 and 0, and dates are float64, with NaN where they are missing; dates come in seconds and
    are days from here on. Words are strings, with "" where they are missing.
    """
    used = [plan for plan in encoder.plans if not plan.dropped]
    if any(not plan.name for plan in used):
        raise OptionError(
            "a column without a name cannot be an input of an ONNX graph: give it one, and fit again"
        )
    taken: dict[str, str] = {}
    for plan in used:
        words = plan.kind == WORDS
        taken[plan.name] = graph.take(plan.name, object if words else np.float64, 1, what_to_give(plan))
    return {
        plan.name: formula(graph, days_of, taken[plan.name]) if plan.kind == DATE else taken[plan.name]
        for plan in used
    }


def what_to_give(plan: ColumnPlan) -> str:
    """Return in words what a column takes."""
    if plan.kind == WORDS:
        return 'words; "" where one is missing'
    meaning = {NUMBER: "numbers", DATE: "dates, in seconds since 1970"}.get(
        plan.kind, "1 for yes, 0 for no"
    )
    return f"{meaning}; NaN where one is missing"


def inputs_of(
    graph: Graph, encoder: TableEncoder, columns: Mapping[str, str], dtype: np.dtype[Any]
) -> str:
    """Add the nodes of an encoding and return the name of the inputs, (rows, inputs) in the dtype."""
    parts: list[str] = []
    for plan in encoder.plans:
        if plan.dropped:
            continue
        encoded = _words if plan.kind == WORDS else _numbers
        parts += [graph.cast(one, dtype) for one in encoded(graph, plan, columns[plan.name])]
    return graph.add("Concat", *parts, axis=1)


def _words(graph: Graph, plan: ColumnPlan, words: str) -> Iterator[str]:
    """Yield the inputs of words: one for each that has its own, one for all others, one for none."""
    keys = list(plan.words)
    places = list(range(len(keys)))
    if "" not in keys:
        keys, places = ["", *keys], [_MISSING, *places]
    place = graph.add(
        "LabelEncoder",
        words,
        domain=ML,
        keys_strings=keys,
        values_int64s=places,
        default_int64=len(plan.words),
    )
    count = len(plan.words) + plan.other
    if count:
        yield graph.add("Equal", place, graph.constant([np.arange(count)], np.int64))
    if plan.flag:
        yield graph.add("Equal", place, graph.constant(_MISSING, np.int64))


def _numbers(graph: Graph, plan: ColumnPlan, numbers: str) -> Iterator[str]:
    """Yield the inputs of each encoding of numbers, and whether they are missing."""
    missing = graph.add("IsNaN", numbers)
    known = graph.add("Where", missing, graph.constant(plan.fill), numbers)
    for encoding in plan.applied:
        if type(encoding) not in _ENCODED:
            raise OptionError(
                f"column {quoted(plan.name)} is encoded by {encoding.kind}, which ONNX has no form for"
            )
        own = _ENCODED[type(encoding)](graph, encoding, known)
        yield graph.add("Where", missing, graph.constant(0.0), own) if encoding.blank else own
    if plan.flag:
        yield missing


def _scaled(graph: Graph, encoding: Scaled, x: str) -> str:
    return formula(graph, scaled, x, constants={"center": encoding.center, "scale": encoding.scale})


def _quantiles(graph: Graph, encoding: Quantiles, x: str) -> str:
    """Count the numbers that are not above x, and follow the line that begins at the last of them."""
    values, scores = np.array(encoding.values), np.array(encoding.scores)
    if len(values) == 1:  # constant, on both sides
        return graph.add("Add", graph.add("Mul", x, graph.constant(0.0)), graph.constant(scores[0]))
    x = formula(graph, limited, x, constants={"low": encoding.values[0], "high": encoding.values[-1]})
    passed = graph.cast(graph.add("GreaterOrEqual", x, graph.constant([values[1:-1]])), np.float64)
    count = graph.cast(
        graph.add("ReduceSum", passed, graph.constant([1], np.int64), keepdims=1), np.int64
    )
    ends = (values[:-1], values[1:], scores[:-1], scores[1:])
    return formula(graph, on_line, x, *(graph.add("Gather", graph.constant(one), count) for one in ends))


def _bins(graph: Graph, encoding: Bins, x: str) -> str:
    edges = np.array([encoding.edges])
    return formula(graph, way_through, x, graph.constant(edges[:, :-1]), graph.constant(edges[:, 1:]))


def _codes(graph: Graph, encoding: Codes, x: str) -> str:
    return graph.cast(graph.add("Equal", x, graph.constant([encoding.values])), np.float64)


def _date_parts(graph: Graph, encoding: DateParts, x: str) -> str:
    return graph.add("Concat", *(formula(graph, one, x) for _, one in encoding.formulas()), axis=1)


_ENCODED: Mapping[type, Callable[[Graph, Any, str], str]] = {
    Scaled: _scaled,
    Quantiles: _quantiles,
    Bins: _bins,
    Codes: _codes,
    DateParts: _date_parts,
}
