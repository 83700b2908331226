"""A network in words: checks of its description, names of layers, JSON, and the shape message."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import activations, initializers
from .._arguments import in_order, whole_number
from .._text import shown, table
from .._tree import Tree
from ..activations import Rowwise
from ..errors import OptionError
from ..layers import Dense, Dropout
from ._parameters import LayerSlice


def check(inputs: int, layers: Sequence[Dense | Dropout], dtype: str) -> None:
    """Refuse a description that cannot be built."""
    whole_number("inputs, the number of columns,", inputs)
    if not in_order("layers", layers, "Dense and Dropout"):
        raise OptionError("a network needs at least one layer, got an empty list")
    for i, layer in enumerate(layers):
        if not (isinstance(layer, Dropout) or hasattr(layer, "shapes")):
            raise OptionError(f"layer {i} is {shown(layer)}: give layers such as be.Dense(64, 'relu')")
        if isinstance(layer, Dropout) and isinstance((*layers[i + 1 : i + 2], layer)[0], Dropout):
            raise OptionError(f"layer {i}, {layer}, has to stand before a Dense layer")
    for layer in layers:
        if isinstance(layer, Dropout):
            continue
        if isinstance(layer.activation, Rowwise) and layer.units == 1:
            raise OptionError(
                f"{layer.activation.name} of 1 neuron always has the same output: use sigmoid"
            )
    if _dtype_name(dtype) not in ("float32", "float64"):
        raise OptionError(f"dtype is 'float32' or 'float64', got {shown(dtype)}")


def split_dropout(layers: Sequence[Dense | Dropout]) -> tuple[tuple[Dense, ...], tuple[float, ...]]:
    """Return the layers that have neurons, and the share of its inputs that each of them loses."""
    dense: list[Dense] = []
    rates: list[float] = []
    rate = 0.0
    for layer in layers:
        if isinstance(layer, Dropout):
            rate = layer.rate
        else:
            dense.append(layer)
            rates.append(rate)
            rate = 0.0
    return tuple(dense), tuple(rates)


def _dtype_name(dtype: object) -> str:
    try:
        return np.dtype(dtype).name  # pyright: ignore[reportArgumentType, reportCallIssue, reportUnknownMemberType, reportUnknownVariableType]
    except Exception:  # noqa: BLE001  NumPy asks whatever it is given
        return ""


def layer_names(layers: Sequence[Dense]) -> list[str]:
    """Name the layers hidden0, hidden1 ... output, unless they have names of their own."""
    last = len(layers) - 1
    names = [layer.name or ("output" if i == last else f"hidden{i}") for i, layer in enumerate(layers)]
    if len(set(names)) < len(names):
        twice = next(name for name, times in Counter(names).items() if times > 1)
        raise OptionError(f"two layers are called '{twice}': names must differ")
    return names


def plain_labels(classes: Sequence[Any], last: Dense) -> tuple[Any, ...]:
    """Return the labels as plain Python values, if there are as many as the output layer tells apart."""
    labels = tuple(
        _plain(label) for label in in_order("classes", classes, "strings, numbers or booleans")
    )
    odd = [label for label in labels if not _is_label(label)]
    if odd:
        raise OptionError(f"classes are strings, finite numbers or booleans, got {shown(odd[0])}")
    if last.activation.name == "sigmoid" and last.units > 1:
        raise OptionError(
            "several sigmoid neurons are binary outputs, each 0 or 1, and have no classes: leave classes out"
        )
    wanted = 2 if last.activation.name == "sigmoid" else last.units
    if len(labels) != wanted or len(set(labels)) != len(labels):
        raise OptionError(f"the output layer has {wanted} classes, got {shown(list(labels))}")
    return labels


def _plain(label: Any) -> Any:  # noqa: ANN401  a label of any kind
    return label.item() if isinstance(label, np.generic) else label  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]


def _is_label(label: object) -> bool:
    return isinstance(label, str | int) or (isinstance(label, float) and math.isfinite(label))


def explain_shape(slices: Sequence[LayerSlice], shape: tuple[int, ...]) -> str:
    """Say which shape X needs, show the layers with the offending pair, and the likely fix."""
    n = slices[0].shape[0]
    rows = [("X", "×".join(map(str, shape)) or "a single number", "<- does not fit")]
    rows += [
        (part.name, f"{part.shape[0]} -> {part.shape[1]}", "" if i else "<- expects this many")
        for i, part in enumerate(slices)
    ]
    return (
        f"X must have shape (rows, {n}), got {shape}.\n"
        f"{table(('layer', 'inputs -> neurons', ''), rows)}\nLikely fix: {_fix(n, shape)}."
    )


def _fix(n: int, shape: tuple[int, ...]) -> str:
    if len(shape) == 1 and n == 1:
        return "X[:, None] makes it one column"
    if len(shape) == 1 and shape[0] == n:
        return "X[None, :] makes it one row"
    if len(shape) == 2 and shape[0] == n:
        return "X.T: it looks transposed"
    if len(shape) == 2:
        return f"give {n} columns, or build the network with inputs={shape[1]}"
    if len(shape) > 2:
        return "X.reshape(len(X), -1) makes rows of it"
    return "give rows and columns, one row per example"


def arguments(description: Tree, size: int) -> dict[str, Any]:
    """Return the arguments that build the network of a description; initializers no longer matter.

    Parameters
    ----------
    description : Tree
    size : int
        How many parameters there are: layers that need another number are refused before they are made.
    """
    inputs = description["inputs"].whole(1, size)
    layers = list(description["layers"])
    _check_size(inputs, layers, description, size)
    classes = description["classes"]
    return {
        "inputs": inputs,
        "layers": [_layer(layer) for layer in layers],
        "seed": description["seed"].whole(),
        "dtype": description["dtype"].one_of(("float32", "float64")),
        "classes": None if classes.value is None else [label.label() for label in classes],
    }


def _check_size(inputs: int, layers: Sequence[Tree], description: Tree, size: int) -> None:
    """Refuse layers that do not need just as many parameters as there are; each has one of its own at least."""
    needed = 0
    for layer in layers:
        if layer["kind"].one_of(("dense", "dropout")) == "dense":
            units = layer["units"].whole(1, size)
            needed += (inputs + layer["bias"].flag()) * units
            inputs = units
    if needed != size:
        raise description.damaged(f"its layers need {needed:,} parameters, and it holds {size:,}")


def _layer(layer: Tree) -> Dense | Dropout:
    if layer["kind"].value == "dropout":
        return Dropout(layer["rate"].number())
    name = layer["name"]
    activation, init = layer["activation"], layer["init"]
    if activation.value not in activations.names():
        activation.wrong("the name of an activation (make one of your own before you load)")
    constants = {key: value.number() for key, value in layer["activation_parameters"].items()}
    return Dense(
        layer["units"].whole(1),
        activations.restore(activation.words(), constants),
        init=initializers.restore(init.words()),
        bias=layer["bias"].flag(),
        name=None if name.value is None else name.words(),
    )
