"""From a raw table to a trained model with its scores: the main job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from .._arguments import one_of
from .._arrays import whole_number
from ..activations import Activation
from ..errors import OptionError
from ..layers import Dropout
from ..losses import Loss
from ..optimizers import Optimizer
from ..training import Observer
from ..training._progress import refuse_who_cannot_watch
from ._answered_rows import answered_rows
from ._finished import TestRows, finished
from ._prepared import Prepared, prepare
from ._roles import Roles
from ._table import Table, as_table
from ._table_arguments import (
    column_name,
    column_names,
    one_activation,
    one_optimizer,
    positive,
    test_share,
    widths,
)
from ._table_fit import TableFit
from ._trained import EFFORTS, loss_for, trained, usual_effort
from .findings._findings import about_quantile, after_training
from .fitting import SCHEDULES, Settings, usual_epochs

_NUMBERS = ("scaled", "bins")


def fit_table(
    data: Any,  # noqa: ANN401  a file, a data frame, a mapping of columns
    target: str,
    *,
    task: str | None = None,
    effort: str | None = None,
    loss: str | Loss | None = None,
    class_weight: str | Mapping[Any, float] | None = None,
    sample_weight: str | None = None,
    group: str | None = None,
    time: str | None = None,
    validation: Any = None,  # noqa: ANN401  a table as above, or a share
    numbers: str = "bins",
    hidden: Sequence[int] | int = (64, 64),
    activation: str | Activation = "relu",
    epochs: int | None = None,
    patience: int = 15,
    batch_size: int | None = None,
    optimizer: str | Optimizer = "adamw",
    learning_rate: float | None = None,
    schedule: str = "cosine",
    weight_decay: float = 0.2,
    l2: float = 0.0,
    dropout: float = 0.0,
    drop: Sequence[str] | str = (),
    seed: int = 0,
    progress: bool | Observer = True,
) -> TableFit:
    """Learn to predict one column of a table from the others.

    The rows are dealt out into folds. For each fold a network learns from all other rows, and the rows of the fold
    say how good it is, and after which epoch: so every row is answered by a network that has not learned from it,
    and whose epoch was chosen by other rows. The score of these answers is the headline, beside that of a baseline
    that knows the target alone, and of a linear model, both on the same folds. Then one network learns from all
    rows: the answers of the networks of the folds, with a share of those of the linear models, as large as was
    best for rows that these had not learned from (knowledge distillation). Columns without which the rows of the
    folds are not surely answered worse are left out, if they are surely answered better then. Ctrl-C ends training
    and keeps the best network so far.

    Parameters
    ----------
    data : path, data frame or mapping
        A CSV or Parquet file, a data frame (polars, pandas, pyarrow ...; a lazy one is to be collected), or a
        mapping of names to lists.
    target : str
        The name of the column to predict, which is one of the table.
    task : str, optional
        ``"classification"`` or ``"regression"``; by default the target decides.
    effort : str, optional
        ``"quick"``: one network learns from four fifths of the rows and is scored on the others; then it learns
        all rows for as many epochs as were best. ``"normal"``: eight folds, or five from 20,000 rows on, and what
        their networks answer is learned, as told above. ``"best"``: besides, networks of twice the width, and of a
        layer more, in each fold; all of them teach, and answer as an ensemble (:attr:`TableFit.ensemble`). With
        ``time`` nothing is taught: the model learns all rows for as many epochs as were best. By default normal,
        and quick for more than 200,000 rows.
    loss : str or Loss, optional
        What a regression makes small: squared_error, absolute_error, huber, or
        ``be.losses.quantile.with_(level=0.9)`` for an answer that nine of ten rows stay below.
    class_weight : "balanced", or mapping of labels to weights, optional
        How much the rows of a class count in training: balanced, all classes count the same together.
        Probabilities are those of such rows then.
    sample_weight : str, optional
        A column with numbers of 0 or more: how much each row counts in training. It is no input.
    group : str, optional
        A column that says which rows belong together, such as those of one customer: they are in one fold. It is
        no input.
    time : str, optional
        A column with a date or a number that says when a row came about: rows are scored by networks that have
        learned from earlier ones alone.
    validation : table or float, optional
        A table with the answers, as ``data``, on which the model is scored, and from which nothing is learned; or
        a share of the rows that are held out for that.
    numbers : str
        How numbers become inputs: ``"bins"`` gives the place of a number among all rows, and how far it is through
        each of at most 16 bins with equally many rows; besides, whole numbers of few values have an input each,
        and dates their season, weekday and hour. No number is ever far out. ``"scaled"`` gives one input each.
    hidden : sequence of int, or int
        The number of neurons of each hidden layer.
    activation : str or Activation
        The activation of the hidden layers.
    epochs : int, optional
        The largest number of epochs of each network; by default 100, with effort quick 40, and fewer for more than
        25,000 rows.
    patience : int
        The training of a fold stops after so many epochs without a lower loss of the rows held out.
    batch_size : int, optional
        Rows per step; by default 16 to 256, larger for more rows.
    optimizer : str or Optimizer
        A name, which gets the following rate, schedule and weight decay, or an optimizer with a rate of its own.
    learning_rate : float, optional
        Where the schedule begins (one_cycle: its highest rate); by default 0.003 for AdamW, and the optimizer's
        own rate for others.
    schedule : str
        ``"cosine"``, ``"constant"``, ``"exponential"`` or ``"one_cycle"``.
    weight_decay : float
        How much of each weight AdamW takes away, times the learning rate, at each step; biases are spared.
    l2 : float
        The penalty of :meth:`Network.fit`; biases are spared.
    dropout : float
        The rate of dropout after each hidden layer.
    drop : sequence of str, or str
        Columns to leave out.
    seed : int
        Seed of the folds, the initial weights and the order of rows.
    progress : bool or Observer
        Whether to show one bar over all trainings. An observer is told about that of the last network, as by
        :meth:`Network.fit`.

    Returns
    -------
    TableFit

    Raises
    ------
    DataError
        The table cannot be read or used: there is no such target, one class only, an infinity ...
    OptionError
        An argument is of another kind, or out of its range; or effort best goes with time.
    MissingExtraError
        polars or narwhals is needed and not installed (extra ``data``).
    """
    table = as_table(data)
    roles = Roles(
        column_name("target", target),
        column_names("drop", drop),
        None if group is None else column_name("group", group),
        None if time is None else column_name("time", time),
        None if sample_weight is None else column_name("sample_weight", sample_weight),
    )
    share = test_share(validation)
    own_rows = as_table(validation) if validation is not None and share is None else None
    one_of("numbers", numbers, _NUMBERS)
    if effort is not None:
        one_of("effort", effort, EFFORTS)
    if effort == "best" and time is not None:
        raise OptionError(
            "effort='best' averages the networks of all folds, and with time= those of early folds know too"
            " little: take effort='normal'"
        )
    one_of("schedule", schedule, SCHEDULES)
    refuse_who_cannot_watch(progress)
    settings = Settings(
        widths(hidden),
        one_activation(activation),
        0 if epochs is None else whole_number("epochs", epochs),
        whole_number("patience", patience),
        whole_number("a seed", seed, 0),
        None if batch_size is None else whole_number("batch_size", batch_size),
        one_optimizer(optimizer),
        None if learning_rate is None else positive("learning_rate", learning_rate),
        schedule,
        positive("weight_decay", weight_decay, least=0.0),
        positive("l2", l2, least=0.0),
        dropout if dropout == 0 else Dropout(dropout).rate,
    )
    known = prepare(
        table, roles, task, class_weight, bins=numbers == "bins", test_share=share, seed=settings.seed
    )
    objective = loss_for(known.goal, loss)
    test = _test_rows(known, own_rows)
    effort = effort or usual_effort(len(known.y))
    if epochs is None:
        settings = replace(settings, epochs=usual_epochs(len(known.y), quick=effort == "quick"))
    found = trained(known, settings, objective, effort, progress)
    fit = finished(known, found, settings.seed, test)
    fit.warnings += about_quantile(objective, fit.y_true, fit.predicted)
    fit.warnings += after_training(fit.folds, fit.scores, epochs, interrupted=fit.interrupted)
    return fit


def _test_rows(known: Prepared, own: Table | None) -> TestRows | None:
    """Return the rows to test a model on: a table with answers, or those that were held out for it."""
    if own is not None:
        table, y, notes, _ = answered_rows(known.encoder, known.goal, own)
        return TestRows(table, y, notes)
    if known.test is None or known.y_test is None:
        return None
    return TestRows(known.test, known.goal.scaled(known.y_test))
