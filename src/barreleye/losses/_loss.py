"""What a loss is, and how it is evaluated."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_numbers, instance, real
from .._arrays import Array
from .._text import listed, shown
from ..errors import DtypeError, OptionError, ShapeError, UnknownNameError
from ..kernels import Lazy, RowMap, check_rows, contiguous
from ..scalars import Real, where
from ..scalars.text import Source, Written
from ._small_targets import refuse_small_targets
from ._weights import row_weights

Body: TypeAlias = Callable[..., Array]

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False, kw_only=True)
class Loss(Written):
    """A loss function: a measure of the error of predictions, given the targets.

    Attributes
    ----------
    name : str
        The name by which :func:`barreleye.losses.get` finds it.
    latex : str
        The formula of the loss of one row.
    on_logits : bool
        Whether it takes the logits z of the output layer and includes the output activation (True), or takes
        the outputs (False).
    outputs : tuple of str
        The output activations with which it can be used; empty for any.
    target : str
        The kind of targets: ``"classes"``, ``"yes or no"`` (binary, 0 to 1) or ``"numbers"``.
    parameters : mapping of str to float
        The constants of the loss, such as the ``delta`` of Huber.
    least_target : float
        The smallest target that it takes; -infinity for any.
    """

    name: str
    summary: str
    latex: str
    on_logits: bool
    outputs: tuple[str, ...]
    target: str
    rows: Body
    rows_gradient: Body | None
    parameters: Mapping[str, float] = field(default_factory=dict[str, float])
    below: Mapping[str, float] = field(default_factory=dict[str, float])  # bounds of some parameters
    least_target: float = -math.inf
    of_labels: tuple[Body, Body] | None = None  # the same two where the target is a label for each row

    def __call__(
        self, y_pred: ArrayLike, y_true: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> float:
        """Return the mean loss over the rows.

        Parameters
        ----------
        y_pred : array_like, shape (rows, outputs)
            Logits if ``on_logits``, else outputs.
        y_true : array_like
            Targets of the same shape; for ``cross_entropy`` also class indices of shape (rows,).
        sample_weight : array_like, shape (rows,), optional
            The mean becomes Σ w·loss / Σ w.

        Raises
        ------
        ShapeError
            The shapes differ. (rows,) and (rows, 1) are different shapes.
        DataError
            A target is smaller than ``least_target``.
        """
        losses = self.per_row(y_pred, y_true)
        if self.labels and _look_like_probabilities(as_numbers(y_pred)):
            log.warning(
                "%s takes logits, and these rows look like probabilities (0 to 1, adding up to 1): give"
                " the outputs before softmax, or np.log of the probabilities",
                self.name,
            )
        if sample_weight is None:
            return float(losses.mean())
        return float(_weighted(losses, row_weights(sample_weight, len(losses))).mean())

    def per_row(self, y_pred: ArrayLike, y_true: ArrayLike) -> Array:
        """Return the loss of every row, shape (rows,), float64."""
        P, Y = self._wide(y_pred, y_true)
        with np.errstate(all="ignore"):  # an infinite logit on the right side costs 0·inf, selected away
            value, _ = self._bodies(labels=Y.ndim == 1)
            losses = value(P, _column(Y), **self.parameters)
        check_rows(losses, (len(P), 1))
        return losses[:, 0]

    def gradient(self, y_pred: ArrayLike, y_true: ArrayLike) -> Array:
        """Return the gradient of the mean loss with respect to y_pred, shape (rows, outputs), float64."""
        each = self.gradient_per_row(y_pred, y_true)
        return each / max(1, len(each))

    def gradient_per_row(self, y_pred: ArrayLike, y_true: ArrayLike) -> Array:
        """Return the gradient of the loss of each row with respect to y_pred, shape (rows, outputs), float64."""
        P, Y = self._wide(y_pred, y_true)
        with np.errstate(all="ignore"):  # as above
            _, gradient = self._bodies(labels=Y.ndim == 1)
            found = gradient(P, _column(Y), **self.parameters)
        check_rows(found, (len(P), P.shape[1]))
        return found

    def value_and_gradient(
        self, y_pred: ArrayLike, y_true: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> tuple[float, NDArray[Any]]:
        """Return the mean loss and its gradient with respect to y_pred, computed together.

        The arguments and errors are those of a call. The gradient has the shape of ``y_pred``; it is float32 if
        ``y_pred`` is, and the loss then has the precision of a float32.
        """
        P, Y = self._checked(y_pred, y_true)
        kind = np.dtype(np.float32 if P.dtype.newbyteorder("=") == np.float32 else np.float64)
        if not P.size:
            return math.nan, np.empty(P.shape, kind)
        weights = None if sample_weight is None else row_weights(sample_weight, len(P))
        losses, gradient = self.of_checked_rows(P.astype(kind, copy=False), Y, weights)
        with np.errstate(over="ignore"):
            return float(np.add.reduce(losses)) / len(P), gradient

    def of_rows(
        self, y_pred: Array, y_true: NDArray[Any], weights: Array | None
    ) -> tuple[Array, NDArray[Any]]:
        """Return the loss of every row times its weight, and the gradient of their mean.

        Shapes, dtypes and labels are checked; NaN and infinity are not looked for.

        Parameters
        ----------
        y_pred : array, shape (rows, outputs), float32 or float64
            At least one row and one output.
        y_true : array
            Class indices, shape (rows,), or numbers, shape (rows, outputs).
        weights : array, shape (rows,), or None
            Their mean is 1.

        Returns
        -------
        losses : array, shape (rows,), float64
        gradient : array, shape (rows, outputs), the dtype of ``y_pred``

        Raises
        ------
        ShapeError, DtypeError, OptionError
            The arrays do not fit each other, or a label is not that of an output.
        """
        P, Y = self._checked(y_pred, y_true)
        if weights is not None:
            weights = as_numbers(weights, "weights").astype(np.float64, copy=False)
            if weights.shape != (len(P),):
                raise ShapeError(f"weights need shape ({len(P)},), got {weights.shape}")
        if P.dtype.char not in "fd":
            raise DtypeError(f"the prediction is float32 or float64, got {P.dtype}")
        return self.of_checked_rows(P.astype(P.dtype.newbyteorder("="), copy=False), Y, weights)

    def of_checked_rows(
        self, y_pred: NDArray[Any], y_true: NDArray[Any], weights: Array | None
    ) -> tuple[Array, NDArray[Any]]:
        """Return the same as :meth:`of_rows`, for arrays that it has checked already."""
        rows = len(y_pred)
        shares = np.full(rows, 1.0 / rows) if weights is None else weights / rows
        labels = y_true.ndim == 1
        y_true = y_true if labels else contiguous(y_true, y_pred.dtype)
        with np.errstate(all="ignore"):  # an infinite logit on the right side costs 0·inf, selected away
            losses, gradient = self.joint(labels=labels).results(
                contiguous(y_pred, y_pred.dtype), y_true, shares
            )
        return losses if weights is None else _weighted(losses, weights), gradient

    def joint(self, *, labels: bool) -> RowMap:
        """Return the kernel that computes the loss of each row, and its gradient times a weight.

        It takes predictions, targets and weights. With ``labels`` the targets are class indices.
        """
        return self._joint_of_labels if labels else self._joint_of_numbers

    @Lazy
    def _joint_of_labels(self) -> RowMap:
        return self._made(labels=True)

    @Lazy
    def _joint_of_numbers(self) -> RowMap:
        return self._made(labels=False)

    def _made(self, *, labels: bool) -> RowMap:
        value, gradient = self._bodies(labels=labels)
        names = tuple(self.parameters)

        def value_and_gradient(
            y_pred: Real, y_true: Real, weight: Real, table: Sequence[Any]
        ) -> tuple[Real, Real]:
            constants = {name: table[k] for k, name in enumerate(names)}
            weighted = gradient(y_pred, y_true, **constants) * weight
            return value(y_pred, y_true, **constants), where(weight == 0.0, 0.0, weighted)

        return RowMap(
            value_and_gradient, 1 if labels else 2, labelled=labels, numbers=1, as_rows=(False, True),
            constants=tuple(self.parameters.values()),
        )  # fmt: skip

    def _bodies(self, *, labels: bool) -> tuple[Body, Body]:
        """Return the loss of a row and its gradient, for labels or for numbers."""
        if self.rows_gradient is None:
            raise OptionError(
                f"{self.name} was declared without its gradient: add @gradient_of({self.name})"
            )
        return self.of_labels if labels and self.of_labels else (self.rows, self.rows_gradient)

    @property
    def labels(self) -> bool:
        """Whether targets may be given as class labels."""
        return self.target == "classes"

    def with_(self, **parameters: float) -> Loss:
        """Return a copy with other values of some parameters, such as ``huber.with_(delta=2.0)``.

        Raises
        ------
        UnknownNameError, OptionError
            The loss has no parameter of that name, or a value is not a positive number.
        """
        for name, value in parameters.items():
            if name not in self.parameters:
                known = listed(self.parameters) or "none at all"
                raise UnknownNameError(f"{self.name} has no parameter '{name}', it has {known}")
            most = self.below.get(name, math.inf)
            if not 0.0 < real(value) < most:
                wanted = "a positive number" if most == math.inf else f"a number between 0 and {most:g}"
                raise OptionError(f"{self.name}: {name} must be {wanted}, got {shown(value)}")
        values = {name: float(value) for name, value in parameters.items()}
        return replace(self, parameters=MappingProxyType({**self.parameters, **values}))

    def check_output(self, activation: str) -> None:
        """Raise OptionError if this loss cannot be used with an output activation, given by its name."""
        instance("an output activation", activation, str, "given by its name")
        if self.outputs and activation not in self.outputs:
            raise OptionError(
                f"{self.name} needs an output layer with activation {listed(self.outputs, 'or')},"
                f" got '{activation}'"
            )

    def write(self, source: Source, name: str = "") -> None:
        """Write the loss of one row and its gradient with respect to y_pred, by its own name or another."""
        instance("source", source, Source, "a Source of barreleye.scalars.text")
        instance("name", name, str, "a string")
        name = name or self.name
        names, given = ["y_pred", "y_true"], self.parameters
        rows, rows_gradient = self._bodies(labels=False)
        source.add_rows(name, rows, names, [""], constants=given, comment=self.summary)
        source.add_rows(f"{name}_gradient", rows_gradient, names, ["result"], constants=given)
        if self.of_labels:
            value, gradient = self.of_labels
            source.add_rows(f"{name}_of_label", value, names[:1], [""], label="label", constants=given)
            source.add_rows(
                f"{name}_of_label_gradient", gradient, names[:1], ["result"], label="label", constants=given
            )  # fmt: skip

    def _wide(self, y_pred: ArrayLike, y_true: ArrayLike) -> tuple[Array, NDArray[Any]]:
        P, Y = self._checked(y_pred, y_true)
        return P.astype(np.float64, copy=False), Y

    def _checked(self, y_pred: ArrayLike, y_true: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
        P = as_numbers(y_pred, "the prediction")
        Y = as_numbers(y_true, "the target")
        if P.ndim != 2:
            raise ShapeError(f"{self.name} takes (rows, outputs), got shape {P.shape}")
        if self.labels and Y.ndim == 1 and Y.dtype.kind in "iu":
            labels = Y.copy()  # so that nobody else can change what is checked here
            self._check_indices(P, labels)
            return P, labels.astype(np.int64, copy=False)
        if P.shape != Y.shape:
            raise ShapeError(
                f"{self.name}: the prediction has shape {P.shape} and the target {Y.shape}; they must be"
                f" equal, and are never broadcast{_reshape_hint(P, Y, labels=self.labels)}"
            )
        refuse_small_targets(self, Y)
        return P, Y.astype(np.float64, copy=False)

    def _check_indices(self, P: NDArray[Any], Y: NDArray[Any]) -> None:
        if len(P) != len(Y):
            raise ShapeError(f"{self.name}: {len(P)} rows of predictions for {len(Y)} labels")
        positions = Y.astype(np.int64, copy=False).view(np.uint64)  # a label below 0 is huge there
        if Y.size and positions.max() >= P.shape[1]:
            wrong = np.flatnonzero((Y < 0) | (P.shape[1] <= Y))
            raise OptionError(
                f"{self.name}: row {wrong[0]} has the label {Y[wrong[0]]}, but {P.shape[1]} outputs have"
                f" the classes 0 to {P.shape[1] - 1}"
            )

    def _repr_latex_(self) -> str:
        return f"$${self.latex}$$"

    def __repr__(self) -> str:
        constants = ", ".join(f"{name}={value:g}" for name, value in self.parameters.items())
        return f"{self.name}({constants})" if constants else self.name


def _column(y_true: NDArray[Any]) -> NDArray[Any]:
    return y_true[:, None] if y_true.ndim == 1 else y_true


def _weighted(losses: Array, weights: Array) -> Array:
    """Return the products; what has weight 0 takes no part, whatever it is."""
    with np.errstate(all="ignore"):
        return np.where(weights == 0.0, 0.0, losses * weights)


def _look_like_probabilities(y_pred: NDArray[Any]) -> bool:
    return bool(
        y_pred.size
        and y_pred.shape[1] > 1
        and (y_pred >= 0.0).all()
        and (y_pred <= 1.0).all()
        and np.allclose(y_pred.sum(axis=1), 1.0, rtol=0.0, atol=1e-6)
    )


def _reshape_hint(P: NDArray[Any], Y: NDArray[Any], *, labels: bool) -> str:
    if Y.ndim == 1 and P.shape == (len(Y), 1):
        return ": give the target as y[:, None]"
    if labels and Y.ndim == 1 and len(Y) == len(P):
        return ": give class labels as whole numbers, or one-hot rows"
    if labels and Y.ndim == 2 and Y.shape[0] == 1 and Y.shape[1] == len(P):
        return f": give the labels with shape ({len(P)},), without the outer brackets"
    if Y.T.shape == P.shape:
        return ": the target looks transposed"
    return ""
