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
    """The L-BFGS method of SciPy, ``scipy.optimize.minimize(method="L-BFGS-B")``, on all rows at once.

    It suits small data and smooth losses. An epoch is one iteration, which computes loss and gradient over all
    rows as often as the line search needs them; ``batch_size`` has no effect. SciPy keeps the state of the
    method, so there are no checkpoints and no ``partial_fit``.

    Parameters
    ----------
    maxcor : int
        The number of corrections that approximate the Hessian.
    ftol : float
        Training stops when an iteration lowers the loss by less than this fraction of it.
    gtol : float
        Training stops when no entry of the gradient is larger in size.
    maxls : int
        The most steps of one line search.
    maxfun : int
        Training stops after so many evaluations of the loss, about.

    Raises
    ------
    OptionError
        An argument is out of its range; also ``fit`` raises it for options that this method does not take.
    MissingExtraError
        ``fit`` raises it where SciPy is not installed (extra ``lbfgs``).

    Notes
    -----
    Liu and Nocedal (1989), "On the limited memory BFGS method for large scale optimization"; the implementation is
    that of Byrd, Lu, Nocedal and Zhu (1995). Names and defaults are SciPy's.
    """

    maxcor: int = 10
    ftol: float = 2.220446049250313e-09
    gtol: float = 1e-05
    maxls: int = 20
    maxfun: int = 2**31 - 1
    learning_rate: ClassVar[float] = 1.0  # it finds the lengths of its steps itself
    n_slots: ClassVar[int] = 0

    def __post_init__(self) -> None:
        whole_number("maxcor, the number of corrections,", self.maxcor)
        whole_number("maxls, the most steps of a line search,", self.maxls)
        whole_number("maxfun, the most evaluations,", self.maxfun)
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
        """Raise OptionError: a step depends on all steps before it.

        Raises
        ------
        OptionError
        """
        raise OptionError("LBFGS cannot take single steps: use net.fit")
