"""A run on disk: what it takes to go on as if nothing had happened."""

from __future__ import annotations

import math
import os
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._files import as_path, shown
from .._tree import Tree, on_one_line
from ..errors import DataError, FileFormatError, OptionError
from ..losses import Loss
from ..network import FeedForward, read, write
from ..optimizers import Optimizer
from ._best_weights import BestWeights
from ._data import TrainingData
from ._history import History
from ._optimizer_state import OptimizerState
from ._regularization import Regularization
from ._resumed import Expected, Resumed
from ._stopping import EarlyStopping

PathLike = str | os.PathLike[str]

# What older files call otherwise.
_OLD_NAMES = {"regularization": "restraint"}
_OLD_WORDS = {"Restraint(": "Regularization(", "(leak=": "(negative_slope="}
# What older files do not name, because it was always so.
_UNSAID = (", epsilon_hat=False", ", rate_inside=False", ", objective='mean'")


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


def as_checkpoints(
    checkpoint: PathLike | None, every: int, resume: PathLike | bool | None
) -> Checkpoints:
    """Return what ``fit`` was given; ``resume=True`` stands for the checkpoint, if it is there already."""
    if resume is True:
        if checkpoint is None:
            raise OptionError(
                "resume=True continues from the checkpoint, and there is none: give its path, checkpoint='run.npz'"
            )
        resume = checkpoint if _writable(checkpoint).exists() else None
    elif checkpoint is not None:
        _writable(checkpoint)
    return Checkpoints(checkpoint, every, resume or None)


def _writable(checkpoint: PathLike) -> Path:
    """Return where a checkpoint goes, if it can be written there; a refusal comes before any work is done."""
    path = as_path(checkpoint)
    folder = path.absolute().parent
    if not (folder.is_dir() and os.access(folder, os.W_OK)):
        raise DataError(f"checkpoint cannot be written: {shown(folder)} is not a folder to write into")
    try:
        other = path.exists() and not path.is_file()
    except OSError as error:
        raise DataError(f"checkpoint cannot be written: {shown(path)}: {error.strerror}") from error
    if other:
        raise DataError(f"checkpoint cannot be written: {shown(path)} is a folder or a device")
    return path


class RunFile:
    """A run as files know it: the network, what training remembers, and its options.

    Parameters
    ----------
    net, optimizer_state, best_weights, history
        The run itself: all of it is written, and read back in place.
    data, validation, loss, optimizer, batch_size, early_stopping, regularization
        What has to be the same to go on.
    """

    def __init__(
        self,
        net: FeedForward,
        optimizer_state: OptimizerState,
        best_weights: BestWeights,
        history: History,
        *,
        data: tuple[TrainingData, TrainingData | None],
        loss: Loss,
        optimizer: Optimizer,
        batch_size: int,
        early_stopping: EarlyStopping | None,
        regularization: Regularization,
    ) -> None:
        self.net, self.optimizer_state, self.best_weights, self.history = (
            net,
            optimizer_state,
            best_weights,
            history,
        )
        self._options = {
            "network": repr(net),
            "dtype": net.dtype.name,
            "seed": net.seed,
            "loss": repr(loss),
            "optimizer": _words(optimizer),
            "batch_size": batch_size,
            "early_stopping": _words(early_stopping),
            "regularization": _words(regularization),
            "rows": [_fingerprint(part) for part in data],
        }
        learned, held_out = data
        self._expected = Expected(
            rows=len(learned),
            batch_size=batch_size,
            validated=held_out is not None,
            early_stopping=early_stopping,
            layers=tuple(layer.name for layer in net.layers),
        )

    def write(self, path: PathLike) -> None:
        """Write everything beside ``path`` and rename it: there is always one whole checkpoint.

        The file is a model file too: ``be.load`` reads the network as it was.
        """
        best_weights = self.best_weights
        run = {
            "told": self._options,
            "rate": self.optimizer_state.rate,
            "history": [record.as_dict() for record in self.history],
            "best": best_weights.best if math.isfinite(best_weights.best) else repr(best_weights.best),
            "best_epoch": best_weights.epoch,
            "since": best_weights.since,
        }
        arrays = {"parameters": self.net.parameters.vector, **self._slots(), **best_weights.kept()}
        write(path, {"kind": "network", "network": self.net.describe(), "run": run}, arrays)

    def resume_from(self, path: PathLike) -> None:
        """Read a checkpoint back into the run, all of it or nothing.

        Raises
        ------
        FileFormatError
            The file is no checkpoint, or no whole one.
        OptionError
            It belongs to another run; the message names what differs.
        """
        places = {
            **self._slots(),
            **self.best_weights.kept(),
            "parameters": self.net.parameters.vector,
        }
        description, arrays = read(path, places)
        run = description.get("run")
        if run is None or not isinstance(run.value, dict):
            raise FileFormatError(
                f"{description.file} holds no training run: resume needs a file that checkpoint= wrote"
            )
        self._refuse_another_run(run["told"])
        found = Resumed.read(run, self._expected)
        found.check(arrays, places, self._expected, description.file)
        self.optimizer_state.rate = found.rate
        self.history.epochs[:] = found.records
        self.best_weights.resume(found.best, found.best_epoch, found.since)
        # the network's own numbers are the last: until then it is as it was
        for name, place in places.items():
            np.copyto(place, arrays[name])

    def _refuse_another_run(self, options: Tree) -> None:
        before: dict[str, object] = {}
        for name, value in self._options.items():
            found = options.get(_OLD_NAMES.get(name, name))
            found = options[name] if found is None else found
            if type(found.value) is not type(value):
                found.wrong(f"of the kind of {value!r}")
            before[name] = _in_words_of_today(found.value)
        other = [name for name, value in self._options.items() if before[name] != value]
        if other:
            was = "; ".join(
                f"{name} was {on_one_line(str(before[name]))}, is {self._options[name]}"
                for name in other
            )
            raise OptionError(
                f"{options.file} belongs to another run, with other {' and '.join(other)}: {was}. Give fit what it"
                " had then, or leave resume out"
            )

    def _slots(self) -> dict[str, NDArray[Any]]:
        vectors = {f"memory{k}": vector for k, vector in enumerate(self.optimizer_state.vectors)}
        return {"counts": self.optimizer_state.counts, **vectors}


def _words(thing: object) -> str:
    """Return a description without addresses, which differ from process to process."""
    words = re.sub(r" at 0x[0-9a-fA-F]+", "", repr(thing))
    for one in _UNSAID:
        words = words.replace(one, "")
    return words


def _in_words_of_today(value: object) -> object:
    """Return what a file tells of its run, as it is called today."""
    if isinstance(value, str):
        for old, new in _OLD_WORDS.items():
            value = value.replace(old, new)
    return value


def _fingerprint(data: TrainingData | None) -> str:
    if data is None:
        return "none"
    found = 0
    for array in (data.X, data.Y, data.weights):
        if array is not None:
            found = zlib.crc32(np.ascontiguousarray(array).data.cast("B"), found)
    return f"{len(data)} rows, {found:08x}"
