"""``fit_table`` as estimators: raw columns in, a network with its honest score out."""

# scikit-learn has no types
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._text import counted
from ..errors import DataError, ShapeError
from ..losses import row_weights
from ..tables import TableFit, fit_table
from ._estimator_inputs import refuse_unfitted
from ._estimator_options import random_state_of
from ._installed import BaseEstimator
from ._tabular_inputs import columns_of_array, one_answer_each

_FEWEST = 10  # rows
# Arguments of the constructor that are those of fit_table.
_SAME = (
    "effort", "numbers", "hidden", "activation", "epochs", "patience", "batch_size", "optimizer", "learning_rate",
    "schedule", "weight_decay", "l2", "dropout", "group", "time", "drop",
)  # fmt: skip


class Tabular(BaseEstimator):
    """What :class:`TabularClassifier` and :class:`TabularRegressor` have in common."""

    fit_: TableFit
    _task: str

    def _learn(self, X: Any, y: ArrayLike, sample_weight: ArrayLike | None, **more: Any) -> None:  # noqa: ANN401
        """Fit a table of X, y and weights."""
        columns = self._columns(X, reset=True)
        answers = one_answer_each(y)
        rows = len(answers)
        lengths = {len(values) for values in columns.values() if hasattr(values, "__len__")}
        if len(lengths) == 1 and lengths != {rows}:
            raise ShapeError(
                f"X has {lengths.pop()} rows, and y has shape ({rows},): give one answer per row"
            )
        if rows < _FEWEST:
            raise DataError(f"X has {counted(rows, 'sample')}: at least {_FEWEST} are needed")
        target = _free("target", columns)
        table = {**columns, target: self._written(answers)}
        if sample_weight is not None:
            more["sample_weight"] = _free("weight", table)
            table[more["sample_weight"]] = row_weights(np.asarray(sample_weight), rows, scaled=False)
        draw = random_state_of(self.random_state)
        seed = self.random_state if isinstance(self.random_state, int) else int(draw.randint(2**31 - 1))
        how = {name: getattr(self, name) for name in _SAME}
        self.fit_ = fit_table(
            table, target, task=self._task, seed=seed, progress=bool(self.verbose), **how, **more
        )

    def _written(self, y: NDArray[Any]) -> Any:  # noqa: ANN401  a column
        return y

    def _answers(self, X: Any) -> Any:  # noqa: ANN401  a table, and Predictions
        refuse_unfitted(self)
        return self.fit_.model.predict(self._columns(X, reset=False))

    def _columns(self, X: Any, *, reset: bool) -> dict[str, Any]:  # noqa: ANN401  a table
        """Return the columns by name; those of an array are called x0, x1 ..."""
        own = _names(X)
        names = None if own is None else [str(name) for name in own]
        if own is None or names is None:
            columns = columns_of_array(X)
        else:
            columns = {name: X[one] for name, one in zip(names, own, strict=True)}
        if not columns:
            raise DataError("X has 0 feature(s): there is nothing to learn from")
        if reset:
            self.n_features_in_ = len(columns)
            self.__dict__.pop("feature_names_in_", None)
            if names is not None:
                self.feature_names_in_ = np.array(names, object)
        elif names is None and len(columns) == self.n_features_in_:
            known = getattr(self, "feature_names_in_", list(columns))
            columns = dict(zip(known, columns.values(), strict=True))
        elif len(columns) != self.n_features_in_ and names is None:
            raise ShapeError(
                f"X has {len(columns)} features, but {type(self).__name__} is expecting {self.n_features_in_}"
                " features as input"
            )
        return columns

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401  scikit-learn's
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        tags.input_tags.categorical = True
        return tags


def _names(X: Any) -> list[Any] | None:  # noqa: ANN401  a table
    """Return the names of the columns; None if X is an array."""
    if hasattr(X, "toarray"):  # some sparse tables are mappings
        return None
    if isinstance(X, Mapping):
        return list(cast("Mapping[Any, Any]", X))
    return list(X.columns) if hasattr(X, "columns") else None


def _free(name: str, columns: Mapping[str, Any]) -> str:
    """Return a name that no column has."""
    while name in columns:
        name += "_"
    return name
