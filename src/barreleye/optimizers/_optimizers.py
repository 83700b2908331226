"""Optimizers as frozen descriptions; their memory is handed to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, cast

import numpy as np

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


class Rule:
    """An optimizer whose step is a body in the dialect, so that it can be compiled.

    Attributes
    ----------
    body : callable
        See :mod:`barreleye.kernels._steps`.
    memories : int
    """

    body: ClassVar[Callable[..., tuple[Any, ...]]]
    memories: ClassVar[int] = 0

    def constants(self, t: Array, rate: Array) -> Array:
        """Return the constants of the body for steps t (from 1) at these rates, shape (steps, constants)."""
        raise NotImplementedError

    def step(
        self, theta: Array, gradient: Array, memory: tuple[Array, ...], t: int, rate: float, /
    ) -> None:
        """Move theta in place; t counts steps from 1, rate is the learning rate now."""
        (numbers,) = self.constants(np.array([float(t)]), np.array([rate]))
        kernels.apply_step(type(self).body, (theta, *memory), gradient, numbers)


@dataclass(frozen=True)
class SGD(Rule):
    """Plain descent along the gradient of each batch: θ ← θ - rate·g."""

    learning_rate: float | Schedule = 0.01
    body = staticmethod(kernels.sgd)

    def __post_init__(self) -> None:
        as_schedule(self.learning_rate)

    def constants(self, t: Array, rate: Array) -> Array:  # noqa: ARG002  the same in every step
        """Return (rate,) for every step."""
        return rate[:, None]


@dataclass(frozen=True)
class Momentum(Rule):
    """Heavy-ball descent: the velocity keeps ``decay`` of itself at every step (Polyak, 1964)."""

    learning_rate: float | Schedule = 0.01
    decay: float = 0.9
    body = staticmethod(kernels.momentum)
    memories = 1

    def __post_init__(self) -> None:
        as_schedule(self.learning_rate)
        _fraction("decay", self.decay)

    def constants(self, t: Array, rate: Array) -> Array:
        """Return (rate, decay) for every step."""
        return np.stack([rate, np.full_like(t, self.decay)], axis=1)


@dataclass(frozen=True)
class Adam(Rule):
    """Steps scaled by running means of the gradient and of its square (Kingma and Ba, 2015).

    ``epsilon`` stands outside the square root and after the bias correction, as in PyTorch.
    """

    learning_rate: float | Schedule = 1e-3
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    body = staticmethod(kernels.adam)
    memories = 2

    def __post_init__(self) -> None:
        as_schedule(self.learning_rate)
        _fraction("beta1", self.beta1)
        _fraction("beta2", self.beta2)
        if not self.epsilon > 0.0:
            raise OptionError(f"epsilon must be positive, got {self.epsilon!r}")

    def constants(self, t: Array, rate: Array) -> Array:
        """Return (β₁, 1-β₁, β₂, 1-β₂, ε, rate/(1-β₁ᵗ), 1/√(1-β₂ᵗ)) for every step."""
        same = (self.beta1, 1.0 - self.beta1, self.beta2, 1.0 - self.beta2, self.epsilon)
        first, second = 1.0 - self.beta1**t, 1.0 - self.beta2**t
        columns = [*(np.full_like(t, value) for value in same), rate / first, 1.0 / np.sqrt(second)]
        return np.stack(columns, axis=1)


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
