"""A network without time: what one can ask of layers and parameters."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import losses
from .._arguments import as_array, as_numbers, unmixed
from .._arrays import Array
from ..errors import DataError, NotCompilableError, OptionError, ShapeError
from ..kernels import Lazy, compiling, contiguous, engine
from ..losses import Loss, row_weights
from . import _describe
from ._accuracy import score_of
from ._explanation import NetworkExplanation, explain
from ._parameters import Parameters
from ._passes import backward, check_loss, forward, mean_loss, output_gradient, slices
from ._predictor import CompiledNetwork, Predictor, predictor_of
from ._stack import Stack
from ._targets import Targets
from ._trace import Trace

LossChoice: TypeAlias = str | Loss | None


class FeedForward(Stack):
    """A dense neural network: a stack of layers and its parameters.

    :class:`barreleye.Network` adds training to this class: ``fit`` and ``partial_fit``.

    Parameters
    ----------
    inputs : int
        The number of inputs, which is the number of columns of X.
    layers : sequence of Dense and Dropout
        From the first hidden layer to the output layer. A Dropout acts on the inputs of the Dense layer that
        follows it. It has no neurons, and ``net.layers`` leaves it out; ``net.dropout`` has its rate.
    seed : int, Generator, RandomState or None
        Seed of the initial weights, the order of rows, and dropout. None draws a seed and keeps it in
        ``net.seed``. A generator draws the initial weights only, and ``net.seed`` is then 0.
    dtype : str
        ``"float32"`` or ``"float64"``.
    classes : sequence, optional
        Labels of the classes in the order of the outputs. By default ``fit`` learns them from strings and
        booleans, and takes integers as class indices.
    parameters : array, shape (n_parameters,), optional
        All weights and biases as one flat vector, which is copied. Without it, weights are drawn.

    Raises
    ------
    OptionError, UnknownNameError, ShapeError
        Something does not fit; the message says what and where.
    """

    @property
    def targets(self) -> Targets:
        """How y is encoded for this network, and outputs are decoded."""
        return Targets(self.outputs, self._layers[-1].activation.name, self.classes)

    def __call__(self, X: ArrayLike) -> Array:
        """Return the outputs, shape (rows, outputs), for X, shape (rows, inputs): probabilities, or numbers."""
        rows = self.as_rows(X)
        predictor = self._predictor if compiling() else None
        if predictor is not None:
            return predictor(rows)
        out = np.empty((len(rows), self.outputs), self.dtype)
        for part in slices(self._layers, len(rows)):
            out[part] = forward(self._layers, self.parameters, rows[part]).outputs
        return out

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Return predictions for X, shape (rows, inputs), in the form of y.

        A softmax network predicts class labels (rows,). A sigmoid network predicts the second class, or 1,
        where the probability is above 1/2. Any other network predicts numbers: (rows,) for one output, else
        (rows, outputs). ``net(X)`` returns the probabilities themselves.

        Raises
        ------
        ShapeError, DataError
            X has another shape, or NaN, infinity or huge numbers in X make outputs that are not finite.
        """
        return self.targets.decode(self(X))

    def predict_proba(self, X: ArrayLike) -> Array:
        """Return the probability of each class, shape (rows, classes), for X, shape (rows, inputs).

        One sigmoid makes two columns; several make one each, which do not add up to 1. OptionError if the network
        predicts numbers.
        """
        return self.targets.probabilities(self(X))

    @property
    def classes_(self) -> NDArray[Any]:
        """The labels of the classes in the order of their probabilities, shape (classes,)."""
        return self.targets.labels

    def score(self, X: ArrayLike, y: ArrayLike) -> float:
        """Return the share of rows whose class is predicted rightly; for networks that predict numbers, R².

        R² is 1 for exact predictions, and 0 for those that are no better than the mean of y; of several outputs it
        is the mean. The arguments and errors are those of :meth:`loss`.
        """
        rows = self.as_rows(X)
        Y = self._encoded(y, self.loss_function(), len(rows))
        return score_of(self(rows), Y, self.targets.kind)

    def compile(self) -> CompiledNetwork:
        """Return the network as a compiled function, which is fast for single rows.

        ``net.predict`` looks for NaN and infinity and returns labels, which takes longer than the outputs
        themselves. The compiled function checks shape and dtype only, and returns the outputs.

        Raises
        ------
        MissingExtraError
            llvmlite is not installed (extra ``fast``).
        OptionError
            An activation cannot be compiled.

        Examples
        --------
        >>> import barreleye as be, numpy as np
        >>> handle = be.mlp(2, [8], 1, seed=0).compile()
        >>> handle(np.array([0.5, -1.0])).shape
        (1,)
        """
        with engine("compiled"):
            try:
                return CompiledNetwork(self.parameters, [layer.activation for layer in self._layers])
            except NotCompilableError as error:
                raise OptionError(f"this network cannot be compiled: {error}") from error

    def trace(self, X: ArrayLike) -> Trace:
        """Return inputs, z, outputs a and slopes f'(z) of every layer for X, shape (rows, inputs)."""
        return forward(self._layers, self.parameters, self.as_rows(X))

    def loss(
        self,
        X: ArrayLike,
        y: ArrayLike,
        loss: LossChoice = None,
        sample_weight: ArrayLike | None = None,
    ) -> float:
        """Return the mean loss over the rows.

        Parameters
        ----------
        X, y : array_like
            As for ``fit``.
        loss : str or Loss, optional
            By default that of :func:`barreleye.losses.for_output`: cross_entropy for softmax, binary_cross_entropy
            for sigmoid, half_poisson_deviance for exponential, else squared_error.
        sample_weight : array_like, shape (rows,), optional
            The mean becomes Σ w·loss / Σ w.

        Raises
        ------
        ShapeError, DataError, OptionError
            X, y, the weights or the loss do not fit the network.
        """
        function = self.loss_function(loss)
        rows = self.as_rows(X)
        Y = self._encoded(y, function, len(rows))
        weights = None if sample_weight is None else row_weights(sample_weight, len(rows))
        return self.mean_loss(rows, Y, function, weights)

    def mean_loss(self, rows: Array, Y: NDArray[Any], loss: Loss, weights: Array | None = None) -> float:
        """Return the mean loss over rows and targets that are encoded already.

        ``rows`` (rows, inputs) have the network's dtype, Y is what ``targets.encode`` returns, and weights
        (rows,) have mean 1. Shapes, dtypes and labels are checked; NaN and infinity are not looked for.
        """
        rows, answers, loss = self.as_rows(rows), as_numbers(Y, "y"), self.loss_function(loss)
        if len(rows) == 0 or answers.ndim == 0:
            raise ShapeError(
                f"a loss needs rows, and a target for each: X {rows.shape}, y {answers.shape}"
            )
        if weights is not None:
            weights = as_numbers(weights, "weights")
            if weights.shape != (len(rows),):
                raise ShapeError(f"weights need shape ({len(rows)},), got {weights.shape}")
        predictor = None
        if compiling():
            predictor = self._logits if loss.on_logits else self._predictor
        if predictor is None:
            return mean_loss(self._layers, self.parameters, rows, answers, loss, weights)
        total = 0.0
        for part in slices(self._layers, len(rows)):
            of_part = None if weights is None else weights[part]
            total += float(loss.of_rows(predictor(rows[part]), answers[part], of_part)[0].sum())
        return total / len(rows)

    def gradients(
        self,
        X: ArrayLike,
        y: ArrayLike,
        loss: LossChoice = None,
        sample_weight: ArrayLike | None = None,
    ) -> Parameters:
        """Return the gradient of :meth:`loss` with respect to every parameter, as :class:`Parameters`.

        The arguments and errors are those of :meth:`loss`.
        """
        function = self.loss_function(loss)
        trace = self.trace(X)
        rows = len(trace.inputs)
        Y = self._encoded(y, function, rows)
        weights = None if sample_weight is None else row_weights(sample_weight, rows)
        out = self.parameters.like()
        _, d_z = output_gradient(function, trace[-1], Y, weights)
        backward(self._layers, self.parameters, trace, d_z, out)
        return out

    def explain(self, x: ArrayLike) -> NetworkExplanation:
        """Return how the outputs for one row (inputs,) come about, layer by layer, as an object to print.

        It says which neurons are active and what each contributes; its ``neuron(layer, index)`` explains one of
        them. ShapeError if x is no row.
        """
        return explain(self, x)

    def loss_function(self, loss: LossChoice = None) -> Loss:
        """Return the loss of that name, or the default for the output layer; OptionError if it does not fit."""
        last = self._layers[-1]
        function = losses.for_output(last.activation.name) if loss is None else losses.get(loss)
        check_loss(function, last)
        return function

    def as_rows(self, X: ArrayLike) -> Array:
        """Return X as an array of the network's dtype, shape (rows, inputs); ShapeError if it has another."""
        rows = as_numbers(unmixed(as_array(X, "X")), "X")
        if rows.ndim != 2 or rows.shape[1] != self.inputs:
            raise ShapeError(_describe.explain_shape(self.parameters.slices, rows.shape))
        with np.errstate(over="ignore"):  # 1e300 is infinite in float32; fit() names it
            return contiguous(rows, self.dtype)

    @Lazy
    def _predictor(self) -> Predictor | None:
        """What answers in machine code, or None if an activation cannot be compiled."""
        return predictor_of(self.parameters, [layer.activation for layer in self._layers])

    @Lazy
    def _logits(self) -> Predictor | None:
        """The same without the last activation."""
        return predictor_of(self.parameters, [*(one.activation for one in self._layers[:-1]), None])

    def __getstate__(self) -> dict[str, Any]:
        """Copy and pickle what the network is; machine code and its memory are made again."""
        made_again = {"_predictor", "_logits"}
        return {name: value for name, value in self.__dict__.items() if name not in made_again}

    def _encoded(self, y: ArrayLike, loss: Loss, rows: int) -> NDArray[Any]:
        if rows == 0:
            raise DataError("there are 0 rows: a loss needs at least one")
        return self.targets.learned(y, loss).encode(y, loss, rows)
