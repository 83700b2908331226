"""The public network: a FeedForward that can be trained."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from numpy.typing import ArrayLike

from .. import optimizers
from .._arguments import instance, whole_number
from .._text import shown
from ..errors import BusyError, OptionError
from ..network import FeedForward, LossChoice
from ..optimizers import LBFGS, Adam, Optimizer
from ._checkpoint import PathLike, as_checkpoints
from ._data import Validation, learned_rows
from ._engine_choice import evaluating_with
from ._history import History
from ._lbfgs_run import refuse
from ._optimizer_state import OptimizerState
from ._plan import (
    Callback,
    Plan,
    as_callbacks,
    refuse_odd_orders,
    refuse_what_cannot_be_watched,
    usual_epochs,
)
from ._progress import Observer, observed, refuse_who_cannot_watch
from ._regularization import Regularization
from ._row_orders import Shuffle
from ._run import Run
from ._step_explanation import StepExplanation, explain_step
from ._stopping import EarlyStopping, as_early_stopping
from .compiled import EngineCache

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")


def _one_at_a_time(
    method: Callable[Concatenate[Network, P], R],
) -> Callable[Concatenate[Network, P], R]:
    """Refuse to train a network that is being trained: weights that two runs move at once are undefined.

    The mark is the process, so that a child forked meanwhile is free. Nothing is called between looking at the
    mark and writing it, nor before it is taken away: no other thread and no interrupt comes between.
    """

    @wraps(method)
    def alone(self: Network, *args: P.args, **kwargs: P.kwargs) -> R:
        process = os.getpid()
        if self._trained_in == process:  # pyright: ignore[reportPrivateUsage]  a method in all but indentation
            raise BusyError(
                "this network is being trained by another call (in another thread, callback or signal handler):"
                " wait for its end, or train net.copy()"
            )
        self._trained_in = process  # pyright: ignore[reportPrivateUsage]
        try:
            return method(self, *args, **kwargs)
        finally:
            self._trained_in = None  # pyright: ignore[reportPrivateUsage]

    return alone


class Network(FeedForward):
    """A dense neural network."""  # the docstring is set below

    __doc__ = (
        (FeedForward.__doc__ or "").replace(
            ":class:`barreleye.Network` adds training to this class: ``fit`` and ``partial_fit``.",
            ":func:`barreleye.mlp` is a shorter way to a multilayer perceptron.",
        )
        + """
    Examples
    --------
    >>> import barreleye as be
    >>> X, y = be.datasets.spiral(samples=100, classes=3, seed=0)
    >>> net = be.Network(inputs=2, layers=[be.Dense(64, "relu"), be.Dense(3, "softmax")], seed=0)
    >>> history = net.fit(X, y, epochs=5, progress=False)
    >>> len(history)
    5
    """
    )

    _history: History | None = None
    _optimizer_state: OptimizerState | None = None
    _optimizer: Optimizer | None = None
    _engine_cache: EngineCache | None = None  # of the calls of partial_fit that go on from one another
    _trained_in: int | None = None

    @property
    def history(self) -> History | None:
        """The record of the last ``fit``, or of the calls of ``partial_fit`` since then; None before any."""
        return self._history

    @_one_at_a_time
    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        *,
        epochs: int | None = None,
        batch_size: int = 32,
        optimizer: str | Optimizer | None = None,
        loss: LossChoice = None,
        validation: Validation = None,
        sample_weight: ArrayLike | None = None,
        l1: float = 0.0,
        l2: float = 0.0,
        clip_norm: float | None = None,
        objective: str = "mean",
        shuffle: Shuffle = True,
        early_stopping: EarlyStopping | int | None = None,
        callbacks: Sequence[Callback] | Callback = (),
        progress: bool | Observer = True,
        engine: str = "auto",
        threads: int | None = None,
        record: str | None = None,
        checkpoint: PathLike | None = None,
        every: int = 1,
        resume: PathLike | bool | None = None,
    ) -> History:
        """Train the network on rows X and targets y, starting from its present weights.

        Parameters
        ----------
        X : array_like, shape (rows, inputs)
            Finite numbers.
        y : array_like, shape (rows,) or (rows, outputs)
            For a softmax output class labels (integers from 0, strings, booleans, or one-hot rows), for a sigmoid
            output labels of two classes or numbers from 0 to 1, otherwise numbers.
        epochs : int, optional
            The number of passes over all rows: by default 100, or so many that they make 50,000 steps, if that is
            more; 100 for LBFGS, where an epoch is an iteration.
        batch_size : int
            Rows per step; the last batch may be smaller.
        optimizer : str or Optimizer, optional
            ``Adam(1e-3)`` by default. Its state starts at 0.
        loss : str or Loss, optional
            By default that of :func:`barreleye.losses.for_output`: cross_entropy for a softmax output,
            binary_cross_entropy for sigmoid, half_poisson_deviance for exponential, else squared_error.
        validation : float or (X, y), optional
            The fraction of the rows to hold out (drawn with the network's seed, stratified by class), or
            validation rows of your own.
        sample_weight : array_like, shape (rows,), optional
            The weight of each training row in the loss.
        l1, l2 : float
            Penalties on weights, not on biases: l1·Σ|w| + l2/2·Σw² is added to the mean loss for the gradient, but
            not to the losses that are reported. (The weight decay of :class:`AdamW` does not use the gradient.)
        clip_norm : float, optional
            The largest Euclidean norm of the gradient of all parameters; a longer gradient is scaled down to it.
        objective : str
            ``"batch"`` makes (Σ weight·loss + penalty) / Σ weight over the rows of a batch smaller, and reports
            losses so, penalty included: the convention of scikit-learn.
        shuffle : bool or callable
            Whether the rows come in another order in each epoch, which the seed decides. A function returns the
            order of an epoch: every row 0, 1 ... once.
        early_stopping : EarlyStopping, int or True, optional
            A number means ``EarlyStopping(patience=number)``. The best weights are restored at the end.
        callbacks : callable, or sequence of callable
            Each is called with the :class:`EpochRecord` of every epoch; training stops if one returns True.
        progress : bool or Observer
            True shows a progress bar on standard error, if that is a terminal or a notebook.
        engine : str
            ``"compiled"`` trains by machine code, up to 0.1 s of batches per call (extra ``fast``). ``"numpy"`` is
            the reference engine, a loop in NumPy. ``"auto"`` is compiled where possible, unless ``be.engine`` or
            ``BARRELEYE_ENGINE`` chooses another.
        threads : int, optional
            The most threads of the compiled engine; by default ``BARRELEYE_NUM_THREADS``, or the number of
            processors. Small batches use one thread. The results do not depend on it, to the last bit.
        record : "epoch" or "weights", optional
            ``"epoch"`` records statistics of every layer in each epoch in ``history.layers`` (see
            :class:`LayerStatistics`), and the accuracy. ``"weights"`` also keeps the weights of epochs all over
            the run in ``history.weights``, for films of the training.
        checkpoint : path, optional
            A file that keeps the state of the run. It is written under a temporary name and renamed, so that it is
            complete at any time. It is a model file too (:func:`barreleye.load`).
        every : int
            A checkpoint is written after so many epochs, and at the end of the run, but not when the run is
            interrupted.
        resume : path or True, optional
            A checkpoint from which to continue; the result has the same bits as without the interruption.
            ``epochs`` counts from the start of that run. True means ``checkpoint``, if that file exists. Rows,
            layers, optimizer, batch size and the other options have to be those of that run.

        Returns
        -------
        History
            It is also ``net.history``.

        Raises
        ------
        DataError, ShapeError, OptionError
            An argument does not fit. The network is unchanged.
        DivergedError
            Numbers became NaN or infinite. The weights are those of the best (or last) finite epoch.
        BusyError
            Another call is training this network.
        FileFormatError
            The checkpoint is damaged, or is no checkpoint.
        MissingExtraError
            The engine needs llvmlite (extra ``fast``) or LBFGS needs SciPy (extra ``lbfgs``).
        KeyboardInterrupt
            Ctrl-C was pressed. The weights are those of the best (or last complete) epoch.
        """
        evaluation = evaluating_with(engine)
        refuse_who_cannot_watch(progress)
        threads = None if threads is None else whole_number("threads", threads)
        instance("checkpoint", checkpoint, str | bytes | os.PathLike | None, "the path of a file")
        if isinstance(checkpoint, str) and not checkpoint:
            raise OptionError("checkpoint is the path of a file, got ''")
        instance(
            "resume", resume, str | bytes | os.PathLike | bool | None, "the path of a file, or True"
        )
        checkpoints = as_checkpoints(checkpoint, whole_number("every", every), resume)
        self.parameters.refuse_altered()
        chosen = self.loss_function(loss)
        epochs = None if epochs is None else whole_number("epochs", epochs)
        batch_size = whole_number("batch_size", batch_size)
        stopping = as_early_stopping(early_stopping)
        if not (record is None or (isinstance(record, str) and record in {"epoch", "weights"})):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise OptionError(
                f"record is 'epoch' or 'weights', or None for nothing, got {shown(record)}"
            )
        optimizer = optimizers.get(Adam(1e-3) if optimizer is None else optimizer)
        regularization = Regularization(l1, l2, clip_norm, objective)
        refuse_odd_orders(shuffle, checkpoints)
        refuse_what_cannot_be_watched(stopping, optimizer, validation, chosen)
        if isinstance(optimizer, LBFGS):
            refuse(checkpoints, regularization, self.dropout)
        called = as_callbacks(callbacks)
        with evaluation:
            with self._classes_kept_if_refused():
                data, held_out = learned_rows(
                    self, X, y, chosen, validation, sample_weight, scaled=not regularization.by_batch
                )
                epochs = epochs or usual_epochs(len(data), batch_size, optimizer)
                plan = Plan(
                    data, chosen, optimizer, epochs, batch_size,
                    validation=held_out, early_stopping=stopping, regularization=regularization,
                    callbacks=called, engine=engine, threads=threads, checkpoints=checkpoints, record=record,
                    shuffle=shuffle,
                )  # fmt: skip
                self._warn_of_flat_layers()
                optimizer_state, history = OptimizerState.fresh(self, optimizer), History(chosen.name)
                run = Run(self, plan, optimizer_state, history)
            self._optimizer_state, self._optimizer, self._history = optimizer_state, optimizer, history
            self._engine_cache = None
            with observed(progress, epochs, len(data)) as observer:
                run.train(observer)
        return history

    @_one_at_a_time
    def partial_fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        *,
        batch_size: int = 32,
        optimizer: str | Optimizer | None = None,
        loss: LossChoice = None,
        sample_weight: ArrayLike | None = None,
        l1: float = 0.0,
        l2: float = 0.0,
        clip_norm: float | None = None,
        objective: str = "mean",
        shuffle: Shuffle = True,
    ) -> History:
        """Train for one more epoch, with the optimizer state of the epochs before.

        On a new network, k calls give the same bits as ``fit(epochs=k)``. An optimizer that differs from the
        one in use replaces it, and starts with a state of 0. The other arguments are those of :meth:`fit`.

        Returns
        -------
        History
            The record of all epochs since the last ``fit`` or the first ``partial_fit``, ``fit`` included.

        Raises
        ------
        DataError, ShapeError, OptionError, BusyError, DivergedError
            As :meth:`fit`.
        """
        self.parameters.refuse_altered()
        chosen = self.loss_function(loss)
        usual = self._optimizer or Adam(1e-3)
        wanted = optimizers.get(usual if optimizer is None else optimizer)
        if isinstance(wanted, LBFGS):
            raise OptionError("partial_fit does not support LBFGS: use fit, or another optimizer")
        batch_size = whole_number("batch_size", batch_size)
        regularization = Regularization(l1, l2, clip_norm, objective)
        refuse_odd_orders(shuffle)
        refuse_what_cannot_be_watched(None, wanted, None, chosen)
        with self._classes_kept_if_refused():
            data, _ = learned_rows(
                self, X, y, chosen, None, sample_weight, scaled=not regularization.by_batch
            )
            optimizer_state, history = self._optimizer_state, self._history
            if optimizer_state is None or history is None or wanted != self._optimizer:
                optimizer_state, history = OptimizerState.fresh(self, wanted), History(chosen.name)
            fresh = self._engine_cache is None or optimizer_state is not self._optimizer_state
            cache = EngineCache() if fresh else self._engine_cache
            plan = Plan(
                data, chosen, wanted, 1, batch_size, regularization=regularization, shuffle=shuffle
            )
            run = Run(self, plan, optimizer_state, history, cache)
        self._optimizer_state, self._optimizer, self._history = optimizer_state, wanted, history
        self._engine_cache = cache
        run.train()
        return history

    def explain_step(
        self,
        X: ArrayLike,
        y: ArrayLike,
        optimizer: str | Optimizer | None = None,
        loss: LossChoice = None,
    ) -> StepExplanation:
        """Return what one step of an optimizer over all rows would do, with its numbers, as an object to print.

        The network itself stays as it is. The arguments and errors are those of :meth:`fit`.
        """
        return explain_step(self, X, y, optimizer, loss)

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the lock: a copy of a network that is being trained is not being trained itself."""
        return {name: value for name, value in super().__getstate__().items() if name != "_trained_in"}

    @contextmanager
    def _classes_kept_if_refused(self) -> Generator[None]:
        """Leave the names of the classes as they were if rows, or anything of the plan, are refused."""
        before = self._classes
        try:
            yield
        except BaseException:
            self._classes = before
            raise

    def _warn_of_flat_layers(self) -> None:
        """Say which layers a gradient cannot reach: those up to a step or sign, flat wherever they are."""
        flat = [layer for layer in self.layers if layer.activation.flat]
        if flat:
            log.warning(
                "%s has slope 0 everywhere (%s), so that its weights and those of the layers before it get no"
                " gradient and do not change",
                flat[-1].name,
                flat[-1].activation.name,
            )
