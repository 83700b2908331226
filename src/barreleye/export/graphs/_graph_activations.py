"""Activations as nodes: by the operator that their declaration names, or by their formula."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...activations import Activation, Rowwise
from ...errors import NotCompilableError, OptionError
from .._equivalents import Call, Operand, declared, with_values
from ._graph import Graph
from ._graph_formulas import formula

# Operators that runtimes compute in float64, and whose constants are none of float32 (as attributes are). Products
# are not among them: some versions of onnxruntime make z·sigmoid(z) an operator that has no float64.
_IN_FLOAT64 = frozenset({
    "Identity", "Relu", "Clip", "Sigmoid", "Tanh", "Sign", "Sin", "Exp", "Neg", "Sub", "Softmax",
    "LogSoftmax",
})  # fmt: skip
# Options that are inputs of the operator, in their order, and not attributes.
_AS_INPUTS = {"Clip": ("min", "max")}


def activated(graph: Graph, activation: Activation, z: str, dtype: np.dtype[Any], width: int) -> str:
    """Add the nodes of an activation and return the name of its result.

    A float32 is computed by the operators that the declaration names. Formulas are computed in float64: those of
    activations without operators, and of others in float64 where runtimes have their operators in float32 only.

    Raises
    ------
    OptionError
        It is a function of one's own that cannot be written down.
    """
    single = dtype == np.float32
    call = declared(activation, "ONNX")
    call = None if call is None else with_values(call, activation)
    if call is not None and (single or _operators(call) <= _IN_FLOAT64):
        return z if call.name == "Identity" else _called(graph, call, z, dtype)
    try:
        result = formula(
            graph,
            activation.body,
            graph.cast(z, np.float64) if single else z,
            constants=activation.parameters,
            fine=not single,
            width=width if isinstance(activation, Rowwise) else None,
        )
    except NotCompilableError as error:
        raise OptionError(
            f"{activation.name} cannot be written as ONNX: {error}. Functions of arithmetic, comparisons, np.where"
            " and NumPy's elementary functions can"
        ) from error
    return graph.cast(result, dtype) if single else result


def _operators(call: Call) -> set[str]:
    inner = [_operators(one) for one in call.operands if isinstance(one, Call)]
    return {call.name}.union(*inner)


def _called(graph: Graph, call: Call, z: str, dtype: np.dtype[Any]) -> str:
    """Add the nodes of a call; without operands, it is one of z."""

    def value(one: Operand) -> str:
        if isinstance(one, Call):
            return _called(graph, one, z, dtype)
        return z if one == "z" else graph.constant(one, dtype)

    names = _AS_INPUTS.get(call.name, ())
    inputs = [
        *(value(one) for one in call.operands or ("z",)),
        *(value(call.options[one]) for one in names),
    ]
    attributes = {
        name: float(option) if isinstance(option, int) and name != "axis" else option
        for name, option in call.options.items()
        if name not in names
    }
    return graph.add(call.name, *inputs, **attributes)  # pyright: ignore[reportArgumentType]  parameters have their values
