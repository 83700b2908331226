"""What an optimizer's step needs to know beforehand, for many steps at once."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..._arrays import Array
from ...errors import OptionError
from ...optimizers import constants_of
from .._job import TrainingJob

_AHEAD = 1024  # steps of one rate whose constants are computed together, at most


class StepConstants:
    """The constants of the steps to come; while the rate stays, those of many are computed together.

    Parameters
    ----------
    job : TrainingJob
        The constants of steps ahead are computed for optimizers of the library only. Another may count how
        often it is asked: it is asked once for each step that is taken.

    Attributes
    ----------
    columns : int
        How many constants a step has.
    """

    def __init__(self, job: TrainingJob) -> None:
        self._optimizer, self._optimizer_state = job.compiled_optimizer, job.optimizer_state
        self._ahead = job.optimizer_is_builtin and job.constant_rate
        self.columns = constants_of(self._optimizer, np.ones(1), np.ones(1)).shape[1]
        self._known = np.empty((0, 0))
        self._known_from = 0.0, math.nan  # the step of their first row, and the rate

    def of(self, rates: Array) -> NDArray[np.float64]:
        """Return a row of constants for each of the next steps, which have these rates."""
        step, count, rate = self._optimizer_state.steps + 1.0, len(rates), float(rates[0])
        if not self._ahead:
            return self._computed(step, rates)
        begun, known = self._known_from
        at = int(step - begun)
        if known != rate or not 0 <= at <= len(self._known) - count:
            ahead = max(count, min(_AHEAD, 2 * len(self._known)))  # more, the longer it goes on
            self._known = self._computed(step, np.full(ahead, rate))
            self._known_from, at = (step, rate), 0
        return self._known[at : at + count]

    def _computed(self, step: float, rates: Array) -> NDArray[np.float64]:
        constants = constants_of(self._optimizer, step + np.arange(len(rates)), rates)
        if constants.shape[1] != self.columns:
            raise OptionError(
                f"constants of {self._optimizer!r} have a row of {self.columns} for each step, got shape"
                f" {constants.shape} for {len(rates)} steps"
            )
        return constants
