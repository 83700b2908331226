"""The weights of a network as a file of safetensors."""

from __future__ import annotations

import json
import os
import struct
from typing import Any

import numpy as np

from .._files import write_whole
from .._version import __version__
from ._exported_model import network_of

_TYPES = {"float32": "F32", "float64": "F64"}
_LINE = 8  # bytes: numbers begin at a multiple of so many


def safetensors(model: Any, path: str | os.PathLike[str]) -> None:  # noqa: ANN401  several kinds
    """Write the weights of a network in the format of safetensors.

    Shapes are those of PyTorch: ``layers.0.weight`` (outputs, inputs), ``layers.0.bias`` (outputs,) and so on. The
    metadata has the description of the network, JSON under ``network``, and ``producer``. No package is needed.

    Parameters
    ----------
    model : Network, or a fitted ``MLPClassifier`` or ``MLPRegressor`` of ``barreleye.sklearn``
    path : path
        The file is written under a temporary name and renamed, so that it is complete or absent. The same network
        makes the same bytes.

    Raises
    ------
    OptionError
        The model is one of a table, or something else.
    DataError
        The file cannot be written.

    Examples
    --------
    >>> import barreleye as be, tempfile, os
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     be.export.safetensors(be.mlp(2, [8], 1), os.path.join(folder, "net.safetensors"))
    ...     os.listdir(folder)
    ['net.safetensors']
    """
    net = network_of(model, "safetensors")
    description = {"network": json.dumps(net.describe()), "producer": f"barreleye {__version__}"}
    header: dict[str, Any] = {"__metadata__": description}
    parts: list[bytes] = []
    start = 0
    for i, (weights, biases) in enumerate(net.parameters):
        arrays = {"weight": weights.T} if biases is None else {"weight": weights.T, "bias": biases}
        for name, values in arrays.items():
            content = np.ascontiguousarray(values, values.dtype.newbyteorder("<")).tobytes()
            header[f"layers.{i}.{name}"] = {
                "dtype": _TYPES[values.dtype.name],
                "shape": list(values.shape),
                "data_offsets": [start, start + len(content)],
            }
            parts.append(content)
            start += len(content)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _LINE)
    write_whole(path, b"".join([struct.pack("<Q", len(text)), text, *parts]))
