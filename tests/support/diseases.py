"""Trainings that go well, and trainings with a disease that was planted, with the rule that names it."""

from contextlib import suppress

import numpy as np

import barreleye as be
from barreleye.errors import DivergedError


def _fit(net, X, y, **how):
    how = {"epochs": 60, "progress": False, "record": "weights"} | how
    with suppress(DivergedError):  # the history says so
        net.fit(X, y, **how)
    return net, X, y


def _moons(seed):
    return be.datasets.moons(samples=150, seed=seed)


def _wave(seed, rows=200):
    rng = np.random.default_rng(seed)
    X = rng.uniform(-1, 1, size=(rows, 1))
    return X, np.sin(3 * X)


def _table(seed, rows=300, columns=6):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(rows, columns))
    return X, (X @ rng.normal(size=columns) + 0.3 * np.sin(3 * X[:, 0]))[:, None]


def _classes(seed, rows=300):
    rng = np.random.default_rng(seed)
    centers = rng.normal(scale=2.0, size=(4, 5))
    y = rng.integers(0, 4, rows)
    return centers[y] + rng.normal(size=(rows, 5)), y


def _rare(seed, rows=1000):
    """Return rows of two classes, of which one is rare."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(rows, 4))
    score = X @ rng.normal(size=4)
    return X, score > np.quantile(score, 0.98)


HEALTHY = {
    "a rare class, relu": lambda s: _fit(
        be.mlp(4, [16], 1, output="sigmoid", seed=s), *_rare(s), validation=0.2, early_stopping=10
    ),
    "a constant column": lambda s: _fit(
        be.mlp(7, [32], 1, seed=s, dtype="float64"), np.c_[_table(s)[0], np.full(300, 0.1)], _table(s)[1]
    ),
    "moons, relu": lambda s: _fit(be.mlp(2, [32, 32], 2, output="softmax", seed=s), *_moons(s)),
    "moons, tanh": lambda s: _fit(
        be.mlp(2, [32], 2, activation="tanh", output="softmax", seed=s), *_moons(s)
    ),
    "circles, relu": lambda s: _fit(
        be.mlp(2, [32, 32], 1, output="sigmoid", seed=s), *be.datasets.circles(samples=150, seed=s)
    ),
    "xor, gelu": lambda s: _fit(
        be.mlp(2, [16, 16], 2, activation="gelu", output="softmax", seed=s), *be.datasets.xor(samples=150, seed=s)
    ),
    "spiral, default": lambda s: _fit(
        be.mlp(2, [64, 64], 3, output="softmax", seed=s),
        *be.datasets.spiral(samples=100, classes=3, seed=s),
        epochs=400,
    ),
    "wave, relu": lambda s: _fit(be.mlp(1, [64, 64], 1, seed=s), *_wave(s), epochs=200),
    "wave, tanh": lambda s: _fit(be.mlp(1, [32], 1, activation="tanh", seed=s), *_wave(s), epochs=300),
    "table, leaky_relu": lambda s: _fit(
        be.mlp(6, [32], 1, activation="leaky_relu", seed=s), *_table(s), validation=0.2, epochs=100
    ),
    "blobs, sigmoid": lambda s: _fit(
        be.mlp(5, [16], 4, activation="sigmoid", output="softmax", seed=s), *_classes(s), epochs=150
    ),
    "blobs, four layers": lambda s: _fit(
        be.mlp(5, [32, 32, 32, 32], 4, output="softmax", seed=s), *_classes(s), validation=0.2, early_stopping=10
    ),
}  # fmt: skip
"""By name, what trains a network with a seed; nothing is wrong with it."""


def _killed(seed, optimizer, **how):
    return _fit(
        be.mlp(2, [24, 24], 2, output="softmax", seed=seed), *_moons(seed), optimizer=optimizer, **how
    )


def _biased(seed, hidden, bias):
    net = be.mlp(2, hidden, 2, output="softmax", seed=seed)
    net.parameters[0].biases[: hidden[0] // 2] = bias
    return _fit(net, *_moons(seed), epochs=30)


def _wide_weights(seed, activation, scale):
    net = be.mlp(2, [24], 2, activation=activation, output="softmax", seed=seed)
    net.parameters[0].weights[...] *= scale
    return _fit(net, *_moons(seed), epochs=30)


def _offset(seed, activation, by):
    X, y = _moons(seed)
    return _fit(be.mlp(2, [24], 2, activation=activation, output="softmax", seed=seed), X + by, y)


def _always_on(seed, bias, activation="relu"):
    net = be.mlp(2, [16], 2, activation=activation, output="softmax", seed=seed)
    net.parameters[0].biases[:] = bias
    return _fit(net, *_moons(seed), epochs=5, optimizer=be.SGD(1e-3))


def _equal(seed, init, activation="relu"):
    net = be.Network(
        5, [be.Dense(12, activation, init=init), be.Dense(4, "softmax", init=init)], seed=seed
    )
    return _fit(net, *_classes(seed))


def _copied(seed):
    net = be.mlp(2, [16], 2, output="softmax", seed=seed)
    net.parameters[0].weights[:, 3] = net.parameters[0].weights[:, 9]
    return _fit(net, *_moons(seed), epochs=0 + 1, optimizer=be.SGD(1e-9))


def _deep(seed, activation, depth, width=16):
    net = be.mlp(5, [width] * depth, 4, activation=activation, output="softmax", seed=seed)
    return _fit(net, *_classes(seed), epochs=20)


def _large_init(seed, depth, scale):
    net = be.mlp(5, [32] * depth, 4, output="softmax", seed=seed)
    for part in net.parameters:
        part.weights[...] *= scale
    return net, *_classes(seed)


def _large_targets(seed, by):
    X, y = _table(seed)
    return _fit(be.mlp(6, [32], 1, seed=seed), X, y * by, epochs=5)


def _large_logits(seed, scale):
    net = be.mlp(5, [32], 4, output="softmax", seed=seed)
    net.parameters[-1].weights[...] *= scale
    return net, *_classes(seed)


def _scaled(seed, scales, shift=0.0):
    X, y = _classes(seed)
    return _fit(be.mlp(5, [24], 4, output="softmax", seed=seed), X * np.array(scales) + shift, y)


def _bad_start(seed, scale):
    net = be.mlp(5, [24], 4, output="softmax", seed=seed)
    net.parameters[-1].weights[...] *= scale
    return _fit(net, *_classes(seed), epochs=20, optimizer=be.Adam(1e-4))


def _rate(seed, optimizer, epochs=60):
    return _fit(
        be.mlp(5, [32, 32], 4, output="softmax", seed=seed),
        *_classes(seed),
        optimizer=optimizer,
        epochs=epochs,
    )


def _by_heart(seed, rows=60, epochs=600):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(rows, 8)), rng.integers(0, 3, rows)
    net = be.mlp(8, [64, 64], 3, output="softmax", seed=seed)
    return _fit(net, X, y, validation=0.3, epochs=epochs, optimizer=be.Adam(3e-3))


def _noise(seed, outputs=3):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(1500, 3)), rng.integers(0, outputs, 1500)
    return _fit(be.mlp(3, [8], outputs, output="softmax", seed=seed), X, y, l2=0.3, epochs=60)


def _spoiled(seed, value):
    net, X, y = _fit(be.mlp(2, [24, 24], 2, output="softmax", seed=seed), *_moons(seed), epochs=10)
    net.parameters[1].weights[3, 4] = value
    net.parameters[1].weights[3, 5] = value
    return net, X, y


def _other_targets(seed, changed):
    net, X, y = _fit(be.mlp(2, [24, 24], 2, output="softmax", seed=seed), *_moons(seed), epochs=200)
    return net, X, changed(y)


def _beyond(seed, output, height, level):
    X, y = be.datasets.sine(samples=200)
    net = be.mlp(1, [16], 1, activation="tanh", output=output, seed=seed)
    return _fit(net, X, level + height * y, epochs=20)


def _dead_output(seed):
    X, y = be.datasets.sine(samples=200)
    net = be.mlp(1, [16], 1, output="relu", seed=seed)
    net.parameters[-1].biases[:] = -1000.0
    return _fit(net, X, 2.0 + y, epochs=5)


def _flat(seed, activation):
    net = be.mlp(2, [24], 2, activation=activation, output="softmax", seed=seed)
    return _fit(net, *_moons(seed), epochs=10)


DISEASES = {
    "SGD at 5, clipped": ("BE001", lambda s: _killed(s, be.SGD(5.0), clip_norm=5.0)),
    "Adam at 0.5 on moons": ("BE001", lambda s: _killed(s, be.Adam(0.5))),
    "biases of -50": ("BE001", lambda s: _biased(s, [24], -50.0)),
    "biases of -20, two layers": ("BE001", lambda s: _biased(s, [24, 24], -20.0)),
    "tanh, weights times 200": ("BE002", lambda s: _wide_weights(s, "tanh", 200.0)),
    "sigmoid, weights times 500": ("BE002", lambda s: _wide_weights(s, "sigmoid", 500.0)),
    "tanh, inputs shifted by 30": ("BE002", lambda s: _offset(s, "tanh", 30.0)),
    "sigmoid, inputs shifted by 60": ("BE002", lambda s: _offset(s, "sigmoid", 60.0)),
    "biases of 10": ("BE003", lambda s: _always_on(s, 10.0)),
    "biases of 30, leaky_relu": ("BE003", lambda s: _always_on(s, 30.0, "leaky_relu")),
    "zeros, tanh": ("BE004", lambda s: _equal(s, "zeros", "tanh")),
    "zeros, gelu": ("BE004", lambda s: _equal(s, "zeros", "gelu")),
    "zeros, sigmoid": ("BE005", lambda s: _equal(s, "zeros", "sigmoid")),
    "all weights 0.1, relu": ("BE005", lambda s: _equal_constant(s, 0.1)),
    "all weights -0.3, tanh": ("BE005", lambda s: _equal_constant(s, -0.3, "tanh")),
    "one neuron copied": ("BE005", _copied),
    "eight layers of sigmoid": ("BE006", lambda s: _deep(s, "sigmoid", 8)),
    "six layers of sigmoid": ("BE006", lambda s: _deep(s, "sigmoid", 6)),
    "ten layers of sigmoid": ("BE006", lambda s: _deep(s, "sigmoid", 10, 8)),
    "weights times 5, five layers": ("BE007", lambda s: _large_init(s, 5, 5.0)),
    "weights times 10, three layers": ("BE007", lambda s: _large_init(s, 3, 10.0)),
    "targets times 10,000": ("BE007", lambda s: _large_targets(s, 1e4)),
    "targets times 1,000,000": ("BE007", lambda s: _large_targets(s, 1e6)),
    "SGD at 1e-9": ("BE008", lambda s: _rate(s, be.SGD(1e-9))),
    "Adam at 1e-10": ("BE008", lambda s: _rate(s, be.Adam(1e-10))),
    "last weights times 100": ("BE009", lambda s: _large_logits(s, 100.0)),
    "last weights times 1000": ("BE009", lambda s: _large_logits(s, 1000.0)),
    "one column times 1000": ("BE010", lambda s: _scaled(s, (1, 1, 1000, 1, 1))),
    "columns from 0.01 to 100": ("BE010", lambda s: _scaled(s, (0.01, 0.1, 1, 10, 100))),
    "years": ("BE010", lambda s: _scaled(s, (1, 1, 1, 1, 1), np.array([0, 0, 2000.0, 0, 0]))),
    "last weights times 30": ("BE011", lambda s: _bad_start(s, 30.0)),
    "last weights times 20": ("BE011", lambda s: _bad_start(s, 20.0)),
    "Adam at 1": ("BE012", lambda s: _rate(s, be.Adam(1.0))),
    "Adam at 0.3": ("BE012", lambda s: _rate(s, be.Adam(0.3))),
    "Momentum at 1e4": ("BE012", lambda s: _rate(s, be.Momentum(1e4))),
    "SGD at 1e-4": ("BE013", lambda s: _rate(s, be.SGD(1e-4))),
    "Adam at 3e-6": ("BE013", lambda s: _rate(s, be.Adam(3e-6), 40)),
    "noise by heart": ("BE014", _by_heart),
    "noise by heart, fewer rows": ("BE014", lambda s: _by_heart(s, 40, 800)),
    "noise, held down": ("BE015", _noise),
    "noise of six classes, held down": ("BE015", lambda s: _noise(s, 6)),
    "a NaN among the weights": ("BE017", lambda s: _spoiled(s, np.nan)),
    "an infinity among the weights": ("BE017", lambda s: _spoiled(s, np.inf)),
    "other targets": ("BE018", lambda s: _other_targets(s, lambda y: 1 - y)),
    "targets in another order": ("BE018", lambda s: _other_targets(s, lambda y: y[::-1])),
    "tanh for a wave of height 5": ("BE019", lambda s: _beyond(s, "tanh", 5.0, 0.0)),
    "tanh for numbers around 40": ("BE019", lambda s: _beyond(s, "tanh", 3.0, 40.0)),
    "ReLU for a wave around 0": ("BE019", lambda s: _beyond(s, "relu", 1.0, 0.0)),
    "a ReLU output of bias -1000": ("BE001", _dead_output),
    "step": ("BE016", lambda s: _flat(s, "step")),
    "sign": ("BE016", lambda s: _flat(s, "sign")),
}  # fmt: skip
"""By name, the rule that has to find the disease, and what trains a network that has it, with a seed."""


def _equal_constant(seed, value, activation="relu"):
    net = be.mlp(5, [12], 4, activation=activation, output="softmax", seed=seed)
    net.parameters[0].weights[...] = value
    net.parameters[1].weights[...] = net.parameters[1].weights[:1]
    return _fit(net, *_classes(seed))
