"""Steps from curvature, over all rows at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .._arguments import whole_number
from .._arrays import Array
from ..errors import OptionError
from ._optimizer import not_negative


@dataclass(frozen=True)
class LBFGS:
    """Quasi-Newton steps with a limited memory, by ``scipy.optimize.minimize(method="L-BFGS-B")``.

    For small data and smooth losses, where a few hundred exact steps do better than many noisy ones. An epoch is
    one iteration: the gradient of the mean loss over all rows, as often as the line search asks for it.
    ``batch_size`` plays no part. The memory lives in SciPy: there are no checkpoints, and no ``partial_fit``.

    Parameters
    ----------
    maxcor : int
        How many corrections the memory holds.
    ftol : float
        Stop when the loss falls by a smaller share than this in an iteration.
    gtol : float
        Stop when no entry of the gradient is larger.
    maxls : int
        How many lengths to try for one step at most.

    Notes
    -----
    Liu and Nocedal (1989), "On the limited memory BFGS method for large scale optimization"; the driver is that
    of Byrd, Lu, Nocedal and Zhu (1995). Names and defaults are SciPy's.
    """

    maxcor: int = 10
    ftol: float = 2.220446049250313e-09
    gtol: float = 1e-05
    maxls: int = 20
    learning_rate: ClassVar[float] = 1.0  # it finds the lengths of its steps itself
    n_slots: ClassVar[int] = 0

    def __post_init__(self) -> None:
        whole_number("maxcor, the number of corrections,", self.maxcor)
        whole_number("maxls, the number of lengths to try,", self.maxls)
        not_negative("ftol", self.ftol)
        not_negative("gtol", self.gtol)

    def step(
        self,
        theta: Array,  # noqa: ARG002  refused
        gradient: Array,  # noqa: ARG002
        slots: tuple[Array, ...],  # noqa: ARG002
        t: int,  # noqa: ARG002
        rate: float,  # noqa: ARG002
        /,
    ) -> None:
        """Refuse: a step depends on the whole course.

        Raises
        ------
        OptionError
        """
        raise OptionError("LBFGS takes whole fits, not single steps: use net.fit")
