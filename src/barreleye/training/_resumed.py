"""How far a run had come, as its checkpoint tells: all of it is looked at before any of it is used."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._text import listed
from .._tree import Tree
from ..errors import FileFormatError
from ._history import EpochRecord
from ._stopping import EarlyStopping


@dataclass(frozen=True)
class Expected:
    """What a run knows of its checkpoint beforehand.

    Attributes
    ----------
    rows, batch_size : int
    validated : bool
        Whether there are rows to validate on.
    early_stopping : EarlyStopping or None
    layers : tuple of str
        The names of the layers.
    """

    rows: int
    batch_size: int
    validated: bool
    early_stopping: EarlyStopping | None
    layers: tuple[str, ...]

    def counts(self, epochs: int) -> list[int]:
        """Return how many steps and epochs are counted after some epochs."""
        return [epochs * -(-self.rows // self.batch_size), epochs]


@dataclass(frozen=True)
class Resumed:
    """What a checkpoint tells beside its arrays.

    Attributes
    ----------
    rate : float
        The learning rate of the last step.
    records : tuple of EpochRecord
    best, best_epoch, since
        As in :class:`BestWeights`.
    """

    rate: float
    records: tuple[EpochRecord, ...]
    best: float
    best_epoch: int | None
    since: int

    @classmethod
    def read(cls, run: Tree, expected: Expected) -> Resumed:
        """Return what a file tells, if it agrees with the run and with itself."""
        records = tuple(_record(entry, i, expected) for i, entry in enumerate(run["history"]))
        if not records:
            run["history"].wrong("a list of one epoch or more")
        early_stopping, best_epoch = expected.early_stopping, run["best_epoch"]
        if early_stopping is None:
            if best_epoch.value is not None:
                best_epoch.wrong("null without early stopping")
            return cls(run["rate"].number(), records, math.inf, None, 0)
        kept = best_epoch.whole(0, len(records) - 1)
        # null was written for every number that is not finite; infinity is that of a run without a better epoch
        best = math.inf if run["best"].value is None else run["best"].measured()
        if best not in (math.inf, early_stopping.monitored_value(records[kept])):
            run["best"].wrong(f"what was watched in epoch {kept}")
        return cls(run["rate"].number(), records, best, kept, run["since"].whole(0, len(records)))

    def check(
        self,
        arrays: Mapping[str, NDArray[Any]],
        places: Mapping[str, NDArray[Any]],
        expected: Expected,
        file: str,
    ) -> None:
        """Refuse arrays that do not fit into their places, are not finite, or count other epochs."""
        wrong = [name for name, place in places.items() if not _fits(arrays.get(name), place)]
        if wrong:
            raise FileFormatError(
                f"{file} is not a complete checkpoint: {listed(wrong)}"
                f" {'is' if len(wrong) == 1 else 'are'} missing or"
                " of another shape. Take an older file, or begin anew"
            )
        counted = expected.counts(len(self.records))
        kept = counted if self.best_epoch is None else expected.counts(self.best_epoch + 1)
        for name, array in arrays.items():
            if not _sound(array, counted if name == "counts" else kept):
                raise FileFormatError(
                    f"{file} is not a complete checkpoint: '{name}' does not hold what a run has after"
                    f" {len(self.records)} epochs. Take an older file, or begin anew"
                )


def _record(entry: Tree, epoch: int, expected: Expected) -> EpochRecord:
    """Return the record of an epoch, if it is one of this run."""
    record, early_stopping = EpochRecord.read(entry), expected.early_stopping
    if (record.epoch, record.rows) != (epoch, expected.rows):
        entry.wrong(f"the record of epoch {epoch} with {expected.rows} rows")
    if (record.val_loss is not None) != expected.validated:
        entry.wrong(f"a record {'with' if expected.validated else 'without'} a val_loss")
    measured = early_stopping is not None and early_stopping.metric is not None
    if (record.metric is not None) != measured:
        entry.wrong(f"a record {'with' if measured else 'without'} a metric")
    if record.layers is not None and set(record.layers) != set(expected.layers):
        entry.wrong(f"a record of the layers {listed(expected.layers)}")
    return record


def _fits(array: NDArray[Any] | None, place: NDArray[Any]) -> bool:
    return array is not None and (array.shape, array.dtype) == (place.shape, place.dtype)


def _sound(array: NDArray[Any], counts: list[int]) -> bool:
    """Say whether whole numbers are these counts, and others finite."""
    return array.tolist() == counts if array.dtype.kind == "i" else bool(np.isfinite(array).all())
