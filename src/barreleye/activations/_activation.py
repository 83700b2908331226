"""What an activation is: its facts, and how it is evaluated."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, TypeAlias

from numpy.typing import ArrayLike

from .._arguments import real
from .._arrays import Array
from .._text import listed, near, shown
from ..errors import OptionError, UnknownNameError
from ..scalars.text import Written
from ._card import html_card, latex_card

Body: TypeAlias = Callable[..., Array]
Pair: TypeAlias = tuple[float, float]
Facts: TypeAlias = Pair | Callable[..., Pair]
Points: TypeAlias = tuple[float, ...]
Kinks: TypeAlias = Points | Callable[..., Points]


@dataclass(frozen=True, eq=False, kw_only=True)
class Activation(Written):
    """A function that a neuron applies to its pre-activation z, and facts about it.

    Attributes
    ----------
    name : str
        The name by which :func:`barreleye.activations.get` finds it.
    latex : str
        The formula a = f(z).
    truth : str
        The textbook formula, as SymPy reads it. Tests compare the function with it; it is never run.
    range : (float, float)
        Infimum and supremum of the values.
    limits : (float, float)
        The limits at -inf and at +inf; NaN where there is none.
    kinks : tuple of float
        Where the function is not smooth; ``derivative`` returns one of the possible slopes there.
    parameters : mapping of str to float
        The constants of the function; :meth:`with_` returns a copy with other values.
    key_points : tuple of str
        When to use it and what goes wrong.
    equivalents : mapping of str to str
        The same function in other libraries, by the name of the library.
    onnx : str or None
        The ONNX operator.
    init : str
        The default initializer of layers with this activation.
    turning_points : tuple of float
        Where the slope changes its sign: the minima and maxima.
    naive : (str, float or tuple of float) or None
        How it is often written in NumPy, and a float32 input (or a row of them) for which that is wrong.
    """

    name: str
    summary: str
    latex: str
    truth: str
    body: Body
    declared_range: Facts
    declared_limits: Facts
    key_points: tuple[str, ...]
    equivalents: Mapping[str, str]
    onnx: str | None
    init: str
    declared_kinks: Kinks = ()
    turning_points: Points = ()
    naive: tuple[str, float | tuple[float, ...]] | None = None
    parameters: Mapping[str, float] = field(default_factory=dict[str, float])
    bounds: Mapping[str, Pair] = field(default_factory=dict[str, Pair])
    former_parameters: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def range(self) -> Pair:
        """Infimum and supremum of the values."""
        return self._resolve(self.declared_range)

    @property
    def limits(self) -> Pair:
        """The limits at -inf and at +inf; NaN where there is none."""
        return self._resolve(self.declared_limits)

    @property
    def kinks(self) -> Points:
        """Where the function is not smooth."""
        declared = self.declared_kinks
        return declared(**self.parameters) if callable(declared) else declared

    @property
    def flat(self) -> bool:
        """Whether the slope is 0 everywhere, so that layers before it get no gradient."""
        return False

    def with_(self, /, **parameters: float) -> Activation:
        """Return a copy with other values of some parameters, such as ``leaky_relu.with_(negative_slope=0.2)``.

        Raises
        ------
        UnknownNameError
            The function has no parameter of that name.
        OptionError
            A value is not a finite number, or lies outside the parameter's bounds.
        """
        for name, value in parameters.items():
            if name not in self.parameters:
                known = listed(self.parameters) or "none at all"
                hint = near(name, self.parameters)
                if not hint and len(self.parameters) == 1:  # alpha, slope ...: it can only be this one
                    hint = f"; did you mean {known}?"
                raise UnknownNameError(f"{self.name} has no parameter '{name}', it has {known}{hint}")
            low, high = self.bounds.get(name, (-math.inf, math.inf))
            if not low <= real(value) <= high:
                raise OptionError(
                    f"{self.name}: {name} must be a number from {low:g} to {high:g}, got {shown(value)}"
                )
        values = {name: float(value) for name, value in parameters.items()}
        return replace(self, parameters=MappingProxyType({**self.parameters, **values}))

    @abstractmethod
    def __call__(self, x: ArrayLike) -> Any:  # noqa: ANN401  a float for a number
        """Return f(x), with the shape of x."""

    @abstractmethod
    def vjp(self, x: ArrayLike, g: ArrayLike) -> Any:  # noqa: ANN401  a float for a number
        """Return gᵀ·J(x): the gradient with respect to x, where g is that with respect to f(x); shapes as x."""

    @abstractmethod
    def curves(self, z: Array) -> dict[str, Array]:
        """Return the curves to draw over the points z by name, each with the shape of z."""

    def _resolve(self, fact: Facts) -> Pair:
        return fact(**self.parameters) if callable(fact) else fact

    def _repr_latex_(self) -> str:
        return latex_card(self.name, self.latex)

    def _repr_html_(self) -> str:
        return html_card(self)

    def __repr__(self) -> str:
        constants = ", ".join(f"{name}={value:g}" for name, value in self.parameters.items())
        return f"{self.name}({constants})" if constants else self.name

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Activation):
            return NotImplemented
        return self.name == other.name and dict(self.parameters) == dict(other.parameters)

    def __hash__(self) -> int:
        return hash((self.name, *sorted(self.parameters.items())))
