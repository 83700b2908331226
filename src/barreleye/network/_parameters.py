"""The parameters of a network: one flat vector, with views of it for every layer."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .._arguments import as_numbers, is_whole
from .._arrays import Array, flat_copy, flat_zeros
from .._text import listed, near, shown
from ..errors import OptionError, ShapeError, UnknownNameError
from ..layers import Layer, LayerParameters


@dataclass(frozen=True, slots=True)
class LayerSlice:
    """The part of the flat vector that belongs to one layer: weights first, then biases.

    Attributes
    ----------
    name : str
    start : int
        Position of the first weight.
    shape : (int, int)
        (n_inputs, n_neurons) of the weights.
    bias : bool
    """

    name: str
    start: int
    shape: tuple[int, int]
    bias: bool

    @property
    def size(self) -> int:
        """How many numbers the layer has."""
        return math.prod(self.shape) + (self.shape[1] if self.bias else 0)

    def view(self, vector: Array) -> LayerParameters:
        """Return the layer's part of the vector as weights and biases, without copying."""
        split = self.start + math.prod(self.shape)
        weights = vector[self.start : split].reshape(self.shape)
        return LayerParameters(weights, vector[split : self.start + self.size] if self.bias else None)


class Parameters:
    """A flat vector of all weights and biases, and views of it for every layer, by index or by name.

    ``net.parameters`` holds the parameters of a network, and ``net.gradients(X, y)`` their gradients.
    """

    def __init__(self, slices: Sequence[LayerSlice], vector: Array) -> None:
        size = sum(part.size for part in slices)
        if vector.shape != (size,):
            raise ShapeError(f"the layers hold {size} numbers, the vector has shape {vector.shape}")
        self._slices = tuple(slices)
        self._flat, self._vector = vector, vector[:]
        self._dtype, self._size = vector.dtype, size
        self._windows = tuple(part.view(vector) for part in self.slices)

    @property
    def slices(self) -> tuple[LayerSlice, ...]:
        """The part of the vector that belongs to each layer; it never changes."""
        return self._slices

    @property
    def dtype(self) -> np.dtype[Any]:
        """float32 or float64; it never changes."""
        return self._dtype

    @property
    def size(self) -> int:
        """The length of the vector; it never changes."""
        return self._size

    @property
    def vector(self) -> Array:
        """The flat array, shape (size,). Assignment copies into it, so that the views stay valid."""
        if self._vector.dtype != self._dtype or self._vector.shape != (self._size,):
            self._vector = self._flat[
                :
            ]  # somebody assigned to dtype or shape of the one that we gave out
        return self._vector

    @vector.setter
    def vector(self, values: ArrayLike) -> None:
        given = as_numbers(values, "the vector of parameters")
        if given.shape != (self._size,):
            raise ShapeError(f"the vector has shape ({self._size},), got {given.shape}")
        self.vector[...] = given

    def __reduce__(self) -> tuple[Callable[..., Parameters], tuple[tuple[LayerSlice, ...], Array]]:
        """Copy and pickle the vector alone: copies of the views would no longer be views of it."""
        return _arrived, (self.slices, self.vector)

    def refuse_altered(self) -> None:
        """Raise OptionError if the vector or a view of it has another shape or dtype, or is read-only."""
        for name, array, shape in self._named_arrays():
            if (array.dtype, array.shape) != (self._dtype, shape):
                raise OptionError(
                    f"net.{name} now has dtype {array.dtype} and shape {array.shape}, it was made with"
                    f" {self._dtype} and {shape}: train net.copy()"
                )
            if not array.flags.writeable:
                raise OptionError(
                    f"net.{name} is read-only, so that it cannot be trained: make it writeable again"
                    f" (net.{name}.flags.writeable = True), or train net.copy()"
                )

    def _named_arrays(self) -> Iterator[tuple[str, Array, tuple[int, ...]]]:
        yield "parameters.vector", self.vector, (self._size,)
        for i, (window, part) in enumerate(zip(self._windows, self._slices, strict=True)):
            yield f"layers[{i}].weights", window.weights, part.shape
            if window.biases is not None:
                yield f"layers[{i}].biases", window.biases, part.shape[1:]

    @classmethod
    def layout(
        cls, n_inputs: int, layers: Sequence[Layer], names: Sequence[str]
    ) -> tuple[LayerSlice, ...]:
        """Return the slices of layers whose parameters stand one after another in a vector."""
        slices: list[LayerSlice] = []
        start = 0
        for layer, name in zip(layers, names, strict=True):
            part = LayerSlice(name, start, (n_inputs, layer.units), bias=len(layer.shapes(n_inputs)) > 1)
            slices.append(part)
            start += part.size
            n_inputs = layer.units
        return tuple(slices)

    def like(self, vector: Array | None = None) -> Parameters:
        """Return parameters of the same layout over another vector, shape (size,); zeros by default."""
        zeros = flat_zeros(self._size, self._dtype) if vector is None else vector
        return Parameters(self.slices, zeros)

    def where(self, position: int) -> str:
        """Return the name of the layer to which a position of the vector belongs."""
        return next(b.name for b in self.slices if b.start <= position < b.start + b.size)

    def __getitem__(self, layer: int | str) -> LayerParameters:
        if isinstance(layer, str):
            names = [part.name for part in self.slices]
            if layer not in names:
                hint = near(layer, names) or f"; there are {listed(names)}"
                raise UnknownNameError(f"no layer is called '{layer}'{hint}")
            layer = names.index(layer)
        if not (is_whole(layer) and -len(self.slices) <= layer < len(self.slices)):
            raise UnknownNameError(
                f"the network has layers 0 to {len(self.slices) - 1}, got {shown(layer)}"
            )
        return self._windows[layer]

    def __iter__(self) -> Iterator[LayerParameters]:
        return iter(self._windows)

    def __len__(self) -> int:
        return len(self.slices)

    def __repr__(self) -> str:
        slices = ", ".join(f"{b.name} {b.shape[0]}×{b.shape[1]}" for b in self.slices)
        return f"Parameters({self.vector.size:,} numbers, {self.vector.dtype}: {slices})"


def _arrived(slices: Sequence[LayerSlice], vector: Array) -> Parameters:
    return Parameters(slices, flat_copy(vector))
