"""A network as layers of Keras."""

# Keras is not installed where types are checked
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from importlib import import_module
from typing import Any

from ..activations import Activation
from ..errors import MissingExtraError, OptionError
from ._equivalents import declared, with_values
from ._exported_model import network_of

_LAYERS, _FUNCTIONS = "keras.layers.", "keras.activations."


def keras(model: Any) -> Any:  # noqa: ANN401  a model of Keras
    """Return a network as a ``keras.Sequential`` of Input, Dense, Dropout and activation layers (Keras 3).

    Weights are copied, in the dtype of the network. Keras takes whatever backend it is set to; some backends
    multiply float64 in float32.

    Parameters
    ----------
    model : Network, or a fitted ``MLPClassifier`` or ``MLPRegressor`` of ``barreleye.sklearn``

    Returns
    -------
    keras.Sequential

    Raises
    ------
    MissingExtraError
        Keras, or its backend, is not installed.
    OptionError
        Keras has no layer for an activation, or the model is one of a table.

    Examples
    --------
    >>> import barreleye as be
    >>> len(be.export.keras(be.mlp(2, [8], 3, output="softmax")).layers)  # doctest: +SKIP
    4
    >>> be.export.keras(be.mlp(2, [8], 3, activation="gaussian"))
    Traceback (most recent call last):
    barreleye.errors.OptionError: Keras has no layer for gaussian ...
    """
    net = network_of(model, "Keras")
    for layer in net.descriptions:
        _checked(layer.activation)
    library = keras_package()
    dtype = net.dtype.name
    layers: list[Any] = [library.Input((net.inputs,), dtype=dtype)]
    dense: list[Any] = []
    for layer, rate in zip(net.descriptions, net.dropout, strict=True):
        layers += [library.layers.Dropout(rate, dtype=dtype)] if rate else []
        dense.append(library.layers.Dense(layer.units, use_bias=layer.bias, dtype=dtype))
        layers += [dense[-1], *_activation(library, layer.activation, dtype)]
    made = library.Sequential(layers)
    for one, part in zip(dense, net.parameters, strict=True):
        one.set_weights([part.weights] if part.biases is None else [part.weights, part.biases])
    return made


def keras_package() -> Any:  # noqa: ANN401  a module
    """Return Keras, or raise MissingExtraError."""
    try:
        return import_module("keras")
    except ImportError as error:
        raise MissingExtraError(
            f"layers of Keras need keras and one of its backends ({error}): pip install keras jax"
        ) from error


def _checked(activation: Activation) -> tuple[str, dict[str, Any]]:
    """Return what Keras calls an activation, and its options."""
    call = declared(activation, "Keras")
    call = None if call is None else with_values(call, activation)
    known = activation.equivalents.get("Keras")
    if call is not None and call.operands in ((), ("z",)):
        short = "." not in call.name
        if short or call.name.startswith((_LAYERS, _FUNCTIONS)):
            return call.name, dict(call.options)
    beside = f" (what it has is {known})" if known else ""
    raise OptionError(
        f"Keras has no layer for {activation!r}{beside}: make the layer yourself, with the weights of net.layers,"
        " or export.onnx the network"
    )


def _activation(library: Any, activation: Activation, dtype: str) -> list[Any]:  # noqa: ANN401  a module
    name, options = _checked(activation)
    if name.startswith(_LAYERS):
        return [getattr(library.layers, name.removeprefix(_LAYERS))(**options, dtype=dtype)]
    if not name.startswith(_FUNCTIONS):
        return [library.layers.Activation(name, dtype=dtype)]
    function = getattr(library.activations, name.removeprefix(_FUNCTIONS))
    return [library.layers.Lambda(function, arguments=options, dtype=dtype)]
