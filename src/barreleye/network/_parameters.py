"""All numbers that a network learned: one flat vector, with a window on it for every layer."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .._arguments import as_numbers, is_whole, shown
from .._arrays import Array, flat_copy, flat_zeros
from .._text import listed, near
from ..errors import OptionError, ShapeError, UnknownNameError
from ..layers import Layer, LayerParameters


@dataclass(frozen=True, slots=True)
class Block:
    """Where one layer's numbers lie in the flat vector: weights first, then biases.

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
    """A flat vector and the windows on it, by position or by layer name.

    ``net.parameters`` holds what was learned and ``net.gradients(X, y)`` returns the same kind.

    Examples
    --------
    ``parameters.vector``, ``parameters[0].weights``, ``parameters["output"].biases``
    """

    def __init__(self, blocks: Sequence[Block], vector: Array) -> None:
        size = sum(block.size for block in blocks)
        if vector.shape != (size,):
            raise ShapeError(f"the layers hold {size} numbers, the vector has shape {vector.shape}")
        self._blocks = tuple(blocks)
        self._flat, self._vector = vector, vector[:]
        self._dtype, self._size = vector.dtype, size
        self._windows = tuple(block.view(vector) for block in self.blocks)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Where the numbers of each layer lie; for good, because machine code counts on it."""
        return self._blocks

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of the numbers, for good."""
        return self._dtype

    @property
    def size(self) -> int:
        """How many numbers there are, for good."""
        return self._size

    @property
    def vector(self) -> Array:
        """The flat array; assigning writes into it, so that the windows stay true."""
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

    def __reduce__(self) -> tuple[Callable[..., Parameters], tuple[tuple[Block, ...], Array]]:
        """Copy and pickle the vector alone: windows copied beside it would be windows on nothing."""
        return _arrived, (self.blocks, self.vector)

    def refuse_altered(self) -> None:
        """Refuse to be trained if somebody has made the numbers, or a window on them, something else."""
        for name, array, shape in self._named_arrays():
            if (array.dtype, array.shape) != (self._dtype, shape):
                raise OptionError(
                    f"net.{name} was made an array of {array.dtype} and shape {array.shape}, where it was"
                    f" one of {self._dtype} and shape {shape}: train net.copy()"
                )
            if not array.flags.writeable:
                raise OptionError(
                    f"net.{name} is read-only, so that it cannot be trained: make it writeable again"
                    f" (net.{name}.flags.writeable = True), or train net.copy()"
                )

    def _named_arrays(self) -> Iterator[tuple[str, Array, tuple[int, ...]]]:
        yield "parameters.vector", self.vector, (self._size,)
        for i, (window, block) in enumerate(zip(self._windows, self._blocks, strict=True)):
            yield f"layers[{i}].weights", window.weights, block.shape
            if window.biases is not None:
                yield f"layers[{i}].biases", window.biases, block.shape[1:]

    @classmethod
    def layout(cls, n_inputs: int, layers: Sequence[Layer], names: Sequence[str]) -> tuple[Block, ...]:
        """Place the layers one after another."""
        blocks: list[Block] = []
        start = 0
        for layer, name in zip(layers, names, strict=True):
            block = Block(name, start, (n_inputs, layer.units), bias=len(layer.shapes(n_inputs)) > 1)
            blocks.append(block)
            start += block.size
            n_inputs = layer.units
        return tuple(blocks)

    def like(self, vector: Array | None = None) -> Parameters:
        """Return another vector with the same windows; zeros by default."""
        zeros = flat_zeros(self._size, self._dtype) if vector is None else vector
        return Parameters(self.blocks, zeros)

    def where(self, position: int) -> str:
        """Name the layer that owns a position of the vector."""
        return next(b.name for b in self.blocks if b.start <= position < b.start + b.size)

    def __getitem__(self, layer: int | str) -> LayerParameters:
        if isinstance(layer, str):
            names = [block.name for block in self.blocks]
            if layer not in names:
                hint = near(layer, names) or f"; there are {listed(names)}"
                raise UnknownNameError(f"no layer is called '{layer}'{hint}")
            layer = names.index(layer)
        if not (is_whole(layer) and -len(self.blocks) <= layer < len(self.blocks)):
            raise UnknownNameError(
                f"the network has layers 0 to {len(self.blocks) - 1}, got {shown(layer)}"
            )
        return self._windows[layer]

    def __iter__(self) -> Iterator[LayerParameters]:
        return iter(self._windows)

    def __len__(self) -> int:
        return len(self.blocks)

    def __repr__(self) -> str:
        blocks = ", ".join(f"{b.name} {b.shape[0]}×{b.shape[1]}" for b in self.blocks)
        return f"Parameters({self.vector.size:,} numbers, {self.vector.dtype}: {blocks})"


def _arrived(blocks: Sequence[Block], vector: Array) -> Parameters:
    return Parameters(blocks, flat_copy(vector))
