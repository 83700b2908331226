"""The affine map of a dense layer and its three gradients."""

from __future__ import annotations

import numpy as np

from .._arrays import Array


def affine(X: Array, W: Array, b: Array | None, out: Array | None = None) -> Array:
    """Write Z = X·W + b.

    Shapes: X (rows, n_inputs), W (n_inputs, n_neurons), b (n_neurons,), Z (rows, n_neurons).
    """
    z: Array = np.matmul(X, W, out=out)
    if b is not None:
        z += b
    return z


def affine_gradients(X: Array, dZ: Array, dW: Array, db: Array | None) -> None:
    """Write the gradients of the weights and biases into dW and db.

    dW = Xᵀ·dZ    (n_inputs, n_neurons)
    db = Σ dZ     (n_neurons,), over the rows
    """
    np.matmul(X.T, dZ, out=dW)
    if db is not None:
        np.sum(dZ, axis=0, out=db)
