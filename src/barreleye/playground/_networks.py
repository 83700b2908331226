"""Networks as the page carries them: the description, the numbers, and the rows that go with them."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_array, as_numbers
from .._arrays import Array
from .._text import counted
from ..diagnostics import health
from ..errors import DataError, ShapeError
from ..network import FeedForward, header_text
from ._formulas import key_of, rule_of


def carried(
    net: FeedForward,
    label: str,
    X: ArrayLike | None = None,
    y: ArrayLike | None = None,
    *,
    rows: int,
    low: float | None = None,
    high: float | None = None,
    **more: object,
) -> dict[str, Any]:
    """Return what the page knows of a network, and of at most so many of its rows, as JSON can hold it."""
    data, said = _data(net, X, y, rows)
    ends = (0.0, 1.0)
    if data is not None and net.inputs == 1:
        x = as_numbers(X if X is not None else [], "X")
        ends = (float(x.min()), float(x.max())) if x.min() < x.max() else ends
    layers = [
        {
            "name": view.name, "units": view.units, "activation": key_of(view.activation),
            "biases": part.biases is not None, "init": rule_of(layer.init),
        }
        for view, part, layer in zip(net.layers, net.parameters, net.descriptions, strict=True)
    ]  # fmt: skip
    return {
        "label": label,
        "network": {"dtype": str(net.dtype), "inputs": net.inputs, "layers": layers},
        "parameters": packed(net.parameters.vector),
        "header": json.loads(header_text({"kind": "network", "network": net.describe()})),
        "data": data,
        "loss": net.loss_function().name,
        "kind": net.targets.kind,
        "carries": said,
        "low": ends[0] if low is None else low,
        "high": ends[1] if high is None else high,
        **more,
    }


def findings_of(net: FeedForward, X: ArrayLike, y: ArrayLike) -> list[dict[str, Any]]:
    """Return what an examination of the network on these rows finds."""
    return [
        {
            "id": one.id, "name": one.name, "said": one.said, "cause": one.cause, "cure": one.cure,
            "layer": one.layer, "neurons": list(one.neurons),
        }
        for one in health(net, X, y).findings
    ]  # fmt: skip


def packed(numbers: NDArray[Any]) -> dict[str, str]:
    """Return an array as bytes in base64, with the kind of its numbers."""
    known = np.ascontiguousarray(numbers)
    return {
        "dtype": str(known.dtype),
        "bytes": base64.b64encode(known.astype(known.dtype.newbyteorder("<")).tobytes()).decode(),
    }


def _data(
    net: FeedForward, X: ArrayLike | None, y: ArrayLike | None, most: int
) -> tuple[dict[str, Any] | None, str]:
    """Return the rows that travel, if any, and how many they are in words."""
    if X is None or y is None or not most:
        return None, "This page carries no rows of data."
    inputs = net.as_rows(X)
    targets = as_array(y, "y")
    if len(targets) != len(inputs):
        raise ShapeError(
            f"X has {counted(len(inputs), 'row')}, y has {len(targets)}: each row has a target"
        )
    for what, table in (("X", inputs), ("y", targets)):
        if table.dtype.kind == "f" and not np.isfinite(table).all():
            raise DataError(f"{what} has NaN or infinity: leave these rows out")
    encoded = _numbers(net, targets)
    chosen = np.arange(min(most, len(inputs))) * len(inputs) // max(1, min(most, len(inputs)))
    said = f"This page carries {counted(len(chosen), 'row')} of data"
    said += f", at equal distances of {len(inputs):,}." if len(chosen) < len(inputs) else "."
    data = {"X": packed(inputs[chosen]), "Y": packed(encoded[chosen]), "rows": len(chosen)}
    return data, said


def _numbers(net: FeedForward, targets: Array) -> Array:
    """Return the outputs that are wanted, shape (rows, outputs): classes as 0 and 1."""
    loss = net.loss_function()
    encoded = net.targets.learned(targets, loss).encode(targets, loss, len(targets))
    if encoded.ndim == 1:
        encoded = np.eye(net.outputs)[encoded.astype(np.int64)]
    return encoded.astype(net.dtype)
