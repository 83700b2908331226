"""Training with barreleye, by either engine."""

from __future__ import annotations

import numpy as np
from works import RATE, SEED, Work

import barreleye as be

VERSIONS = f"barreleye {be.__version__}, NumPy {np.__version__}"


class Ours:
    """A network and ``fit``, as people call it."""

    def __init__(self, work: Work, threads: int, engine: str) -> None:
        hidden = [be.Dense(units, work.activation) for units in work.widths[1:-1]]
        output = be.Dense(work.widths[-1], "softmax" if work.labels else "linear")
        self.work, self.engine, self.threads = work, engine, threads
        self.net = be.Network(work.widths[0], [*hidden, output], seed=SEED, dtype=work.dtype)

    def begin(self, X: np.ndarray, y: np.ndarray) -> None:
        """Take rows and write the first weights; ``fit`` begins with a fresh Adam."""
        self.X, self.y = X, y
        for layer, (W, b) in zip(self.net.layers, self.work.weights(), strict=True):
            layer.weights[...], layer.biases[...] = W, b

    def train(self, epochs: int) -> list[float]:
        """Call ``fit`` once."""
        history = self.net.fit(
            self.X,
            self.y,
            epochs=epochs,
            batch_size=self.work.batch,
            optimizer=be.Adam(RATE),
            progress=False,
            engine=self.engine,
            threads=self.threads,
        )
        return [record.loss for record in history.epochs]
