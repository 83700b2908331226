"""Seconds of the same script with only the import changed: scikit-learn's MLP, and the estimators in its place.

Both learn for the same number of epochs, from the same first weights and orders of the rows; the last two columns
are their losses.
"""

from __future__ import annotations

import sys
import time
import warnings

import numpy as np
from sklearn import neural_network
from sklearn.datasets import load_digits, make_classification, make_regression

from barreleye import sklearn as ours

ROUNDS = 3
# rows, columns, and the epochs of a fit
TABLES = {"digits": 10, "20,000 x 20, numbers": 2, "100,000 x 54, classes": 1}
warnings.simplefilter("ignore")


def rows(table: str):
    """Return X and y."""
    if table == "digits":
        X, y = load_digits(return_X_y=True)
        return X / 16.0, y
    if table.startswith("20,000"):
        X, y = make_regression(20_000, 20, n_informative=10, noise=1.0, random_state=0)
        return X, (y - y.mean()) / y.std()
    return make_classification(100_000, 54, n_informative=20, n_classes=7, random_state=0)


def seconds(call) -> float:
    """Return how long a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def compared(module, name, X, y, options):
    """Return the fitted estimator, and the seconds of a fit, of predicting all rows, and one row."""
    found = getattr(module, name)(**options)
    fit = seconds(lambda: found.fit(X, y))
    one = X[:1]
    whole = min(seconds(lambda: found.predict(X)) for _ in range(3))
    single = min(seconds(lambda: found.predict(one)) for _ in range(50))
    return found, np.array([fit, whole, single])


def main() -> None:
    """Print a table."""
    print(f"seconds of scikit-learn over seconds here, the lowest of {ROUNDS} each")
    print(
        f"{'table':<22} {'dtype':<8} {'hidden':>6} {'batch':>5} {'fit':>6} {'predict':>8} {'one row':>8}   losses"
    )
    for table, epochs in TABLES.items():
        X, y = rows(table)
        name = "MLPRegressor" if "numbers" in table else "MLPClassifier"
        for dtype in ("float64", "float32"):
            for hidden in (16, 100):
                for batch in (32, 200):
                    options = {
                        "hidden_layer_sizes": hidden, "batch_size": batch, "max_iter": epochs, "tol": 0.0,
                        "n_iter_no_change": 10_000, "random_state": 0,
                    }  # fmt: skip
                    took = {neural_network: [], ours: []}
                    losses = []
                    for _ in range(ROUNDS):
                        for module, times in took.items():
                            found, each = compared(module, name, X.astype(dtype), y, options)
                            times.append(each)
                            losses.append(found.loss_)
                    theirs, here = (np.min(times, axis=0) for times in took.values())
                    fit, predict, one = theirs / here
                    print(
                        f"{table:<22} {dtype:<8} {hidden:6} {batch:5} {fit:6.1f} {predict:8.1f} {one:8.1f}   "
                        f"{losses[0]:.4g} {losses[1]:.4g}"
                    )
                    sys.stdout.flush()


if __name__ == "__main__":
    main()
