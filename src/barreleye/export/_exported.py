"""What is exported: networks, and around them the columns and the target of a table, if there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .._arrays import Array
from .._text import counted, quoted, shown
from .._version import __version__
from ..activations import Activation
from ..errors import DataError, OptionError
from ..network import FeedForward
from ..tables import CLASSIFICATION, TableEncoder, TableModel, Target
from ._exported_model import model_behind

CLASSES, YES_OR_NO, NUMBERS = "classes", "yes or no", "numbers"


@dataclass(frozen=True, eq=False)
class ExportedLayer:
    """One layer: its numbers, and what it does with their sum.

    Attributes
    ----------
    weights : array, shape (outputs, inputs)
    biases : array, shape (outputs,)
        Zeros where the layer has none.
    activation : Activation
    """

    weights: Array
    biases: Array
    activation: Activation


@dataclass(frozen=True, eq=False)
class ExportedNetwork:
    """One network.

    Attributes
    ----------
    layers : sequence of ExportedLayer
    share : float
        How much it has to say in the answer.
    encoder : int
        Which of the model's encoders makes its inputs.
    """

    layers: Sequence[ExportedLayer]
    share: float = 1.0
    encoder: int = 0

    @property
    def inputs(self) -> int:
        """The number of its inputs."""
        return self.layers[0].weights.shape[1]

    @property
    def outputs(self) -> int:
        """The number of its outputs."""
        return len(self.layers[-1].weights)

    @property
    def width(self) -> int:
        """The number of neurons of its widest layer."""
        return max(len(layer.weights) for layer in self.layers)


@dataclass(frozen=True, eq=False)
class Exported:
    """A model that leaves the house.

    Attributes
    ----------
    title : str
        What it is, in one line.
    dtype : str
        ``"float32"`` or ``"float64"``: of weights, sums and outputs.
    networks : sequence of ExportedNetwork
        Those that answer together, by their shares: numbers, or logarithms of probabilities, are added up.
    kind : str
        ``"classes"``, ``"yes or no"`` (sigmoids) or ``"numbers"``.
    labels : tuple, or None
        The classes in the order of their probabilities; None for 0, 1, 2 ...
    target : Target, or None
        The column that is predicted.
    encoders : sequence of TableEncoder
        How the columns of a table become inputs, in one way or two; none if inputs are given as they are.
    """

    title: str
    dtype: str
    networks: Sequence[ExportedNetwork]
    kind: str
    labels: tuple[Any, ...] | None
    target: Target | None = None
    encoders: Sequence[TableEncoder] = ()

    @property
    def activations(self) -> list[Activation]:
        """The different activations, in order of appearance."""
        every = [layer.activation for network in self.networks for layer in network.layers]
        return list(dict.fromkeys(every))


def exported(model: object, dtype: str | None = None) -> Exported:
    """Return what is to be exported of a network, a model of a table, or an estimator that is fitted.

    Raises
    ------
    OptionError
        It is something else, or there is no such dtype.
    DataError
        A weight is not finite.
    """
    if dtype not in (None, "float32", "float64"):
        raise OptionError(f"dtype is 'float32' or 'float64', got {shown(dtype)}")
    found = model_behind(model)
    model, labels = found.model, found.labels
    if isinstance(model, FeedForward):
        return _of_network(model, labels, dtype)
    kind = dtype or "float32"
    classes = model.target.task == CLASSIFICATION
    if isinstance(model, TableModel):
        kind = dtype or model.network.dtype.name
        networks = [_network(model.network, kind)]
    else:
        together = model.ensemble
        own = (1.0 - together.share) / len(together.networks)
        networks = [_network(one, kind, own) for one in together.networks]
        if together.share > 0.0:
            networks.append(_network(together.linear, kind, together.share, 1))
    if found.order is not None:
        networks = [_in_order(one, found.order) for one in networks]
    what = f"{model.target.task} of {quoted(model.target.name)}"
    last = networks[-1].encoder
    encoders = (model.encoder, model.encoder.scaled)[: last + 1]
    by = counted(len(networks), "network") if len(networks) > 1 else _words(networks[0])
    return Exported(
        f"{what} by {by}", kind, networks, CLASSES if classes else NUMBERS,
        tuple(labels) if classes and labels is not None else None, model.target, encoders,
    )  # fmt: skip


def made_by() -> str:
    """Return what a file says about its maker."""
    return f"Written by barreleye {__version__}."


def _of_network(net: FeedForward, labels: Sequence[Any] | None, dtype: str | None) -> Exported:
    kind = dtype or net.dtype.name
    network = _network(net, kind)
    given = None if labels is None else tuple(labels)
    what = net.targets.kind
    if what == YES_OR_NO and net.outputs > 1:
        given = None  # each output is a question of its own
    return Exported(f"a network of {_words(network)}", kind, [network], what, given)


def _network(net: FeedForward, dtype: str, share: float = 1.0, encoder: int = 0) -> ExportedNetwork:
    layers: list[ExportedLayer] = []
    for k, (layer, window) in enumerate(zip(net.descriptions, net.parameters, strict=True)):
        units = window.weights.shape[1]
        with np.errstate(over="ignore"):  # what is infinite then is refused
            weights = window.weights.T.astype(dtype)
            biases = (np.zeros(units) if window.biases is None else window.biases).astype(dtype)
        if not (np.isfinite(weights).all() and np.isfinite(biases).all()):
            raise DataError(
                f"layer {k} of the network has a weight that is not finite in {dtype}: train the network again, or"
                " load a whole model"
            )
        layers.append(ExportedLayer(weights, biases, layer.activation))
    return ExportedNetwork(layers, share, encoder)


def _in_order(network: ExportedNetwork, order: Sequence[int]) -> ExportedNetwork:
    """Return a network whose outputs stand in another order."""
    *others, last = network.layers
    places = list(order)
    moved = ExportedLayer(last.weights[places], last.biases[places], last.activation)
    return replace(network, layers=[*others, moved])


def _words(network: ExportedNetwork) -> str:
    """Return the layers of a network in words."""
    layers = ", ".join(f"{len(one.weights)} {one.activation!r}" for one in network.layers)
    return f"{counted(network.inputs, 'input')} and layers of {layers}"
