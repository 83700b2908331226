"""The experiments of the teaching documents, measured: make experiments.

Each line is one statement of the documents with the numbers that it rests on, over several seeds.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

import barreleye as be
from barreleye.errors import DivergedError

Row = tuple[str, str, Sequence[float], str]
"""What was tried, what is counted, its value for each seed, and in which format."""


def sine_fits(seeds: range, epochs: int) -> Iterator[Row]:
    """Linear hidden layers cannot fit the sine; ReLU 8-8 can, 64-64 better."""
    X, y = be.datasets.sine()
    for activation, hidden in (("linear", [8, 8]), ("relu", [8, 8]), ("relu", [64, 64])):
        losses: list[float] = []
        for seed in seeds:
            net = be.mlp(1, hidden, 1, activation=activation, seed=seed)
            net.fit(X, y, epochs=epochs, optimizer=be.Adam(5e-3), progress=False)
            losses.append(net.loss(X, y))
        yield (
            f"{activation} {'-'.join(map(str, hidden))} on the sine",
            "mean squared error",
            losses,
            ".2e",
        )


def step_learns_nothing(seeds: range, epochs: int) -> Iterator[Row]:
    """The slope of step is 0: hidden layers get no gradient, and stay as they are."""
    X, y = be.datasets.sine()
    losses: list[float] = []
    moved: list[float] = []
    for seed in seeds:
        net = be.mlp(1, [16, 16], 1, activation="step", seed=seed)
        before = [part.weights.copy() for part in net.parameters]
        net.fit(X, y, epochs=epochs // 4, optimizer=be.Adam(5e-3), progress=False)
        losses.append(net.loss(X, y))
        changes = zip(list(net.parameters)[:2], before[:2], strict=True)
        moved.append(max(float(np.abs(part.weights - old).max()) for part, old in changes))
    yield "step 16-16 on the sine", "mean squared error", losses, ".2e"
    yield "step 16-16 on the sine", "largest change of a hidden weight", moved, ".1g"


def vanishing(seeds: range, _: int) -> Iterator[Row]:
    """Gradients of sigmoid vanish with depth, those of tanh where weights are small; those of ReLU do not."""
    X, y = be.datasets.spiral(samples=100, classes=3, seed=0)
    for activation, scale in (("sigmoid", 1.0), ("tanh", 0.5), ("tanh", 1.0), ("relu", 1.0)):
        for depth in (2, 6, 12):
            sizes: list[float] = []
            for seed in seeds:
                net = be.mlp(2, [16] * depth, 3, activation=activation, output="softmax", seed=seed)
                net.parameters.vector[...] *= scale
                first = net.gradients(X, y)[0].weights
                sizes.append(float(np.sqrt(np.mean(np.square(first, dtype=float)))))
            halved = ", weights halved" if scale < 1.0 else ""
            yield (
                f"{activation}, {depth} layers{halved}",
                "gradient of the first weights",
                sizes,
                ".1e",
            )


def killed(seeds: range, epochs: int) -> Iterator[Row]:
    """A learning rate that is too large kills ReLU neurons; leaky ReLU, a smaller rate or revival help."""
    X, y = be.datasets.spiral(samples=100, classes=3, seed=0)
    cases: dict[str, tuple[str, float, bool]] = {
        "relu 32-32, SGD at 5": ("relu", 5.0, False),
        "leaky_relu 32-32, SGD at 5": ("leaky_relu", 5.0, False),
        "relu 32-32, SGD at 0.1": ("relu", 0.1, False),
        "relu 32-32, SGD at 5, then revived": ("relu", 5.0, True),
    }
    for name, (activation, rate, revived) in cases.items():
        dead: list[float] = []
        right: list[float] = []
        for seed in seeds:
            net = be.mlp(2, [32, 32], 3, activation=activation, output="softmax", seed=seed)
            with suppress(DivergedError):
                net.fit(X, y, epochs=epochs // 8, optimizer=be.SGD(rate), clip_norm=5.0, progress=False)
            if revived:
                be.revive(net, X)
            net.fit(X, y, epochs=epochs, optimizer=be.Adam(2e-3), progress=False)
            trace = net.trace(X)
            dead.append(sum(len(trace.dead()[one]) for one in ("hidden0", "hidden1")) / 64)
            right.append(net.score(X, y))
        yield name, "dead neurons after further training", dead, ".0%"
        yield name, "accuracy after further training", right, ".1%"


def softmax_forms(_: range, __: int) -> Iterator[Row]:
    """The naive softmax overflows; shifted by the largest logit it never does."""
    for row in ([1.0, 2.0, 3.0], [100.0, 200.0, 300.0], [1.0, 2.0, 1000.0], [-1000.0, -999.0]):
        with np.errstate(all="ignore"):
            powers = np.exp(np.array(row))
            naive = powers / powers.sum()
        safe = be.activations.softmax(np.array([row]))[0]
        yield f"softmax of {row}", "naive, of the largest", [float(naive[-1])], ".4g"
        yield f"softmax of {row}", "shifted, of the largest", [float(safe[-1])], ".4g"


def confidences(seeds: range, epochs: int) -> Iterator[Row]:
    """A softmax network is surer where it is right."""
    X, y = be.datasets.spiral(samples=100, classes=3, seed=0)
    right: list[float] = []
    sure: list[float] = []
    unsure: list[float] = []
    for seed in seeds:
        net = be.mlp(2, [64], 3, output="softmax", seed=seed)
        net.fit(X, y, epochs=epochs, optimizer=be.Adam(1e-2), progress=False)
        shares: NDArray[np.float32] = net(X)
        hit = shares.argmax(axis=1) == y
        right.append(float(hit.mean()))
        sure.append(float(shares.max(axis=1)[hit].mean()))
        unsure.append(float(shares.max(axis=1)[~hit].mean()))
    yield "relu 64 on the spiral", "accuracy", right, ".1%"
    yield "relu 64 on the spiral", "confidence where it is right", sure, ".1%"
    yield "relu 64 on the spiral", "confidence where it is wrong", unsure, ".1%"


EXPERIMENTS: tuple[Callable[[range, int], Iterator[Row]], ...] = (
    sine_fits, step_learns_nothing, vanishing, killed, softmax_forms, confidences,
)  # fmt: skip


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=400)
    options = parser.parse_args()
    logging.disable()
    seeds = range(options.seeds)
    for experiment in EXPERIMENTS:
        print(f"\n{experiment.__doc__}")
        for what, counted, values, form in experiment(seeds, options.epochs):
            every = " ".join(f"{value:{form}}" for value in values)
            mean = f"{np.mean(values):{form}}" if len(values) > 1 else ""
            print(f"  {what:36} {counted:38} {mean:>9}   {every}")


if __name__ == "__main__":
    main()
