"""The layers, names and parameters of a network, and how they are copied, saved and loaded."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from .._arguments import as_numbers, is_whole, whole_number
from .._arrays import WEIGHTS, Array, Rng, flat_zeros, make_rng, stream
from .._text import shown
from .._tree import Tree, in_short, on_one_line
from ..errors import FileFormatError, OptionError, UnknownNameError
from ..layers import Dense, Dropout, Neuron
from . import _describe
from ._parameters import Parameters
from ._storage import read, write
from ._views import LayerView, Summary


class Stack:
    """Layers and their parameters; :class:`FeedForward` adds predictions and gradients."""

    def __init__(
        self,
        inputs: int,
        layers: Sequence[Dense | Dropout],
        *,
        seed: int | Rng | None = 0,
        dtype: str = "float32",
        classes: Sequence[Any] | None = None,
        parameters: Array | None = None,
    ) -> None:
        _describe.check(inputs, layers, dtype)
        dtype = np.dtype(dtype).name
        if seed is None:
            seed = int(np.random.SeedSequence().generate_state(1)[0])
        inputs = int(inputs)
        is_rng = isinstance(seed, np.random.Generator | np.random.RandomState)
        self._seed = 0 if is_rng else whole_number("a seed", seed, 0)
        self._layers, self._dropout = _describe.split_dropout(layers)
        names = _describe.layer_names(self._layers)
        slices = Parameters.layout(inputs, self._layers, names)
        if parameters is None:
            size = sum(part.size for part in slices)
            self._parameters = Parameters(slices, _zeros(size, np.dtype(dtype)))
            rng = make_rng(seed) if is_rng else stream(WEIGHTS, self._seed)
            for layer, window in zip(self._layers, self.parameters, strict=True):
                layer.initialize(window, rng)
        else:
            numbers = as_numbers(parameters, "parameters").astype(dtype, copy=False)
            given = Parameters(slices, numbers)  # of the right length
            self._parameters = given.like()
            self._parameters.vector = given.vector
        self.layers = tuple(
            LayerView(layer, name, self.parameters, i)
            for i, (layer, name) in enumerate(zip(self._layers, names, strict=True))
        )
        self._classes = None if classes is None else _describe.plain_labels(classes, self._layers[-1])

    @property
    def parameters(self) -> Parameters:
        """All weights and biases; write into ``parameters.vector`` to change them."""
        return self._parameters

    @property
    def seed(self) -> int:
        """The seed of the initial weights, the order of rows, and dropout."""
        return self._seed

    @seed.setter
    def seed(self, seed: int) -> None:
        self._seed = whole_number("a seed", seed, 0)

    @property
    def classes(self) -> tuple[Any, ...] | None:
        """Labels of the classes in the order of the outputs, or None for 0, 1, 2 ..."""
        return self._classes

    @classes.setter
    def classes(self, labels: Sequence[Any] | None) -> None:
        self._classes = None if labels is None else _describe.plain_labels(labels, self._layers[-1])

    @property
    def dtype(self) -> np.dtype[Any]:
        """float32 or float64: the dtype of parameters, rows and outputs."""
        return self.parameters.dtype

    @property
    def inputs(self) -> int:
        """The number of inputs, which is the number of columns of X."""
        return self._parameters.slices[0].shape[0]

    @property
    def outputs(self) -> int:
        """The number of neurons of the output layer."""
        return self._parameters.slices[-1].shape[1]

    @property
    def descriptions(self) -> tuple[Dense, ...]:
        """The Dense layers from which the network was made, without Dropout."""
        return self._layers

    @property
    def dropout(self) -> tuple[float, ...]:
        """The dropout rate on the inputs of each layer; 0 without a Dropout."""
        return self._dropout

    @property
    def stack(self) -> tuple[Dense | Dropout, ...]:
        """The Dense and Dropout layers from which the network was made, in order."""
        pairs = zip(self._dropout, self._layers, strict=True)
        return tuple(
            part for rate, layer in pairs for part in ((Dropout(rate), layer) if rate else (layer,))
        )

    def __copy__(self) -> Self:
        return self.copy()

    def copy(self) -> Self:
        """Return an independent network with the same parameters."""
        return type(self)(
            self.inputs,
            self.stack,
            seed=self.seed,
            dtype=self.dtype.name,
            classes=self.classes,
            parameters=self.parameters.vector,
        )

    def save(self, path: str | os.PathLike[str]) -> None:
        """Save the network in one file, a ``.npz`` archive of JSON and arrays without pickle.

        The file is written under a temporary name and renamed, so that it is complete or absent.

        Raises
        ------
        DataError
            The file cannot be written.
        """
        write(
            path,
            {"kind": "network", "network": self.describe()},
            {"parameters": self.parameters.vector},
        )

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Return the network that :meth:`save` wrote, with the same bits.

        Raises
        ------
        DataError
            There is no such file, or it cannot be read.
        FileFormatError
            The file is damaged, holds something else, or was written by a newer version.
        """
        description, arrays = read(path)
        kind = description["kind"].words()
        if kind != "network":
            raise FileFormatError(
                f"{description.file} holds a {on_one_line(kind)}, not a network: read it with barreleye.load"
            )
        return cls.from_description(
            description["network"], arrays.get("parameters"), where=description.file
        )

    def describe(self) -> dict[str, Any]:
        """Return inputs, layers, seed, dtype and classes as JSON values, without the parameters."""
        return {
            "inputs": self.inputs,
            "layers": [layer.describe() for layer in self.stack],
            "seed": self.seed,
            "dtype": self.dtype.name,
            "classes": None if self.classes is None else list(self.classes),
        }

    @classmethod
    def from_description(cls, description: Any, vector: Array | None, where: str) -> Self:  # noqa: ANN401
        """Return the network of a description that :meth:`describe` made, with these parameters.

        Raises
        ------
        FileFormatError
            The description is not that of a network, or does not fit the parameters.
        """
        tree = description if isinstance(description, Tree) else Tree(description, where)
        if vector is None:
            raise FileFormatError(f"{where} describes a network and holds no parameters")
        if vector.dtype.name != tree["dtype"].value:
            raise FileFormatError(
                f"{where} describes {in_short(tree['dtype'].value)} numbers and holds {vector.dtype}"
            )
        try:
            return cls(**_describe.arguments(tree, vector.size), parameters=vector)
        except (OptionError, UnknownNameError) as error:
            raise FileFormatError(
                f"{where} does not describe a network: {on_one_line(str(error))}"
            ) from error

    def neuron(self, layer: int | str, index: int) -> Neuron:
        """Return a neuron that is a view of its column of weights: changing it changes the network.

        ``layer`` is the index of a layer or its name, ``index`` that of the neuron in it; both count from 0.
        If there is none, UnknownNameError or OptionError is raised.
        """
        window = self.parameters[layer]
        position = (
            [b.name for b in self.parameters.slices].index(layer) if isinstance(layer, str) else layer
        )
        width = window.weights.shape[1]
        if not (is_whole(index) and -width <= index < width):
            raise OptionError(f"layer {layer} has neurons 0 to {width - 1}, got {shown(index)}")
        index %= width
        bias = None if window.biases is None else window.biases[index : index + 1]
        return Neuron.window(window.weights[:, index], bias, self._layers[position].activation)

    def summary(self) -> Summary:
        """Return the table of the layers, to print: shape, parameters, activation, initializer."""
        return Summary(self.layers, self.parameters, self._dropout)

    def _repr_html_(self) -> str:
        return self.summary().html()

    def __repr__(self) -> str:
        layers = ", ".join(repr(layer) for layer in self.stack)
        return f"{type(self).__name__}(inputs={self.inputs}, layers=[{layers}])"


def _zeros(size: int, dtype: np.dtype[Any]) -> Array:
    try:
        return flat_zeros(size, dtype)
    except (MemoryError, ValueError) as error:
        needed = f"{size * dtype.itemsize / 2**30:,.0f} GiB"
        raise OptionError(f"{size:,} parameters need {needed}: make the layers narrower") from error
