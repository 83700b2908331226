"""Seconds per epoch of training, beside scikit-learn's MLP on the same work: make bench.

Both train the same shapes with Adam in mini-batches on one BLAS thread, in turn, in one run. Before anything is
timed, both take the same full-batch steps from the same weights and must say the same.
"""

from __future__ import annotations

import platform
import statistics
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import sklearn
from sklearn.neural_network import MLPRegressor
from threadpoolctl import threadpool_limits

import barreleye as be

REPEATS = 7


@dataclass(frozen=True)
class Work:
    """One workload: widths from input to output, rows, batch size, epochs per timing."""

    widths: tuple[int, ...]
    rows: int
    batch: int
    epochs: int

    def data(self) -> tuple[np.ndarray, np.ndarray]:
        """Draw rows and answers, float32."""
        rng = np.random.default_rng(1)
        X = rng.standard_normal((self.rows, self.widths[0])).astype(np.float32)
        return X, np.sin(3 * X[:, 0]).astype(np.float32)

    def __str__(self) -> str:
        return f"{'-'.join(map(str, self.widths))}, {self.rows:,} rows, batch {self.batch}"


WORKS = (
    Work((1, 8, 8, 1), 1000, 32, 10),
    Work((1, 64, 64, 1), 1000, 32, 10),
    Work((20, 128, 128, 1), 10_000, 128, 3),
    Work((54, 256, 256, 1), 10_000, 256, 2),
)


def network(work: Work) -> be.Network:
    """Return our network for a workload."""
    return be.mlp(work.widths[0], work.widths[1:-1], 1, activation="relu")


def peer(work: Work, X: np.ndarray, y: np.ndarray) -> MLPRegressor:
    """Return scikit-learn's, begun with one step so that its weights exist."""
    model = MLPRegressor(
        hidden_layer_sizes=work.widths[1:-1],
        batch_size=work.batch,
        alpha=0.0,
        solver="adam",
        learning_rate_init=1e-3,
        shuffle=True,
        random_state=0,
    )
    return model.partial_fit(X[: work.batch], y[: work.batch])


def agree(work: Work) -> None:
    """Take five full-batch steps from the same weights and compare what both say."""
    X, y = work.data()
    X, y = X[:256], y[:256]
    net = network(work)
    model = peer(Work(work.widths, 256, 256, 1), X, y)
    for layer, W, b in zip(net.layers, model.coefs_, model.intercepts_, strict=True):
        W[...], b[...] = layer.weights, layer.biases
    model._optimizer = type(model._optimizer)(model.coefs_ + model.intercepts_, 1e-3)  # noqa: SLF001  a fresh Adam
    model._optimizer.params = model.coefs_ + model.intercepts_  # noqa: SLF001  as above
    optimizer, before = be.Adam(1e-3), net.predict(X)
    for _ in range(5):
        net.partial_fit(X, y, batch_size=256, optimizer=optimizer)
        model.partial_fit(X, y)
    # Adam divides by √v, so where a gradient is nearly 0 its rounding decides a whole step: not bit-equal,
    # but the difference is small beside the way that the answers have gone.
    difference = float(np.abs(net.predict(X) - model.predict(X)).max())
    moved = float(np.abs(net.predict(X) - before).max())
    if not difference < 0.05 * moved:
        raise SystemExit(
            f"{work}: the answers differ by {difference:.2g} after moving {moved:.2g}, so the work is not the same"
        )


def seconds(train: Callable[..., object], *data: np.ndarray, **how: int) -> float:
    """Time one call."""
    began = time.perf_counter()
    train(*data, **how)
    return time.perf_counter() - began


def main() -> None:
    """Print the table."""
    warnings.simplefilter("ignore")  # scikit-learn warns that few epochs have not converged
    print(f"barreleye {be.__version__} (NumPy {np.__version__}), scikit-learn {sklearn.__version__}")
    print(f"{platform.machine()}, {platform.processor() or platform.system()}, one BLAS thread\n")
    print(f"{'work':40} {'ours, ms/epoch':>15} {'sklearn':>10} {'ratio':>7}  spread")
    with threadpool_limits(1):
        for work in WORKS:
            agree(work)
            X, y = work.data()
            net, model = network(work), peer(work, X, y)
            model.set_params(max_iter=work.epochs, warm_start=True, tol=0, n_iter_no_change=10**6)
            ours, theirs = [], []
            for _ in range(REPEATS):
                ours.append(seconds(net.fit, X, y, epochs=work.epochs, batch_size=work.batch))
                theirs.append(seconds(model.fit, X, y))
            ratios = [b / a for a, b in zip(ours, theirs, strict=True)]
            a, b = (1000 * statistics.median(t) / work.epochs for t in (ours, theirs))
            print(
                f"{work!s:40} {a:15.2f} {b:10.2f} {statistics.median(ratios):6.2f}x"
                f"  {min(ratios):.2f} to {max(ratios):.2f}"
            )


if __name__ == "__main__":
    main()
