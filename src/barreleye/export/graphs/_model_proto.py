"""The message of ONNX that a graph becomes; the only file that writes with the package onnx."""

# onnx has no types of its own
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import numpy as np

from ..._version import __version__
from ...errors import MissingExtraError, OptionError
from ._graph import TYPES, Graph, Node, Place

_LARGEST = 2**31 - 2**20  # bytes of weights: a message has to stay below 2 GB


def onnx_package() -> Any:  # noqa: ANN401  a module
    """Return the package onnx, or raise MissingExtraError."""
    try:
        return import_module("onnx")
    except ImportError as error:
        raise MissingExtraError("ONNX files need onnx: pip install 'barreleye[onnx]'") from error


def model_bytes(graph: Graph, text: str, properties: Mapping[str, str]) -> bytes:
    """Return the bytes of a model file; they are the same for the same graph.

    Raises
    ------
    MissingExtraError
        onnx is not installed.
    OptionError
        The weights are larger than a file of ONNX can be.
    """
    size = sum(one.nbytes for one in graph.constants.values())
    if size > _LARGEST:
        raise OptionError(
            f"the weights take {size / 2**30:.1f} GB, and a file of ONNX has to stay below 2 GB: save() and"
            " export.safetensors write files of any size"
        )
    onnx = onnx_package()
    opsets = [onnx.helper.make_opsetid(domain, version) for domain, version in graph.opsets.items()]
    model = onnx.helper.make_model(
        onnx.helper.make_graph(
            [_node(onnx, one) for one in graph.nodes],
            "barreleye",
            [_place(onnx, one) for one in graph.inputs],
            [_place(onnx, one) for one in graph.outputs],
            [_tensor(onnx, name, one) for name, one in graph.constants.items()],
        ),
        producer_name="barreleye",
        producer_version=__version__,
        doc_string=f"{text}, written by barreleye {__version__}",
        opset_imports=opsets,
        ir_version=onnx.helper.find_min_ir_version_for(opsets),
    )
    onnx.helper.set_model_props(model, dict(properties))
    return model.SerializeToString(deterministic=True)


def _node(onnx: Any, node: Node) -> Any:  # noqa: ANN401  a module, and a message
    return onnx.helper.make_node(
        node.operator, node.inputs, [node.output], domain=node.domain or None, **node.attributes
    )


def _place(onnx: Any, place: Place) -> Any:  # noqa: ANN401  as above
    shape = ["rows", place.columns] if place.columns else ["rows"]
    return onnx.helper.make_tensor_value_info(place.name, TYPES[place.dtype], shape, place.text)


def _tensor(onnx: Any, name: str, values: np.ndarray[Any, Any]) -> Any:  # noqa: ANN401  as above
    if values.dtype == object:
        words = [one.encode() for one in values.ravel().tolist()]
        return onnx.helper.make_tensor(name, TYPES[values.dtype], values.shape, words)
    return onnx.numpy_helper.from_array(np.ascontiguousarray(values), name)
