"""Networks as the page carries them: the description, the numbers, and the rows that go with them."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import by_hand
from .._arguments import as_array, as_numbers
from .._arrays import Array
from .._text import counted
from ..datasets import circles, moons, sine, spiral, vertical, xor
from ..diagnostics import health
from ..errors import DataError, ShapeError
from ..network import FeedForward, header_text
from ..training import Network, mlp
from ._formulas import key_of, rule_of

_GOAL = 1e-3  # of the mean squared error up to the end of a section


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


def presets(rows: int) -> list[dict[str, Any]]:
    """Return the networks of a page without one of the user's own."""
    X, y = sine(samples=1000)
    waiting = by_hand.Pair(0.0, 0.0, 0.0, 0.0, 0.0)
    blank, pair = by_hand.pairs([waiting] * 8), by_hand.pairs([by_hand.Pair(6.0, 0.0, 0.7, -1.0)])
    neuron = mlp(1, [1], 1, seed=0, dtype="float64")
    neuron.parameters.vector = np.array([1.0, 0.0, 1.0, 0.0])
    kinds: list[tuple[str, FeedForward, dict[str, object]]] = [
        ("the sine by hand: start", blank, {"stages": _stages(), "mask": _of_pairs(blank)}),
        ("the sine by hand: finished", by_hand.sine(), {"mask": _of_pairs(blank)}),
        ("a pair of neurons", pair, {}),
        ("one neuron", neuron, {}),
    ]
    by_hand_ones = [
        carried(net, label, X, y, rows=rows, low=0.0, high=1.0, **more) for label, net, more in kinds
    ]
    return [*by_hand_ones, *_to_train(rows)]


def _to_train(rows: int) -> list[dict[str, Any]]:
    """Return networks with their first weights, and what they can learn."""
    waves, points = sine(samples=200), {"seed": 0, "samples": 100}
    return [
        carried(mlp(1, [8, 8], 1, seed=0), "train: sine, ReLU 8-8", *waves, rows=rows),
        carried(mlp(1, [64, 64], 1, seed=0), "train: sine, ReLU 64-64", *waves, rows=rows),
        carried(
            mlp(1, [8, 8], 1, activation="linear", seed=0), "train: sine, linear 8-8", *waves, rows=rows
        ),
        carried(_classifier(3, 64, 64), "train: spiral", *spiral(classes=3, **points), rows=rows),
        carried(_classifier(3, 16, 16), "train: vertical", *vertical(classes=3, **points), rows=rows),
        carried(_classifier(2, 16, 16), "train: moons", *moons(**points), rows=rows),
        carried(_classifier(2, 16, 16), "train: circles", *circles(**points), rows=rows),
        carried(_classifier(2, 8), "train: XOR", *xor(**points), rows=rows),
    ]


def _classifier(classes: int, *hidden: int) -> Network:
    return mlp(2, hidden, classes, output="softmax", seed=0)


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


def _stages() -> list[dict[str, Any]]:
    """Return the sections of the sine, each with where it ends, its goal, and what is done in it."""
    changes = by_hand.changes()
    sections: Sequence[int] = sorted({one.section for one in changes})
    ends = [(pair.c - pair.b) / pair.w for pair in by_hand.SINE_PAIRS]
    return [
        {
            "end": ends[section],
            "goal": _GOAL,
            "words": [one.caption for one in changes if one.section == section],
        }
        for section in sections
    ]


def _of_pairs(net: FeedForward) -> list[int]:
    """Return the places of the parameters of pairs: those of a fully connected network that pairs use."""
    first, second, last = net.parameters
    many = first.weights.size
    used = np.concatenate(
        [np.ones(2 * many), np.eye(many).ravel(), np.ones(many), np.ones(last.weights.size + 1)]
    )
    assert second.weights.shape == (many, many)  # noqa: S101  it is a network of pairs
    return np.flatnonzero(used).tolist()
