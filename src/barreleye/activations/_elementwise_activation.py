"""Activations that treat every number alone: a value and a slope."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_numbers, instance
from .._arrays import Array
from ..errors import OptionError, ShapeError
from ..kernels import Map, TwoMaps
from ..scalars.text import Source
from ._activation import Activation, Body


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Elementwise(Activation):
    """An activation of one number, applied to every element: a = f(z), slope f'(z).

    The argument is an array of any shape or a number, and the result has its shape. float32 and float64 keep
    their dtype, float16 and longdouble too; integers and booleans become float64.
    """

    slope: Body | None = None
    selecting: bool = False
    piecewise_linear: bool = False
    increasing: bool = False

    @property
    def flat(self) -> bool:
        """Whether the slope is 0 everywhere, so that layers before it get no gradient."""
        return not np.any(self.derivative(np.linspace(-8.0, 8.0, 65)))

    def __call__(self, x: ArrayLike, out: NDArray[Any] | None = None) -> Any:  # noqa: ANN401  a float for a number
        """Return f(x), element by element; it is written into the array ``out`` if given, which may be x."""
        return self.value.apply(x, out)

    def derivative(self, x: ArrayLike, out: NDArray[Any] | None = None) -> Any:  # noqa: ANN401  a float for a number
        """Return f'(x), computed from x: formulas in f(x) lose digits where f saturates. ``out``: see a call."""
        return self._slope.apply(x, out)

    def value_and_derivative(self, x: ArrayLike) -> tuple[Any, Any]:
        """Return f(x) and f'(x), computed together in one pass over x."""
        if self.slope is None:
            return self(x), self.derivative(x)  # which says what is missing
        return self.both(x)

    @cached_property
    def both(self) -> TwoMaps:
        """The function that computes value and slope in one pass."""
        return TwoMaps(self.value, self._slope)

    @cached_property
    def value(self) -> Map:
        """The function that computes the value."""
        return Map(self.body, self.parameters, selecting=self.selecting)

    @cached_property
    def _slope(self) -> Map:
        if self.slope is None:
            raise OptionError(f"{self.name} was declared without its slope: add @slope_of({self.name})")
        return Map(self.slope, self.parameters, selecting=self.selecting)

    def write(self, source: Source, name: str = "") -> None:
        """Write the function and its derivative into a file of source code, by its own name or another."""
        instance("source", source, Source, "a Source of barreleye.scalars.text")
        instance("name", name, str, "a string")
        name = name or self.name
        source.add(name, self.body, self.parameters, self.summary)
        if self.slope is not None:
            source.add(f"{name}_derivative", self.slope, self.parameters)

    def vjp(self, x: ArrayLike, g: ArrayLike) -> Any:  # noqa: ANN401  a float for a number
        """Return g·f'(x), element by element."""
        slope, g = self.derivative(x), as_numbers(g, "g")
        if g.shape != slope.shape and g.ndim:
            raise ShapeError(
                f"g has the shape of x, {slope.shape}, or is a single number, got {g.shape}"
            )
        return g * slope

    def curves(self, z: Array) -> dict[str, Array]:
        """Return the value and the slope over the points z."""
        return {"value": self(z), "slope": self.derivative(z)}
