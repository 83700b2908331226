"""Dead neurons are given new weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .. import initializers
from .._arguments import instance, whole_number
from .._arrays import Integers, make_rng
from ..errors import ShapeError
from ..network import FeedForward


def revive(net: FeedForward, X: ArrayLike, *, seed: int = 0) -> dict[str, Integers]:
    """Give dead neurons new weights, so that training can use them again; predictions of the rows stay the same.

    A neuron of a hidden layer is dead if its output and its slope are 0 on all rows. Its weights are drawn as
    those of a new network, its bias so that it is active on half of the rows, and the weights from it to the next
    layer become 0: they are the first to learn.

    Parameters
    ----------
    net : Network
        Is changed.
    X : array_like, shape (rows, inputs)
        All rows of the training: a neuron that is dead on a few may work on others, whose predictions then change.
    seed : int

    Returns
    -------
    dict of str to array
        The indices of the neurons that were revived, by the name of the layer.

    Raises
    ------
    ShapeError, DataError
        X does not fit the network.
    """
    instance("net", net, FeedForward, "a network")
    if not len(net.as_rows(X)):
        raise ShapeError("a neuron is dead on rows, and X has none")
    rng = make_rng(whole_number("a seed", seed, 0))
    revived: dict[str, Integers] = {}
    for i, view in enumerate(net.layers[:-1]):
        trace = net.trace(X)  # layers before may have been changed
        dead = trace.dead()[view.name]
        revived[view.name] = dead
        if not len(dead):
            continue
        part = net.parameters[i]
        rule = initializers.get(view.activation.init)
        part.weights[:, dead] = rule.weights(part.weights.shape[0], part.weights.shape[1], rng)[:, dead]
        if part.biases is not None:
            part.biases[dead] = -np.median(trace[i].x @ part.weights[:, dead], axis=0)
        net.parameters[i + 1].weights[dead] = 0.0
    return revived
