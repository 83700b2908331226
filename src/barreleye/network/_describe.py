"""A network in words: checks of its description, names of layers, JSON, and the shape message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import activations, initializers
from .._text import table
from ..errors import OptionError
from ..layers import Dense

if TYPE_CHECKING:
    from ._feedforward import FeedForward, LayerView


def check(inputs: int, layers: Sequence[Dense], dtype: str, seed: object) -> None:
    """Refuse a description that cannot be built."""
    if isinstance(inputs, bool) or inputs != int(inputs) or inputs < 1:
        raise OptionError(
            f"inputs is the number of columns, a whole number of at least 1, got {inputs!r}"
        )
    if isinstance(seed, int | np.integer) and seed < 0:
        raise OptionError(f"a seed is a whole number of at least 0, got {seed}")
    if not layers:
        raise OptionError("a network needs at least one layer, got an empty list")
    for i, layer in enumerate(layers):
        if not hasattr(layer, "shapes"):
            raise OptionError(f"layer {i} is {layer!r}: give layers such as be.Dense(64, 'relu')")
    if np.dtype(dtype).name not in ("float32", "float64"):
        raise OptionError(f"dtype is 'float32' or 'float64', got {dtype!r}")


def layer_names(layers: Sequence[Dense]) -> list[str]:
    """Name the layers hidden0, hidden1 ... output, unless they have names of their own."""
    last = len(layers) - 1
    names = [layer.name or ("output" if i == last else f"hidden{i}") for i, layer in enumerate(layers)]
    for i, name in enumerate(names):
        if name in names[:i]:
            raise OptionError(f"two layers are called '{name}': names must differ")
    return names


def plain_labels(classes: Sequence[Any], outputs: int, last: LayerView) -> tuple[Any, ...]:
    """Return the labels as plain Python values, if there are as many as the output layer tells apart."""
    labels: tuple[Any, ...] = tuple(np.asarray(classes).tolist())
    wanted = 2 if last.activation.name == "sigmoid" and outputs == 1 else outputs
    if len(labels) != wanted or len(set(labels)) != len(labels):
        raise OptionError(f"the output layer tells {wanted} classes apart, got classes={list(labels)}")
    return labels


def explain_shape(net: FeedForward, shape: tuple[int, ...]) -> str:
    """Say which shape was needed, show the layers with the offending pair, and the likely fix."""
    n = net.inputs
    rows = [("X", "×".join(map(str, shape)) or "a single number", "<- does not fit")]
    rows += [
        (
            view.name,
            f"{w.weights.shape[0]} -> {w.weights.shape[1]}",
            "<- expects this many" if i == 0 else "",
        )
        for i, (view, w) in enumerate(zip(net.layers, net.parameters, strict=True))
    ]
    if len(shape) == 1:
        fix = "X[None, :] makes it one row" if shape[0] == n else "X[:, None] makes it one column"
        fix = fix if n == 1 or shape[0] == n else "give rows and columns, one row per example"
        fix = "X[:, None] makes it one column" if n == 1 else fix
    elif len(shape) == 2 and shape[0] == n:
        fix = "X.T: it looks transposed"
    elif len(shape) > 2:
        fix = "X.reshape(len(X), -1) makes rows of it"
    else:
        fix = f"give {n} columns, or build the network with inputs={shape[-1] if shape else 1}"
    return (
        f"X must have shape (rows, {n}), got {shape}.\n"
        f"{table(('layer', 'inputs -> neurons', ''), rows)}\nLikely fix: {fix}."
    )


def network(net: FeedForward) -> dict[str, Any]:
    """Return what a network is as JSON values."""
    return {
        "inputs": net.inputs,
        "layers": [layer.describe() for layer in net.descriptions],
        "seed": net.seed,
        "dtype": net.dtype.name,
        "classes": None if net.classes is None else list(net.classes),
    }


def arguments(description: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments that build the network of a description; initializers no longer matter."""
    return {
        "inputs": description["inputs"],
        "layers": [_dense(layer) for layer in description["layers"]],
        "seed": description["seed"],
        "dtype": description["dtype"],
        "classes": description["classes"],
    }


def _dense(layer: dict[str, Any]) -> Dense:
    if layer["kind"] != "dense":
        raise OptionError(f"a layer of the unknown kind '{layer['kind']}'")
    return Dense(
        layer["units"],
        activations.restore(layer["activation"], layer["activation_parameters"]),
        init=initializers.Zeros(layer["init"]),  # the parameters come from the file
        bias=layer["bias"],
        name=layer["name"],
    )
