"""What an optimizer is."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import lru_cache
from typing import Any, ClassVar, Protocol, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import kernels
from .._arguments import as_numbers, instance, real
from .._arrays import Array
from .._text import counted, shown
from ..errors import OptionError
from ..scalars.text import Source, Written
from ..schedules import Schedule


class Optimizer(Protocol):
    """A rule for one step of training on a flat vector of parameters.

    Attributes
    ----------
    learning_rate : float or Schedule
    n_slots : int
        The number of state vectors (slots), each as long as the parameters; they are 0 at first.
    """

    @property
    def learning_rate(self) -> float | Schedule:
        """The learning rate, or its schedule."""
        ...

    @property
    def n_slots(self) -> int:
        """The number of state vectors."""
        ...

    def step(
        self, theta: Array, gradient: Array, slots: tuple[Array, ...], t: int, rate: float, /
    ) -> None:
        """Update theta and the slots in place, all of shape (n_parameters,).

        t is the number of the step, from 1; rate is the learning rate of this step.
        """
        ...


class CompiledOptimizer(Written):
    """An optimizer whose step is an element-wise formula that can be compiled; the base class of the others.

    The formula is ``body``: it takes a parameter theta, its gradient g, the state of that parameter (slots) and
    the constants of the step, and returns the new theta and the new slots as a tuple. It may use arithmetic,
    comparisons and elementary functions of NumPy, and no branches. Both engines compute it in the dtype of the
    parameters, and get the same bits.

    Attributes
    ----------
    body : callable
        A static method: ``body(theta, g, *slots, *constants)``.
    n_slots : int
        The number of state vectors (slots), each as long as the parameters; they are 0 at first.
    """

    body: ClassVar[Callable[..., tuple[Any, ...]]]
    n_slots: ClassVar[int] = 0

    def constants(self, t: Array, rate: Array) -> Array:
        """Return the constants of ``body`` for steps t (from 1) with these rates, shape (steps, constants)."""
        raise NotImplementedError(
            f"{type(self).__name__} needs a method constants(t, rate), which returns the constants of its body"
        )

    def write(self, source: Source, name: str = "") -> None:
        """Write one step, over arrays of parameters, into a file of source code.

        The function takes theta and its gradient g, the slots, and the constants of the step.
        """
        instance("source", source, Source, "a Source of barreleye.scalars.text")
        instance("name", name, str, "a string")
        names = list(inspect.signature(type(self).body).parameters)
        vectors, numbers = names[: 2 + self.n_slots], names[2 + self.n_slots :]
        source.add_rows(
            name or type(self).__name__.lower(), type(self).body, vectors, [vectors[0], *vectors[2:]],
            numbers=numbers, single=True, comment=_first_line(type(self).body),
        )  # fmt: skip

    def step(
        self, theta: Array, gradient: Array, slots: tuple[Array, ...], t: int, rate: float, /
    ) -> None:
        """Update theta and the slots in place, all of shape (n_parameters,).

        t is the number of the step, from 1; rate is the learning rate of this step.
        """
        (numbers,) = constants_of(self, np.array([float(t)]), np.array([rate]))
        kernels.apply_step(type(self).body, (theta, *slots), gradient, numbers)


def constants_of(optimizer: CompiledOptimizer, t: Array, rate: Array) -> NDArray[np.float64]:
    """Return the constants of an optimizer, which may be anybody's, as an array of shape (steps, constants).

    Raises
    ------
    DtypeError
        They are no numbers.
    OptionError
        They have no row for each step, or are not as many as the body takes.
    """
    given: object = optimizer.constants(t, rate)
    array = as_numbers(cast("ArrayLike", given), f"constants of {shown(optimizer)}")
    if array.ndim != 2 or array.shape[:1] != t.shape:
        raise OptionError(
            f"constants of {shown(optimizer)} have a row for each step, got shape {array.shape} for {len(t)} steps"
        )
    _check_arguments(type(optimizer), array.shape[1])
    return np.ascontiguousarray(array, np.float64)


@lru_cache(maxsize=64)
def _check_arguments(kind: type[CompiledOptimizer], constants: int) -> None:
    """Refuse a body whose arguments are not theta, g, the slots and so many constants."""
    arguments = list(inspect.signature(kind.body).parameters.values())
    if any(one.kind == inspect.Parameter.VAR_POSITIONAL for one in arguments):
        return  # it takes any number
    names = [one.name for one in arguments]
    if names[:1] == ["self"]:
        raise OptionError(
            f"the body of {kind.__name__} takes self: write @staticmethod above it, without self"
        )
    if len(names) != 2 + kind.n_slots + constants:
        raise OptionError(
            f"the body of {kind.__name__} takes ({', '.join(names)}), but there are theta, g,"
            f" {counted(kind.n_slots, 'slot')} (n_slots) and {counted(constants, 'constant')} (constants()):"
            " make them agree"
        )


def _first_line(body: Callable[..., Any]) -> str:
    return (inspect.getdoc(body) or "").partition("\n")[0]


def fraction(what: str, value: float) -> None:
    """Refuse a share that does not lie from 0 to below 1."""
    if not 0.0 <= real(value) < 1.0:
        raise OptionError(f"{what} lies from 0 to below 1, got {shown(value)}")


def share(what: str, value: float) -> None:
    """Refuse a share that does not lie from 0 to 1."""
    if not 0.0 <= real(value) <= 1.0:
        raise OptionError(f"{what} lies from 0 to 1, got {shown(value)}")


def positive(what: str, value: float) -> None:
    """Refuse a constant that is not positive."""
    if not real(value) > 0.0:
        raise OptionError(f"{what} must be a positive number, got {shown(value)}")


def not_negative(what: str, value: float) -> None:
    """Refuse a constant below 0."""
    if not real(value) >= 0.0:
        raise OptionError(f"{what} is a number of 0 or more, got {shown(value)}")


def columns(t: Array, *values: float | Array) -> Array:
    """Return constants as columns with a row for every step of t."""
    table = np.empty((len(t), len(values)))
    for k, value in enumerate(values):
        table[:, k] = value
    return table
