"""How much the outputs depend on neurons: the derivatives with respect to their pre-activations."""

from __future__ import annotations

import numpy as np

from .._arrays import Array
from ..network import FeedForward, Trace
from ._sides import affine_layers


def sensitivity(net: FeedForward, trace: Trace, layer: int) -> Array:
    """Return the largest |d output / d z| over the outputs, of every neuron of a layer, shape (rows, n_neurons).

    Parameters
    ----------
    net : Network
    trace : Trace
        Of the rows at which the derivative is wanted.
    layer : int
    """
    weights = [W for _, W, _ in affine_layers(net)]
    rows, outputs = trace.outputs.shape
    most = np.zeros((rows, net.layers[layer].units))
    for k in range(outputs):
        g = np.zeros((rows, outputs))
        g[:, k] = 1.0
        for above in range(len(weights) - 1, layer, -1):
            record = trace.layers[above]
            g = np.asarray(record.activation.vjp(record.z.astype(np.float64), g)) @ weights[above].T
        record = trace.layers[layer]
        most = np.maximum(most, np.abs(record.activation.vjp(record.z.astype(np.float64), g)))
    return most
