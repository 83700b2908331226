"""An ensemble that predicts from raw columns, and its file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import zip_longest
from typing import Self

import numpy as np
from numpy.typing import NDArray

from .._arrays import Array
from .._text import counted, quoted
from .._tree import Tree
from ..network import read, write
from ..training import Network
from ._described import ENSEMBLE, described, parts, require_kind
from ._encoding import TableEncoder
from ._intervals import Intervals
from ._table import Table
from ._table_predictor import TablePredictor
from ._target import CLASSIFICATION, Target
from .fitting import Ensemble, logarithm


@dataclass(frozen=True, eq=False, repr=False)
class TableEnsemble(TablePredictor):
    """Several networks of a table, whose answers are averaged.

    Attributes
    ----------
    encoder : TableEncoder
        How columns become inputs of the networks.
    target : Target
        The column that is predicted.
    ensemble : Ensemble
        The networks, and a linear model with its share.
    intervals : Intervals, or None
        How far off predicted numbers are; None for classes.
    """

    encoder: TableEncoder
    target: Target
    ensemble: Ensemble
    intervals: Intervals | None = None

    def __repr__(self) -> str:
        return (
            f"TableEnsemble({self.target.task} of {quoted(self.target.name)} by"
            f" {counted(len(self.ensemble.networks), 'network')})"
        )

    def _answers(self, table: Table, rows: slice) -> Array:
        X, L = (
            one.encode(table, rows, np.dtype(np.float32)) for one in (self.encoder, self.encoder.scaled)
        )
        return self.ensemble(X, L)

    def _to_score(self, table: Table) -> NDArray[np.floating]:
        answers = self._answers(table, slice(None))
        return logarithm(answers) if self.target.task == CLASSIFICATION else self.target.decode(answers)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Save the ensemble in one file, as :meth:`TableModel.save` does.

        Raises
        ------
        DataError
            The file cannot be written.
        """
        every = (*self.ensemble.networks, self.ensemble.linear)
        description = {
            **described(self),
            "kind": ENSEMBLE,
            "networks": [one.describe() for one in every],
            "sizes": [one.parameters.vector.size for one in every],
            "share": self.ensemble.share,
        }
        write(
            path, description, {"parameters": np.concatenate([one.parameters.vector for one in every])}
        )

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Return the ensemble that :meth:`save` wrote, with the same bits.

        Raises
        ------
        FileFormatError, DataError
            As :func:`barreleye.load`; also if the file holds something else.
        """
        description, arrays = read(path)
        require_kind(description, ENSEMBLE)
        return cls.restored(description, arrays.get("parameters"))

    @classmethod
    def restored(cls, description: Tree, vector: Array | None) -> Self:
        """Return the ensemble of what :func:`barreleye.network.read` has read."""
        *networks, linear = _networks(description, vector)
        first = networks[0]
        encoder, target, intervals = parts(description, (first.inputs, first.outputs))
        if (len(encoder.scaled.inputs), first.outputs) != (linear.inputs, linear.outputs):
            raise description.damaged("its columns and classes do not fit its linear model")
        ensemble = Ensemble(
            tuple(networks), linear, _share(description["share"]), target.task == CLASSIFICATION
        )
        return cls(encoder, target, ensemble, intervals)


def _networks(description: Tree, vector: Array | None) -> list[Network]:
    """Return all networks of a file, whose parameters stand one after the other."""
    if vector is None:
        raise description.damaged("its parameters are missing")
    found: list[Network] = []
    start = 0
    for one, size in zip_longest(description["networks"], description["sizes"]):
        if one is None or size is None:
            raise description.damaged("it has not as many networks as sizes")
        many = size.whole(1, len(vector) - start)
        found.append(Network.from_description(one, vector[start : start + many], description.file))
        start += many
    if start != len(vector) or len(found) < _FEWEST:
        raise description.damaged("its networks do not fit its parameters")
    if len({(one.inputs, one.outputs) for one in found[:-1]}) > 1:
        raise description.damaged("its networks do not fit each other")
    return found


def _share(found: Tree) -> float:
    share = found.number()
    if not 0.0 <= share <= 1.0:
        found.wrong("a share from 0 to 1")
    return share


# One network, and a linear model.
_FEWEST = 2
