"""The values of an ONNX graph, as far as they are those of a dense network."""

# onnx has no types of its own
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from .._text import counted, quoted
from ..errors import OptionError
from ..export._equivalents import Call, Operand
from ._onnx_constants import array_of, attributes_of, folded
from ._onnx_rows import Constant, Rows
from ._operator_forms import operators

_FLOATS, _TRUTH = (1, 11), 9  # types that a cast may have: float32, float64, truth values
_LARGEST_TREE = 60  # operators: no activation that is known has half as many
_OF_ROWS = (1, -1)  # axes


class Step(NamedTuple):
    """A node of which some operand has rows: its operands, None where one is left out, and its attributes."""

    node: Any
    given: list[Any]
    options: dict[str, Any]
    file: str

    @property
    def place(self) -> str:
        """The name of the node, or that of its result."""
        return quoted(self.node.name or self.node.output[0])

    @property
    def rows(self) -> list[Rows]:
        """The operands that have rows."""
        return [one for one in self.given if isinstance(one, Rows)]

    def refusal(self, why: str = "which no dense network of barreleye has") -> OptionError:
        """Return the refusal of the node."""
        return OptionError(
            f"the node {self.place} of {self.file} has the operator {self.node.op_type}, {why}"
        )


class Values:
    """The values of a graph by their names, those computed that are asked for.

    Parameters
    ----------
    model : ModelProto
    file : str
        For messages.

    Raises
    ------
    OptionError
        The graph has not one input, of rows.
    """

    def __init__(self, model: Any, file: str) -> None:  # noqa: ANN401  a message of onnx
        self.file = file
        self.opset = {one.domain: one.version for one in model.opset_import}
        self.nodes = list(model.graph.node)
        self.known: dict[str, Rows | Constant] = {
            one.name: array_of(one, file) for one in model.graph.initializer
        }
        places = [one for one in model.graph.input if one.name not in self.known]
        axes = [one.dim_value for one in places[0].type.tensor_type.shape.dim] if places else []
        if len(places) != 1 or len(axes) not in {0, 2}:
            names = ", ".join(quoted(one.name) for one in places[:5])
            raise OptionError(
                f"{file} takes {counted(len(places), 'input')} ({names}): a network takes one, of rows and columns"
            )
        self.known[places[0].name] = Rows(axes[1] if axes else 0)

    def value(self, name: str) -> Rows | Constant:
        """Return a value, after those that it is made of; the nodes of a graph stand in their order.

        Raises
        ------
        OptionError
            A node is not among those that dense networks have.
        """
        needed = {name}
        for node in reversed(self.nodes):
            if needed.intersection(node.output):
                needed.update(node.input)
        for node in self.nodes:
            if needed.intersection(node.output) and node.output[0] not in self.known:
                self.known[node.output[0]] = self._computed(node)
        if name not in self.known:
            raise OptionError(f"{self.file} has nothing called {quoted(name)}")
        return self.known[name]

    def rows(self, name: str) -> Rows:
        """Return a value that has rows; OptionError for another one."""
        found = self.value(name)
        if not isinstance(found, Rows):
            raise OptionError(f"{quoted(name)} of {self.file} is the same for all rows")
        return found

    def _computed(self, node: Any) -> Rows | Constant:  # noqa: ANN401  a message of onnx
        unknown = [name for name in node.input if name and name not in self.known]
        given = [self.known.get(name) for name in node.input]
        step = Step(node, given, attributes_of(node, self.opset), self.file)
        if unknown:
            raise step.refusal(f"of {quoted(unknown[0])}, which is nowhere computed")
        if not step.rows:
            found = folded(node, given, step.options)
        else:
            found = _STEPS[node.op_type](step) if node.op_type in _STEPS else None
            if found is None and node.op_type in operators() and not node.domain:
                found = _operation(step)
        if found is None:
            raise step.refusal()
        return found


def _same(step: Step) -> Rows:
    return step.rows[0]


def _cast(step: Step) -> Rows | None:
    to = step.options["to"]
    return step.rows[0] if to in _FLOATS or (to == _TRUTH and step.rows[0].is_truth) else None


def _flatten(step: Step) -> Rows | None:
    return step.rows[0] if step.options["axis"] == 1 else None


def _reshape(step: Step) -> Rows | None:
    """Return the same rows, if their shape is only said again."""
    rows, shape = step.rows[0], step.given[1]
    same = ([-1, rows.width], [0, rows.width], [0, -1])
    return rows if isinstance(shape, np.ndarray) and shape.tolist() in same else None


def _product(step: Step) -> Rows | None:
    rows, weights = step.given
    return _layer(step, rows, weights) if isinstance(weights, np.ndarray) else None


def _gemm(step: Step) -> Rows | None:
    """Return alpha·X·W + beta·b."""
    rows, weights, *rest = step.given
    if len(step.rows) > 1 or not isinstance(rows, Rows) or step.options["transA"]:
        return None
    weights = weights.T if step.options["transB"] else weights
    made = _layer(step, rows, _times(weights, step.options["alpha"]))
    biases = rest[0] if rest else None
    return made if biases is None else made.with_biases(_times(biases, step.options["beta"]))


def _layer(step: Step, rows: Any, weights: Constant) -> Rows:  # noqa: ANN401  Rows, or a constant
    if (
        not isinstance(rows, Rows)
        or rows.pair
        or weights.ndim != 2
        or rows.width not in {0, weights.shape[0]}
    ):
        raise step.refusal(f"with weights of shape {weights.shape}, which do not fit what comes before")
    return rows.behind(weights, step.place, step.file)


def _times(values: Constant, number: float) -> Constant:
    return values if number == 1.0 else values * values.dtype.type(number)


def _sum(step: Step) -> Rows | None:
    """Return the rows with biases; other sums are operations."""
    values = [one for one in step.given if not isinstance(one, Rows)]
    return (
        step.rows[0].with_biases(values[0]) if values and step.rows[0].takes_biases(values[0]) else None
    )


def _both_sides(step: Step) -> Rows | None:
    """Return p with a mark, where the columns of 1 - p and p are put side by side."""
    if len(step.rows) != 2 or len(step.given) != 2 or step.options["axis"] not in _OF_ROWS:
        return None
    no, yes = step.rows
    return replace(yes, pair=True) if no.is_other_side(yes) else None


def _of_row(step: Step) -> Rows | None:
    rows = step.rows[0]
    if step.options["axis"] not in _OF_ROWS:
        return None
    return replace(rows, tree=Call(step.node.op_type, (rows.tree,), {"axis": -1.0}), size=rows.size + 1)


def _operation(step: Step) -> Rows:
    """Return the rows behind an element-wise operator."""
    rows = step.rows
    if any(one.layers != rows[0].layers or one.pair for one in rows):
        raise step.refusal("of values from different layers")
    size = 1 + sum(one.size for one in rows)
    if size > _LARGEST_TREE:
        raise step.refusal(
            f"the last of {size} behind one layer: no activation of barreleye has so many"
        )
    operands: list[Operand] = []
    for one in step.given:
        if isinstance(one, np.ndarray) and one.size != 1:
            raise step.refusal(
                f"with numbers of shape {one.shape}: only biases may differ between neurons"
            )
        operands.append(
            one.tree if isinstance(one, Rows) else "none" if one is None else float(one.item())
        )
    options: dict[str, Any] = dict(step.options)
    if step.node.op_type == "Clip":  # whose ends are operands, or attributes in old files
        low, high, *_ = [*operands[1:], "none", "none"]
        operands, options = operands[:1], {"min": low, "max": high, **options}
    return replace(rows[0], tree=Call(step.node.op_type, tuple(operands), options), size=size)


_STEPS: Mapping[str, Callable[[Step], Rows | None]] = {
    "Identity": _same,
    "Dropout": _same,
    "ZipMap": _same,
    "Cast": _cast,
    "Flatten": _flatten,
    "Reshape": _reshape,
    "MatMul": _product,
    "Gemm": _gemm,
    "Add": _sum,
    "Concat": _both_sides,
    "Softmax": _of_row,
    "LogSoftmax": _of_row,
}
"""What is done with rows, by operator; None stands for what networks do not have."""
