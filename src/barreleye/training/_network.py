"""The network that people hold: floor 3's, with time added."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeAlias

from numpy.typing import ArrayLike

from .. import optimizers
from .._arrays import Rng, whole_number
from ..activations import Activation
from ..errors import OptionError
from ..layers import Dense
from ..losses import Loss, row_weights
from ..network import FeedForward, LossChoice
from ..optimizers import LBFGS, Adam, Optimizer
from ..schedules import ReduceOnPlateau
from ._checkpoint import PathLike
from ._checkpoint import chosen as chosen_checkpoints
from ._course import Callback, Plan
from ._data import TrainingData, class_of_rows, hold_out, prepare
from ._engines import reader
from ._fit import begin
from ._history import History
from ._lbfgs import refuse
from ._memory import Memory
from ._progress import Observer, ProgressBar, somebody_is_looking
from ._restraint import Restraint
from ._stopping import EarlyStopping

log = logging.getLogger(__name__)

Validation: TypeAlias = float | tuple[ArrayLike, ArrayLike] | None


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
            ``"compiled"``: machine code takes whole epochs in one call (extra ``fast``). ``"numpy"``: the
            readable engine, a loop in NumPy, the reference. ``"auto"``: compiled where that is possible,
            and where neither ``be.engine`` nor ``BARRELEYE_ENGINE`` says otherwise.
        threads : int, optional
            How many threads the compiled engine may use at most, by default ``BARRELEYE_NUM_THREADS`` or the
            processors of this process. Small batches take one; the numbers are the same to the last bit.
        record : "epoch", optional
            Keep what every layer did in each epoch, ``history.layers``: see :class:`LayerStatistics`.
        checkpoint : path, optional
            A file to keep the run in: written beside and renamed, so that one whole checkpoint is there at any
            moment. It is a model file too (:func:`barreleye.load`).
        every : int
            Epochs from one checkpoint to the next; the end of the run is written in any case.
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
        KeyboardInterrupt
            Ctrl-C; the weights are those of the best (or last whole) epoch, see ``net.history``.
        """
        reading = reader(engine)
        threads = None if threads is None else whole_number("threads", threads)
        checkpoints = chosen_checkpoints(checkpoint, whole_number("every", every), resume)
        chosen = self.loss_function(loss)
        epochs, batch_size = whole_number("epochs", epochs), whole_number("batch_size", batch_size)
        rule = _rule(early_stopping)
        if record not in (None, "epoch"):
            raise OptionError(f"record is 'epoch', or None for nothing, got {record!r}")
        optimizer = optimizers.get(optimizer or Adam(1e-3))
        restraint = Restraint(l1, l2, clip_norm)
        _refuse_what_cannot_be_watched(rule, optimizer, validation, chosen)
        if isinstance(optimizer, LBFGS):
            refuse(checkpoints, restraint, self.dropout)
        told = (callbacks,) if callable(callbacks) else tuple(callbacks)
        before = self.classes
        data, held_out = self._data(X, y, chosen, validation, sample_weight)
        plan = Plan(
            data,
            held_out,
            epochs,
            batch_size,
            chosen,
            optimizer,
            rule,
            told,
            engine,
            threads,
            checkpoints,
            restraint,
            record,
        )
        self._warn_of_flat_layers()
        history = History(chosen.name)
        with reading:
            self._run(plan, Memory.fresh(self, optimizer), history, before, progress)
        return history

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
        """
        chosen = self.loss_function(loss)
        wanted = optimizers.get(optimizer or self._optimizer or Adam(1e-3))
        if isinstance(wanted, LBFGS):
            raise OptionError("LBFGS finds its way over a whole fit: use net.fit, or another optimizer")
        batch_size = whole_number("batch_size", batch_size)
        restraint = Restraint(l1, l2, clip_norm)
        _refuse_what_cannot_be_watched(None, wanted, None, chosen)
        before = self.classes
        data, _ = self._data(X, y, chosen, None, sample_weight)
        memory, history = self._memory, self.history
        if memory is None or history is None or wanted != self._optimizer:
            memory, history = Memory.fresh(self, wanted), History(chosen.name)
        plan = Plan(data, None, 1, batch_size, chosen, wanted, None, (), restraint=restraint, again=True)
        self._run(plan, memory, history, before, progress=False)
        return history

    def _run(
        self,
        plan: Plan,
        memory: Memory,
        history: History,
        classes: tuple[Any, ...] | None,
        progress: bool | Observer,
    ) -> None:
        """Train; a plan that is refused leaves the network as it was, with these classes."""
        try:
            start = begin(self, plan, memory, history)
        except BaseException:
            self._classes = classes
            raise
        self._memory, self._optimizer, self.history = memory, plan.optimizer, history
        with _observed(progress, plan.epochs, len(plan.data)) as observer:
            start(observer)

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

    history: History | None = None
    _memory: Memory | None = None
    _optimizer: Optimizer | None = None

    def _data(
        self,
        X: ArrayLike,
        y: ArrayLike,
        loss: Loss,
        validation: Validation,
        sample_weight: ArrayLike | None,
    ) -> tuple[TrainingData, TrainingData | None]:
        """Return rows to learn from and rows to validate on; a refusal leaves the network as it was."""
        targets = self.targets.learned(y, loss)
        data, held_out = prepare(self, targets, X, y, loss), None
        if sample_weight is not None:
            data = TrainingData(data.X, data.Y, row_weights(sample_weight, len(data)))
        if isinstance(validation, tuple | list):
            if len(validation) != 2:
                raise OptionError(f"validation is a share or (X, y), got {len(validation)} entries")
            held_out = prepare(self, targets, *validation, loss)
        elif validation is not None:
            classes = class_of_rows(data.Y, loss)
            data, held_out = data.split(*hold_out(float(validation), len(data), classes, self.seed))
        self.classes = targets.classes
        return data, held_out


def mlp(
    inputs: int,
    hidden: Sequence[int] | int,
    outputs: int,
    *,
    activation: str | Activation | Sequence[str | Activation] = "relu",
    output: str | Activation = "linear",
    seed: int | Rng | None = 0,
    dtype: str = "float32",
    classes: Sequence[Any] | None = None,
) -> Network:
    """Return a multilayer perceptron: hidden layers of these widths, then the output layer.

    Parameters
    ----------
    inputs, outputs : int
        Widths of the rows that go in and come out.
    hidden : sequence of int, or int
        Widths of the hidden layers; may be empty. A number is one layer.
    activation : str, Activation, or one for every hidden layer
    output : str or Activation
        ``"softmax"`` for classes, ``"sigmoid"`` for yes or no, ``"linear"`` for numbers.
    seed, dtype, classes
        As for :class:`Network`.

    Examples
    --------
    >>> import barreleye as be
    >>> be.mlp(2, [64, 64], 3, activation="relu", output="softmax")
    Network(inputs=2, layers=[Dense(64, relu), Dense(64, relu), Dense(3, softmax)])
    """
    hidden = [hidden] if isinstance(hidden, int) else hidden
    functions = [activation] * len(hidden) if isinstance(activation, str | Activation) else activation
    if len(functions) != len(hidden):
        raise OptionError(f"{len(hidden)} hidden layers need as many activations, got {len(functions)}")
    layers = [Dense(units, function) for units, function in zip(hidden, functions, strict=True)]
    return Network(inputs, [*layers, Dense(outputs, output)], seed=seed, dtype=dtype, classes=classes)


def _rule(rule: EarlyStopping | int | None) -> EarlyStopping | None:
    if rule is None or rule is False or isinstance(rule, EarlyStopping):
        return rule or None
    return (
        EarlyStopping() if rule is True else EarlyStopping(patience=whole_number("early_stopping", rule))
    )


def _refuse_what_cannot_be_watched(
    rule: EarlyStopping | None, optimizer: Optimizer, validation: Validation, loss: Loss
) -> None:
    schedule = optimizer.learning_rate
    plateau = schedule.monitor if isinstance(schedule, ReduceOnPlateau) else "loss"
    for who, what in (
        ("early stopping", rule.name if rule else "loss"),
        ("ReduceOnPlateau", plateau),
    ):
        if what != "loss" and validation is None:
            raise OptionError(
                f"{who} watches {what}, and there are no validation rows: pass validation=0.2, or monitor='loss'"
            )
    if rule and rule.monitor == "val_accuracy" and loss.truth == "numbers":
        raise OptionError(
            "early stopping watches val_accuracy, and answers that are numbers are not right or wrong: take"
            " monitor='val_loss', or a metric of your own"
        )


def _observed(
    progress: bool | Observer, epochs: int, rows: int
) -> AbstractContextManager[Observer | None]:
    if progress is True:
        return ProgressBar(epochs, rows) if somebody_is_looking() else nullcontext()
    return nullcontext(progress or None)
