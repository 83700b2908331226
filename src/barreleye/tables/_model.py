"""A model of a table: the encoding of its columns, the network, and its predictions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from itertools import zip_longest
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from .._arrays import Array
from .._text import counted, quoted
from .._tree import Tree, in_short, on_one_line
from ..diagnostics import Health, health
from ..errors import FileFormatError, OptionError
from ..network import read, write
from ..training import Network
from ._answered_rows import answered_rows
from ._encoding import TableEncoder
from ._intervals import Intervals
from ._predictions import Predictions, notes_on, refuse_huge
from ._scores import Scores, answers_of, score
from ._table import Table, as_table
from ._target import CLASSIFICATION, Target


@dataclass(frozen=True, eq=False, repr=False)
class TableModel:
    """A trained model of a table, which predicts from raw columns.

    Attributes
    ----------
    encoder : TableEncoder
        How columns become inputs of the network.
    target : Target
        The column that is predicted.
    network : Network
    intervals : Intervals, or None
        How far off predicted numbers are; None for classes, and in older model files.
    """

    encoder: TableEncoder
    target: Target
    network: Network
    intervals: Intervals | None = None

    def __repr__(self) -> str:
        used = sum(not plan.dropped for plan in self.encoder.plans)
        return f"TableModel({self.target.task} of {quoted(self.target.name)} from {counted(used, 'column')})"

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
        outputs = np.empty((len(table), self.network.outputs), self.network.dtype)
        for rows, inputs in self._blocks(table):
            outputs[rows] = self.network(inputs)
        values = self.target.decode(outputs, limited=limited)
        off = (
            None
            if interval is None or self.intervals is None
            else self.intervals.half_width(values, interval)
        )
        return Predictions(
            values=values,
            low=None if off is None else values - off,
            high=None if off is None else values + off,
            probabilities=outputs if self.target.task == CLASSIFICATION else None,
            notes=notes_on(self.encoder, table, place),
        )

    def score(self, data: Any, *, ignore_extra: bool = False) -> Scores:  # noqa: ANN401
        """Return the scores on a table that has the answers, and those of a baseline that knows the training rows.

        Parameters and errors are those of :meth:`predict`; rows without an answer, or with a class that training
        did not have, are left out.
        """
        table, y, notes, _ = answered_rows(self.encoder, self.target, data, ignore_extra=ignore_extra)
        trace = self.network.trace(self.encoder.encode(table))
        return replace(score(self.target, answers_of(self.target, trace), y), notes=notes)

    def health(self, data: Any, *, ignore_extra: bool = False) -> Health:  # noqa: ANN401
        """Examine the network on a table that has the answers, as :func:`barreleye.health` does.

        Parameters and errors are those of :meth:`score`.
        """
        table, y, notes, place = answered_rows(
            self.encoder, self.target, data, ignore_extra=ignore_extra
        )
        found = health(self.network, self.encoder.encode(table), y)
        return replace(found, notes=(*found.notes, *notes, *notes_on(self.encoder, table, place)))

    def as_arrays(self, data: Any, *, ignore_extra: bool = False) -> tuple[Array, NDArray[Any]]:  # noqa: ANN401
        """Return inputs and targets of the network, for the rows of a table that have the answers.

        Parameters and errors are those of :meth:`score`. Inputs have shape (rows, inputs); targets are indices of
        classes, or scaled numbers, shape (rows,).
        """
        table, y, _, _ = answered_rows(self.encoder, self.target, data, ignore_extra=ignore_extra)
        return self.encoder.encode(table), y

    def _blocks(self, table: Table) -> Iterator[tuple[slice, Array]]:
        """Yield rows of a table and their inputs, so many at a time that they stay in the processor's cache."""
        for start in range(0, len(table), _BLOCK):
            rows = slice(start, start + _BLOCK)
            yield rows, self.encoder.encode(table, rows, self.network.dtype)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Save the model in one file, a ``.npz`` archive of JSON and arrays without pickle.

        The file is written under a temporary name and renamed, so that it is complete or absent.

        Raises
        ------
        DataError
            The file cannot be written.
        """
        description = {
            "version": 2,
            "kind": "table model",
            "network": self.network.describe(),
            "columns": self.encoder.describe(),
            "inputs": list(self.encoder.inputs),
            "target": asdict(self.target),
            "intervals": None if self.intervals is None else self.intervals.describe(),
        }
        write(path, description, {"parameters": self.network.parameters.vector})

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Return the model that :meth:`save` wrote, with the same bits.

        Raises
        ------
        FileFormatError, DataError
            As :func:`barreleye.load`; also if the file holds a network without a table.
        """
        description, arrays = read(path)
        kind = description["kind"].words()
        if kind != "table model":
            raise FileFormatError(
                f"{description.file} holds a {on_one_line(kind)}, not a table model: read it with barreleye.load"
            )
        return _restored(cls, description, arrays.get("parameters"))


# Rows are encoded and answered so many at a time.
_BLOCK = 16_384
_Model = TypeVar("_Model", bound=TableModel)


def _restored(kind: type[_Model], description: Tree, vector: Array | None) -> _Model:
    """Return the model of a file whose parts fit each other."""
    network = Network.from_description(description["network"], vector, description.file)
    encoder = TableEncoder.from_description(description["columns"])
    target = Target.from_description(description["target"])
    answers = len(target.classes) if target.task == CLASSIFICATION else 1
    names = (name for plan in encoder.plans for name in plan.names())
    described = (name.words() for name in description["inputs"])
    sizes = (len(description["inputs"]), answers)
    if sizes != (network.inputs, network.outputs) or any(
        a != b for a, b in zip_longest(names, described)
    ):
        raise description.damaged("its columns and classes do not fit its network")
    found = description.get("intervals")
    intervals = None if found is None or found.value is None else Intervals.from_description(found)
    return kind(encoder, target, network, intervals)


def load(path: str | os.PathLike[str]) -> Network | TableModel:
    """Return the model of a file: a :class:`Network`, or a :class:`TableModel` that ``fit_table`` has made.

    Raises
    ------
    FileFormatError
        The file is damaged, is no file of Barreleye, or was written by a newer version.
    DataError
        There is no such file, or it cannot be read.
    """
    description, arrays = read(path)
    kind, vector = description["kind"], arrays.get("parameters")
    if kind.value == "table model":
        return _restored(TableModel, description, vector)
    if kind.value == "network":
        return Network.from_description(description["network"], vector, description.file)
    raise FileFormatError(
        f"{description.file} holds a {in_short(kind.value)}: this version of Barreleye does not know that"
    )
