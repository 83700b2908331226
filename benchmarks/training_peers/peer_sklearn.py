"""Training with scikit-learn's MLPRegressor and MLPClassifier."""

from __future__ import annotations

import warnings

import numpy as np
import sklearn
from sklearn.neural_network import MLPClassifier, MLPRegressor
from works import BETA2, EPSILON, RATE, Work

VERSIONS = f"scikit-learn {sklearn.__version__}"
warnings.simplefilter("ignore")  # it warns that few epochs have not converged


class Sklearn:
    """An estimator and ``fit``; it draws an order of rows of its own."""

    def __init__(self, work: Work, threads: int) -> None:
        del threads  # the driver pins them
        if work.activation not in {"tanh", "relu"}:
            raise NotImplementedError(f"no {work.activation}")
        kind = MLPClassifier if work.labels else MLPRegressor
        self.work = work
        self.model = kind(
            hidden_layer_sizes=work.widths[1:-1], activation=work.activation, alpha=0.0, batch_size=work.batch,
            learning_rate_init=RATE, shuffle=work.batch < work.rows, random_state=0, warm_start=True,
            tol=0.0, n_iter_no_change=10**9,
        )  # fmt: skip
        X, y = work.data()
        classes = {"classes": np.arange(work.widths[-1])} if work.labels else {}
        self.model.partial_fit(X[: work.batch], self._answers(y[: work.batch]), **classes)

    def _answers(self, y: np.ndarray) -> np.ndarray:
        return y[:, 0] if y.shape[1:] == (1,) else y

    def begin(self, X: np.ndarray, y: np.ndarray) -> None:
        """Take rows, write the first weights, forget what Adam remembers."""
        model = self.model
        self.X, self.y = X, self._answers(y)
        for W, b, (first_W, first_b) in zip(
            model.coefs_, model.intercepts_, self.work.weights(), strict=True
        ):
            W[...], b[...] = first_W, first_b
        adam = type(model._optimizer)  # noqa: SLF001  there is no public way to begin afresh
        model._optimizer = adam(model.coefs_ + model.intercepts_, RATE)  # noqa: SLF001  as above

    def train(self, epochs: int) -> list[float]:
        """Call ``fit`` once."""
        self.model.set_params(max_iter=epochs)
        self.model.fit(self.X, self.y)
        return self._losses(epochs)

    def check(self, steps: int) -> list[float]:
        """Take steps on all rows with the ε of the others, which stands elsewhere and meets other gradients.

        Half a squared error is summed over the outputs here, where the others take the mean of the whole.
        """
        scale = 1.0 if self.work.labels else self.work.widths[-1] / 2
        for t in range(1, steps + 1):
            self.model._optimizer.epsilon = EPSILON * scale * np.sqrt(1.0 - BETA2**t)  # noqa: SLF001  as above
            self.model.partial_fit(self.X, self.y)
        return self._losses(steps)

    def _losses(self, epochs: int) -> list[float]:
        return [loss * (1 if self.work.labels else 2) for loss in self.model.loss_curve_[-epochs:]]
