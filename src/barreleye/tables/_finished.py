"""What the trainings of a table say: a model, its scores, and what the columns do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..diagnostics import health
from ..losses import Loss
from ._baselines import Compared, constant_for, log_shares
from ._ensemble_model import TableEnsemble
from ._intervals import Intervals
from ._model import TableModel
from ._prepared import Prepared
from ._scores import Scores, score
from ._table import Table
from ._table_fit import EnsembleFit, TableFit
from ._table_predictor import TablePredictor
from ._target import CLASSIFICATION, Target
from ._trained import Trained
from ._what_columns_do import explain
from .fitting import Learned, OutOfFold, logarithm

# The rows that are looked at closely, layer by layer.
_TRACED = 5_000


@dataclass(frozen=True, eq=False)
class TestRows:
    """Rows that nothing was learned from, with answers as :meth:`Target.encode` returns them."""

    table: Table
    y: NDArray[Any]
    notes: tuple[str, ...] = ()

    def scores(self, model: TablePredictor, loss: Loss) -> Scores:
        """Return the scores of a model on these rows."""
        return replace(model.score_rows(self.table, self.y, loss), notes=self.notes)


def finished(known: Prepared, found: Trained, seed: int, test: TestRows | None) -> TableFit:
    """Return the fit of a table whose networks are trained."""
    learned, goal, y = found.learned, known.goal, found.rows.y
    teachers, last = learned.teachers, learned.last
    answers = teachers.answers
    predicted, truth = goal.decode(answers.answers), goal.values(y[answers.rows])
    encoder = known.encoder.leaving_out(last.left_out, _USELESS)
    model = TableModel(encoder, goal, last.network, _intervals(goal, answers, truth))
    some = np.linspace(0, len(y) - 1, min(len(y), _TRACED)).astype(np.intp)
    X = encoder.encode(known.table.take(some), dtype=found.rows.X.dtype)
    return TableFit(
        model,
        last.history,
        _scores(known, learned, answers, found.rows.loss),
        known.notes,
        rows=len(y),
        y_true=truth,
        predicted=predicted,
        probabilities=answers.answers.astype(np.float64) if goal.task == CLASSIFICATION else None,
        trace=last.network.trace(X),
        traced=goal.values(y[some]),
        interrupted=last.interrupted,
        health=health(last.network, X, y[some]),
        effort=found.effort,
        folds=tuple(one.history for one in teachers.members),
        linear_share=learned.ensemble.share,
        taught=found.taught,
        seconds=found.seconds,
        explained=explain(known, model, found.rows, found.scaled, teachers, seed),
        tested=None if test is None else test.scores(model, found.rows.loss),
        ensemble=_ensemble(known, found, truth, test) if found.effort == "best" else None,
    )


_USELESS = "rows not learned from are not surely answered worse without it"


def _intervals(goal: Target, answers: OutOfFold, truth: NDArray[Any]) -> Intervals | None:
    if goal.task == CLASSIFICATION:
        return None
    return Intervals.learn(goal.decode(answers.answers), truth)


def _ensemble(
    known: Prepared, found: Trained, truth: NDArray[Any], test: TestRows | None
) -> EnsembleFit:
    """Return the ensemble of all networks, with its scores."""
    learned = found.learned
    answers = learned.ensemble_answers
    model = TableEnsemble(
        known.encoder, known.goal, learned.ensemble, _intervals(known.goal, answers, truth)
    )
    return EnsembleFit(
        model,
        _scores(known, learned, answers, found.rows.loss),
        None if test is None else test.scores(model, found.rows.loss),
    )


def _scores(known: Prepared, learned: Learned, found: OutOfFold, loss: Loss) -> Scores:
    """Return the scores of the networks of the folds, beside what else was learned from the same rows."""
    naive = [
        log_shares(np.bincount(known.y[member.fold.train], minlength=len(known.goal.classes)))
        if known.labels is not None
        else constant_for(loss, known.y[member.fold.train])[0]
        for member in learned.teachers.members
        for _ in member.fold.parts
    ]
    compared = Compared(
        np.stack(naive)[found.part], _as_scored(known, learned.teachers.linear_answers), found.part
    )
    return score(known.goal, _as_scored(known, found), known.scaled[found.rows], compared, loss)


def _as_scored(known: Prepared, found: OutOfFold) -> NDArray[np.floating]:
    """Return answers as :func:`score` takes them: logits, or numbers in the units of the table."""
    return logarithm(found.answers) if known.labels is not None else known.goal.decode(found.answers)
