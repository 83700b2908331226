"""What a fit says about columns and rows: importance, effects, interactions, and where it is most wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._arrays import Array
from ._model import TableModel
from ._prepared import Prepared
from ._target import CLASSIFICATION, Target
from .effects import (
    Effect,
    Importance,
    Interaction,
    effect,
    importance,
    interactions,
    log_odds,
)
from .fitting import OutOfFold, Rows, Teachers

# The columns whose effects are worked out, and the rows that are asked about; and the rows that are shown.
_EFFECTS, _ASKED, _WORST = 12, 2_000, 10


@dataclass(frozen=True)
class WrongRow:
    """A row that was answered by a network that had not learned from it, and far off.

    Attributes
    ----------
    place : str
        Where it stands: ``"line 12"`` of a file, or ``"row 11"``.
    truth, predicted : label, or float
        In the units of the table.
    loss : float
        Of this answer: cross-entropy, or the error in the units of the target.
    """

    place: str
    truth: Any
    predicted: Any
    loss: float


@dataclass(frozen=True, eq=False)
class Explained:
    """What a fit says about columns and rows.

    Attributes
    ----------
    importance : tuple of Importance
        Of each column that the networks of the folds could use, the most important first; of one that the model
        leaves out, too.
    effects : tuple of Effect
        Of the most important columns that matter, twelve at most.
    interactions : tuple of Interaction
        Of pairs of these, the strongest first.
    worst : tuple of WrongRow
        The rows with the largest loss.
    loss : float
        What the importance of the columns adds to.
    """

    importance: tuple[Importance, ...]
    effects: tuple[Effect, ...]
    interactions: tuple[Interaction, ...]
    worst: tuple[WrongRow, ...]
    loss: float


def explain(
    known: Prepared, model: TableModel, rows: Rows, scaled: Rows, found: Teachers, seed: int
) -> Explained:
    """Return what the networks of the folds and the model say about the columns of a table, and about its rows.

    Parameters
    ----------
    known : Prepared
    model : TableModel
        It may leave out columns that ``known`` has.
    rows, scaled : Rows
        As the networks of the folds and the linear models take them.
    found : Teachers
        The networks of the folds.
    seed : int
    """
    goal = known.goal
    classes = goal.task == CLASSIFICATION
    scale = 1.0 if classes else goal.scale

    def loss(answers: Array, at: NDArray[np.intp]) -> float:
        mean = float(rows.losses(answers, at).mean())
        return mean if classes else scale * float(np.sqrt(np.square(answers[:, 0] - rows.y[at]).mean()))

    matter = importance(known.encoder, rows, scaled, found, loss, seed)
    by_name = {block.plan.name: block for block in model.encoder.blocks()}
    shown = [by_name[one.name] for one in matter if one.matters and one.name in by_name][:_EFFECTS]
    some = np.linspace(0, len(rows) - 1, min(len(rows), _ASKED)).astype(np.intp)
    columns = known.table.take(some)
    X = model.encoder.encode(columns, dtype=rows.X.dtype)

    def answered(X: Array) -> NDArray[np.float64]:
        answers = model.network(X).astype(np.float64)
        return log_odds(answers) if classes else scale * answers

    effects = [effect(answered, X, columns[one.plan.name], one) for one in shown]
    answers = found.answers
    return Explained(
        tuple(matter),
        tuple(one for one in effects if one is not None),
        tuple(interactions(model.network, X, shown, rows.classes, seed)),
        _worst(goal, rows, answers, known.place),
        loss(answers.answers, answers.rows),
    )


def _worst(
    goal: Target, rows: Rows, found: OutOfFold, place: Callable[[int], str]
) -> tuple[WrongRow, ...]:
    predicted = goal.decode(found.answers)
    truth = goal.values(rows.y[found.rows])
    classes = goal.task == CLASSIFICATION
    losses = rows.losses(found.answers, found.rows) if classes else np.abs(predicted - truth)
    order = np.argsort(-losses, kind="stable")[:_WORST]
    return tuple(
        WrongRow(place(int(found.rows[i])), _plain(truth[i]), _plain(predicted[i]), float(losses[i]))
        for i in order.tolist()
    )


def _plain(value: Any) -> Any:  # noqa: ANN401  a label, or a number of NumPy's
    return float(value) if isinstance(value, np.float64) else value
