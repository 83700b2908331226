"""The network that people hold: floor 3's, with time added."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from numpy.typing import ArrayLike

from .. import optimizers
from .._arguments import instance, shown, whole_number
from ..errors import BusyError, OptionError
from ..network import FeedForward, LossChoice
from ..optimizers import LBFGS, Adam, Optimizer
from ._checkpoint import PathLike, as_checkpoints
from ._data import Validation, learned_rows
from ._engine_choice import evaluating_with
from ._history import History
from ._lbfgs_run import refuse
from ._optimizer_state import OptimizerState
from ._plan import Callback, Plan, as_callbacks, refuse_what_cannot_be_watched
from ._progress import Observer, observed, refuse_who_cannot_watch
from ._regularization import Regularization
from ._run import Run
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
                "this network is being trained by another call, in another thread, a callback or a signal handler:"
                " wait for its end, or train net.copy()"
            )
        self._trained_in = process  # pyright: ignore[reportPrivateUsage]
        try:
            return method(self, *args, **kwargs)
        finally:
            self._trained_in = None  # pyright: ignore[reportPrivateUsage]

    return alone


class Network(FeedForward):
    """A dense network: what it is, what it learned, and how it learns."""  # help() has more, below

    __doc__ = (
        (FeedForward.__doc__ or "").replace(
            ":class:`barreleye.Network` is this class with time added: ``fit`` and ``partial_fit``.",
            "See :func:`barreleye.mlp` for a shorter way to a usual one.",
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
        """What the last ``fit``, or the calls of ``partial_fit`` that go on from one another, have recorded."""
        return self._history

    @_one_at_a_time
    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        *,
        epochs: int = 100,
        batch_size: int = 32,
        optimizer: str | Optimizer | None = None,
        loss: LossChoice = None,
        validation: Validation = None,
        sample_weight: ArrayLike | None = None,
        l1: float = 0.0,
        l2: float = 0.0,
        clip_norm: float | None = None,
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
        """Learn from rows X and answers y, beginning from the weights the network has.

        Parameters
        ----------
        X : array_like, shape (rows, inputs)
            Finite numbers.
        y : array_like, shape (rows,) or (rows, outputs)
            Class labels (whole numbers from 0, words, booleans, or one-hot rows) for a softmax output;
            yes or no, or a number from 0 to 1, for sigmoid; numbers otherwise.
        epochs : int
            How many times to go through all rows.
        batch_size : int
            Rows per step; the last batch may be smaller.
        optimizer : str or Optimizer, optional
            ``Adam(1e-3)`` by default. Its memory begins afresh.
        loss : str or Loss, optional
            By default what belongs to the output: cross_entropy for softmax, binary_cross_entropy for
            sigmoid, squared_error otherwise.
        validation : float or (X, y), optional
            A share of the rows to hold out (drawn by the network's seed, each class in proportion), or
            rows of your own.
        sample_weight : array_like, shape (rows,), optional
            How much each training row counts.
        l1, l2 : float
            Penalties on weights, not on biases: the gradient is that of the mean loss plus
            l1·Σ|w| + l2/2·Σw². Losses are reported without them. (:class:`AdamW` shrinks weights apart from
            the gradient instead.)
        clip_norm : float, optional
            A gradient of all parameters that is longer than this is made as long as this.
        early_stopping : EarlyStopping, int or True, optional
            A number stands for ``EarlyStopping(patience=number)``. The best weights come back at the end.
        callbacks : callable, or sequence of callable
            Each is called with the :class:`EpochRecord` of every epoch; one that returns True stops.
        progress : bool or Observer
            A bar on standard error where somebody is looking (a terminal, a notebook); False for none.
        engine : str
            ``"compiled"``: machine code takes up to 0.1 s of batches in one call (extra ``fast``).
            ``"numpy"``: the reference engine, a loop in NumPy, the reference. ``"auto"``: compiled where that is
            possible, and where neither ``be.engine`` nor ``BARRELEYE_ENGINE`` says otherwise.
        threads : int, optional
            How many threads the compiled engine may use at most, by default ``BARRELEYE_NUM_THREADS`` or the
            processors of this process. Small batches take one; the numbers are the same to the last bit.
        record : "epoch", optional
            Keep what every layer did in each epoch, ``history.layers``: see :class:`LayerStatistics`.
        checkpoint : path, optional
            A file to keep the run in: written beside and renamed, so that one whole checkpoint is there at any
            moment. It is a model file too (:func:`barreleye.load`).
        every : int
            Epochs from one checkpoint to the next. A run that comes to its end is written then too; one that is
            broken off, by Ctrl-C for example, goes on from the file that was written last.
        resume : path or True, optional
            A checkpoint to go on from, bit for bit as if the run had not been interrupted; ``epochs`` counts
            from its beginning. True goes on from ``checkpoint`` if it exists, and begins if not. Rows, layers,
            optimizer, batch size and the other options have to be those of the run.

        Returns
        -------
        History
            Also kept as ``net.history``.

        Raises
        ------
        DataError, ShapeError, OptionError
            Before anything is changed.
        DivergedError
            The weights are back at the best (or last) finite epoch.
        BusyError
            Another call is training this network.
        KeyboardInterrupt
            Ctrl-C; the weights are those of the best (or last whole) epoch, see ``net.history``.
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
        objective = self.loss_function(loss)
        epochs, batch_size = whole_number("epochs", epochs), whole_number("batch_size", batch_size)
        stopping = as_early_stopping(early_stopping)
        if not (record is None or (isinstance(record, str) and record == "epoch")):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise OptionError(f"record is 'epoch', or None for nothing, got {shown(record)}")
        optimizer = optimizers.get(Adam(1e-3) if optimizer is None else optimizer)
        regularization = Regularization(l1, l2, clip_norm)
        refuse_what_cannot_be_watched(stopping, optimizer, validation, objective)
        if isinstance(optimizer, LBFGS):
            refuse(checkpoints, regularization, self.dropout)
        called = as_callbacks(callbacks)
        with evaluation:
            with self._classes_kept_if_refused():
                data, held_out = learned_rows(self, X, y, objective, validation, sample_weight)
                plan = Plan(
                    data, objective, optimizer, epochs, batch_size,
                    validation=held_out, early_stopping=stopping, regularization=regularization,
                    callbacks=called, engine=engine, threads=threads, checkpoints=checkpoints, record=record,
                )  # fmt: skip
                self._warn_of_flat_layers()
                optimizer_state, history = OptimizerState.fresh(self, optimizer), History(objective.name)
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
    ) -> History:
        """Go one epoch further, with the optimizer's memory of the epochs before.

        On a new network, k calls equal ``fit(epochs=k)`` bit for bit. An optimizer given here replaces
        the one in use if it is a different one, and begins with a fresh memory.

        Returns
        -------
        History
            Of all epochs since the last ``fit`` or the first ``partial_fit``.

        Raises
        ------
        DataError, ShapeError, OptionError, BusyError, DivergedError
            As :meth:`fit`.
        """
        self.parameters.refuse_altered()
        objective = self.loss_function(loss)
        usual = self._optimizer or Adam(1e-3)
        wanted = optimizers.get(usual if optimizer is None else optimizer)
        if isinstance(wanted, LBFGS):
            raise OptionError("partial_fit does not support LBFGS: use fit, or another optimizer")
        batch_size = whole_number("batch_size", batch_size)
        regularization = Regularization(l1, l2, clip_norm)
        refuse_what_cannot_be_watched(None, wanted, None, objective)
        with self._classes_kept_if_refused():
            data, _ = learned_rows(self, X, y, objective, None, sample_weight)
            optimizer_state, history = self._optimizer_state, self._history
            if optimizer_state is None or history is None or wanted != self._optimizer:
                optimizer_state, history = OptimizerState.fresh(self, wanted), History(objective.name)
            fresh = self._engine_cache is None or optimizer_state is not self._optimizer_state
            cache = EngineCache() if fresh else self._engine_cache
            plan = Plan(data, objective, wanted, 1, batch_size, regularization=regularization)
            run = Run(self, plan, optimizer_state, history, cache)
        self._optimizer_state, self._optimizer, self._history = optimizer_state, wanted, history
        self._engine_cache = cache
        run.train()
        return history

    def __getstate__(self) -> dict[str, Any]:
        """Copy and pickle a network that is nobody's business yet, also while this one is being trained."""
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
                "%s has slope 0 everywhere (%s): no gradient passes it, so it and the layers before it stay"
                " as they are",
                flat[-1].name,
                flat[-1].activation.name,
            )
