"""Early stopping."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from numpy.typing import NDArray

from .._arguments import real, whole_number
from .._text import listed, shown
from ..errors import OptionError
from ._history import EpochRecord

Metric: TypeAlias = Callable[[NDArray[Any], NDArray[Any]], float]
"""``metric(y, predicted)``, both of shape (rows,) or (rows, outputs) in the form of y, as in scikit-learn."""


@dataclass(frozen=True)
class EarlyStopping:
    """Stop after ``patience`` epochs without an improvement, and restore the best weights.

    Parameters
    ----------
    patience : int
        How many epochs in a row may pass without an improvement.
    min_delta : float
        An epoch counts as an improvement only if it is better than the best so far by more than this.
    monitor : str or callable
        ``"val_loss"``, ``"loss"``, ``"val_accuracy"`` (the fraction of correct predictions), or a function
        ``metric(y, predicted)`` of the validation rows, such as those of ``sklearn.metrics``.
    mode : str, optional
        ``"min"`` if smaller values are better, ``"max"`` if larger ones are. It is needed for a function only.

    Raises
    ------
    OptionError
        An argument is out of its range, or ``mode`` does not fit ``monitor``.

    Examples
    --------
    >>> import barreleye as be
    >>> be.EarlyStopping(patience=10, monitor="val_accuracy").larger_is_better
    True
    """

    patience: int = 20
    min_delta: float = 0.0
    monitor: str | Metric = "val_loss"
    mode: str | None = None

    def __post_init__(self) -> None:
        whole_number("patience, the number of epochs to wait,", self.patience)
        if not real(self.min_delta) >= 0.0:
            raise OptionError(f"min_delta is a number of 0 or more, got {shown(self.min_delta)}")
        own = callable(self.monitor)
        if not own and not (isinstance(self.monitor, str) and self.monitor in _MODES):
            raise OptionError(
                f"monitor is {listed(_MODES, 'or')}, or a function metric(y, predicted),"
                f" got {shown(self.monitor)}"
            )
        wrong = type(self.mode) not in (str, type(None))  # an array, say, would not answer `in`
        if wrong or self.mode not in (("min", "max") if own else (None, self._known_mode())):
            wanted = "'min' or 'max'" if own else f"{self._known_mode()!r}"
            raise OptionError(f"mode is {wanted} for monitor {self.name}, got {shown(self.mode)}")

    @property
    def name(self) -> str:
        """The name of what is monitored."""
        if isinstance(self.monitor, str):
            return self.monitor
        return str(getattr(self.monitor, "__name__", shown(self.monitor)))

    @property
    def metric(self) -> Metric | None:
        """The function of targets and predictions that is monitored; None for losses."""
        if isinstance(self.monitor, str):
            return accuracy if self.monitor == "val_accuracy" else None
        return self.monitor

    @property
    def larger_is_better(self) -> bool:
        """Whether larger values are better."""
        return (self.mode or self._known_mode()) == "max"

    def _known_mode(self) -> str:
        return _MODES[self.monitor] if isinstance(self.monitor, str) else ""

    def monitored_value(self, record: EpochRecord) -> float:
        """Return the monitored value of an epoch, with its sign changed where larger values are better."""
        value = record.loss if self.monitor == "loss" else record.val_loss
        value = value if self.metric is None else record.metric
        assert value is not None  # noqa: S101  fit() refuses what it cannot watch
        return -value if self.larger_is_better else value


def as_early_stopping(given: EarlyStopping | int | None) -> EarlyStopping | None:
    """Return the rule that is meant: a number stands for the patience, True for the usual one."""
    if given is None or given is False or isinstance(given, EarlyStopping):
        return given or None
    if given is True:
        return EarlyStopping()
    return EarlyStopping(patience=whole_number("early_stopping", given))


class NoImprovement:
    """Counts the epochs in a row without a gain of ``tol``, as scikit-learn does.

    Whatever is better moves the best value, also by less than ``tol``; :class:`EarlyStopping` moves it by gains
    above ``min_delta`` alone.

    Parameters
    ----------
    patience : float
        How many epochs may pass; infinity for any number.
    tol : float
        0 or more.

    Attributes
    ----------
    best : float
        The lowest value so far.
    count : int
        The epochs in a row since the last gain.
    """

    def __init__(self, patience: float, tol: float) -> None:
        self.patience, self.tol = patience, tol
        self.best, self.count = math.inf, 0

    def observe(self, value: float) -> bool:
        """Take the value of an epoch, of which less is better; return whether it is the best so far."""
        self.count = self.count + 1 if value > self.best - self.tol else 0
        better = value < self.best
        self.best = value if better else self.best
        return better

    @property
    def too_long(self) -> bool:
        """Whether more epochs have passed than may."""
        return self.count > self.patience


_MODES = {"val_loss": "min", "loss": "min", "val_accuracy": "max"}


def accuracy(y: NDArray[Any], predicted: NDArray[Any]) -> float:
    """Return the share of rows that are answered right, in all outputs."""
    return float((y == predicted).reshape(len(y), -1).all(axis=1).mean())
