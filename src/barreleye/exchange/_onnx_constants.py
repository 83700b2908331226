"""Nodes of ONNX as Python has them: their attributes, and what they make of constants."""

# onnx has no types of its own
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ..errors import FileFormatError
from ..export.graphs import onnx_package


def attributes_of(node: Any, opset: Mapping[str, int]) -> dict[str, Any]:  # noqa: ANN401  a message
    """Return the attributes of a node; those that it leaves out as the set of operators has them."""
    onnx = onnx_package()
    read = onnx.helper.get_attribute_value
    domain = "" if node.domain == "ai.onnx" else node.domain
    found: dict[str, Any] = {}
    if domain in opset and onnx.defs.has(node.op_type, domain):
        schema = onnx.defs.get_schema(node.op_type, opset[domain], domain)
        usual = {name: one.default_value for name, one in schema.attributes.items()}
        found = {name: read(one) for name, one in usual.items() if one.type}
    found |= {one.name: read(one) for one in node.attribute}
    return {name: _plain(one) for name, one in found.items()}


def _plain(value: Any) -> Any:  # noqa: ANN401  whatever an attribute holds
    """Return text as str, and a float32 as the shortest number that becomes it: 0.01, not 0.009999999776."""
    if isinstance(value, float):
        return float(str(np.float32(value)))
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def array_of(tensor: Any, file: str) -> Any:  # noqa: ANN401  a message, and an array
    """Return a tensor as an array; FileFormatError if its parts do not fit each other."""
    try:
        return onnx_package().numpy_helper.to_array(tensor)
    except (ValueError, TypeError, KeyError) as error:
        raise FileFormatError(
            f"{file} is damaged: its tensor {tensor.name!r} cannot be read ({error})"
        ) from error


def folded(node: Any, given: Sequence[Any], options: Mapping[str, Any]) -> Any:  # noqa: ANN401  a message, arrays
    """Return what a node makes of constants; None if that is not among what files of networks have."""
    return _FOLDED[node.op_type](given, options) if node.op_type in _FOLDED and not node.domain else None


def _constant(_: Sequence[Any], options: Mapping[str, Any]) -> Any:  # noqa: ANN401  as above
    name, value = next(iter(options.items()))
    if name == "value":
        return array_of(value, "the model")
    kinds = {
        "value_float": np.float32,
        "value_floats": np.float32,
        "value_int": np.int64,
        "value_ints": np.int64,
    }
    return np.asarray(value, kinds.get(name, object))


def _cast(given: Sequence[Any], options: Mapping[str, Any]) -> Any:  # noqa: ANN401  as above
    return given[0].astype(onnx_package().helper.tensor_dtype_to_np_dtype(options["to"]))


def _axes(given: Sequence[Any], options: Mapping[str, Any]) -> tuple[int, ...]:
    return tuple(options.get("axes", ()) if len(given) < 2 else given[1].tolist())


_FOLDED: Mapping[str, Callable[[Sequence[Any], Mapping[str, Any]], Any]] = {
    "Constant": _constant,
    "Identity": lambda given, _: given[0],
    "Cast": _cast,
    "Transpose": lambda given, options: np.transpose(given[0], options.get("perm")),
    "Reshape": lambda given, _: given[0].reshape(given[1]),
    "Squeeze": lambda given, options: np.squeeze(given[0], _axes(given, options) or None),
    "Unsqueeze": lambda given, options: np.expand_dims(given[0], _axes(given, options)),
}
