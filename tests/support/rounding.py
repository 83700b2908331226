"""How far two computations of the same network can be apart: each rounds every sum and every function."""

import numpy as np

_SLACK = 1.01  # between the ends of a tiny interval a slope changes by less


def error_of(net, X, given=0.0):
    """Return how far outputs (rows, outputs) can be from exact ones, and which rows mean nothing, (rows,).

    ``given`` is how far inputs are off, as a share of each. Rows mean nothing where a number of a layer cannot be
    told from a point at which its function jumps.
    """
    eps = float(np.finfo(net.dtype).eps)
    a = np.asarray(X, np.float64)
    error = given * np.abs(a)
    lost = np.zeros(len(a), bool)
    for window, layer in zip(net.parameters, net.descriptions, strict=True):
        W = window.weights.astype(np.float64)
        b = np.zeros(W.shape[1]) if window.biases is None else window.biases.astype(np.float64)
        f = layer.activation
        z = a @ W + b
        many = (len(W) + 2) * eps / 2
        sizes = (np.abs(a) + error) @ np.abs(W) + np.abs(b)
        error = error @ np.abs(W) + many / (1.0 - many) * sizes
        with np.errstate(all="ignore"):
            a, error, torn = _through(f, z, error)
        lost |= torn
        error = (
            error
            + (1 if net.dtype == np.float32 else 4) * eps * np.abs(a)
            + float(np.finfo(net.dtype).tiny)
        )
    return error, lost


def _through(f, z, error):
    """Return the values of an activation, their errors, and the rows near a jump."""
    if hasattr(f, "product"):  # a row-wise one
        a, largest = f(z), error.max(axis=1, keepdims=True)
        p = np.exp(a) if f.name == "log_softmax" else a
        moved = 2.0 * largest * (1.0 if f.name == "log_softmax" else p)
        return a, _SLACK * moved + 8 * np.finfo(np.float64).eps * np.abs(a), np.zeros(len(a), bool)
    low, high = z - error, z + error
    slopes = np.max([np.abs(f.derivative(one)) for one in (low, z, high)], axis=0)
    moved = _SLACK * slopes * error
    jumps = np.abs(f(high) - f(low)) > 2.0 * moved + 1e-9  # no slope explains it
    return f(z), moved, jumps.any(axis=1)
