"""Multilayer perceptrons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._arguments import in_order
from .._arrays import Rng
from ..activations import Activation
from ..errors import OptionError
from ..layers import Dense
from ._network import Network


def mlp(
    inputs: int,
    hidden: Sequence[int] | int,
    outputs: int,
    *,
    activation: str | Activation | Sequence[str | Activation] = "relu",
    output: str | Activation = "linear",
    seed: int | Rng | None = 0,
    dtype: str = "float32",
    classes: Sequence[Any] | None = None,
) -> Network:
    """Return a multilayer perceptron: hidden layers, then the output layer, all of them dense.

    Parameters
    ----------
    inputs, outputs : int
        The number of inputs, and of neurons of the output layer.
    hidden : sequence of int, or int
        The number of neurons of each hidden layer. The list may be empty; a number means one layer.
    activation : str, Activation, or a sequence of them
        The activation of all hidden layers, or one for each.
    output : str or Activation
        The activation of the output layer: ``"softmax"`` for several classes, ``"sigmoid"`` for two,
        ``"linear"`` for regression.
    seed, dtype, classes
        As for :class:`Network`.

    Raises
    ------
    OptionError, UnknownNameError
        An argument is out of its range, or there is no such activation.

    Examples
    --------
    >>> import barreleye as be
    >>> be.mlp(2, [64, 64], 3, activation="relu", output="softmax")
    Network(inputs=2, layers=[Dense(64, relu), Dense(64, relu), Dense(3, softmax)])
    """
    widths = (hidden,) if isinstance(hidden, int) else in_order("hidden", hidden, "numbers of neurons")
    if isinstance(activation, str | Activation):
        functions: Sequence[str | Activation] = [activation] * len(widths)
    else:
        functions = in_order("activations", activation, "names, one for every hidden layer,")
    if len(functions) != len(widths):
        raise OptionError(f"{len(widths)} hidden layers need as many activations, got {len(functions)}")
    layers = [Dense(units, function) for units, function in zip(widths, functions, strict=True)]
    return Network(inputs, [*layers, Dense(outputs, output)], seed=seed, dtype=dtype, classes=classes)
