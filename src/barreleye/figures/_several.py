"""One network or several, each with a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from .._arguments import in_order, instance
from ..errors import OptionError
from ..layers import Dense, Neuron
from ..microscope._sides import refuse_not_finite
from ..network import FeedForward

Networks: TypeAlias = (
    FeedForward | Neuron | Mapping[str, FeedForward | Neuron] | Sequence[FeedForward | Neuron]
)
"""A network or a neuron, or several of them in a list or by names."""


def networks_by_name(given: Networks) -> dict[str, FeedForward]:
    """Return networks by their names; a single neuron becomes a network.

    Raises
    ------
    OptionError
        What is given is no network, or nothing.
    """
    every: dict[str, Any]
    if isinstance(given, FeedForward | Neuron):
        every = {"network" if isinstance(given, FeedForward) else "neuron": given}
    elif isinstance(given, Mapping):
        every = {str(name): one for name, one in given.items()}
    else:
        several = in_order("net", given, "networks or neurons,")
        every = {f"network {i}": one for i, one in enumerate(several)}
    if not every:
        raise OptionError("there is no network to draw")
    return {name: _network(one) for name, one in every.items()}


def _network(one: Any) -> FeedForward:  # noqa: ANN401  checked here
    if isinstance(one, Neuron):
        layer = Dense(1, one.activation, init=(one.weights[:, None], np.array([one.bias])))
        return FeedForward(one.weights.size, [layer], dtype="float64")
    instance("net", one, FeedForward, "a network or a neuron, or several of them")
    refuse_not_finite(one)
    return one
