"""What a fit of a table returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._text import counted
from ..diagnostics import Health
from ..network import Trace
from ..training import History
from ._ensemble_model import TableEnsemble
from ._model import TableModel
from ._scores import Scores
from ._what_columns_do import Explained


@dataclass(frozen=True, eq=False)
class EnsembleFit:
    """An ensemble that was trained beside a model.

    Attributes
    ----------
    model : TableEnsemble
        All networks of the folds together.
    scores : Scores
        Of the networks of each fold together, on rows that they have not learned from.
    tested : Scores, or None
        Of the ensemble itself, on test rows.
    """

    model: TableEnsemble
    scores: Scores
    tested: Scores | None


@dataclass(eq=False, repr=False)
class TableFit:
    """A trained model, and the record of its training.

    Attributes
    ----------
    model : TableModel
        Its network learned from all rows (but test rows).
    history : History
        Of the training of this network.
    scores : Scores
        The scores of the networks of the folds, each on rows that it has not learned from.
    warnings : list of str
        What is unusual about the table, the training and the scores.
    rows : int
        The number of rows with a known target that the model learned from.
    y_true, predicted : array, shape (scores.rows,)
        Targets and predictions of the rows that were scored, in the units of the table.
    probabilities : array, shape (scores.rows, classes), or None
        The probabilities of the classes of these rows; None for regression.
    trace : Trace
        The forward pass of the network, of 5,000 of its rows at most.
    traced : array, shape (rows of the trace,)
        The targets of these rows, in the units of the table.
    interrupted : bool
        Whether Ctrl-C ended training; the model then is the best one so far.
    health : Health
        What an examination of the network on these rows found.
    effort : str
        ``"quick"``, ``"normal"`` or ``"best"``.
    folds : tuple of History
        Of the networks of the folds; their validation losses are those of rows that were held out.
    linear_share : float
        How much of what the network learned came from linear models, from 0 to 1.
    explained : Explained
        Which columns matter, and how; and the rows where the answers are most wrong.
    tested : Scores, or None
        The scores of the model itself on test rows, if there are any.
    taught : bool
        Whether the network learned what the networks of the folds answer, and not the rows themselves.
    seconds : float
        How long all trainings took together.
    ensemble : EnsembleFit, or None
        With effort best: the ensemble of all networks of the folds, and its scores.
    """

    model: TableModel
    history: History
    scores: Scores
    warnings: list[str]
    rows: int
    y_true: NDArray[Any]
    predicted: NDArray[Any]
    probabilities: NDArray[np.float64] | None
    trace: Trace
    traced: NDArray[Any]
    interrupted: bool
    health: Health
    effort: str
    folds: tuple[History, ...]
    linear_share: float
    taught: bool
    seconds: float
    explained: Explained
    tested: Scores | None = None
    ensemble: EnsembleFit | None = None

    @property
    def checked(self) -> str:
        """How the scores came about, in a sentence."""
        some = "" if self.scores.rows == self.rows else f"{self.scores.rows:,} of {self.rows:,} rows: "
        network = f"one of {len(self.folds)} networks" if len(self.folds) > 1 else "a network"
        return (
            f"{some}each row was answered by {network} that had not learned from it, after an epoch that others"
            " had chosen"
        )

    @property
    def learned(self) -> str:
        """How the network of the model came about, in a sentence."""
        if self.interrupted:
            return "training was interrupted: the model is the best network so far"
        if not self.taught:
            return f"the model learned from all {counted(self.rows, 'row')}, for as many epochs as were best"
        share = (
            f"; linear models have a share of {self.linear_share:.0%} in that"
            if self.linear_share
            else ""
        )
        teachers = f"these {len(self.folds)} networks"
        if self.ensemble is not None:
            kinds = {
                tuple(layer.units for layer in one.layers)
                for one in self.ensemble.model.ensemble.networks
            }
            teachers = (
                f"{counted(len(self.ensemble.model.ensemble.networks), 'network')} of"
                f" {counted(len(kinds), 'kind')}"
            )
        return f"the model learned from all {counted(self.rows, 'row')} what {teachers} answer together{share}"

    def __repr__(self) -> str:
        first = self.scores.scores[0]
        return (
            f"TableFit({self.model!r}; {first.name} {first.with_spread}, baseline"
            f" {first.text(first.baseline)}, on {self.scores.rows:,} rows; {len(self.warnings)} warnings)"
        )
