"""A model of a table: the encoding of its columns, the network, and its predictions."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from itertools import zip_longest
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from .._arrays import Array
from .._text import counted, listed, quoted, short
from .._tree import Tree, in_short, on_one_line
from ..errors import DataError, FileFormatError
from ..network import read, write
from ..training import Network
from ._encoding import TableEncoder
from ._table import Table, as_table
from ._target import CLASSIFICATION, Target


@dataclass(frozen=True, eq=False, repr=False)
class Predictions:
    """Predictions for the rows of a table.

    Attributes
    ----------
    values : array, shape (rows,)
        Class labels, or numbers in the units of the table.
    probabilities : array, shape (rows, classes), or None
        The probability of every class; None for regression.
    notes : list of str
        What may make predictions less reliable, such as values that training did not have.
    """

    values: NDArray[Any]
    probabilities: NDArray[Any] | None
    notes: list[str]

    def __repr__(self) -> str:
        first = ", ".join(str(value) for value in self.values[:5])
        more = " ..." if len(self.values) > 5 else ""
        return (
            f"Predictions({len(self.values):,} rows: {first}{more}; {counted(len(self.notes), 'note')})"
        )


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
    """

    encoder: TableEncoder
    target: Target
    network: Network

    def __repr__(self) -> str:
        used = sum(not plan.dropped for plan in self.encoder.plans)
        return f"TableModel({self.target.task} of {quoted(self.target.name)} from {counted(used, 'column')})"

    def predict(self, data: Any, *, ignore_extra: bool = False) -> Predictions:  # noqa: ANN401
        """Return predictions for every row of a table.

        Parameters
        ----------
        data : path, data frame or mapping
            As for :func:`fit_table`. The columns may be in another order. The target, and columns that were
            left out in training, may be missing.
        ignore_extra : bool
            Ignore columns that training did not have. Otherwise they are an error.

        Raises
        ------
        DataError
            A column is missing, unknown, or of another kind than in training; the message names it.
        """
        table = as_table(data)
        table = self.encoder.read(table, ignore=[self.target.name], extra=ignore_extra)
        rows = self.encoder.encode(table)
        _refuse_huge_inputs(self.encoder, rows)
        outputs = self.network(rows)
        return Predictions(
            values=self.target.decode(outputs),
            probabilities=outputs if self.target.task == CLASSIFICATION else None,
            notes=_notes(self.encoder, table),
        )

    def save(self, path: str | os.PathLike[str]) -> None:
        """Save the model in one file, a ``.npz`` archive of JSON and arrays without pickle.

        The file is written under a temporary name and renamed, so that it is complete or absent.

        Raises
        ------
        DataError
            The file cannot be written.
        """
        description = {
            "kind": "table model",
            "network": self.network.describe(),
            "columns": self.encoder.describe(),
            "inputs": list(self.encoder.inputs),
            "target": asdict(self.target),
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
    return kind(encoder, target, network)


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


# Scaled inputs further out than this overflow somewhere inside a float32 network.
_LARGEST_INPUT = 1e15


def _refuse_huge_inputs(encoder: TableEncoder, rows: Array) -> None:
    wrong = np.argwhere(~(np.abs(rows) < _LARGEST_INPUT))
    if wrong.size:
        row, i = (int(k) for k in wrong[0])
        raise DataError(
            f"{quoted(encoder.inputs[i])} in row {row + 1} lies {rows[row, i]:.3g} standard deviations from"
            " the training data, where a prediction means nothing: correct it, or leave the row out"
        )


def _notes(encoder: TableEncoder, table: Table) -> list[str]:
    notes = list(table.notes)
    for plan in encoder.plans:
        if plan.dropped:
            continue
        column = table[plan.name]
        if column.note:
            notes.append(f"column {quoted(plan.name)}: {column.note}")
        unknown = plan.unknown(column)
        if unknown:
            odd = np.array([word in unknown for word in column.categories] + [False])
            rows = int(odd[column.data].sum())
            some = listed(unknown[:3]) + (" ..." if len(unknown) > 3 else "")
            notes.append(
                f"column {quoted(plan.name)}: {counted(rows, 'row')} with words not seen in training ({some})"
            )
        if far := plan.count_outside_range(column):
            trained = f"{short(plan.low)} to {short(plan.high)}"
            notes.append(
                f"column {quoted(plan.name)}: {counted(far, 'row')} far outside of the training range ({trained})"
            )
        missing = int(column.missing.sum())
        if missing and not plan.flag:
            notes.append(
                f"column {quoted(plan.name)}: {counted(missing, 'missing value')}, and training had none"
            )
    return notes
