"""What training remembers between steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._arguments import whole_number
from .._arrays import Array, flat_copy, flat_zeros
from ..network import FeedForward, Parameters
from ..optimizers import Optimizer
from ..schedules import Plateau, ReduceOnPlateau
from ._snapshot import Snapshot


@dataclass
class OptimizerState:
    """What training remembers between steps.

    A run borrows it; ``Network`` holds it from one ``partial_fit`` to the next.

    Attributes
    ----------
    vectors : tuple of array
        The optimizer's own, each as long as the parameters.
    counts : array, shape (2,)
        How many steps and how many whole epochs were taken; an array, so that it is kept and restored
        with the rest.
    gradients : Parameters
        The gradient of the last step; while L-BFGS goes on, that over all rows.
    rate : float
        The learning rate of the last step.
    penalty : float
        The part of the penalties in the reported loss of the last epoch.
    plateau : Plateau or None
        The course of a learning rate that depends on the losses.
    start : Snapshot
        The state at the beginning of the epoch that is going on, if one is.
    """

    vectors: tuple[Array, ...]
    counts: NDArray[np.int64]
    gradients: Parameters = field(repr=False)
    rate: float = 0.0
    penalty: float = 0.0
    plateau: Plateau | None = field(default=None, repr=False)
    start: Snapshot = field(default_factory=Snapshot, repr=False, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        """Copy and pickle what is remembered between epochs."""
        return self.__dict__ | {"start": Snapshot()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take what was pickled, in memory of its own: what arrives may be read-only, or shared."""
        self.__dict__.update(state)
        self.vectors = tuple(flat_copy(vector) for vector in self.vectors)
        self.counts = self.counts.copy()

    def state(self, net: FeedForward) -> tuple[NDArray[Any], ...]:
        """Return everything that a step changes."""
        return net.parameters.vector, *self.vectors, self.counts

    @property
    def steps(self) -> int:
        """Steps taken."""
        return int(self.counts[0])

    @property
    def epochs(self) -> int:
        """Whole epochs run."""
        return int(self.counts[1])

    @classmethod
    def fresh(cls, net: FeedForward, optimizer: Optimizer) -> OptimizerState:
        """Return the memory of a run that has not begun."""
        flat = net.parameters.vector
        count = whole_number("n_slots, the vectors that an optimizer remembers,", optimizer.n_slots, 0)
        vectors = tuple(flat_zeros(flat.size, flat.dtype) for _ in range(count))
        schedule = optimizer.learning_rate
        plateau = Plateau(schedule) if isinstance(schedule, ReduceOnPlateau) else None
        counts = np.zeros(2, dtype=np.int64)
        return cls(vectors, counts, net.parameters.like(), plateau=plateau)
