"""Small float64 networks and answers for them, driven by the catalogues."""

import numpy as np

import barreleye as be

ROWS = 5
INPUTS = 2
WIDTH = 3
X = np.random.default_rng(1).uniform(-1.5, 1.5, (ROWS, INPUTS))

# A step of 2·STEP = 1.3e-4 in one parameter moves no z of these networks by more than 1.3e-4 · 1.5
# (an input) · 3·2.5 (weights of the next layers, width 3, twice) = 0.011.
CLEARANCE = 0.02
_MODERATE = 50.0  # outputs beyond it: an exponential of exponentials loses as many digits


def fits(loss, activation):
    """Say whether a loss may stand behind an output activation."""
    try:
        be.Network(1, [be.Dense(2, activation)]).loss_function(loss)
    except be.errors.OptionError:
        return False
    return True


def representative(loss):
    """Return one output activation for a loss, with logits or with numbers as it takes them."""
    return next(name for name in ("softmax", "sigmoid", "linear", "exponential") if fits(loss, name))


def answers(loss, outputs=WIDTH):
    """Return y that the loss takes: labels for classes, numbers from 0 to 1, counts, or any numbers."""
    rng = np.random.default_rng(2)
    if be.losses.get(loss).labels:
        return rng.integers(0, outputs, ROWS)
    if be.losses.get(loss).target == "yes or no":
        return rng.choice([0.0, 0.3, 1.0], (ROWS, outputs))
    if be.losses.get(loss).least_target == 0.0:
        return rng.poisson(1.5, (ROWS, outputs)).astype(float)
    return rng.normal(0.0, 1.5, (ROWS, outputs))


def network_away_from_kinks(hidden, output, depth, loss, *, bias=True):
    """Return a float64 network with ``depth`` layers on which the loss is smooth around X."""
    y = answers(loss)
    for seed in range(500):
        layers = [be.Dense(WIDTH, hidden, bias=bias) for _ in range(depth - 1)]
        net = be.Network(INPUTS, [*layers, be.Dense(WIDTH, output, bias=bias)], dtype="float64")
        vector = net.parameters.vector
        vector[...] = np.random.default_rng(seed).uniform(-1.2, 1.2, vector.size)
        if _smooth_here(net, y, be.losses.get(loss)):
            return net, y
    raise AssertionError(f"no seed keeps {hidden}, {output} and {loss} away from their kinks")


def _smooth_here(net, y, loss):
    trace = net.trace(X)
    for record in trace:
        if not np.abs(record.a).max() < _MODERATE:
            return False
        for kink in record.activation.kinks:
            if np.abs(record.z - kink).min() < CLEARANCE:
                return False
    if loss.on_logits:
        return True
    distance = np.abs(trace.outputs - y)
    bends = [0.0, *loss.parameters.values()]  # |d| bends at 0, Huber where the line begins
    return all(np.abs(distance - bend).min() >= CLEARANCE for bend in bends)
