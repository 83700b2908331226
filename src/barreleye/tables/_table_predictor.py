"""What predicts from raw columns, whatever is behind it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._arrays import Array
from ..errors import OptionError
from ..losses import Loss
from ._answered_rows import answered_rows
from ._encoding import TableEncoder
from ._intervals import Intervals
from ._predictions import Predictions, notes_on, refuse_huge
from ._scores import Scores, score
from ._table import Table, as_table
from ._target import CLASSIFICATION, Target

# Rows are encoded and answered so many at a time, so that they stay in the processor's cache.
_BLOCK = 16_384


class TablePredictor(ABC):
    """Answers for the rows of a table.

    Attributes
    ----------
    encoder : TableEncoder
        How columns become inputs.
    target : Target
        The column that is predicted.
    intervals : Intervals, or None
        How far off predicted numbers are; None for classes, and in older model files.
    """

    encoder: TableEncoder
    target: Target
    intervals: Intervals | None

    @abstractmethod
    def _answers(self, table: Table, rows: slice) -> Array:
        """Return probabilities (rows, classes), or scaled numbers (rows, 1)."""

    @abstractmethod
    def _to_score(self, table: Table) -> NDArray[np.floating]:
        """Return logits (rows, classes), or numbers (rows,) in the units of the table."""

    def predict(
        self,
        data: Any,  # noqa: ANN401
        *,
        ignore_extra: bool = False,
        limited: bool = True,
        interval: float | None = None,
    ) -> Predictions:
        """Return predictions for every row of a table.

        Parameters
        ----------
        data : path, data frame or mapping
            As for :func:`fit_table`. The columns may be in another order. The target, and columns that were
            left out in training, may be missing.
        ignore_extra : bool
            Ignore columns that training did not have. Otherwise they are an error.
        limited : bool
            Keep the answers of a regression between the lowest and the highest of the training rows.
        interval : float, optional
            With 0.9, an interval for every answer of a regression in which the truth of nine of ten rows lies, as
            it did for rows that were not learned from (conformal prediction).

        Raises
        ------
        DataError
            A column is missing, unknown, or of another kind than in training; the message names it.
        OptionError
            There is no interval of this kind.
        """
        if interval is not None and self.intervals is None:
            raise OptionError(
                "this model knows no intervals: it predicts classes, or was made by an earlier version"
            )
        whole = as_table(data)
        place = whole.source.place
        table = self.encoder.read(whole, ignore=[self.target.name], extra=ignore_extra)
        refuse_huge(self.encoder, table, place)
        answers = np.concatenate([self._answers(table, rows) for rows in _blocks(len(table))])
        values = self.target.decode(answers, limited=limited)
        off = (
            None
            if interval is None or self.intervals is None
            else self.intervals.half_width(values, interval)
        )
        return Predictions(
            values=values,
            low=None if off is None else values - off,
            high=None if off is None else values + off,
            probabilities=answers if self.target.task == CLASSIFICATION else None,
            notes=notes_on(self.encoder, table, place),
        )

    def score(self, data: Any, *, ignore_extra: bool = False) -> Scores:  # noqa: ANN401
        """Return the scores on a table that has the answers, and those of a baseline that knows the training rows.

        Parameters and errors are those of :meth:`predict`; rows without an answer, or with a class that training
        did not have, are left out.
        """
        table, y, notes, _ = answered_rows(self.encoder, self.target, data, ignore_extra=ignore_extra)
        return replace(self.score_rows(table, y), notes=notes)

    def score_rows(self, table: Table, y: NDArray[Any], loss: Loss | None = None) -> Scores:
        """Return the scores on rows that were read already.

        Parameters
        ----------
        table : Table
            As :meth:`TableEncoder.read` returns it.
        y : array, shape (rows,)
            The target as :meth:`Target.encode` returns it.
        loss : Loss, optional
            What the model was to make small.
        """
        return score(self.target, self._to_score(table), y, loss=loss)


def _blocks(rows: int) -> Iterator[slice]:
    """Yield slices of so many rows."""
    for start in range(0, max(rows, 1), _BLOCK):
        yield slice(start, min(start + _BLOCK, rows))
