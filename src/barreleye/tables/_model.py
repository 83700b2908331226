"""A model of a table: the encoding of its columns, the network, and its predictions."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from .._arrays import Array
from .._text import counted, quoted
from .._tree import Tree
from ..diagnostics import Health, health
from ..network import read, write
from ..training import Network
from ._answered_rows import answered_rows
from ._described import MODEL, described, parts, require_kind
from ._encoding import TableEncoder
from ._intervals import Intervals
from ._predictions import notes_on
from ._table import Table
from ._table_predictor import TablePredictor
from ._target import CLASSIFICATION, Target


@dataclass(frozen=True, eq=False, repr=False)
class TableModel(TablePredictor):
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

    def _answers(self, table: Table, rows: slice) -> Array:
        return self.network(self.encoder.encode(table, rows, self.network.dtype))

    def _to_score(self, table: Table) -> NDArray[np.floating]:
        trace = self.network.trace(self.encoder.encode(table))
        return trace[-1].z if self.target.task == CLASSIFICATION else self.target.decode(trace.outputs)

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

    def save(self, path: str | os.PathLike[str]) -> None:
        """Save the model in one file, a ``.npz`` archive of JSON and arrays without pickle.

        The file is written under a temporary name and renamed, so that it is complete or absent.

        Raises
        ------
        DataError
            The file cannot be written.
        """
        description = {**described(self), "kind": MODEL, "network": self.network.describe()}
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
        require_kind(description, MODEL)
        return cls.restored(description, arrays.get("parameters"))

    @classmethod
    def restored(cls, description: Tree, vector: Array | None) -> Self:
        """Return the model of what :func:`barreleye.network.read` has read."""
        network = Network.from_description(description["network"], vector, description.file)
        encoder, target, intervals = parts(description, (network.inputs, network.outputs))
        return cls(encoder, target, network, intervals)
