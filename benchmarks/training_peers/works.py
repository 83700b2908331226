"""What is trained: shapes, rows, first weights, the order of rows and the scales of Adam, for every peer.

Read in every environment, so it needs nothing but NumPy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

SEED = 0
RATE, BETA1, BETA2, EPSILON = 1e-3, 0.9, 0.999, 1e-8


@dataclass(frozen=True)
class Work:
    """One workload: widths from input to output, hidden activation, rows, batch size, loss, type."""

    name: str
    widths: tuple[int, ...]
    activation: str
    rows: int
    batch: int
    loss: str = "squared error"
    dtype: str = "float32"

    @property
    def labels(self) -> bool:
        """Say whether the answers are classes."""
        return self.loss == "cross-entropy"

    def data(self) -> tuple[np.ndarray, np.ndarray]:
        """Draw rows and answers: labels by chance, or sines of mixed inputs."""
        rng = np.random.default_rng([SEED, 1])
        inputs, outputs = self.widths[0], self.widths[-1]
        X = rng.standard_normal((self.rows, inputs))
        if self.labels:
            return X.astype(self.dtype), rng.integers(0, outputs, self.rows)
        mix = rng.standard_normal((inputs, outputs)) * 2.0 / np.sqrt(inputs)
        return X.astype(self.dtype), np.sin(X @ mix).astype(self.dtype)

    def weights(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Draw the first weights (inputs, neurons) and biases (neurons,) of every layer."""
        rng = np.random.default_rng([SEED, 2])
        pairs = zip(self.widths, self.widths[1:], strict=False)
        return [
            (
                (rng.standard_normal((n, m)) / np.sqrt(n)).astype(self.dtype),
                (rng.standard_normal(m) * 0.01).astype(self.dtype),
            )
            for n, m in pairs
        ]

    def order(self, rows: int, epoch: int) -> np.ndarray | None:
        """Return the order of rows in one epoch, as barreleye draws it; None if one batch has them all."""
        if rows <= self.batch:
            return None
        return np.random.default_rng([0x0D0E0D0E, SEED, epoch]).permutation(rows)

    def scales(self, steps: int, epoch: int) -> tuple[np.ndarray, np.ndarray]:
        """Return rate/(1-β₁ᵗ) and 1/√(1-β₂ᵗ) for all steps of one epoch."""
        t = 1.0 + epoch * steps + np.arange(steps)
        rates, roots = RATE / (1.0 - BETA1**t), 1.0 / np.sqrt(1.0 - BETA2**t)
        return rates.astype(self.dtype), roots.astype(self.dtype)


class Trainer(Protocol):
    """What a peer makes of one workload."""

    def begin(self, X: np.ndarray, y: np.ndarray) -> None:
        """Take these rows, the first weights, and an Adam without memory. This is not timed."""
        ...

    def train(self, epochs: int) -> list[float]:
        """Train and return the mean loss of every epoch. This is timed."""
        ...


WORKS = (
    Work("S1", (1, 8, 8, 1), "tanh", 1024, 32),
    Work("S2", (1, 64, 64, 1), "tanh", 1024, 32),
    Work("S3", (2, 64, 3), "relu", 3072, 32, "cross-entropy"),
    Work("T1", (4, 32, 16, 4), "tanh", 10_000, 10_000),
    Work("T2-32", (4, 32, 16, 4), "tanh", 10_000, 32),
    Work("T2-256", (4, 32, 16, 4), "tanh", 10_000, 256),
    Work("T3", (64, 100, 10), "relu", 1797, 200, "cross-entropy"),
    Work("T3-64", (64, 100, 10), "relu", 1797, 200, "cross-entropy", "float64"),
    Work("T4", (54, 256, 256, 256, 7), "selu", 20_000, 256, "cross-entropy"),
    Work("T5", (784, 256, 128, 10), "relu", 12_800, 128, "cross-entropy"),
    Work("M1", (20, 128, 128, 1), "relu", 4096, 128),
    Work("W1", (784, 1024, 1024, 10), "relu", 4096, 256, "cross-entropy"),
    Work("T9", (512, 512, 512, 10), "relu", 8192, 512, "cross-entropy"),
)
BY_NAME = {work.name: work for work in WORKS}
