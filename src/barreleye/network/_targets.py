"""The targets of a network: numbers, class labels, or the two classes of a sigmoid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import losses
from .._arguments import as_array, missing, unmixed
from .._arrays import Array
from ..errors import DataError, OptionError, ShapeError
from ..losses import Loss
from ..losses._small_targets import refuse_small_targets

_NO_CLASSES = (
    "this network predicts numbers and has no classes: those have an output layer of softmax or sigmoid"
)


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
        return losses.for_output(self.activation).target

    def learned(self, y: ArrayLike, loss: Loss) -> Targets:
        """Return these targets with the classes that y introduces, unless its labels are plain indices."""
        labels = as_array(y, "y")
        if self.classes is not None or labels.ndim != 1 or labels.dtype.kind in "iuf":
            return self
        if loss.target != self.kind or loss.target == "numbers":
            return self
        found = losses.learn_classes(labels)
        wanted = 2 if self.kind == "yes or no" else self.outputs
        if len(found) == 1:
            raise DataError(
                f"y holds one class only ({found[0]!r}), and a classifier needs two: give rows of other"
                " classes, or name all classes with classes=[...]"
            )
        if len(found) != wanted:
            raise DataError(
                f"y has {len(found)} classes, the network has {self.outputs} outputs for {wanted}:"
                f" set the width of the output layer, or name all classes with classes=[...]"
            )
        return replace(self, classes=found)

    def encode(self, y: ArrayLike, loss: Loss, rows: int) -> NDArray[Any]:
        """Return y as the loss takes it: indices (rows,) or numbers (rows, outputs)."""
        labels = _known(as_array(y, "y"))
        labels = unmixed(labels) if self.kind == "numbers" else labels
        if labels.ndim == 0 or len(labels) != rows:
            raise ShapeError(
                f"X has {rows} rows and y has shape {labels.shape}: give y with shape ({rows},), one target"
                " per row"
            )
        words = labels.dtype.kind not in "biuf"
        if labels.shape[1:] == (1,) and (words or (loss.labels and self.outputs > 1)):
            raise ShapeError(f"class labels have one axis, y has shape {labels.shape}: give y[:, 0]")
        if labels.ndim == 1 and self.classes is not None and loss.target == self.kind != "numbers":
            indices = losses.class_indices(labels, self.classes)
            return indices[:, None] if self.kind == "yes or no" else indices
        if words:
            raise DataError(
                f"y holds {labels.dtype} values, and {loss.name} needs numbers: class labels go with an"
                " output layer of softmax, Dense(classes, 'softmax') or mlp(..., output='softmax') (of two"
                " classes, also one neuron of sigmoid), and its own loss"
            )
        if labels.ndim == 1 and loss.labels:
            return self._indices(labels)
        if labels.ndim == 1 and self.outputs == 1:
            labels = labels[:, None]  # a column of answers for the one output neuron
        _refuse_non_finite(labels)
        if loss.target == "yes or no":
            _refuse_beyond_0_and_1(labels)
        if labels.shape != (rows, self.outputs):
            raise ShapeError(
                f"y has shape {labels.shape} and the outputs of the network have ({rows}, {self.outputs}):"
                f" they must be equal, and are never broadcast{self._forgotten(labels)}"
            )
        refuse_small_targets(loss, labels)
        if loss.labels:
            _refuse_odd_shares(labels)
        return labels

    def _forgotten(self, labels: NDArray[Any]) -> str:
        """Say that the output layer lacks its softmax, where y looks like classes."""
        if self.kind != "numbers" or labels.ndim != 1 or (labels != np.round(labels)).any():
            return ""
        if labels.min() < 0 or labels.max() >= self.outputs:
            return ""
        return (
            f"; if y holds classes, the output layer is Dense({self.outputs}, 'softmax'), or"
            f" mlp(..., {self.outputs}, output='softmax')"
        )

    def decode(self, outputs: Array) -> NDArray[Any]:
        """Return predictions in the form of y: labels of classes, or numbers, (rows,) for one output.

        Raises
        ------
        DataError
            An output is not finite: NaN has no label.
        """
        wrong = np.flatnonzero(~np.isfinite(outputs).all(axis=1))
        if wrong.size and self.activation != "log_softmax":
            raise DataError(
                f"the network has no prediction for row {int(wrong[0])}: its output there is"
                f" {outputs[int(wrong[0])]}; look for NaN, infinity or huge numbers in that row"
            )
        if self.kind == "classes":
            return self._named(outputs.argmax(axis=1))
        if self.kind == "yes or no":
            yes = (outputs > 0.5).astype(np.int64)
            return self._named(yes[:, 0] if self.outputs == 1 else yes)
        return outputs[:, 0] if self.outputs == 1 else outputs

    @property
    def labels(self) -> NDArray[Any]:
        """The labels of the classes in the order of their probabilities, shape (classes,).

        Raises
        ------
        AttributeError
            The network predicts numbers.
        """
        if self.kind == "numbers":
            raise AttributeError(_NO_CLASSES)
        pair = self.kind == "yes or no" and self.outputs == 1
        return self._named(np.arange(2 if pair else self.outputs))

    def probabilities(self, outputs: Array) -> Array:
        """Return the probability of each class, shape (rows, classes), from the outputs of rows.

        Raises
        ------
        OptionError
            The network predicts numbers.
        """
        if self.kind == "numbers":
            raise OptionError(_NO_CLASSES)
        classes = len(self.labels)
        if self.activation == "log_softmax":
            return np.exp(outputs)
        return outputs if classes == outputs.shape[1] else np.hstack([1 - outputs, outputs])

    def answers(self, Y: NDArray[Any]) -> NDArray[Any]:
        """Return what :meth:`encode` made of y in the terms of y again, as ``predict`` would answer."""
        return self._named(Y) if Y.ndim == 1 else self.decode(Y)

    def _named(self, indices: NDArray[np.int64]) -> NDArray[Any]:
        return indices if self.classes is None else np.asarray(self.classes)[indices]

    def _indices(self, labels: NDArray[Any]) -> NDArray[np.int64]:
        if labels.dtype.kind == "f":
            _refuse_non_finite(labels)
            raise DataError(
                "class labels are whole numbers, strings or booleans, got"
                f" {labels.dtype}: y.astype(int) if they are whole"
            )
        indices = labels.astype(np.int64)
        wrong = np.flatnonzero((indices < 0) | (indices >= self.outputs))
        if wrong.size:
            row = int(wrong[0])
            raise DataError(
                f"row {row} has the label {labels[row]}, but {self.outputs} outputs stand for 0 to"
                f" {self.outputs - 1}: widen the output layer, or name other labels with classes=[...]"
            )
        return indices


def _known(y: NDArray[Any]) -> NDArray[Any]:
    """Return answers as they are, if none of them is missing."""
    if y.dtype.kind == "O" and y.size and y.ndim:
        for row, values in enumerate(y.reshape(len(y), -1).tolist()):
            for value in filter(missing, values):
                raise DataError(f"y has {value} in row {row}: drop or fill it")
    return y


def _refuse_beyond_0_and_1(values: NDArray[Any]) -> None:
    wrong = np.argwhere(((values < 0) | (values > 1)).reshape(len(values), -1))
    if wrong.size:
        row = int(wrong[0][0])
        raise DataError(
            f"the target of a sigmoid is a number from 0 to 1, and y has {values[row]} in row {row}"
        )


def _refuse_odd_shares(values: NDArray[Any]) -> None:
    """Refuse one-hot or soft labels that are negative or do not add up to 1 in a row."""
    wrong = np.flatnonzero((values < 0).any(axis=1) | (np.abs(values.sum(axis=1) - 1.0) > 1e-6))
    if wrong.size:
        row = int(wrong[0])
        raise DataError(
            f"the class probabilities of a row add up to 1, and y has {values[row]} in row {row}"
        )


def _refuse_non_finite(values: NDArray[Any]) -> None:
    wrong = np.argwhere(~np.isfinite(values.reshape(len(values), -1)))
    if wrong.size:
        row, column = (int(i) for i in wrong[0])
        at = f"row {row}" if values.shape[1:] in ((), (1,)) else f"row {row}, column {column}"
        value = values.reshape(len(values), -1)[row, column]
        raise DataError(f"y has {value} in {at}: drop or fill it")
