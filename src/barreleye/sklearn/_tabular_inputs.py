"""Arrays and answers as the estimators of tables take them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._arguments import as_array
from ..errors import DataError, ShapeError
from ._installed import INSTALLED


def columns_of_array(X: Any) -> dict[str, Any]:  # noqa: ANN401  array_like
    """Return the columns of an array, shape (rows, columns), by the names x0, x1 ..."""
    if hasattr(X, "toarray"):
        raise DataError(
            "X is sparse, and sparse data is not supported here: give X.toarray(), or a data frame"
        )
    array = as_array(X, "X")
    if array.ndim != 2:
        raise ShapeError(
            f"X has shape (rows, columns), got {array.shape}. Reshape your data: X[:, None] is one column, X[None]"
            " is one row"
        )
    if 0 in array.shape:
        raise DataError(
            f"Found array with {array.shape[0]} sample(s) and {array.shape[1]} feature(s) (shape={array.shape})"
            " while a minimum of 1 is required."
        )
    _refuse_complex(array, "X")
    return {f"x{k}": _column(array[:, k]) for k in range(array.shape[1])}


def one_answer_each(y: Any) -> NDArray[Any]:  # noqa: ANN401  array_like
    """Return y, shape (rows,)."""
    if y is None:
        raise DataError("fit requires y to be passed, but the target y is None: give one answer per row")
    answers = as_array(y, "y")
    _refuse_complex(answers, "y")
    if answers.ndim == 2 and answers.shape[1] == 1:
        # scikit-learn's warns
        utils = import_module("sklearn.utils") if INSTALLED else None
        answers = answers[:, 0] if utils is None else np.asarray(utils.column_or_1d(answers, warn=True))
    if answers.ndim != 1:
        raise ShapeError(f"y has shape {answers.shape}: give one answer per row, shape (rows,)")
    if answers.dtype.kind == "f" and not np.isfinite(answers).all():
        raise DataError("Input y contains infinity or NaN: leave these rows out")
    return answers


def _refuse_complex(array: NDArray[Any], what: str) -> None:
    objects: list[Any] = array.ravel().tolist() if array.dtype.kind == "O" else []
    if array.dtype.kind == "c" or any(isinstance(one, complex) for one in objects):
        raise DataError(f"Complex data not supported: {what} holds complex numbers")


def _column(values: NDArray[Any]) -> Any:  # noqa: ANN401  an array, or a list
    return values if values.dtype.kind in "fiub" else values.tolist()
