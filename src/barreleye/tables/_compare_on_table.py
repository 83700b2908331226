"""Which activation fits a table best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import comparisons
from .._text import quoted
from ..activations import Activation
from ..comparisons import ActivationComparison
from ..errors import DataError, OptionError
from ._encoding import TableEncoder
from ._table import as_table
from ._table_arguments import column_name, column_names
from ._target import Target


def compare_activations(
    data: Any,  # noqa: ANN401  a file, a data frame, a mapping of columns
    target: str,
    names: Sequence[str | Activation] | None = None,
    *,
    task: str | None = None,
    drop: Sequence[str] | str = (),
    seeds: int = 5,
    seed: int = 0,
    hidden: Sequence[int] | int = (64,),
    epochs: int | None = None,
    validation: float = 0.25,
    learning_rate: float = 3e-3,
    jobs: int | None = None,
    progress: bool = True,
) -> ActivationComparison:
    """Compare activations on a table: the columns are read and encoded as :func:`fit_table` does.

    Categories and the values that fill holes are learned from all rows; scales from those that are not held out.

    Parameters
    ----------
    data, target, task, drop
        As for :func:`fit_table`.
    names, seeds, seed, hidden, epochs, validation, learning_rate, jobs, progress
        As for :func:`barreleye.compare_activations`.

    Raises
    ------
    DataError, OptionError, UnknownNameError
        The table or an argument does not fit.
    """
    table, target = as_table(data), column_name("target", target)
    drop = column_names("drop", drop)
    for name in (target, *drop):
        table.require(name)
    if target in drop:
        raise OptionError(f"{quoted(target)} is the target: it cannot be dropped as well")
    column = table[target]
    goal = Target.decide(column, task)
    rows = np.flatnonzero(~column.missing)
    if not len(rows):
        raise DataError(f"no row has a known {quoted(target)}: there is nothing to learn from")
    y = goal.encode(column)[rows]
    inputs = table.without(target, *drop).take(rows)
    X = TableEncoder.learn(inputs, ()).encode(inputs)
    return comparisons.compare_activations(
        X, y, names, seeds=seeds, seed=seed, hidden=hidden, epochs=epochs, validation=validation,
        learning_rate=learning_rate, task=goal.task, jobs=jobs, progress=progress,
    )  # fmt: skip
