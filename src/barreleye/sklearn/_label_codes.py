"""Labels of rows, and the numbers that a network learns in their place."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._text import shown
from ..errors import DataError, OptionError
from ._installed import INSTALLED


class LabelCodes:
    """What stands for the labels of a classifier.

    Attributes
    ----------
    classes : array, shape (classes,)
        In order.
    several : bool
        Whether a row may have several labels: y has a column of 0 and 1 for each class.
    """

    def __init__(self, y: NDArray[Any], classes: ArrayLike | None = None) -> None:
        self.several = y.ndim == 2
        if self.several:
            self.classes: NDArray[Any] = np.arange(y.shape[1])
        else:
            self.classes = np.unique(y if classes is None else np.asarray(classes))

    @property
    def outputs(self) -> int:
        """The width of the output layer."""
        return len(self.classes) if self.several or len(self.classes) > 2 else 1

    @property
    def output(self) -> str:
        """The output activation."""
        return "sigmoid" if self.several or self.outputs == 1 else "softmax"

    @property
    def loss(self) -> str:
        """The loss: the answers of several labels count each."""
        return "summed_binary_cross_entropy" if self.output == "sigmoid" else "cross_entropy"

    def refuse_others(self, y: NDArray[Any], *, all_of_them: bool) -> None:
        """Refuse labels that are not known, and classes without a row if all are asked for."""
        if self.several:
            if y.ndim != 2 or y.shape[1] != len(self.classes):
                raise DataError(
                    f"y had {len(self.classes)} columns, one for each class, and has shape {y.shape}"
                )
            return
        found = np.unique(y)
        if all_of_them and set(found.tolist()) != set(self.classes.tolist()):
            raise DataError(
                "warm_start can only be used where `y` has the same classes as in the previous call to fit."
                f" Previously got {self.classes}, `y` has {found}"
            )
        if not set(found.tolist()) <= set(self.classes.tolist()):
            raise DataError(
                f"`y` has classes not in `self.classes_`. `self.classes_` has {self.classes}. 'y' has {found}."
            )

    def refuse_other_classes(self, classes: ArrayLike) -> None:
        """Refuse classes that are not those of the first call of ``partial_fit``."""
        if not self.several and not np.array_equal(np.unique(np.asarray(classes)), self.classes):
            raise DataError(
                f"`classes={classes!r}` is not the same as on last call to partial_fit, was: {self.classes!r}"
            )

    def encoded(self, y: NDArray[Any]) -> NDArray[Any]:
        """Return what a network learns: class indices (rows,), or a column of 0 and 1 for each output."""
        if self.several:
            return y.astype(np.float64)
        places = np.searchsorted(self.classes, y)
        if self.outputs > 1:
            return places
        # of one class alone, every row is one of the others
        return places.astype(np.float64)[:, None]

    def named(self, Y: NDArray[Any]) -> NDArray[Any]:
        """Return the labels of what :meth:`encoded` made of them."""
        return self.classes[Y] if Y.ndim == 1 else self.decoded(Y)

    def decoded(self, outputs: NDArray[Any]) -> NDArray[Any]:
        """Return the labels that the outputs of a network predict."""
        if self.several:
            return (outputs > 0.5).astype(np.int64)
        if self.outputs > 1:
            return self.classes[outputs.argmax(axis=1)]
        if len(self.classes) == 1:
            return np.repeat(self.classes, len(outputs))
        return self.classes[(outputs[:, 0] > 0.5).astype(np.int64)]

    def weights(self, class_weight: Any, y: NDArray[Any]) -> NDArray[np.float64] | None:  # noqa: ANN401
        """Return what each row counts by its class, shape (rows,); None stands for equal weights.

        ``class_weight`` is None, ``"balanced"`` (rows / (classes · rows of the class)), or weights by class.
        """
        if class_weight is None:
            return None
        if self.several:
            raise OptionError("class_weight is for rows of one label each: give sample_weight instead")
        places = np.searchsorted(self.classes, y)
        if isinstance(class_weight, str) and class_weight == "balanced":
            counts = np.bincount(places, minlength=len(self.classes))
            return (len(y) / (np.count_nonzero(counts) * np.maximum(counts, 1)))[places]
        if not isinstance(class_weight, Mapping):
            raise OptionError(
                f"class_weight is 'balanced', or a dict of weights by class, got {shown(class_weight)}"
            )
        known: list[Any] = self.classes.tolist()
        given = cast("Mapping[Any, float]", class_weight)
        others = [one for one in given if one not in known]
        if others:
            raise OptionError(
                f"class_weight has weights for {shown(others)}, and the classes are {shown(known)}"
            )
        return np.array([float(given.get(one, 1.0)) for one in known])[places]


def refuse_no_labels(y: NDArray[Any]) -> None:
    """Refuse answers that are no labels, such as numbers with fractions."""
    if INSTALLED:
        multiclass = import_module("sklearn.utils.multiclass")
        multiclass.check_classification_targets(y)
        kind = multiclass.type_of_target(y)
        if kind == "multiclass-multioutput":
            raise DataError(f"Unknown label type: {kind}. Give one label per row, or columns of 0 and 1")
        return
    if y.dtype.kind == "f" and (y != np.round(y)).any():
        raise DataError(
            "Unknown label type: y holds numbers with fractions, and a classifier needs labels"
        )
    if y.ndim == 2 and not np.isin(y, (0, 1)).all():
        raise DataError("Unknown label type: y with several columns holds 0 and 1")
