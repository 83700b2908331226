"""Networks of Keras."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .._text import shown
from ..activations import Activation
from ..errors import OptionError
from ..export._equivalents import named_so
from ..training import Network
from ._taken_layers import TakenLayers

# Functions whose declared equivalents are layers.
_LAYERS = {"leaky_relu": "LeakyReLU", "elu": "ELU"}
_ROW = (-1, 1)  # axes of a row


def from_keras(model: Any) -> Network:  # noqa: ANN401  a model of Keras
    """Return the network of a Keras model: Sequential, or functional where each layer follows the one before.

    Parameters
    ----------
    model : keras.Sequential or keras.Model
        Of Dense, Dropout and activation layers (Keras 3). Models may stand in models.

    Returns
    -------
    Network
        With copies of the weights, in their dtype; outputs are those of ``model(X)``, to rounding.

    Raises
    ------
    OptionError
        A layer has no equivalent; the message names it.

    Examples
    --------
    >>> import barreleye as be
    >>> import keras  # doctest: +SKIP
    >>> dense = keras.layers.Dense  # doctest: +SKIP
    >>> be.from_keras(keras.Sequential([keras.Input((2,)), dense(8, "gelu"), dense(1)]))  # doctest: +SKIP
    Network(inputs=2, layers=[Dense(8, gelu), Dense(1, linear)])
    >>> be.from_keras("net.keras")
    Traceback (most recent call last):
    barreleye.errors.OptionError: from_keras takes a model of Keras, got 'net.keras'
    """
    if not any(kind.__module__.startswith("keras.") for kind in type(model).__mro__) or not hasattr(
        model, "layers"
    ):
        raise OptionError(f"from_keras takes a model of Keras, got {shown(model)}")
    taken = TakenLayers("the model")
    for layer in _in_order(model):
        _take(taken, layer)
    return taken.network()


def _in_order(model: Any) -> Iterator[Any]:  # noqa: ANN401  Keras has no types
    """Yield the layers from the input to the output; each has to have one input, the layer before."""
    if not getattr(model, "built", False) or not hasattr(model, "outputs"):
        raise OptionError(
            f"the model {model.name!r} has no weights yet: give it an Input, or call it once"
        )
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise OptionError(
            f"the model {model.name!r} has several inputs or outputs, and a network has one of each"
        )
    if len(model.inputs[0].shape) != 2:
        raise OptionError(
            f"the model {model.name!r} takes inputs of shape {model.inputs[0].shape}, not rows of numbers"
        )
    found: list[Any] = []
    tensor = model.outputs[0]
    while tensor is not model.inputs[0]:
        operation, node, _ = tensor._keras_history  # noqa: SLF001  the only record of what follows what
        tensors = operation._inbound_nodes[node].input_tensors  # noqa: SLF001  as above
        if len(tensors) != 1:
            raise OptionError(
                f"{_named(operation)} has {len(tensors)} inputs: a network has one line of layers"
            )
        found.append(operation)
        tensor = tensors[0]
    for one in reversed(found):
        if hasattr(one, "layers"):
            yield from _in_order(one)
        else:
            yield one


def _take(taken: TakenLayers, layer: Any) -> None:  # noqa: ANN401  as above
    kind, where = type(layer).__name__, _named(layer)
    if not type(layer).__module__.startswith("keras."):
        kind = ""  # somebody's own, whatever its name
    if kind in {"InputLayer", "Identity"}:
        return
    if kind == "Dense":
        if layer.compute_dtype != layer.variable_dtype:
            raise OptionError(
                f"{where} computes in {layer.compute_dtype}: set its dtype policy to float32 first"
            )
        weights, *biases = layer.get_weights()
        taken.dense(where, weights, biases[0] if biases else None)
        if getattr(layer.activation, "__name__", "") != "linear":
            taken.activation(where, _of_function(layer.activation, {}, where))
    elif kind == "Dropout":
        if layer.rate:
            taken.drop(where, layer.rate)
    elif kind == "Activation":
        taken.activation(where, _of_function(layer.activation, {}, where))
    elif kind == "Lambda":
        taken.activation(where, _of_function(layer.function, layer.arguments, where))
    else:
        taken.activation(where, _of_layer(layer, kind, where))


def _of_layer(layer: Any, kind: str, where: str) -> Activation:  # noqa: ANN401  as above
    options: Mapping[str, Any] = layer.get_config() if kind else {}
    found = None
    if kind == "ReLU" and options["threshold"] == 0.0:
        short = {None: "relu", 6.0: "relu6"}.get(options["max_value"])
        plain = options["negative_slope"] == 0.0
        found = named_so("Keras", short, {}) if short and plain else None
        if not plain and options["max_value"] is None:
            found = named_so("Keras", "keras.layers.LeakyReLU", options)
    elif kind == "Softmax" and options["axis"] in _ROW:
        found = named_so("Keras", "softmax", {})
    elif kind:
        found = named_so("Keras", f"keras.layers.{kind}", options)
    return _known(found, where, type(layer).__name__)


def _of_function(function: Callable[..., Any], given: Mapping[str, Any], where: str) -> Activation:
    """Return the activation that is a function of Keras with arguments."""
    if hasattr(function, "get_config"):  # a layer, given as an activation
        return _of_layer(function, type(function).__name__, where)
    name = getattr(function, "__name__", "")
    if not (getattr(function, "__module__", None) or "").startswith("keras."):
        return _known(None, where, name)
    usual = {
        key: one.default for key, one in inspect.signature(function).parameters.items() if key != "x"
    }
    options = usual | dict(given)
    row = options.get("axis") in _ROW
    found = named_so("Keras", name, {}) if options == usual or row else None
    found = found or named_so("Keras", f"keras.activations.{name}", options)
    return _known(found or named_so("Keras", f"keras.layers.{_LAYERS.get(name)}", options), where, name)


def _known(found: Activation | None, where: str, name: str) -> Activation:
    if found is None:
        raise OptionError(
            f"{where} has no equivalent in barreleye ({name}): Dense, Dropout, Identity, and activations that"
            " be.activations has are taken over"
        )
    return found


def _named(layer: Any) -> str:  # noqa: ANN401  as above
    return f"{type(layer).__name__} {layer.name!r}"
