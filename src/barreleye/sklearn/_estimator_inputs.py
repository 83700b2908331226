"""Rows, targets and weights as estimators are given them, and as networks take them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from importlib import import_module
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from .._arguments import as_array, as_numbers
from ..errors import DataError, ShapeError
from ._installed import INSTALLED, NotFittedError

_AT_ONCE = 4_000_000  # numbers of a sparse table that are written out together, at most
MOST_AT_ONCE = 50_000_000  # and of rows that are learned from


def checked_rows(estimator: Any, X: Any, *, reset: bool) -> Any:  # noqa: ANN401  as scikit-learn has it
    """Return X, shape (rows, features), float32 or float64, dense or CSR; the features are those of the fit."""
    if INSTALLED:
        found = _validate_data(
            estimator, X, reset=reset, accept_sparse=["csr", "csc"], dtype=(np.float64, np.float32)
        )
        return _by_rows(found)
    return _alone(estimator, X, reset=reset)


def as_learned(estimator: Any, X: Any) -> bool:  # noqa: ANN401  as above
    """Say whether X is an array of finite numbers, as many in a row as were learned: nothing is left to check."""
    return (
        type(X) is np.ndarray
        and X.dtype.char in "fd"
        and X.ndim == 2
        and X.shape[1] == estimator.n_features_in_
        and len(X) > 0
        and not hasattr(estimator, "feature_names_in_")  # scikit-learn warns of lost names
        and math.isfinite(X.sum())
    )


def checked_pair(estimator: Any, X: Any, y: Any, *, numbers: bool, reset: bool) -> tuple[Any, Any]:  # noqa: ANN401
    """Return X as above, and y, shape (rows,) or (rows, outputs)."""
    if INSTALLED:
        features, answers = _validate_data(
            estimator, X, y, reset=reset, accept_sparse=["csr", "csc"], multi_output=True,
            y_numeric=numbers, dtype=(np.float64, np.float32),
        )  # fmt: skip
        rows = _by_rows(features)
        answers = dense(answers)
    else:
        rows, answers = _alone(estimator, X, reset=reset), as_array(y, "y")
        if answers.ndim not in (1, 2) or len(answers) != rows.shape[0]:
            raise ShapeError(
                f"X has {rows.shape[0]} rows, and y has shape {answers.shape}: give one answer per row"
            )
    if answers.ndim == 2 and answers.shape[1] == 1:
        # scikit-learn's warns
        column = (
            import_module("sklearn.utils").column_or_1d(answers, warn=True)
            if INSTALLED
            else answers[:, 0]
        )
        return rows, cast("Any", column)
    return rows, cast("Any", answers)


def checked_weights(sample_weight: Any, X: Any) -> NDArray[np.float64] | None:  # noqa: ANN401  array_like
    """Return the weights of the rows, shape (rows,); None stands for equal ones."""
    if sample_weight is None:
        return None
    weights = as_numbers(np.asarray(sample_weight), "sample_weight").astype(np.float64)
    if weights.ndim == 0:
        return np.broadcast_to(weights, X.shape[0]).copy()
    if weights.ndim != 1 or len(weights) != X.shape[0]:
        raise ShapeError(
            f"sample_weight has shape {weights.shape}, and X has {X.shape[0]} rows: give one weight per row"
            " (sample weights must be 1D array or scalar)"
        )
    return weights


def refuse_unfitted(estimator: Any) -> None:  # noqa: ANN401  as above
    """Raise NotFittedError if there are no weights yet."""
    if not (hasattr(estimator, "coefs_") or hasattr(estimator, "fit_")):
        raise NotFittedError(
            f"This {type(estimator).__name__} instance is not fitted yet: call 'fit' with rows to learn from first"
        )


def dense(X: Any) -> Any:  # noqa: ANN401  dense or sparse, and an array
    """Return rows with all their zeros."""
    return X.toarray() if hasattr(X, "toarray") else X


def blocks(X: Any) -> Iterator[NDArray[Any]]:  # noqa: ANN401  as above
    """Return dense rows, as many at once as memory is to hold."""
    if not hasattr(X, "toarray"):
        yield X
        return
    count = max(1, _AT_ONCE // max(1, X.shape[1]))
    for first in range(0, X.shape[0], count):
        yield X[first : first + count].toarray()


def _by_rows(X: Any) -> Any:  # noqa: ANN401  as above
    return X.tocsr() if hasattr(X, "toarray") else X


def _validate_data(estimator: Any, X: Any, *rest: Any, **how: Any) -> Any:  # noqa: ANN401  as above
    return import_module("sklearn.utils.validation").validate_data(estimator, X, *rest, **how)


def _alone(estimator: Any, X: Any, *, reset: bool) -> Any:  # noqa: ANN401  as above
    if hasattr(X, "toarray"):
        rows = X.tocsr()
        rows = rows if rows.dtype.char in "fd" else rows.astype(np.float64)
        values = rows.data
    else:
        rows = as_numbers(X, "X")
        rows = values = rows if rows.dtype.char in "fd" else rows.astype(np.float64)
    if rows.ndim != 2 or 0 in rows.shape:
        raise ShapeError(f"X has shape (rows, features), with at least one of each, got {rows.shape}")
    if not np.isfinite(values).all():
        raise DataError("X holds NaN or infinity: drop or fill it")
    if reset:
        estimator.n_features_in_ = rows.shape[1]
    elif rows.shape[1] != estimator.n_features_in_:
        raise ShapeError(
            f"X has {rows.shape[1]} features, but {type(estimator).__name__} is expecting"
            f" {estimator.n_features_in_} features as input"
        )
    return rows
