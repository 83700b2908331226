"""The record of a training run: one entry per epoch, and why the run ended."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from .._arrays import Array
from .._shown_tables import ShownAsTables, ShownTable
from .._text import counted
from .._tree import Tree

_SHOWN = 12  # epochs that a notebook shows


@dataclass(frozen=True, slots=True)
class LayerStatistics:
    """Statistics of one layer at the end of one epoch.

    Attributes
    ----------
    active : float
        Fraction of the layer's outputs above 0, over its neurons and a sample of the training rows.
    slope : float
        Mean slope f'(z) over the same outputs. NaN for a row-wise activation.
    weight_norm : float
        Euclidean norm of the weights, without biases.
    gradient_norm : float
        Euclidean norm of their gradient in the last step, with penalties and clipping.
    update_ratio : float
        Norm of the change of the weights in the epoch, divided by their norm before it. About 0.001 per step
        is usual.
    """

    active: float
    slope: float
    weight_norm: float
    gradient_norm: float
    update_ratio: float


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """The record of one epoch.

    Attributes
    ----------
    epoch : int
        Counted from 0.
    loss : float
        Mean loss of the training rows; that of a row is computed with the weights before its batch's step.
    val_loss : float or None
        Mean loss of the validation rows by the same formula, after the epoch.
    learning_rate : float
        The learning rate of the last step.
    seconds : float
        Wall time of the epoch, validation included.
    rows : int
        The number of training rows.
    metric : float or None
        The metric that early stopping monitors, unless it monitors a loss.
    layers : dict of str to LayerStatistics, or None
        Statistics of every layer by name, with ``fit(record="epoch")``.
    accuracy : float or None
        Fraction of the training rows whose class is predicted rightly after the epoch, with
        ``fit(record="epoch")``; None for a network that predicts numbers.
    val_accuracy : float or None
        The same of the validation rows, without ``record`` too.
    penalty : float
        The part of ``loss`` that is the penalty on weights: 0 but with ``fit(objective="batch")``.
    """

    epoch: int
    loss: float
    val_loss: float | None
    learning_rate: float
    seconds: float
    rows: int
    metric: float | None = None
    layers: dict[str, LayerStatistics] | None = None
    accuracy: float | None = None
    val_accuracy: float | None = None
    penalty: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return a dictionary for JSON; NaN and infinity become strings."""
        words = _in_words(asdict(self))
        if self.layers is not None:
            words["layers"] = {name: _in_words(asdict(layer)) for name, layer in self.layers.items()}
        return words

    @classmethod
    def read(cls, entry: Tree) -> EpochRecord:
        """Return the record from which :meth:`as_dict` made an entry."""
        layers = _given(entry, "layers")
        return cls(
            epoch=entry["epoch"].whole(),
            loss=entry["loss"].measured(),
            val_loss=_measured(entry, "val_loss"),
            learning_rate=entry["learning_rate"].measured(),
            seconds=entry["seconds"].measured(),
            rows=entry["rows"].whole(1),
            metric=_measured(entry, "metric"),
            layers=None if layers is None else {name: _statistics(one) for name, one in layers.items()},
            accuracy=_measured(entry, "accuracy"),
            val_accuracy=_measured(entry, "val_accuracy"),
            penalty=_measured(entry, "penalty") or 0.0,
        )


def _given(entry: Tree, name: str) -> Tree | None:
    """Return what a record holds, unless that is nothing: earlier versions did not write all of it."""
    found = entry.get(name)
    return None if found is None or found.value is None else found


def _measured(entry: Tree, name: str) -> float | None:
    found = _given(entry, name)
    return None if found is None else found.measured()


def _statistics(entry: Tree) -> LayerStatistics:
    return LayerStatistics(*(entry[one.name].measured() for one in fields(LayerStatistics)))


@dataclass
class History(ShownAsTables):
    """The record of a training run: losses and other numbers of every epoch, and why the run ended.

    Attributes
    ----------
    epochs : list of EpochRecord
        One record per epoch.
    loss_name : str
        The name of the loss.
    stopped : str
        ``"epochs"`` (all were run), ``"early stopping"``, ``"callback"``, ``"interrupted"`` (Ctrl-C),
        ``"diverged"``, ``"error"`` (a callback raised), or ``"running"``; LBFGS also ends with
        ``"converged"`` (by its tolerances) or ``"no progress"`` (the line search found no better weights).
    best_epoch : int or None
        The epoch, from 0, whose weights the network has, where these are the best ones; None if they are
        simply those of the last epoch.
    weights : dict of int to array, shape (n_parameters,)
        With ``fit(record="weights")``, the weights of up to 240 epochs at equal distances, by the epoch after
        which they were taken, and of the last one; -1 has those before the run. Files do not keep them.
    """

    loss_name: str
    epochs: list[EpochRecord] = field(default_factory=list[EpochRecord])
    stopped: str = "running"
    best_epoch: int | None = None
    weights: dict[int, Array] = field(default_factory=dict[int, Array], repr=False, compare=False)

    @property
    def loss(self) -> list[float]:
        """Training loss of every epoch."""
        return [record.loss for record in self.epochs]

    @property
    def val_loss(self) -> list[float]:
        """Validation loss of every epoch; empty without validation rows."""
        return [record.val_loss for record in self.epochs if record.val_loss is not None]

    @property
    def accuracy(self) -> list[float]:
        """Fraction of the training rows predicted rightly, by epoch; empty without ``fit(record="epoch")``."""
        return [record.accuracy for record in self.epochs if record.accuracy is not None]

    @property
    def val_accuracy(self) -> list[float]:
        """Fraction of the validation rows that are predicted rightly, for every epoch; empty without any."""
        return [record.val_accuracy for record in self.epochs if record.val_accuracy is not None]

    @property
    def metric(self) -> list[float]:
        """The metric that early stopping monitored, for every epoch; empty if it monitored a loss."""
        return [record.metric for record in self.epochs if record.metric is not None]

    @property
    def layers(self) -> dict[str, dict[str, list[float]]]:
        """Statistics of every layer, as lists over the epochs: ``history.layers["hidden0"]["slope"]``.

        The quantities are those of :class:`LayerStatistics`. Empty without ``fit(record="epoch")``.
        """
        recorded = [record.layers for record in self.epochs if record.layers is not None]
        quantities = [one.name for one in fields(LayerStatistics)]
        return {
            name: {
                quantity: [getattr(layers[name], quantity) for layers in recorded]
                for quantity in quantities
            }
            for name in (recorded[0] if recorded else ())
        }

    @property
    def seconds(self) -> float:
        """Wall time of all epochs, in seconds."""
        return math.fsum(record.seconds for record in self.epochs)

    def __len__(self) -> int:
        return len(self.epochs)

    def __iter__(self) -> Iterator[EpochRecord]:
        return iter(self.epochs)

    def shown(self) -> Sequence[ShownTable]:
        """Return one table: a row for each of some epochs, the first and the last among them."""
        header = ["epoch", "loss", "val_loss", "learning rate", "seconds"]
        last = len(self) - 1
        some = sorted({round(i * last / (_SHOWN - 1)) for i in range(_SHOWN)}) if self.epochs else []
        shares = [name for name in ("accuracy", "val_accuracy") if getattr(self, name)]
        header += shares
        rows = [
            [
                f"{record.epoch:,}",
                f"{record.loss:.6g}",
                "" if record.val_loss is None else f"{record.val_loss:.6g}",
                f"{record.learning_rate:.4g}",
                f"{record.seconds:.3g}",
                *(_share(getattr(record, name)) for name in shares),
            ]
            for record in (self.epochs[i] for i in some)
        ]
        return [ShownTable(header, rows, range(len(header)), repr(self))]

    def __repr__(self) -> str:
        if not self.epochs:
            return f"History(no epoch, stopped: {self.stopped})"
        last = self.epochs[-1]
        validation = "" if last.val_loss is None else f", val_loss {last.val_loss:.4g}"
        best = "" if self.best_epoch is None else f", best weights from epoch {self.best_epoch}"
        return (
            f"History({counted(len(self), 'epoch')} in {self.seconds:.2f} s, {self.loss_name}"
            f" {last.loss:.4g}{validation}, stopped: {self.stopped}{best})"
        )

    __str__ = __repr__


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"


def _in_words(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: repr(value) if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in values.items()
    }
