"""What an activation is, and the catalogue that each declaration enters.

One declaration per function: :func:`elementwise` or :func:`rowwise` states the facts, the decorated
function is the body, and its neighbour (:func:`slope_of`, :func:`vjp_of`) is the derivative. A
declaration enters the catalogue when its derivative arrives, and from there every part of the
library finds it.
"""

from __future__ import annotations

import inspect
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arrays import Array
from .._text import listed, near
from ..errors import OptionError, ShapeError, UnknownNameError
from ..kernels import map_body, map_rows
from ._card import html_card, latex_card

Body: TypeAlias = Callable[..., Array]
Pair: TypeAlias = tuple[float, float]
Facts: TypeAlias = Pair | Callable[..., Pair]

_CATALOGUE: dict[str, Activation] = {}
_ALIASES: dict[str, str] = {}


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
        The values at -inf and at +inf.
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
    kinks: tuple[float, ...] = ()
    parameters: Mapping[str, float] = field(default_factory=dict[str, float])
    bounds: Mapping[str, Pair] = field(default_factory=dict[str, Pair])

    @property
    def range(self) -> Pair:
        """Infimum and supremum of the values."""
        return self._resolve(self.declared_range)

    @property
    def limits(self) -> Pair:
        """The values at -inf and at +inf."""
        return self._resolve(self.declared_limits)

    def with_(self, **parameters: float) -> Activation:
        """Return a copy with other parameters, such as ``leaky_relu.with_(leak=0.2)``.

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
                raise UnknownNameError(f"{self.name} has no parameter '{name}', it has {known}{hint}")
            low, high = self.bounds.get(name, (-math.inf, math.inf))
            if not (math.isfinite(value) and low <= value <= high):
                raise OptionError(
                    f"{self.name}: {name} must be a number from {low:g} to {high:g}, got {value!r}"
                )
        values = {name: float(value) for name, value in parameters.items()}
        return replace(self, parameters=MappingProxyType({**self.parameters, **values}))

    @abstractmethod
    def __call__(self, x: ArrayLike) -> Any:  # noqa: ANN401
        """Return f(x)."""

    @abstractmethod
    def vjp(self, x: ArrayLike, g: ArrayLike) -> Any:  # noqa: ANN401
        """Return gᵀ·J(x), the gradient by x when g is the gradient by the output."""

    @abstractmethod
    def curves(self, z: Array) -> dict[str, Array]:
        """Return what is worth drawing over the points z: the curves by name, each of z's shape."""

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

    def __reduce__(self) -> tuple[Callable[..., Activation], tuple[str, dict[str, float]]]:
        return restore, (self.name, dict(self.parameters))


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Elementwise(Activation):
    """An activation that treats every number alone: a = f(z), slope f'(z).

    Called with an array of any shape, or a number; see :func:`barreleye.kernels.map_body` for the
    rules on dtypes and layouts.
    """

    slope: Body | None = None
    narrow: bool = False
    piecewise_linear: bool = False
    increasing: bool = False

    def __call__(self, x: ArrayLike, out: NDArray[Any] | None = None) -> Any:  # noqa: ANN401
        """Return f(x), element by element; ``out`` may be x itself."""
        return map_body(self.body, x, out, parameters=dict(self.parameters), narrow=self.narrow)

    def derivative(self, x: ArrayLike, out: NDArray[Any] | None = None) -> Any:  # noqa: ANN401
        """Return f'(x), computed from x: forms that use f(x) lose their digits where f saturates."""
        if self.slope is None:
            raise OptionError(f"{self.name} was declared without its slope: add @slope_of({self.name})")
        return map_body(self.slope, x, out, parameters=dict(self.parameters), narrow=self.narrow)

    def vjp(self, x: ArrayLike, g: ArrayLike) -> Any:  # noqa: ANN401
        """Return g·f'(x), element by element."""
        return np.asarray(g) * self.derivative(x)

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
            return map_rows(self.body, x, axis=axis, out=out)
        source = np.asarray(x)
        kept = np.broadcast_to(np.asarray(where, dtype=bool), source.shape)
        masked = np.where(kept, source, -np.inf).astype(
            source.dtype if source.dtype.kind == "f" else np.float64
        )
        result = map_rows(self.body, masked, axis=axis, out=out)
        result[~kept] = self.masked
        return result

    def jacobian(self, x: ArrayLike) -> NDArray[Any]:
        """Return J[..., i, j] = ∂f_i/∂x_j; shape x.shape + (n,) for rows of n along the last axis."""
        source = np.asarray(x)
        if source.ndim == 0:
            raise ShapeError("a row-wise function needs at least one axis, got a 0-d number")
        n = source.shape[-1]
        rows = np.broadcast_to(source[..., None, :], (*source.shape, n))
        return self.vjp(rows, np.broadcast_to(np.eye(n), rows.shape))

    def vjp(self, x: ArrayLike, g: ArrayLike) -> NDArray[Any]:
        """Return gᵀ·J(x) for every row along the last axis, without building J."""
        if self.vjp_body is None:
            raise OptionError(f"{self.name} was declared without its vjp: add @vjp_of({self.name})")
        return map_rows(self.vjp_body, x, g)

    def curves(self, z: Array) -> dict[str, Array]:
        """Return the first of two outputs while the first input is z and the second stays 0."""
        return {"first of two": self(np.column_stack([z, np.zeros_like(z)]))[:, 0]}


def elementwise(
    *,
    latex: str,
    truth: str,
    range: Facts,  # noqa: A002  the word of the field, and of the attribute it becomes
    limits: Facts,
    key_points: tuple[str, ...],
    equivalents: Mapping[str, str],
    onnx: str | None,
    init: str,
    kinks: tuple[float, ...] = (),
    bounds: Mapping[str, Pair] | None = None,
    narrow: bool = False,
    piecewise_linear: bool = False,
    increasing: bool = False,
) -> Callable[[Body], Elementwise]:
    """Declare an element-wise activation; the decorated function is its body.

    Further arguments of the body, with their defaults, become the parameters of the activation.
    ``narrow`` is for bodies that only select among z and constants exact in every float type.
    """

    def declare(body: Body) -> Elementwise:
        return Elementwise(
            **_identity(body),
            latex=latex,
            truth=truth,
            declared_range=range,
            declared_limits=limits,
            key_points=key_points,
            equivalents=MappingProxyType(dict(equivalents)),
            onnx=onnx,
            init=init,
            kinks=kinks,
            bounds=MappingProxyType(dict(bounds or {})),
            narrow=narrow,
            piecewise_linear=piecewise_linear,
            increasing=increasing,
        )

    return declare


def slope_of(activation: Elementwise, *, aliases: tuple[str, ...] = ()) -> Callable[[Body], Body]:
    """Give a declared activation its slope; with it the activation enters the catalogue."""

    def complete(slope: Body) -> Body:
        object.__setattr__(activation, "slope", slope)  # the one moment before it is frozen for good
        _enter(activation, aliases)
        return slope

    return complete


def rowwise(
    *,
    latex: str,
    truth: str,
    range: Pair,  # noqa: A002  as above
    limits: Pair,
    key_points: tuple[str, ...],
    equivalents: Mapping[str, str],
    onnx: str | None,
    init: str,
    masked: float,
) -> Callable[[Body], Rowwise]:
    """Declare a row-wise activation; its body maps a float64 matrix of rows to another."""

    def declare(body: Body) -> Rowwise:
        return Rowwise(
            **_identity(body),
            latex=latex,
            truth=truth,
            declared_range=range,
            declared_limits=limits,
            key_points=key_points,
            equivalents=MappingProxyType(dict(equivalents)),
            onnx=onnx,
            init=init,
            masked=masked,
        )

    return declare


def vjp_of(activation: Rowwise) -> Callable[[Body], Body]:
    """Give a declared row-wise activation its product with the Jacobian."""

    def complete(vjp_body: Body) -> Body:
        object.__setattr__(activation, "vjp_body", vjp_body)
        _enter(activation, ())
        return vjp_body

    return complete


def get(name: str | Activation) -> Activation:
    """Return the activation of that name (or alias); an Activation is returned as it is.

    Raises
    ------
    UnknownNameError
        There is none; the message suggests near names.
    """
    if isinstance(name, Activation):
        return name
    if not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance]  callers may be untyped
        raise UnknownNameError(f"an activation is given by its name, got {name!r}")
    found = _CATALOGUE.get(_ALIASES.get(name, name))
    if found is None:
        hint = near(name, [*_CATALOGUE, *_ALIASES]) or f"; there are {listed(names())}"
        raise UnknownNameError(f"no activation is called '{name}'{hint}")
    return found


def names() -> tuple[str, ...]:
    """Return the names in the catalogue, family by family, simplest first."""
    return tuple(_CATALOGUE)


def restore(name: str, parameters: Mapping[str, float]) -> Activation:
    """Return the activation that a saved description names."""
    return get(name).with_(**parameters) if parameters else get(name)


def _identity(body: Body) -> dict[str, Any]:
    defaults = {
        name: float(argument.default)
        for name, argument in list(inspect.signature(body).parameters.items())[1:]
    }
    summary = inspect.getdoc(body)
    if not summary:
        raise OptionError(f"{body.__name__}: the first line of the docstring says what it is")
    return {
        "name": body.__name__,
        "summary": summary.partition("\n\n")[0],
        "body": body,
        "parameters": MappingProxyType(defaults),
    }


def _enter(activation: Activation, aliases: tuple[str, ...]) -> None:
    for name in (activation.name, *aliases):
        if name in _CATALOGUE or name in _ALIASES:
            raise OptionError(f"an activation called '{name}' exists already")
    _CATALOGUE[activation.name] = activation
    _ALIASES.update(dict.fromkeys(aliases, activation.name))
