"""What comes from scikit-learn where it is installed; without it, the little that estimators need of it."""

from __future__ import annotations

import inspect
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..errors import BarreleyeError, UnknownNameError

INSTALLED = find_spec("sklearn") is not None
"""Whether scikit-learn is there."""


class _Alone:
    """Parameters are the arguments of the constructor."""

    @classmethod
    def _names(cls) -> list[str]:
        return [name for name in inspect.signature(cls.__init__).parameters if name != "self"]

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002  no parameter is an estimator
        """Return the arguments of the constructor by name."""
        return {name: getattr(self, name) for name in self._names()}

    def set_params(self, **params: Any) -> Any:  # noqa: ANN401  self, of whatever class
        """Set some of them, and return the estimator."""
        for name, value in params.items():
            if name not in self._names():
                raise UnknownNameError(f"{type(self).__name__} has no parameter '{name}'")
            setattr(self, name, value)
        return self

    def __repr__(self) -> str:
        usual = inspect.signature(type(self).__init__).parameters
        other = {
            name: value for name, value in self.get_params().items() if value is not usual[name].default
        }
        return (
            f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in other.items())})"
        )


class _ScoresClasses:
    def score(self: Any, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> float:
        """Return the share of rows whose labels are all predicted rightly."""
        return accuracy(np.asarray(y), self.predict(X), sample_weight)


class _ScoresNumbers:
    def score(self: Any, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> float:
        """Return R², the mean over the outputs."""
        return r2(np.asarray(y), self.predict(X), sample_weight)


class _ConvergenceWarning(UserWarning):
    """A fit has ended before it has converged."""


def _from(module: str, name: str, otherwise: Any) -> Any:  # noqa: ANN401  whatever it is
    return getattr(import_module(module), name) if INSTALLED else otherwise


BaseEstimator: Any = _from("sklearn.base", "BaseEstimator", _Alone)
ClassifierMixin: Any = _from("sklearn.base", "ClassifierMixin", _ScoresClasses)
RegressorMixin: Any = _from("sklearn.base", "RegressorMixin", _ScoresNumbers)
ConvergenceWarning: Any = _from("sklearn.exceptions", "ConvergenceWarning", _ConvergenceWarning)


class NotFittedError(BarreleyeError, _from("sklearn.exceptions", "NotFittedError", AttributeError)):
    """An estimator is asked before it has learned."""


def accuracy(y: Any, predicted: Any, weights: ArrayLike | None = None) -> float:  # noqa: ANN401  arrays
    """Return the share of rows, by their weights, in which all labels are right."""
    right = (y == predicted).reshape(len(y), -1).all(axis=1)
    return float(np.average(right, weights=None if weights is None else np.asarray(weights)))


def r2(y: Any, predicted: Any, weights: ArrayLike | None = None) -> float:  # noqa: ANN401  arrays
    """Return R² = 1 - Σw(y - p)² / Σw(y - ȳ)², the mean over the outputs.

    Where y is constant, it is 1 if that was predicted, and 0 otherwise.
    """
    y, predicted = (np.asarray(one, np.float64).reshape(len(one), -1) for one in (y, predicted))
    w = np.ones(len(y)) if weights is None else np.asarray(weights, np.float64)
    left = w @ np.square(y - predicted)
    there = w @ np.square(y - np.average(y, axis=0, weights=w))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(there > 0.0, 1.0 - left / there, np.where(left > 0.0, 0.0, 1.0))
    return float(found.mean())
