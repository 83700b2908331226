"""What the trainings of a table say: a model, its scores, and what the columns do."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..diagnostics import health
from ..losses import Loss
from ._baselines import Compared, constant_for, log_shares
from ._intervals import Intervals
from ._model import TableModel
from ._prepared import Prepared
from ._scores import Scores, answers_of, score
from ._table import Table
from ._table_fit import TableFit
from ._target import CLASSIFICATION
from ._trained import Trained
from ._what_columns_do import explain
from .fitting import Learned, OutOfFold, logarithm

# The rows that are looked at closely, layer by layer.
_TRACED = 5_000


def finished(known: Prepared, found: Trained, seed: int) -> TableFit:
    """Return the fit of a table whose networks are trained."""
    learned, goal, y = found.learned, known.goal, found.rows.y
    answers = learned.answers
    predicted, truth = goal.decode(answers.answers), goal.values(y[answers.rows])
    intervals = None if goal.task == CLASSIFICATION else Intervals.learn(predicted, truth)
    model = TableModel(known.encoder, goal, learned.network, intervals)
    some = np.linspace(0, len(y) - 1, min(len(y), _TRACED)).astype(np.intp)
    X = found.rows.X[some]
    return TableFit(
        model,
        learned.history,
        _scores(known, learned, found.rows.loss),
        known.notes,
        rows=len(y),
        y_true=truth,
        predicted=predicted,
        probabilities=answers.answers.astype(np.float64) if goal.task == CLASSIFICATION else None,
        trace=learned.network.trace(X),
        traced=goal.values(y[some]),
        interrupted=learned.interrupted,
        health=health(learned.network, X, y[some]),
        effort=found.effort,
        folds=tuple(one.history for one in learned.members),
        linear_share=learned.share,
        taught=found.taught,
        seconds=found.seconds,
        explained=explain(
            known.encoder, goal, known.table, found.rows, found.scaled, learned, known.place, seed
        ),
        tested=None
        if known.test is None or known.y_test is None
        else tested(model, known.test, goal.scaled(known.y_test), found.rows.loss),
    )


def _scores(known: Prepared, learned: Learned, loss: Loss) -> Scores:
    """Return the scores of the networks of the folds, beside what else was learned from the same rows."""
    found = learned.answers
    naive = [
        log_shares(np.bincount(known.y[member.fold.train], minlength=len(known.goal.classes)))
        if known.labels is not None
        else constant_for(loss, known.y[member.fold.train])[0]
        for member in learned.members
        for _ in member.fold.parts
    ]
    compared = Compared(
        np.stack(naive)[found.part], _as_scored(known, learned.linear_answers), found.part
    )
    return score(known.goal, _as_scored(known, found), known.scaled[found.rows], compared, loss)


def _as_scored(known: Prepared, found: OutOfFold) -> NDArray[np.floating]:
    """Return answers as :func:`score` takes them: logits, or numbers in the units of the table."""
    return logarithm(found.answers) if known.labels is not None else known.goal.decode(found.answers)


def tested(model: TableModel, table: Table, y: NDArray[Any], loss: Loss) -> Scores:
    """Return the scores of a model on rows that it has not learned from.

    Parameters
    ----------
    model : TableModel
    table : Table
        The columns, as :meth:`TableEncoder.read` returns them.
    y : array, shape (rows,)
        The target as :meth:`Target.encode` returns it.
    loss : Loss
        What the model was to make small.
    """
    trace = model.network.trace(model.encoder.encode(table))
    return score(model.target, answers_of(model.target, trace), y, loss=loss)
