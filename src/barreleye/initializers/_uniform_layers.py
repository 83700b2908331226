"""Weights and biases as scikit-learn draws them."""

from __future__ import annotations

import numpy as np

from ._initializers import Given


def uniform_layer(
    n_inputs: int, n_neurons: int, draw: np.random.RandomState, gain: float = 6.0
) -> Given:
    """Return weights and then biases, both drawn from ±√(gain / (n_inputs + n_neurons)).

    Glorot and Bengio (2010), with a gain of 6 for tanh, and of 2 for the logistic function.
    """
    bound = np.sqrt(gain / (n_inputs + n_neurons))
    weights = draw.uniform(-bound, bound, (n_inputs, n_neurons))
    return Given(weights, draw.uniform(-bound, bound, n_neurons))
