"""How an estimator learns: by steps on batches, or by L-BFGS from all rows at once."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._text import counted
from ..errors import DataError, DivergedError
from ..training import EpochRecord, Network
from ._epoch_watch import EpochWatch, not_converged
from ._estimator_inputs import MOST_AT_ONCE, dense
from ._estimator_options import optimizer_of
from ._installed import ConvergenceWarning
from ._learned_rows import Rows, batch_size, orders, split_rows

NOT_FINITE = (
    "Solver produced non-finite parameter weights. The input data may contain large values and need to be"
    " preprocessed."
)
_ENDS = {
    "epochs": "reached the most iterations or evaluations",
    "no progress": "found no better step",
}


def minimize(estimator: Any, net: Network, rows: Rows) -> None:  # noqa: ANN401  an estimator
    """Learn by L-BFGS."""

    def heard(record: EpochRecord) -> None:
        if estimator.verbose:
            print(f"Iteration {record.epoch + 1}, loss = {estimator._reported(record):.8f}")

    ended = "interrupted"
    with _interrupted_kindly():
        try:
            ended = net.fit(
                dense(rows.X), rows.Y, epochs=estimator.max_iter, optimizer=optimizer_of(estimator),
                loss=estimator._loss(), l2=float(estimator.alpha), sample_weight=rows.weights,
                objective="batch", progress=False, callbacks=(heard, *estimator._callbacks()),
            ).stopped  # fmt: skip
        except DivergedError as error:
            raise _not_finite(error) from error
    found = net.history
    estimator.n_iter_ = 0 if found is None else len(found)
    if found is not None and len(found):
        estimator.loss_ = estimator._reported(found.epochs[-1])
    if ended in ("epochs", "no progress"):
        warnings.warn(
            f"lbfgs failed to converge after {counted(estimator.n_iter_, 'iteration')}: it {_ENDS[ended]}. Raise"
            " max_iter and max_fun, or scale the columns of X to about -1 to 1.",
            ConvergenceWarning,
            stacklevel=4,
        )


def descend(
    estimator: Any,  # noqa: ANN401  as above
    net: Network,
    rows: Rows,
    held_out: Rows | None,
    draw: np.random.RandomState,
    *,
    once: bool,
) -> None:
    """Learn by steps on batches: ``once`` through the rows, or until there is no more progress.

    Parameters
    ----------
    estimator : MLPClassifier or MLPRegressor
    net : Network
    rows : Rows
        To learn from, and to keep some back if the estimator stops early.
    held_out : Rows or None
        Rows of somebody's own to validate on.
    draw : RandomState
        Decides which rows are kept back, and the orders of the others.
    """
    if not once or getattr(estimator, "_optimizer", None) is None:
        estimator._optimizer = optimizer_of(estimator)
    score = None
    if estimator.early_stopping:
        if held_out is None:
            learned, others = split_rows(estimator, rows.Y, draw)
            rows, held_out = rows.part(learned), rows.part(others)
        score = _score(estimator, net, held_out)
    watch = EpochWatch(estimator, net, estimator._optimizer, len(rows), score)
    diverged = None
    with _interrupted_kindly():
        try:
            _epochs(estimator, net, rows, held_out, draw, watch, once=once)
        except DivergedError as error:
            if score is None:
                raise _not_finite(error) from error
            diverged = error
    if diverged is not None:
        estimator.validation_scores_.append(float("nan"))
        told = f"the weights are those of the best epoch, because {diverged}"
        warnings.warn(told, ConvergenceWarning, stacklevel=4)
    elif not (once or watch.ended) and estimator.n_iter_ == estimator.max_iter:
        told = not_converged(estimator.loss_curve_, estimator.max_iter)
        warnings.warn(told, ConvergenceWarning, stacklevel=4)
    if score is not None:
        net.parameters.vector[...] = watch.best


def _not_finite(error: DivergedError) -> DataError:
    """Return the error that scikit-learn's classes raise, with what is known besides."""
    return DataError(f"{NOT_FINITE} In detail: {error}")


def _score(estimator: Any, net: Network, held_out: Rows) -> Callable[[], float]:  # noqa: ANN401  as above
    """Return what scores the network on rows that it does not learn from."""
    X, truth = dense(held_out.X), estimator._named(held_out.Y)
    return lambda: float(estimator._score_of(net(X), truth, held_out.weights))


def _epochs(
    estimator: Any,  # noqa: ANN401  as above
    net: Network,
    rows: Rows,
    held_out: Rows | None,
    draw: np.random.RandomState,
    watch: EpochWatch,
    *,
    once: bool,
) -> None:
    """Go through the rows, epoch after epoch."""
    order = orders(len(rows), draw) if estimator.shuffle else None
    how: dict[str, Any] = {
        "batch_size": batch_size(estimator, len(rows)), "optimizer": estimator._optimizer,
        "loss": estimator._loss(), "l2": float(estimator.alpha), "objective": "batch",
    }  # fmt: skip
    if hasattr(rows.X, "toarray") and len(rows) * rows.X.shape[1] > MOST_AT_ONCE:
        _epochs_of_parts(net, rows, order, watch, how, 1 if once else estimator.max_iter)
        return
    how |= {"sample_weight": rows.weights, "shuffle": order or False}
    X = dense(rows.X)
    if once:
        watch.epoch_done(net.partial_fit(X, rows.Y, **how).epochs[-1])
        return
    validation = None if held_out is None else (dense(held_out.X), held_out.Y)
    net.fit(
        X, rows.Y, epochs=estimator.max_iter, validation=validation, progress=False,
        callbacks=watch.epoch_done, **how,
    )  # fmt: skip


def _epochs_of_parts(
    net: Network,
    rows: Rows,
    order: Callable[[], NDArray[Any]] | None,
    watch: EpochWatch,
    how: dict[str, Any],
    epochs: int,
) -> None:
    """Do the same where the rows with all their zeros would be too large: some batches of them at a time."""
    count, batch = len(rows), how["batch_size"]
    size = max(1, MOST_AT_ONCE // (batch * rows.X.shape[1])) * batch
    for _ in range(epochs):
        places = np.arange(count) if order is None else order()
        loss = penalty = 0.0
        record = None
        for first in range(0, count, size):
            part = rows.part(places[first : first + size])
            found = net.partial_fit(
                dense(part.X), part.Y, sample_weight=part.weights, shuffle=False, **how
            )
            record = found.epochs[-1]
            loss += record.loss * (len(part) / count)
            penalty += record.penalty * (len(part) / count)
        if record is not None and watch.epoch_done(
            replace(record, loss=loss, penalty=penalty, rows=count)
        ):
            return


@contextmanager
def _interrupted_kindly() -> Generator[None]:
    """Keep what was learned so far when somebody presses Ctrl-C, and say so."""
    try:
        yield
    except KeyboardInterrupt:
        warnings.warn("Training interrupted by user.", UserWarning, stacklevel=5)
