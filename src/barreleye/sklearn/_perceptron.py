"""What both estimators do: fit, go on, and answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_array
from ..errors import DataError, OptionError, ShapeError
from ..optimizers import Optimizer
from ..training import EpochRecord, History, Network, as_callbacks
from ._estimator_inputs import (
    as_learned,
    blocks,
    checked_pair,
    checked_rows,
    checked_weights,
    refuse_unfitted,
)
from ._estimator_options import (
    OUTPUTS,
    built,
    name_of_output,
    random_state_of,
    refuse_odd_options,
    widths,
)
from ._installed import BaseEstimator
from ._learned_rows import Rows
from ._perceptron_steps import NOT_FINITE, descend, minimize


class Perceptron(BaseEstimator):
    """What :class:`MLPClassifier` and :class:`MLPRegressor` have in common."""

    network_: Network
    coefs_: list[NDArray[Any]]
    intercepts_: list[NDArray[Any]]
    _takes_numbers = False

    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        X_val: ArrayLike | None = None,
        y_val: ArrayLike | None = None,
    ) -> Any:  # noqa: ANN401  self, of whatever class
        """Learn from rows.

        Parameters
        ----------
        X : array_like or sparse matrix, shape (rows, features)
            Finite numbers. float32 is learned from in float32, anything else in float64.
        y : array_like, shape (rows,) or (rows, outputs)
            Labels of a classifier, with columns of 0 and 1 where a row may have several; numbers of a regressor.
        sample_weight : array_like, shape (rows,), optional
            What each row counts.
        X_val, y_val : array_like, optional
            Rows of one's own to validate on: with ``early_stopping`` they take the place of
            ``validation_fraction``, and ``history_`` has their loss.

        Returns
        -------
        self

        Raises
        ------
        OptionError, DataError, ShapeError
            Something does not fit. Also DataError where the weights have become NaN or infinite.
        """
        return self._fit(X, y, sample_weight, (X_val, y_val), incremental=False)

    def _fit(
        self,
        X: Any,  # noqa: ANN401  as above
        y: Any,  # noqa: ANN401  as above
        sample_weight: ArrayLike | None,
        validation: tuple[Any, Any],
        *,
        incremental: bool,
    ) -> Any:  # noqa: ANN401  as above
        refuse_odd_options(self)
        widths(self)
        first = not hasattr(self, "coefs_") or not (self.warm_start or incremental)
        if incremental and self.early_stopping:
            raise OptionError("partial_fit does not support early_stopping=True")
        features, answers = checked_pair(self, X, y, numbers=self._takes_numbers, reset=first)
        weights = checked_weights(sample_weight, features)
        Y = self._learned_targets(answers, first=first, incremental=incremental)
        by_class = self._class_weights(answers)
        weights = by_class if weights is None else weights if by_class is None else weights * by_class
        draw = self._random_state = random_state_of(self.random_state)
        if first:
            self._begin(features, Y, draw)
        net = self._network()
        rows, held_out = Rows(features, Y, weights), self._validation(validation)
        self.n_iter_ = 0
        if self.solver == "lbfgs":
            minimize(self, net, rows)
        else:
            descend(self, net, rows, held_out, draw, once=incremental)
        self.coefs_ = [layer.weights for layer in net.layers]
        self.intercepts_ = [layer.biases for layer in net.layers]
        if not np.isfinite(net.parameters.vector).all():
            raise DataError(NOT_FINITE)
        return self

    def _begin(self, X: Any, Y: NDArray[Any], draw: np.random.RandomState) -> None:  # noqa: ANN401
        """Draw the first weights, and forget what was learned before."""
        self.n_outputs_, output = self._output(Y)
        self.network_ = built(self, X.shape[1], self.n_outputs_, output, draw, X.dtype)
        self.coefs_ = [layer.weights for layer in self.network_.layers]
        self.intercepts_ = [layer.biases for layer in self.network_.layers]
        self.out_activation_ = name_of_output(output)
        self.n_layers_ = len(self.coefs_) + 1
        self.t_ = 0
        self._optimizer: Optimizer | None = None
        if self.solver != "lbfgs":
            self.loss_curve_: list[float] = []
            self._no_improvement_count = 0
            early = self.early_stopping
            self.best_loss_ = None if early else np.inf
            self.validation_scores_: list[float] | None = [] if early else None
            self.best_validation_score_ = -np.inf if early else None

    def _network(self) -> Network:
        """Return the network with the weights that ``coefs_`` and ``intercepts_`` hold now."""
        if not hasattr(
            self, "network_"
        ):  # somebody has set the weights of an estimator that was never fitted
            dtype = np.result_type(*self.coefs_)
            draw = np.random.RandomState(0)  # what it draws is not used
            inputs, outputs = len(self.coefs_[0]), self.coefs_[-1].shape[1]
            output = OUTPUTS.get(self.out_activation_, self.out_activation_)
            self.network_ = built(self, inputs, outputs, output, draw, dtype)
        for window, weights, biases in zip(
            self.network_.parameters, self.coefs_, self.intercepts_, strict=True
        ):
            if weights is not window.weights:
                window.weights[...] = weights
            if biases is not window.biases and window.biases is not None:
                window.biases[...] = biases
        return self.network_

    def _validation(self, given: tuple[Any, Any]) -> Rows | None:
        """Return rows of somebody's own to validate on."""
        X, y = given
        if X is None and y is None:
            return None
        if X is None or y is None:
            raise OptionError("X_val and y_val go together: give both, or neither")
        rows, answers = checked_rows(self, X, reset=False), as_array(y, "y_val")
        if answers.ndim == 0 or len(answers) != rows.shape[0]:
            raise ShapeError(f"X_val has {rows.shape[0]} rows, and y_val has shape {answers.shape}")
        return Rows(rows, self._encoded(answers))

    def _reported(self, record: EpochRecord) -> float:
        """Return the loss as scikit-learn reports it: of several numbers the mean, and not the sum."""
        outputs = self.n_outputs_ if self._loss() == "half_squared_error" else 1
        return (record.loss - record.penalty) / outputs + record.penalty

    def _callbacks(self) -> tuple[Callable[[EpochRecord], bool | None], ...]:
        return as_callbacks(() if self.callbacks is None else self.callbacks)

    @property
    def history_(self) -> History | None:
        """The record of every epoch of the last fit: :class:`barreleye.History`."""
        refuse_unfitted(self)
        return self.network_.history

    def _outputs(self, X: Any) -> NDArray[Any]:  # noqa: ANN401  dense or sparse
        """Return the outputs of the network, shape (rows, outputs)."""
        refuse_unfitted(self)
        net = self._network()
        rows = X if as_learned(self, X) else checked_rows(self, X, reset=False)
        found = [net(part) for part in blocks(rows)]
        return found[0] if len(found) == 1 else np.concatenate(found)

    def _can_go_on(self) -> bool:
        """Say whether ``partial_fit`` is there."""
        if self.solver not in ("sgd", "adam"):
            raise AttributeError(
                f"partial_fit is only available for stochastic optimizers. {self.solver} is not stochastic."
            )
        return True
