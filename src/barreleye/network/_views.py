"""Views of a network: one layer with its parameters, and the table of all layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import ArrayLike, NDArray

from .._arguments import as_numbers
from .._arrays import Array
from .._shown_tables import ShownAsTables, ShownTable
from .._text import counted
from ..activations import Activation
from ..errors import OptionError, ShapeError
from ..layers import Dense
from ._parameters import Parameters


class LayerView:
    """One layer of a network: its description, and views of its weights and biases."""

    def __init__(self, layer: Dense, name: str, parameters: Parameters, index: int) -> None:
        self.layer = layer
        self.name = name
        self._parameters = parameters
        self._index = index

    @property
    def units(self) -> int:
        """Number of neurons."""
        return self.layer.units

    @property
    def activation(self) -> Activation:
        """The activation function, applied to z."""
        return self.layer.activation

    @property
    def weights(self) -> Array:
        """Weights (n_inputs, n_neurons); writing into them, or assigning, changes the network."""
        return self._parameters[self._index].weights

    @weights.setter
    def weights(self, values: ArrayLike) -> None:
        self.weights[...] = _fitting(values, self.weights, f"weights of {self.name}")

    @property
    def biases(self) -> Array:
        """Biases (n_neurons,); writing into them, or assigning, changes the network."""
        biases = self._parameters[self._index].biases
        if biases is None:
            raise OptionError(f"layer {self.name} was made with bias=False")
        return biases

    @biases.setter
    def biases(self, values: ArrayLike) -> None:
        self.biases[...] = _fitting(values, self.biases, f"biases of {self.name}")

    def __repr__(self) -> str:
        return f"{self.name}: {self.layer!r}"


class Summary(ShownAsTables):
    """The layer table of a network; ``print`` it."""

    def __init__(
        self, layers: Sequence[LayerView], parameters: Parameters, dropout: Sequence[float]
    ) -> None:
        rows = [
            (
                view.name,
                f"{part.shape[0]} × {part.shape[1]}",
                f"{part.size:,}",
                repr(view.activation),
                view.layer.init.name,
            )
            for view, part in zip(layers, parameters.slices, strict=True)
        ]
        self.rows = [
            row
            for rate, own in zip(dropout, rows, strict=True)
            for row in ([("dropout", "", "0", f"rate {rate:g}", ""), own] if rate else [own])
        ]
        self.parameters = int(parameters.vector.size)
        self.dtype = parameters.dtype

    def shown(self) -> Sequence[ShownTable]:
        """Return one table: a row for each layer, and the size of all parameters below."""
        header = ("layer", "shape", "parameters", "activation", "initializer")
        size = f"{self.parameters * self.dtype.itemsize / 1024:,.1f} KiB"
        below = f"{counted(self.parameters, 'parameter')}, {self.dtype}, {size}"
        return [ShownTable(header, self.rows, (2,), below=[below])]


def _fitting(values: ArrayLike, view: Array, what: str) -> NDArray[Any]:
    array = as_numbers(values, what)
    if array.shape != view.shape:
        raise ShapeError(f"the {what} have shape {view.shape}, got {array.shape}")
    return array
