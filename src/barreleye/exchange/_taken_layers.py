"""Layers of another library, as they are found, and the network that they become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..activations import Activation, get
from ..errors import OptionError
from ..layers import Dense, Dropout
from ..training import Network


@dataclass(frozen=True, eq=False)
class TakenLayer:
    """A dense layer: a = activation(x W + b).

    Attributes
    ----------
    place : str
        Where it stands in the source, for messages.
    weights : array, shape (inputs, neurons)
    biases : array, shape (neurons,), or None
    activation : Activation, or None
        None until it is found; a layer without one is linear.
    dropout : float
        The rate on its inputs.
    """

    place: str
    weights: NDArray[Any]
    biases: NDArray[Any] | None
    activation: Activation | None = None
    dropout: float = 0.0


class TakenLayers:
    """Layers in their order, as a source is walked through.

    Parameters
    ----------
    source : str
        What the source is, for messages.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.layers: list[TakenLayer] = []
        self._rate = 0.0

    def dense(self, place: str, weights: Any, biases: Any) -> None:  # noqa: ANN401  arrays
        """Add a layer: weights (inputs, neurons), and biases (neurons,) or None."""
        found = np.asarray(weights)
        if found.dtype.name not in {"float32", "float64"}:
            raise OptionError(
                f"{place} of {self.source} holds {found.dtype} numbers: convert the model to float32 or float64"
            )
        if self.layers and self.layers[-1].weights.shape[1] != found.shape[0]:
            raise OptionError(
                f"{place} of {self.source} takes {found.shape[0]} inputs, and the layer before has"
                f" {self.layers[-1].weights.shape[1]} neurons"
            )
        self.layers.append(
            TakenLayer(place, found, None if biases is None else np.asarray(biases), None, self._rate)
        )
        self._rate = 0.0

    def activation(self, place: str, activation: Activation) -> None:
        """Add an activation behind the last layer."""
        if not self.layers or self.layers[-1].activation is not None:
            before = (
                f"behind {self.layers[-1].activation!r}"
                if self.layers
                else "before the first dense layer"
            )
            raise OptionError(
                f"{place} of {self.source} is an activation {before}: a network of barreleye has one behind"
                " each dense layer"
            )
        if self._rate:
            raise OptionError(
                f"{place} of {self.source} is an activation behind a dropout: put the dropout behind it"
            )
        self.layers[-1] = replace(self.layers[-1], activation=activation)

    def drop(self, place: str, rate: float) -> None:
        """Add a dropout on the inputs of the next layer."""
        if self._rate:
            raise OptionError(
                f"{place} of {self.source} is a dropout behind another one: leave one of them out"
            )
        self._rate = float(rate)

    def network(self, classes: Sequence[Any] | None = None) -> Network:
        """Return the network of all layers.

        Raises
        ------
        OptionError
            There is no layer, layers differ in their dtype, or a dropout is left over.
        """
        if not self.layers:
            raise OptionError(f"{self.source} has no dense layer: there is nothing to take over")
        if self._rate:
            raise OptionError(f"{self.source} ends with a dropout, which acts on nothing: leave it out")
        kinds = sorted({one.weights.dtype.name for one in self.layers})
        if len(kinds) > 1:
            raise OptionError(
                f"{self.source} holds numbers of {' and '.join(kinds)}: convert it to one of them"
            )
        stack: list[Dense | Dropout] = []
        vectors: list[NDArray[Any]] = []
        for one in self.layers:
            stack += [Dropout(one.dropout)] if one.dropout else []
            activation = one.activation or get("linear")
            stack.append(Dense(one.weights.shape[1], activation, bias=one.biases is not None))
            vectors += [one.weights.ravel()] + ([] if one.biases is None else [one.biases.ravel()])
        return Network(
            self.layers[0].weights.shape[0],
            stack,
            dtype=kinds[0],
            classes=classes,
            parameters=np.concatenate(vectors),
        )
