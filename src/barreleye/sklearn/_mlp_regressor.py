"""A regressor with the interface of scikit-learn's."""

# scikit-learn has no types
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownLambdaType=false

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import losses
from .._text import shown
from ..errors import OptionError
from ..losses import Loss
from ..losses._small_targets import refuse_small_targets
from ._installed import RegressorMixin, r2
from ._partial_fits import if_stochastic
from ._perceptron import Perceptron

_LOSSES = {"squared_error": "half_squared_error", "poisson": "half_poisson_deviance"}
"""Losses as scikit-learn names them, and our names."""


class MLPRegressor(RegressorMixin, Perceptron):
    """A multilayer perceptron that predicts numbers, in place of ``sklearn.neural_network.MLPRegressor``.

    Parameters
    ----------
    loss : str or Loss
        As in scikit-learn, ``"squared_error"`` is half the squared error, and ``"poisson"`` is half the Poisson
        deviance: y is 0 or more, and predictions are exponentials, which are positive. Any other loss for numbers
        of :func:`barreleye.losses.names` is what it says.
    hidden_layer_sizes : int or sequence of int
        The number of neurons of each hidden layer.
    activation : str, Activation, or sequence of them
        ``"identity"``, ``"logistic"``, ``"tanh"`` or ``"relu"``; any other of
        :func:`barreleye.activations.names`, or an activation of your own; or one for each hidden layer.
    solver : {"adam", "sgd", "lbfgs"}
    alpha : float
        The penalty on weights: alpha/2·Σw² is added to the sum of the losses of a batch.
    batch_size : int or "auto"
        Rows per step; ``"auto"`` is 200, or all rows if there are fewer.
    learning_rate : {"constant", "invscaling", "adaptive"}
        How the rate of ``"sgd"`` changes: not at all; to learning_rate_init / (1 + rows seen)^power_t after every
        epoch; or to a fifth whenever ``n_iter_no_change`` epochs brought no gain of ``tol``, until it is 1e-6.
    learning_rate_init, power_t : float
        The first learning rate, and the power of ``"invscaling"``.
    max_iter : int
        The most epochs; the most iterations of ``"lbfgs"``.
    shuffle : bool
    random_state : int, RandomState or None
        Decides the first weights, the rows to validate on, and the orders of the rows.
    tol : float
        A fit ends when more than ``n_iter_no_change`` epochs in a row did not make the loss smaller, or the
        validation score larger, by this; ``"lbfgs"`` ends when no entry of the gradient is larger.
    verbose : bool or int
        Whether to print the loss of every epoch.
    warm_start : bool
        Whether ``fit`` starts from the weights of the fit before.
    momentum, nesterovs_momentum : float, bool
        The momentum of ``"sgd"``, from 0 to 1, and whether it is Nesterov's.
    early_stopping, validation_fraction : bool, float
        Whether to keep back a share of the rows, and to end with the weights of the epoch of their best score.
    beta_1, beta_2, epsilon : float
        Constants of ``"adam"``.
    n_iter_no_change : int or infinity
        See ``tol``.
    max_fun : int
        The most evaluations of the loss by ``"lbfgs"``.
    dropout : float
        The share of the outputs of each hidden layer that is dropped while learning, from 0 to below 1.
    monitor : {"score", "loss"} or callable
        What early stopping watches on the rows that it validates on: their score, their loss (with a minus in
        ``validation_scores_``), or what a function of y_true and y_pred returns, of which more is better.
    callbacks : callable, or sequence of callable
        Each is called with the :class:`barreleye.History` record of every epoch; True ends the fit.

    Attributes
    ----------
    coefs_, intercepts_ : list of array
        Weights, shape (inputs, neurons), and biases, shape (neurons,), of each layer. They are those of
        ``network_``: what is written into them changes the answers.
    loss_, best_loss_ : float
        The loss of the last epoch, penalty included, and the smallest.
    loss_curve_ : list of float
        The loss of every epoch; not for ``"lbfgs"``.
    validation_scores_, best_validation_score_
        The score of every epoch, and the best, with ``early_stopping``; otherwise None.
    n_iter_, t_ : int
        Epochs of the last fit, and rows seen in all fits.
    n_features_in_, feature_names_in_, n_layers_, n_outputs_
        Columns of X, their names if they have some, layers with that of the inputs, and outputs.
    out_activation_ : str
        The output activation.
    network_ : Network
        The network itself: health, exact curves, figures and files are made from it.
    history_ : History
        The record of every epoch of the last fit.

    Examples
    --------
    >>> from barreleye.sklearn import MLPRegressor
    >>> X, y = [[0.0], [1.0], [2.0], [3.0]], [1.0, 2.0, 5.0, 10.0]
    >>> found = MLPRegressor(hidden_layer_sizes=8, solver="lbfgs", random_state=0, max_iter=1000).fit(X, y)
    >>> found.predict(X).round(1).tolist()
    [1.0, 2.0, 5.0, 10.0]
    """

    _takes_numbers = True

    def __init__(
        self,
        loss: Any = "squared_error",  # noqa: ANN401  a name, or a Loss
        hidden_layer_sizes: Any = (100,),  # noqa: ANN401  an int, or several
        activation: Any = "relu",  # noqa: ANN401  a name, an Activation, or several
        *,
        solver: str = "adam",
        alpha: float = 0.0001,
        batch_size: int | str = "auto",
        learning_rate: str = "constant",
        learning_rate_init: float = 0.001,
        power_t: float = 0.5,
        max_iter: int = 200,
        shuffle: bool = True,
        random_state: Any = None,  # noqa: ANN401  an int, a RandomState or None
        tol: float = 1e-4,
        verbose: bool | int = False,
        warm_start: bool = False,
        momentum: float = 0.9,
        nesterovs_momentum: bool = True,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        n_iter_no_change: float = 10,
        max_fun: int = 15000,
        dropout: float = 0.0,
        monitor: Any = "score",  # noqa: ANN401  "loss", or a function
        callbacks: Any = None,  # noqa: ANN401  a function, or several
    ) -> None:
        self.loss = loss
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.solver = solver
        self.alpha = alpha
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.learning_rate_init = learning_rate_init
        self.power_t = power_t
        self.max_iter = max_iter
        self.shuffle = shuffle
        self.random_state = random_state
        self.tol = tol
        self.verbose = verbose
        self.warm_start = warm_start
        self.momentum = momentum
        self.nesterovs_momentum = nesterovs_momentum
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.n_iter_no_change = n_iter_no_change
        self.max_fun = max_fun
        self.dropout = dropout
        self.monitor = monitor
        self.callbacks = callbacks

    @if_stochastic
    def partial_fit(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> MLPRegressor:
        """Learn from rows for one epoch more; the arguments are those of :meth:`fit`.

        Returns
        -------
        self
        """
        return self._fit(X, y, sample_weight, (None, None), incremental=True)

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Return the numbers predicted for each row of X, shape (rows,), or (rows, outputs) for several."""
        return self._answered(self._outputs(X))

    def _learned_targets(self, y: NDArray[Any], *, first: bool, incremental: bool) -> NDArray[Any]:  # noqa: ARG002
        loss, Y = losses.get(self._loss()), self._encoded(y)
        refuse_small_targets(loss, Y)  # before rows are drawn to validate on
        return Y

    def _encoded(self, y: NDArray[Any]) -> NDArray[Any]:
        return y.reshape(len(y), -1).astype(np.float64, copy=False)

    def _class_weights(self, y: NDArray[Any]) -> None:  # noqa: ARG002  there are no classes
        return None

    def _output(self, Y: NDArray[Any]) -> tuple[int, str]:
        return Y.shape[1], next(iter(losses.get(self._loss()).outputs), "linear")

    def _loss(self) -> str | Loss:
        if isinstance(self.loss, str) and self.loss in _LOSSES:
            return _LOSSES[self.loss]
        if not isinstance(self.loss, str | Loss):
            raise OptionError(
                "the first argument is the loss, as in scikit-learn since 1.7, and it is"
                f" {shown(self.loss)}: write hidden_layer_sizes=..."
            )
        found = losses.get(self.loss)
        if found.target != "numbers":
            raise OptionError(f"loss is one for numbers, and {found.name} is for classes")
        return found

    def _named(self, Y: NDArray[Any]) -> NDArray[Any]:
        return Y

    def _answered(self, outputs: NDArray[Any]) -> NDArray[Any]:
        return outputs[:, 0] if outputs.shape[1] == 1 else outputs

    def _score_of(self, outputs: NDArray[Any], truth: NDArray[Any], weights: Any) -> float:  # noqa: ANN401
        return r2(truth, outputs, weights)

    def _stratifies(self, Y: NDArray[Any]) -> bool:  # noqa: ARG002  there are no classes
        return False

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401  scikit-learn's
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags
