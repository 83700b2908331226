"""A run on disk: what it takes to go on as if nothing had happened."""

from __future__ import annotations

import math
import os
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from .._text import listed
from ..errors import DataError, FileFormatError, OptionError
from ..losses import Loss
from ..network import FeedForward, read, write
from ..optimizers import Optimizer
from ._data import TrainingData
from ._history import EpochRecord, History
from ._keeper import Keeper
from ._memory import Memory
from ._restraint import Restraint
from ._stopping import EarlyStopping

PathLike = str | os.PathLike[str]


@dataclass(frozen=True)
class Checkpoints:
    """Where and how often a run is written down.

    Attributes
    ----------
    path : path or None
        The file; None for none at all.
    every : int
        Epochs from one writing to the next; the end of a run that comes to its end is written too.
    resume : path or None
        Where to go on from.
    """

    path: PathLike | None = None
    every: int = 1
    resume: PathLike | None = None


def chosen(checkpoint: PathLike | None, every: int, resume: PathLike | bool | None) -> Checkpoints:
    """Return what ``fit`` was told; ``resume=True`` stands for the checkpoint, if it is there already."""
    if resume is True:
        if checkpoint is None:
            raise OptionError(
                "resume=True goes on from the checkpoint: say where it is, checkpoint='run.npz'"
            )
        resume = checkpoint if Path(checkpoint).exists() else None
    if checkpoint is not None:
        folder = Path(checkpoint).absolute().parent
        if not (folder.is_dir() and os.access(folder, os.W_OK)):
            raise DataError(f"checkpoint cannot be written: {folder} is no folder to write into")
    return Checkpoints(checkpoint, every, resume or None)


class RunFile:
    """A run as files know it: the network, what training remembers, and what it was told.

    Parameters
    ----------
    net, memory, keeper, history
        The run itself: all of it is written, and read back in place.
    data, validation, loss, optimizer, batch_size, rule, restraint
        What has to be the same to go on.
    """

    def __init__(
        self,
        net: FeedForward,
        memory: Memory,
        keeper: Keeper,
        history: History,
        *,
        data: Sequence[TrainingData | None],
        loss: Loss,
        optimizer: Optimizer,
        batch_size: int,
        rule: EarlyStopping | None,
        restraint: Restraint,
    ) -> None:
        self.net, self.memory, self.keeper, self.history = net, memory, keeper, history
        self._told = {
            "network": repr(net),
            "dtype": net.dtype.name,
            "seed": net.seed,
            "loss": repr(loss),
            "optimizer": _words(optimizer),
            "batch_size": batch_size,
            "early_stopping": _words(rule),
            "restraint": _words(restraint),
            "rows": [_fingerprint(part) for part in data],
        }

    def write(self, path: PathLike) -> None:
        """Write everything beside ``path`` and rename it: there is always one whole checkpoint.

        The file is a model file too: ``be.load`` reads the network as it was.
        """
        keeper = self.keeper
        run = {
            "told": self._told,
            "rate": self.memory.rate,
            "history": [record.told() for record in self.history],
            "best": keeper.best if math.isfinite(keeper.best) else None,
            "best_epoch": keeper.epoch,
            "since": keeper.since,
        }
        arrays = {"parameters": self.net.parameters.vector, **self._memories(), **keeper.kept()}
        write(path, {"kind": "network", "network": self.net.describe(), "run": run}, arrays)

    def go_on(self, path: PathLike) -> None:
        """Read a checkpoint back into the run.

        Raises
        ------
        FileFormatError
            The file is no checkpoint.
        OptionError
            It belongs to another run; the message names what differs.
        """
        description, arrays = read(path)
        found: Any = description.get("run")
        if not isinstance(found, dict):
            raise FileFormatError(
                f"{path} holds no training run: resume needs a file that checkpoint= wrote"
            )
        run = cast("dict[str, Any]", found)
        told = cast("dict[str, Any]", run["told"])
        other = [name for name, value in self._told.items() if told.get(name) != value]
        if other:
            was = "; ".join(f"{name} was {told.get(name)}, is {self._told[name]}" for name in other)
            raise OptionError(
                f"{path} belongs to another run, with other {' and '.join(other)}: {was}. Give fit what it had"
                " then, or leave resume out"
            )
        places = {"parameters": self.net.parameters.vector, **self._memories(), **self.keeper.kept()}
        wrong = [
            name
            for name, place in places.items()
            if name not in arrays
            or arrays[name].shape != place.shape
            or arrays[name].dtype != place.dtype
        ]
        if wrong:
            raise FileFormatError(
                f"{path} is no whole checkpoint: {listed(wrong)} are missing or of another shape. Take an"
                " older file, or begin anew"
            )
        for name, place in places.items():
            np.copyto(place, arrays[name])
        self.memory.rate = run["rate"]
        self.history.epochs[:] = [
            EpochRecord.read(record) for record in cast("list[dict[str, Any]]", run["history"])
        ]
        best = math.inf if run["best"] is None else run["best"]
        self.keeper.go_on(best, run["best_epoch"], run["since"])

    def _memories(self) -> dict[str, NDArray[Any]]:
        vectors = {f"memory{k}": vector for k, vector in enumerate(self.memory.vectors)}
        return {"counts": self.memory.counts, **vectors}


def _words(thing: object) -> str:
    """Return a description without addresses, which differ from process to process."""
    return re.sub(r" at 0x[0-9a-fA-F]+", "", repr(thing))


def _fingerprint(data: TrainingData | None) -> str:
    if data is None:
        return "none"
    found = 0
    for array in (data.X, data.Y, data.weights):
        if array is not None:
            found = zlib.crc32(np.ascontiguousarray(array).data.cast("B"), found)
    return f"{len(data)} rows, {found:08x}"
