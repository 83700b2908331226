"""From a raw table to a trained model with its scores: the main job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._arguments import one_of
from .._arrays import Integers, whole_number
from .._text import quoted
from ..activations import Activation
from ..diagnostics import Health, health
from ..errors import DataError, OptionError
from ..network import Trace
from ..optimizers import Adam
from ..schedules import Cosine
from ..training import EarlyStopping, History, Observer, hold_out
from ._encoding import TableEncoder
from ._kinds import UNREADABLE
from ._model import TableModel
from ._scores import Scores, score
from ._table import as_table
from ._table_arguments import column_name, column_names, one_activation, share, widths
from ._table_network import batch_size_of, network_of
from ._target import CLASSIFICATION, Target
from .findings._column_findings import odd_columns
from .findings._findings import about_columns, after_training, before_training
from .findings._how_read import how_read
from .findings._known_rows import Rows
from .findings._reasons import in_plain_words

_NUMBERS = ("scaled", "bins")
_BINS = 16
# Statistics of layers are recorded of up to so many rows: of more they would take a fifth of the time.
_RECORDED = 5_000


@dataclass(eq=False, repr=False)
class TableFit:
    """A trained model, and the record of its training.

    Attributes
    ----------
    model : TableModel
    history : History
    scores : Scores
        The scores on the validation rows.
    warnings : list of str
        What is unusual about the table, the training and the scores.
    rows, train_rows : int
        The number of rows with a known target, and of those used for training; the others are for validation.
    y_true, predicted : array, shape (rows - train_rows,)
        Targets and predictions of the validation rows, in the units of the table.
    trace : Trace
        The forward pass of the validation rows.
    interrupted : bool
        Whether Ctrl-C ended training; the model then has the best weights so far.
    health : Health
        What an examination of the network on the training rows found.
    """

    model: TableModel
    history: History
    scores: Scores
    warnings: list[str]
    rows: int
    train_rows: int
    y_true: NDArray[Any]
    predicted: NDArray[Any]
    trace: Trace
    interrupted: bool
    health: Health

    def __repr__(self) -> str:
        first = self.scores.scores[0]
        return (
            f"TableFit({self.model!r}; {first.name} {first.text(first.value)}, baseline"
            f" {first.text(first.baseline)}, on {self.scores.rows:,} rows; {len(self.warnings)} warnings)"
        )


def fit_table(
    data: Any,  # noqa: ANN401  a file, a data frame, a mapping of columns
    target: str,
    *,
    task: str | None = None,
    numbers: str = "scaled",
    hidden: Sequence[int] | int = (64, 64),
    activation: str | Activation = "relu",
    epochs: int = 300,
    batch_size: int | None = None,
    learning_rate: float | None = None,
    validation: float = 0.2,
    patience: int = 30,
    drop: Sequence[str] | str = (),
    seed: int = 0,
    progress: bool | Observer = True,
) -> TableFit:
    """Learn to predict one column of a table from the others.

    Numbers are scaled, text is one-hot encoded, and missing values are filled and flagged. The target of a
    regression is scaled, and its predictions are scaled back. A part of the rows is held out for validation, and
    the weights with the lowest validation loss are kept. Ctrl-C ends training and keeps the best weights so far.

    Parameters
    ----------
    data : path, data frame or mapping
        A CSV or Parquet file, a data frame (polars, pandas, pyarrow ...; a lazy one is to be collected), or a
        mapping of names to lists.
    target : str
        The name of the column to predict, which is one of the table.
    task : str, optional
        ``"classification"`` or ``"regression"``; by default the target decides.
    numbers : str
        How numbers become inputs: ``"scaled"`` gives one input each; ``"bins"`` the place of a number among all
        rows, and how far it is through each of at most 16 bins with equally many rows, which learns curves and
        steps better; besides, whole numbers of few values have an input each, and dates their season, weekday
        and hour. With bins no number is ever far out.
    hidden : sequence of int, or int
        The number of neurons of each hidden layer.
    activation : str or Activation
        The activation of the hidden layers.
    epochs : int
        The largest number of epochs.
    batch_size : int, optional
        Rows per step; by default 16 to 256, larger for more rows.
    learning_rate : float, optional
        The learning rate of Adam; by default it falls from 0.003 along a cosine.
    validation : float
        The fraction of the rows that is held out for validation.
    patience : int
        Training stops after so many epochs without a lower validation loss.
    drop : sequence of str, or str
        Columns to leave out.
    seed : int
        Seed of the validation rows, the initial weights and the order of rows.
    progress : bool or Observer
        As for :meth:`Network.fit`.

    Returns
    -------
    TableFit

    Raises
    ------
    DataError
        The table cannot be read or used: there is no such target, one class only, an infinity ...
    OptionError
        An argument is of another kind, or out of its range.
    MissingExtraError
        polars or narwhals is needed and not installed (extra ``data``).
    """
    table, target = as_table(data), column_name("target", target)
    drop, validation = column_names("drop", drop), share(validation)
    epochs, seed = whole_number("epochs", epochs), whole_number("a seed", seed, 0)
    hidden, activation = widths(hidden), one_activation(activation)
    one_of("numbers", numbers, _NUMBERS)
    for name in (target, *drop):
        table.require(name)  # an unknown name is an error, not a wish
    if target in drop:
        raise OptionError(f"{quoted(target)} is the target: it cannot be dropped as well")
    place = table.source.place
    table = table.without(*drop)
    column = table[target]
    if column.kind != UNREADABLE and not len(column):
        raise DataError("the table has 0 rows of data: there is nothing to learn from")
    goal = Target.decide(column, task)
    rows = np.flatnonzero(~column.missing)
    y = goal.encode(column)[rows]
    known = Rows(table, rows, place)
    notes = [*table.notes, *how_read(known)]
    notes += before_training(goal, y, column)
    table = table.without(target).take(rows)
    train, held_out = _split(y, goal, validation, seed)
    encoder = TableEncoder.learn(table.take(train), drop, _BINS if numbers == "bins" else None)
    encoder = in_plain_words(encoder, table.take(train), known.whole)
    notes += odd_columns(
        [table[plan.name] for plan in encoder.plans if not plan.dropped], goal, y, known
    )
    notes += about_columns(encoder, table)
    X = encoder.encode(table)
    goal = goal.learned(y[train])
    if goal.task != CLASSIFICATION:
        y = (y - goal.center) / goal.scale
    net = network_of(encoder, goal, hidden, activation, seed)
    interrupted = False
    try:
        net.fit(
            X[train],
            y[train],
            epochs=epochs,
            batch_size=batch_size_of(len(train)) if batch_size is None else batch_size,
            optimizer=Adam(Cosine(3e-3, epochs, last=1e-4) if learning_rate is None else learning_rate),
            validation=(X[held_out], y[held_out]),
            early_stopping=EarlyStopping(patience=patience),
            progress=progress,
            record="epoch" if len(train) <= _RECORDED else None,
        )
    except KeyboardInterrupt:
        interrupted = True
    history = net.history or History("")
    if not history.epochs:
        raise KeyboardInterrupt  # not one epoch was finished: there is nothing to keep
    model = TableModel(encoder, goal, net)
    trace = net.trace(X[held_out])
    scores = score(goal, trace, y[held_out])
    fit = TableFit(
        model,
        history,
        scores,
        notes,
        rows=len(rows),
        train_rows=len(train),
        y_true=goal.values(y[held_out]),
        predicted=goal.decode(trace.outputs),
        trace=trace,
        interrupted=interrupted,
        health=health(net, X[train], y[train]),
    )
    fit.warnings += after_training(history, scores, epochs)
    return fit


def _split(y: NDArray[Any], goal: Target, share: float, seed: int) -> tuple[Integers, Integers]:
    labels = y if goal.task == CLASSIFICATION else None
    if labels is not None and np.bincount(labels).max() == 1:
        raise DataError(
            f"every row has a class of its own in {quoted(goal.name)}: nothing can be learned from that"
        )
    return hold_out(share, len(y), labels, seed)
