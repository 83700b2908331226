"""Networks in ONNX files."""

# onnx has no types of its own
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import numpy as np

from .._arguments import instance
from .._files import as_path, open_to_read
from .._files import shown as shown_path
from .._json import parsed
from .._text import listed, shown
from ..errors import DataError, FileFormatError, OptionError
from ..export.graphs import network_bytes, onnx_package
from ..training import Network
from ._onnx_constants import array_of
from ._onnx_rows import Rows
from ._onnx_values import Values
from ._taken_layers import TakenLayers

_LARGEST_CHECKED = 2**31  # bytes: the checker takes no more
_FLOATS = (0, 1, 11)  # types of outputs that may be those of the last layer: not told, float32, float64


def from_onnx(model: Any, *, output: str | None = None) -> Network:  # noqa: ANN401  a path, or a message
    """Return the network of an ONNX graph of dense layers.

    Layers are Gemm, or MatMul and Add; between them stand the operators of activations, alone or as the converters
    of PyTorch, TensorFlow and scikit-learn put them together. Identity, Dropout and casts between floats are left
    out; so is what turns probabilities into labels.

    Parameters
    ----------
    model : path or ModelProto
    output : str, optional
        The name of the output, or of a value inside, that the network computes; needed if several could be meant.

    Returns
    -------
    Network
        With copies of the weights, in their dtype, and the labels of classes where the graph has them. Of two
        classes it computes the probability of the second one. What :func:`barreleye.export.onnx` has written of a
        network gives the same network, dropout and names included.

    Raises
    ------
    MissingExtraError
        onnx is not installed (extra ``onnx``).
    OptionError
        The graph has something else: the message names the node and its operator.
    DataError
        The file cannot be read.
    FileFormatError
        The file is none of ONNX.

    Examples
    --------
    >>> import barreleye as be, tempfile, os
    >>> net = be.mlp(2, [8], 3, activation="gelu", output="softmax", classes=["a", "b", "c"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = os.path.join(folder, "net.onnx")
    ...     be.export.onnx(net, path)
    ...     be.from_onnx(path)
    Network(inputs=2, layers=[Dense(8, gelu), Dense(3, softmax)])
    """
    instance("output", output, str | None, "the name of an output, or None")
    message, file = _message(model)
    own = _own(message, file) if output is None else None
    if own is not None:
        return own
    values = Values(message, file)
    last = values.rows(_chosen(message, file) if output is None else output)
    taken = TakenLayers(file)
    for layer in last.finished(file):
        taken.dense(layer.place, layer.weights, layer.biases)
        if layer.activation is not None:
            taken.activation(layer.place, layer.activation)
    return taken.network(_classes(message, values, taken) if taken.layers else None)


def _message(model: Any) -> tuple[Any, str]:  # noqa: ANN401  as above
    """Return the message of a file, or the one that is given, with functions of its own put in their place."""
    onnx = onnx_package()
    if isinstance(model, onnx.ModelProto):
        message, file = model, "the model"
    elif isinstance(model, str | bytes | os.PathLike):
        path = as_path(model)
        file = shown_path(path)
        with open_to_read(path) as opened:
            content = opened.read()
        try:
            message = onnx.load_model_from_string(content)
        except Exception as error:
            if type(error).__name__ != "DecodeError":  # of protobuf, whose module has several names
                raise
            raise FileFormatError(f"{file} is no file of ONNX, or is damaged: {error}") from error
        if not message.graph.node:
            raise FileFormatError(f"{file} is no file of ONNX: it has no nodes")
        try:
            onnx.external_data_helper.load_external_data_for_model(message, str(path.resolve().parent))
        except (OSError, onnx.checker.ValidationError) as error:
            raise DataError(
                f"cannot read the weights that {file} keeps in another file: {error}"
            ) from error
    else:
        raise OptionError(f"from_onnx takes a path or a ModelProto of onnx, got {shown(model)}")
    try:
        if message.ByteSize() < _LARGEST_CHECKED:
            onnx.checker.check_model(message)
    except (onnx.checker.ValidationError, UnicodeDecodeError) as error:  # whose words may be damaged too
        raise FileFormatError(
            f"{file} is damaged, the checker of onnx says: {_first_line(error)}"
        ) from error
    if message.functions:
        message = import_module("onnx.inliner").inline_local_functions(message)
    return message, file


def _first_line(error: Exception) -> str:
    return next((line for line in str(error).splitlines() if line), type(error).__name__)[:300]


def _own(message: Any, file: str) -> Network | None:  # noqa: ANN401  a message
    """Return the network that a file of our own describes, if its graph is the one that this network makes."""
    described = {one.key: one.value for one in message.metadata_props}.get("network")
    if described is None:
        return None
    constants = {one.name: array_of(one, file) for one in message.graph.initializer}
    names = [name for node in message.graph.node if node.op_type == "Gemm" for name in node.input[1:]]
    if not names or any(name not in constants for name in names):
        return None
    vector = np.concatenate([constants[name].ravel() for name in names])
    net = Network.from_description(parsed(described, file), vector, file)
    again = onnx_package().load_model_from_string(network_bytes(net, net.classes))
    return net if again.graph == message.graph else None


def _chosen(message: Any, file: str) -> str:  # noqa: ANN401  as above
    """Return the output that has numbers in rows; labels are none."""
    names: list[str] = []
    for one in message.graph.output:
        kind = one.type
        tensor = kind.WhichOneof("value") in {None, "tensor_type"}
        axes = len(kind.tensor_type.shape.dim) if kind.tensor_type.HasField("shape") else 2
        if not tensor or (kind.tensor_type.elem_type in _FLOATS and axes == 2):
            names.append(one.name)
    if len(names) != 1:
        every = listed([one.name for one in message.graph.output])
        raise OptionError(
            f"{file} has the outputs {every}: say which one the network computes, output='...'"
        )
    return names[0]


def _classes(message: Any, values: Values, taken: TakenLayers) -> list[Any] | None:  # noqa: ANN401  as above
    """Return the labels that the graph gives the classes, if these are as many as the last layer has."""
    last = taken.layers[-1]
    name = "linear" if last.activation is None else last.activation.name
    wanted = last.weights.shape[1] if name != "sigmoid" else 2 if last.weights.shape[1] == 1 else 0
    if name not in {"softmax", "log_softmax", "sigmoid"} or not wanted:
        return None
    for node in message.graph.node:
        labels: list[Any] = []
        if node.op_type == "ZipMap":
            labels = next(([*one.strings] or [*one.ints] for one in node.attribute), [])
        elif node.op_type in {"ArrayFeatureExtractor", "Gather"}:
            found = values.known.get(node.input[0])
            labels = [] if found is None or isinstance(found, Rows) else found.ravel().tolist()
        if len(labels) == wanted:
            return [one.decode("utf-8", "replace") if isinstance(one, bytes) else one for one in labels]
    return None
