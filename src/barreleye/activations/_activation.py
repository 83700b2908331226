"""What an activation is: its facts, and how it is evaluated."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_array, as_numbers, instance, real, shown
from .._arrays import Array
from .._text import listed, near
from ..errors import DtypeError, OptionError, ShapeError, UnknownNameError
from ..kernels import Map, RowMap, TwoMaps, result_dtype
from ..scalars.text import Source, new_source
from ._card import html_card, latex_card

Body: TypeAlias = Callable[..., Array]
Pair: TypeAlias = tuple[float, float]
Facts: TypeAlias = Pair | Callable[..., Pair]
Points: TypeAlias = tuple[float, ...]
Kinks: TypeAlias = Points | Callable[..., Points]


@dataclass(frozen=True, eq=False, kw_only=True)
class Activation(ABC):
    """A function that a neuron applies to its pre-activation z, with everything known about it.

    Attributes
    ----------
    name : str
        Its name in the catalogue.
    latex : str
        The formula a = f(z).
    truth : str
        The textbook form, as SymPy reads it. Tests hold the body against it; it is never run.
    range : (float, float)
        Infimum and supremum of the values.
    limits : (float, float)
        The values at -inf and at +inf; NaN where there is none.
    kinks : tuple of float
        Where the function is not smooth; ``derivative`` there returns the declared slope.
    parameters : mapping of str to float
        Constants of the function; :meth:`with_` makes a copy with others.
    key_points : tuple of str
        When to use it and what goes wrong.
    equivalents : mapping of str to str
        The same function elsewhere, parameters written out.
    onnx : str or None
        The ONNX operator.
    init : str
        The initializer that suits layers with this activation.
    turning_points : tuple of float
        Where the slope passes through 0, and the curve turns.
    naive : (str, float or tuple of float) or None
        How it is often written in NumPy, and a float32 input (or a row of them) on which that fails.
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
        """The values at -inf and at +inf."""
        return self._resolve(self.declared_limits)

    @property
    def kinks(self) -> Points:
        """Where the function is not smooth."""
        declared = self.declared_kinks
        return declared(**self.parameters) if callable(declared) else declared

    @property
    def flat(self) -> bool:
        """Whether the slope is 0 wherever one looks, so that no gradient passes."""
        return False

    def with_(self, /, **parameters: float) -> Activation:
        """Return a copy with other parameters, such as ``leaky_relu.with_(negative_slope=0.2)``.

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
        """Return f(x)."""

    @abstractmethod
    def vjp(self, x: ArrayLike, g: ArrayLike) -> Any:  # noqa: ANN401  a float for a number
        """Return gᵀ·J(x), the gradient by x when g is the gradient by the output."""

    @abstractmethod
    def curves(self, z: Array) -> dict[str, Array]:
        """Return what is worth drawing over the points z: the curves by name, each of z's shape."""

    @abstractmethod
    def write(self, source: Source) -> None:
        """Write the function, and its derivative or vjp, into a file of source code."""

    def code(self, language: str = "c", dtype: str = "float32") -> str:
        """Return the function and its derivative as source code that computes what this library computes.

        A function of one number takes and returns float64 (``double``). One of a row takes arrays, and in Python
        matrices of rows.

        Parameters
        ----------
        language : str
            ``"c"`` (C99), ``"js"`` or ``"python"`` (with NumPy).
        dtype : str
            ``"float32"``: the result is right once it is rounded to float32. ``"float64"``: it keeps all bits, and
            the code is longer.

        Raises
        ------
        OptionError
            There is no such language or dtype.
        NotCompilableError
            A function of your own uses what cannot be written down.
        """
        source = new_source(language, dtype)
        self.write(source)
        return source.text()

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


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Elementwise(Activation):
    """An activation that treats every number alone: a = f(z), slope f'(z).

    Called with an array of any shape, or a number; see :func:`barreleye.kernels.map_body` for the
    rules on dtypes and layouts.
    """

    slope: Body | None = None
    selecting: bool = False
    piecewise_linear: bool = False
    increasing: bool = False

    @property
    def flat(self) -> bool:
        """Whether the slope is 0 wherever one looks, so that no gradient passes."""
        return not np.any(self.derivative(np.linspace(-8.0, 8.0, 65)))

    def __call__(self, x: ArrayLike, out: NDArray[Any] | None = None) -> Any:  # noqa: ANN401  a float for a number
        """Return f(x), element by element; ``out`` may be x itself."""
        return self.value.apply(x, out)

    def derivative(self, x: ArrayLike, out: NDArray[Any] | None = None) -> Any:  # noqa: ANN401  a float for a number
        """Return f'(x), computed from x: forms that use f(x) lose their digits where f saturates."""
        return self._slope.apply(x, out)

    def value_and_derivative(self, x: ArrayLike) -> tuple[Any, Any]:
        """Return f(x) and f'(x), which share what they can of one pass over x."""
        if self.slope is None:
            return self(x), self.derivative(x)  # which says what is missing
        return self.both(x)

    @cached_property
    def both(self) -> TwoMaps:
        """The value and the slope in one pass."""
        return TwoMaps(self.value, self._slope)

    @cached_property
    def value(self) -> Map:
        """The function itself."""
        return Map(self.body, self.parameters, selecting=self.selecting)

    @cached_property
    def _slope(self) -> Map:
        if self.slope is None:
            raise OptionError(f"{self.name} was declared without its slope: add @slope_of({self.name})")
        return Map(self.slope, self.parameters, selecting=self.selecting)

    def write(self, source: Source) -> None:
        """Write the function and its derivative into a file of source code."""
        instance("source", source, Source, "a Source of barreleye.scalars.text")
        source.add(self.name, self.body, self.parameters, self.summary)
        if self.slope is not None:
            source.add(f"{self.name}_derivative", self.slope, self.parameters)

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


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Rowwise(Activation):
    """An activation that maps a row to a row, so that it has a Jacobian and no simple slope."""

    vjp_body: Body | None = None
    masked: float = 0.0

    def __call__(
        self,
        x: ArrayLike,
        axis: int = -1,
        out: NDArray[Any] | None = None,
        where: ArrayLike | None = None,
    ) -> NDArray[Any]:
        """Return f of every row of x, where a row runs along ``axis``.

        Entries with ``where`` false take no part; they become 0 in softmax and -inf in log_softmax,
        also when a whole row is left out.
        """
        if where is None:
            return self.rows(x, axis=axis, out=out)
        source = as_numbers(x)
        kept = _kept(where, source.shape)
        masked = source.astype(result_dtype(source))
        masked[~kept] = -np.inf
        result = self.rows(masked, axis=axis, out=out)
        result[~kept] = self.masked
        return result

    def jacobian(self, x: ArrayLike) -> NDArray[Any]:
        """Return J[..., i, j] = ∂f_i/∂x_j; shape x.shape + (n,) for rows of n along the last axis."""
        source = as_numbers(x)
        if source.ndim == 0:
            raise ShapeError("a row-wise function needs at least one axis, got a 0-d number")
        n = source.shape[-1]
        rows = np.broadcast_to(source[..., None, :], (*source.shape, n))
        return self.vjp(rows, np.broadcast_to(np.eye(n), rows.shape))

    def write(self, source: Source) -> None:
        """Write the function and its vjp into a file of source code."""
        instance("source", source, Source, "a Source of barreleye.scalars.text")
        source.add_rows(self.name, self.body, ["z"], ["result"], comment=self.summary)
        if self.vjp_body is not None:
            source.add_rows(f"{self.name}_vjp", self.vjp_body, ["z", "g"], ["result"])

    def vjp(self, x: ArrayLike, g: ArrayLike) -> NDArray[Any]:
        """Return gᵀ·J(x) for every row along the last axis, without building J."""
        return self.product(x, g)

    @cached_property
    def rows(self) -> RowMap:
        """The function itself."""
        return RowMap(self.body, 1)

    @cached_property
    def product(self) -> RowMap:
        """The product of a row with the Jacobian."""
        if self.vjp_body is None:
            raise OptionError(f"{self.name} was declared without its vjp: add @vjp_of({self.name})")
        return RowMap(self.vjp_body, 2)

    def curves(self, z: Array) -> dict[str, Array]:
        """Return the first of two outputs while the first input is z and the second stays 0."""
        z = as_numbers(z, "z")
        if z.ndim != 1:
            raise ShapeError(f"curves are drawn over points z in a row, got shape {z.shape}")
        return {"first of two": self(np.column_stack([z, np.zeros_like(z)]))[:, 0]}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  a float for a number
        hint = (
            ": it maps rows to rows, ask for .jacobian(x) or .vjp(x, g)" if name == "derivative" else ""
        )
        raise AttributeError(
            f"{self.__dict__.get('name', 'an activation')} has no attribute '{name}'{hint}"
        )


def _kept(where: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return for every entry whether it takes part."""
    kept = as_array(where, "where")
    if kept.dtype.kind != "b":
        raise DtypeError(
            f"where holds True for what takes part and False for the rest, got {kept.dtype}"
        )
    try:
        return np.broadcast_to(kept, shape)
    except ValueError:
        raise ShapeError(
            f"where has the shape of x, {shape}, or one that NumPy broadcasts to it, got {kept.shape}"
        ) from None
