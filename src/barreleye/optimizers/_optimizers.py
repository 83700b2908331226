"""Optimizers as frozen descriptions; their memory is handed to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, cast

from .. import kernels
from .._arrays import Array
from .._text import listed, near
from ..errors import OptionError, UnknownNameError
from ..schedules import Schedule, as_schedule


class Optimizer(Protocol):
    """A rule for one step on a flat vector of parameters.

    Attributes
    ----------
    learning_rate : float or Schedule
    memories : int
        How many vectors, each as long as the parameters, it needs; they begin at 0.
    """

    @property
    def learning_rate(self) -> float | Schedule:
        """The rate, or a schedule of it."""
        ...

    @property
    def memories(self) -> int:
        """How many vectors it remembers."""
        ...

    def step(
        self, theta: Array, gradient: Array, memory: tuple[Array, ...], t: int, rate: float, /
    ) -> None:
        """Move theta in place; t counts steps from 1, rate is the learning rate now."""
        ...


@dataclass(frozen=True)
class SGD:
    """Plain descent along the gradient of each batch: θ ← θ - rate·g."""

    learning_rate: float | Schedule = 0.01
    memories = 0

    def __post_init__(self) -> None:
        as_schedule(self.learning_rate)

    def step(
        self,
        theta: Array,
        gradient: Array,
        _memory: tuple[Array, ...],
        _t: int,
        rate: float,
    ) -> None:
        """Move theta in place."""
        kernels.sgd(theta, gradient, rate=rate)


@dataclass(frozen=True)
class Momentum:
    """Heavy-ball descent: the velocity keeps ``decay`` of itself at every step (Polyak, 1964)."""

    learning_rate: float | Schedule = 0.01
    decay: float = 0.9
    memories = 1

    def __post_init__(self) -> None:
        as_schedule(self.learning_rate)
        _fraction("decay", self.decay)

    def step(
        self,
        theta: Array,
        gradient: Array,
        memory: tuple[Array, ...],
        _t: int,
        rate: float,
    ) -> None:
        """Move theta in place."""
        kernels.momentum(theta, gradient, memory[0], rate=rate, decay=self.decay)


@dataclass(frozen=True)
class Adam:
    """Steps scaled by running means of the gradient and of its square (Kingma and Ba, 2015).

    ``epsilon`` stands outside the square root and after the bias correction, as in PyTorch.
    """

    learning_rate: float | Schedule = 1e-3
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    memories = 2

    def __post_init__(self) -> None:
        as_schedule(self.learning_rate)
        _fraction("beta1", self.beta1)
        _fraction("beta2", self.beta2)
        if not self.epsilon > 0.0:
            raise OptionError(f"epsilon must be positive, got {self.epsilon!r}")

    def step(
        self, theta: Array, gradient: Array, memory: tuple[Array, ...], t: int, rate: float
    ) -> None:
        """Move theta in place."""
        kernels.adam(
            theta,
            gradient,
            *memory,
            t=t,
            rate=rate,
            beta1=self.beta1,
            beta2=self.beta2,
            epsilon=self.epsilon,
        )


_CATALOGUE: dict[str, type[SGD | Momentum | Adam]] = {
    "sgd": SGD,
    "momentum": Momentum,
    "adam": Adam,
}


def get(choice: str | Optimizer) -> Optimizer:
    """Return the optimizer of that name with its usual constants; an Optimizer is returned as it is."""
    if not isinstance(choice, str):
        if isinstance(choice, type) or not hasattr(choice, "step"):
            raise OptionError(f"an optimizer is a name or such as be.Adam(1e-3), got {choice!r}")
        return choice
    if choice.lower() not in _CATALOGUE:
        hint = near(choice, _CATALOGUE) or f"; there are {listed(_CATALOGUE)}"
        raise UnknownNameError(f"no optimizer is called '{choice}'{hint}")
    return cast("Optimizer", _CATALOGUE[choice.lower()]())


def names() -> tuple[str, ...]:
    """Return the names in the catalogue."""
    return tuple(_CATALOGUE)


def _fraction(what: str, value: float) -> None:
    if not 0.0 <= value < 1.0:
        raise OptionError(f"{what} lies from 0 to below 1, got {value!r}")
