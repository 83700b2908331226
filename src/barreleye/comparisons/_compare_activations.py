"""Trainings with several activations and seeds, on the same rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_array, as_numbers, in_order, instance, one_of, real, whole_number
from .._arrays import Array
from .._text import shown
from ..activations import Activation, get
from ..diagnostics._neuron_rules import saturated_neurons
from ..errors import DataError, DivergedError, OptionError, ShapeError
from ..losses import class_indices, learn_classes
from ..optimizers import Adam
from ..training import EarlyStopping, Network, hold_out, mlp, progress_bar, side_by_side
from ._activation_comparison import ActivationComparison, Contender

USUAL = ("relu", "leaky_relu", "elu", "silu", "gelu", "mish", "tanh", "sigmoid")
_CLASSIFICATION, _REGRESSION = "classification", "regression"
_STEPS, _BATCH = 10_000, 32
_LEAST_PATIENCE, _PATIENCE = 20, 0.2  # epochs, and part of all epochs
_MOST_CLASSES = 20  # so many different whole numbers may be classes


def compare_activations(
    X: ArrayLike,
    y: ArrayLike,
    names: Sequence[str | Activation] | None = None,
    *,
    seeds: int = 5,
    seed: int = 0,
    hidden: Sequence[int] | int = (64,),
    epochs: int | None = None,
    validation: float = 0.25,
    learning_rate: float = 3e-3,
    task: str | None = None,
    jobs: int | None = None,
    progress: bool = True,
) -> ActivationComparison:
    """Train the same network with several activations, and say which differences are more than chance.

    For each seed, some rows are held out, the same for all activations; inputs (and numbers to predict) are scaled
    with the other rows; training ends by early stopping, and the score is that of the held-out rows.

    Parameters
    ----------
    X : array_like, shape (rows, inputs)
    y : array_like, shape (rows,)
        Classes or numbers.
    names : sequence of str or Activation, optional
        By default relu, leaky_relu, elu, silu, gelu, mish, tanh and sigmoid.
    seeds : int
        How many trainings each activation gets, at least 2.
    seed : int
        The first seed; the others follow it.
    hidden : sequence of int, or int
        The number of neurons of each hidden layer.
    epochs : int, optional
        The largest number of epochs: by default 100, or so many that they make 10,000 steps, if that is more.
    validation : float
        The fraction of the rows that is held out.
    learning_rate : float
        Of Adam.
    task : str, optional
        ``"classification"`` or ``"regression"``; by default words, booleans and up to 20 different whole numbers
        are classes.
    jobs : int, optional
        How many trainings run at a time; by default as many as there are processors. See ``joblib`` for backends.
    progress : bool
        Whether to show a progress bar on standard error, if that is a terminal or a notebook.

    Returns
    -------
    ActivationComparison
        It prints as a table. ``be.figures.activation_comparison`` draws it.

    Raises
    ------
    ShapeError, DataError, OptionError, UnknownNameError
        An argument does not fit.

    Examples
    --------
    >>> import barreleye as be
    >>> X, y = be.datasets.moons(samples=100)
    >>> found = be.compare_activations(X, y, ["relu", "tanh"], seeds=2, epochs=20, progress=False)
    >>> sorted(one.name for one in found.contenders)
    ['relu', 'tanh']
    """
    rows, targets, classes = _prepared(X, y, task)
    chosen = [get(one) for one in in_order("names", USUAL if names is None else names, "activations,")]
    called = [one.name if one == get(one.name) else repr(one) for one in chosen]
    if len(chosen) < 2 or len(set(called)) < len(called):
        raise OptionError(f"a comparison needs two activations or more, each once, got {called}")
    seeds, seed = whole_number("seeds", seeds, 2), whole_number("seed", seed, 0)
    steps = math.ceil(len(rows) / _BATCH)
    epochs = max(100, math.ceil(_STEPS / steps)) if epochs is None else whole_number("epochs", epochs)
    share = real(validation)
    if not 0.0 < share < 1.0:
        raise OptionError(f"validation is a fraction between 0 and 1, got {shown(validation)}")
    instance("progress", progress, bool, "True or False")
    rate = real(learning_rate)
    plan = _Plan(rows, targets, classes, hidden, epochs, share, rate)
    plan.network("relu", 0)  # refuses hidden layers that are none
    work: list[Callable[[], _Run]] = [
        partial(plan.run, activation, seed + k) for activation in chosen for k in range(seeds)
    ]
    found: dict[int, _Run] = {}
    with progress_bar(len(work), "training", shown=progress) as advance:
        for k, run in side_by_side(work, jobs=jobs):
            found[k] = run
            advance()
    runs = [found[k] for k in range(len(work))]
    best = [min(run.val_loss, default=np.inf) for run in runs if not math.isnan(run.score)] or [np.inf]
    target = float(np.median(best))
    contenders = [
        _contender(name, runs[k * seeds : (k + 1) * seeds], target) for k, name in enumerate(called)
    ]
    contenders.sort(key=lambda one: (one.diverged, -one.mean))
    return ActivationComparison(tuple(contenders), "accuracy" if classes else "R²", target)


@dataclass(frozen=True)
class _Run:
    score: float
    val_loss: tuple[float, ...]
    seconds: float
    dead: float
    saturated: float


@dataclass(frozen=True)
class _Plan:
    """What all trainings have in common."""

    rows: Array
    targets: NDArray[Any]
    classes: int
    hidden: Sequence[int] | int
    epochs: int
    share: float
    rate: float

    def network(self, activation: str | Activation, seed: int) -> Network:
        outputs, output = (self.classes, "softmax") if self.classes else (1, "linear")
        return mlp(
            self.rows.shape[1], self.hidden, outputs, activation=activation, output=output, seed=seed
        )

    def run(self, activation: Activation, seed: int) -> _Run:
        labels = self.targets if self.classes else None
        train, held_out = hold_out(self.share, len(self.rows), labels, seed)
        center, scale = _scale(self.rows[train])
        X = (self.rows - center) / scale
        y = self.targets
        if not self.classes:
            middle, width = _scale(y[train].astype(np.float64))
            y = (y - middle) / width
        net = self.network(activation, seed)
        patience = max(_LEAST_PATIENCE, round(_PATIENCE * self.epochs))
        try:
            net.fit(
                X[train], y[train], epochs=self.epochs, optimizer=Adam(self.rate), threads=1, progress=False,
                validation=(X[held_out], y[held_out]), early_stopping=EarlyStopping(patience),
                batch_size=_BATCH,
            )  # fmt: skip
            score = net.score(X[held_out], y[held_out])
        except DivergedError:
            score = math.nan
        history = net.history
        trace = net.trace(X[train])
        units = sum(view.units for view in net.layers[:-1]) or 1
        dead = sum(len(trace.dead()[record.name]) for record in trace.layers[:-1])
        flat = sum(len(saturated_neurons(record)) for record in trace.layers[:-1])
        losses = () if history is None else tuple(history.val_loss)
        return _Run(
            score, losses, 0.0 if history is None else history.seconds, dead / units, flat / units
        )


def _prepared(X: ArrayLike, y: ArrayLike, task: str | None) -> tuple[Array, NDArray[Any], int]:
    """Return rows, class indices or numbers, and how many classes there are: 0 for numbers."""
    rows, labels = as_numbers(X, "X").astype(np.float64), as_array(y, "y")
    if rows.ndim != 2 or labels.shape != (len(rows),) or len(rows) < 4:
        raise ShapeError(
            f"X has shape (rows, inputs), at least 4 rows, and y an entry for each: got {rows.shape} and"
            f" {labels.shape}"
        )
    if not np.isfinite(rows).all():
        raise DataError("X has NaN or infinity: fill or leave out these rows")
    if task is not None:
        one_of("task", task, (_CLASSIFICATION, _REGRESSION))
    numbers = labels.dtype.kind in "iuf"
    whole = numbers and bool((labels == np.round(labels)).all())
    few = whole and len(np.unique(labels)) <= _MOST_CLASSES
    if task == _REGRESSION or (task is None and numbers and not few):
        values = as_numbers(labels, "y").astype(np.float64)
        if not np.isfinite(values).all():
            raise DataError("y has NaN or infinity: leave these rows out")
        return rows, values, 0
    known = list(learn_classes(labels))
    if len(known) < 2:
        raise DataError(f"y holds one class only ({known[0]!r}): a comparison needs two")
    return rows, class_indices(labels, known), len(known)


def _scale(values: Array) -> tuple[Array, Array]:
    varies = np.ptp(values, axis=0) > 0.0  # rounding leaves a deviation of equal numbers
    return values.mean(axis=0), np.where(varies, values.std(axis=0), 1.0)


def _contender(name: str, runs: Sequence[_Run], target: float) -> Contender:
    return Contender(
        name,
        tuple(run.score for run in runs),
        tuple(min(run.val_loss, default=float("inf")) for run in runs),
        tuple(run.seconds for run in runs),
        tuple(_first_below(run.val_loss, target) for run in runs),
        tuple(run.dead for run in runs),
        tuple(run.saturated for run in runs),
    )


def _first_below(losses: Sequence[float], target: float) -> int | None:
    return next((k + 1 for k, loss in enumerate(losses) if loss <= target), None)
