"""Rows that pass through an ONNX graph: the layers behind them, and the operators since the last one."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..errors import OptionError
from ..export._equivalents import Call, Operand
from ._operator_forms import recognized
from ._taken_layers import TakenLayer

Constant: TypeAlias = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Rows:
    """A value that has a row for each row of the input.

    Attributes
    ----------
    width : int
        The number of columns; 0 if the file does not tell that of the input.
    layers : tuple of TakenLayer
        The layers so far; the last one has no activation yet.
    tree : Call or "z"
        What is done with the pre-activation of the last layer, or with the input.
    size : int
        The number of operators in the tree.
    pair : bool
        Whether columns of 1 - p stand before those of p, and p is what the layers compute.
    """

    width: int
    layers: tuple[TakenLayer, ...] = ()
    tree: Operand = "z"
    size: int = 0
    pair: bool = False

    @property
    def is_truth(self) -> bool:
        """Whether they are the results of a comparison."""
        names = {"Greater", "Less", "GreaterOrEqual", "LessOrEqual", "Or"}
        return isinstance(self.tree, Call) and self.tree.name in names

    def finished(self, file: str, place: str = "") -> tuple[TakenLayer, ...]:
        """Return the layers, the last one with its activation; ``place`` names the node behind it.

        Raises
        ------
        OptionError
            The operators are no activation.
        """
        if self.tree == "z":
            return self.layers
        activation = recognized(self.tree)
        where = f" before {place}" if place else ""
        if activation is None:
            raise OptionError(
                f"{file} has {written(self.tree)}{where}, which is no activation of barreleye"
            )
        if not self.layers:
            raise OptionError(
                f"{file} has {activation!r} before its first layer, where a network has none"
            )
        return (*self.layers[:-1], replace(self.layers[-1], activation=activation))

    def behind(self, weights: Constant, place: str, file: str) -> Rows:
        """Return the rows behind another layer, weights (inputs, neurons), without biases."""
        return Rows(weights.shape[1], (*self.finished(file, place), TakenLayer(place, weights, None)))

    def takes_biases(self, values: Any) -> bool:  # noqa: ANN401  an array, or something else
        """Say whether what is added is the biases: numbers for each neuron, right behind the products."""
        plain = bool(self.layers) and self.tree == "z" and self.layers[-1].biases is None
        shape: tuple[int, ...] = getattr(values, "shape", ())
        return plain and len(shape) > 0 and math.prod(shape) == shape[-1] == self.width

    def with_biases(self, values: Constant) -> Rows:
        """Return the rows with biases in the last layer; one number stands for all of them."""
        last = self.layers[-1]
        whole = np.broadcast_to(values.reshape(-1), (self.width,)).astype(last.weights.dtype)
        return replace(self, layers=(*self.layers[:-1], replace(last, biases=whole)))

    def is_other_side(self, other: Rows) -> bool:
        """Say whether these are 1 - p, and the other ones p."""
        return self.layers == other.layers and self.tree == Call("Sub", (1.0, other.tree), {})


def written(tree: Operand) -> str:
    """Return a tree of operators as text."""
    if not isinstance(tree, Call):
        return f"{tree:g}" if isinstance(tree, float) else str(tree)
    inner = [written(one) for one in tree.operands]
    inner += [f"{name}={written(one)}" for name, one in tree.options.items()]
    return f"{tree.name}({', '.join(inner)})"
