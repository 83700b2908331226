"""What y means to a network: numbers, class labels, or yes and no."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import losses
from .._arrays import Array
from ..errors import DataError, ShapeError
from ..losses import Loss


@dataclass(frozen=True, slots=True)
class Targets:
    """How answers are encoded for one network.

    Attributes
    ----------
    outputs : int
        Width of the output layer.
    activation : str
        Name of the output activation.
    classes : tuple or None
        Labels of the classes, in the order of the outputs; None stands for 0, 1, 2 ...
    """

    outputs: int
    activation: str
    classes: tuple[Any, ...] | None

    @property
    def kind(self) -> str:
        """``"classes"`` (softmax), ``"yes or no"`` (sigmoid) or ``"numbers"``."""
        kinds = {"softmax": "classes", "log_softmax": "classes", "sigmoid": "yes or no"}
        return kinds.get(self.activation, "numbers")

    def learned(self, y: ArrayLike, loss: Loss) -> Targets:
        """Return these targets with the classes that y introduces, unless its labels are plain indices."""
        labels = np.asarray(y)
        if self.classes is not None or labels.ndim != 1 or labels.dtype.kind in "iuf":
            return self
        if not (loss.labels or loss.name == "binary_cross_entropy"):
            return self
        found = losses.learn_classes(labels)
        wanted = 2 if self.kind == "yes or no" else self.outputs
        if len(found) == 1:
            raise DataError(f"y holds one class only ({found[0]!r}): there is nothing to tell apart")
        if len(found) != wanted:
            raise DataError(
                f"y has {len(found)} classes, the network has {self.outputs} outputs for {wanted}:"
                f" set the width of the output layer, or name all classes with classes=[...]"
            )
        return replace(self, classes=found)

    def encode(self, y: ArrayLike, loss: Loss, rows: int) -> NDArray[Any]:
        """Return y as the loss takes it: indices (rows,) or numbers (rows, outputs)."""
        labels: NDArray[Any] = np.asarray(y)
        if labels.ndim == 0 or len(labels) != rows:
            raise ShapeError(
                f"X has {rows} rows and y has shape {labels.shape}: give y with shape ({rows},), one answer"
                " per row"
            )
        if labels.shape[1:] == (1,) and loss.labels and self.outputs > 1:
            raise ShapeError(f"class labels have one axis, y has shape {labels.shape}: give y[:, 0]")
        if labels.ndim == 1 and self.classes is not None and self.kind != "numbers":
            indices = losses.class_indices(labels, self.classes)
            return indices[:, None] if self.kind == "yes or no" else indices
        if labels.dtype.kind not in "biuf":
            raise DataError(
                f"y holds {labels.dtype} values, and {loss.name} needs numbers: for class labels use an"
                " output layer with softmax (or one sigmoid neuron)"
            )
        if labels.ndim == 1 and loss.labels:
            return self._indices(labels)
        if labels.ndim == 1 and self.outputs == 1:
            labels = labels[:, None]  # a column of answers for the one output neuron
        _refuse_non_finite(labels)
        if loss.name == "binary_cross_entropy":
            _refuse_beyond_0_and_1(labels)
        if labels.shape != (rows, self.outputs):
            raise ShapeError(
                f"y has shape {labels.shape} and the network answers with ({rows}, {self.outputs}): they must"
                " be equal, and are never broadcast"
            )
        return labels

    def decode(self, outputs: Array) -> NDArray[Any]:
        """Return answers in the terms of y: labels for classes, a column (rows,) for one number."""
        if self.kind == "classes":
            return self._named(outputs.argmax(axis=1))
        if self.kind == "yes or no":
            yes = (outputs > 0.5).astype(np.int64)  # NaN is no answer; it compares as no
            return self._named(yes[:, 0] if self.outputs == 1 else yes)
        return outputs[:, 0] if self.outputs == 1 else outputs

    def _named(self, indices: NDArray[np.int64]) -> NDArray[Any]:
        return indices if self.classes is None else np.asarray(self.classes)[indices]

    def _indices(self, labels: NDArray[Any]) -> NDArray[np.int64]:
        if labels.dtype.kind == "f":
            raise DataError(
                "class labels are whole numbers, words or booleans, got"
                f" {labels.dtype}: y.astype(int) if they are whole"
            )
        indices = labels.astype(np.int64)
        wrong = np.flatnonzero((indices < 0) | (indices >= self.outputs))
        if wrong.size:
            row = int(wrong[0])
            raise DataError(
                f"row {row} has the label {labels[row]}, but {self.outputs} outputs stand for 0 to"
                f" {self.outputs - 1}: name other labels with classes=[...]"
            )
        return indices


def _refuse_beyond_0_and_1(values: NDArray[Any]) -> None:
    wrong = np.argwhere(((values < 0) | (values > 1)).reshape(len(values), -1))
    if wrong.size:
        row = int(wrong[0][0])
        raise DataError(f"yes or no is a number from 0 to 1, and y has {values[row]} in row {row}")


def _refuse_non_finite(values: NDArray[Any]) -> None:
    wrong = np.argwhere(~np.isfinite(values.reshape(len(values), -1)))
    if wrong.size:
        row, column = (int(i) for i in wrong[0])
        at = f"row {row}" if values.shape[1:] in ((), (1,)) else f"row {row}, column {column}"
        value = values.reshape(len(values), -1)[row, column]
        raise DataError(f"y has {value} in {at}: drop or fill it")
