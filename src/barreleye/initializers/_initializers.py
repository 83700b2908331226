"""The fan rules as a table, and the few initializers that are not one."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_numbers, instance, real
from .._arrays import Array, Rng
from .._text import listed, near, shown
from ..errors import OptionError, ShapeError, UnknownNameError

# variance of a weight = gain / fan
_RULES = {
    "he": (2.0, "inputs"),  # He et al., 2015: for rectifiers, which silence half of their inputs
    "glorot": (2.0, "inputs + neurons"),  # Glorot and Bengio, 2010: forward and backward in balance
    "lecun": (1.0, "inputs"),  # LeCun et al., 1998: keeps the variance of a linear neuron
}
_ALIASES = {
    "he": "he_normal",
    "glorot": "glorot_uniform",
    "lecun": "lecun_normal",
    "xavier": "glorot_uniform",
}


class Initializer(Protocol):
    """The initial weights and biases of a layer."""

    @property
    def name(self) -> str:
        """The name, as summaries and files have it."""
        ...

    def weights(self, n_inputs: int, n_neurons: int, rng: Rng) -> Array:
        """Return initial weights, shape (n_inputs, n_neurons), float64, drawn from ``rng``."""
        ...

    def biases(self, n_neurons: int) -> Array:
        """Return initial biases, shape (n_neurons,), float64."""
        ...


class _ZeroBiases:
    def biases(self, n_neurons: int) -> Array:
        return np.zeros(n_neurons)


@dataclass(frozen=True)
class Random(_ZeroBiases):
    """Independent random weights with mean 0, normal or uniform.

    Attributes
    ----------
    shape : str
        ``"normal"`` or ``"uniform"``.
    scale : float or str
        The standard deviation, or ``"he"`` for √(2/n_inputs), ``"glorot"`` for √(2/(n_inputs + n_neurons)),
        or ``"lecun"`` for √(1/n_inputs).
    """

    shape: str
    scale: float | str

    @property
    def name(self) -> str:
        """The name, such as ``he_normal`` or ``normal(0.01)``."""
        if isinstance(self.scale, str):
            return f"{self.scale}_{self.shape}"
        return f"{self.shape}({self.scale:g})"

    def weights(self, n_inputs: int, n_neurons: int, rng: Rng) -> Array:
        """Return random weights, shape (n_inputs, n_neurons)."""
        deviation = self.deviation(n_inputs, n_neurons)
        if self.shape == "normal":
            return deviation * rng.standard_normal((n_inputs, n_neurons))
        bound = deviation * math.sqrt(3.0)  # a uniform draw on ±r has standard deviation r/√3
        return rng.uniform(-bound, bound, (n_inputs, n_neurons))

    @property
    def variance(self) -> tuple[float, str]:
        """The variance of a weight: a number, and its divisor, ``inputs``, ``inputs + neurons`` or ``1``."""
        return _RULES[self.scale] if isinstance(self.scale, str) else (self.scale**2, "1")

    def deviation(self, n_inputs: int, n_neurons: int) -> float:
        """Return the standard deviation of the weights of a layer."""
        if not isinstance(self.scale, str):
            return self.scale
        gain, fan = self.variance
        return math.sqrt(gain / (n_inputs + n_neurons if fan == "inputs + neurons" else n_inputs))


@dataclass(frozen=True)
class Zeros(_ZeroBiases):
    """Weights of 0. All neurons of a layer then stay equal: of use for teaching, or for a single neuron."""

    name: str = "zeros"

    def weights(self, n_inputs: int, n_neurons: int, rng: Rng) -> Array:  # noqa: ARG002  draws nothing
        """Return zeros of shape (n_inputs, n_neurons)."""
        return np.zeros((n_inputs, n_neurons))


@dataclass(frozen=True, eq=False)
class Given:
    """Initial weights, and perhaps biases, that the caller has given."""

    given_weights: Array
    given_biases: Array | None = None
    name: str = "given"

    def weights(self, n_inputs: int, n_neurons: int, rng: Rng) -> Array:  # noqa: ARG002  draws nothing
        """Return the given weights, or raise ShapeError if their shape is not (n_inputs, n_neurons)."""
        if self.given_weights.shape != (n_inputs, n_neurons):
            hint = (
                "; it would fit transposed"
                if self.given_weights.T.shape == (n_inputs, n_neurons)
                else ""
            )
            raise ShapeError(
                f"the given weights have shape {self.given_weights.shape}, the layer needs "
                f"(inputs, neurons) = ({n_inputs}, {n_neurons}){hint}"
            )
        return self.given_weights

    def biases(self, n_neurons: int) -> Array:
        """Return the given biases, or zeros; raise ShapeError if their shape is not (n_neurons,)."""
        if self.given_biases is None:
            return np.zeros(n_neurons)
        if self.given_biases.shape != (n_neurons,):
            raise ShapeError(
                f"the given biases have shape {self.given_biases.shape}, the layer needs ({n_neurons},)"
            )
        return self.given_biases


@dataclass(frozen=True)
class Lost(_ZeroBiases):
    """Weights that were given once, or an initializer of one's own: descriptions of layers hold its name alone."""

    name: str = "given"

    def weights(self, n_inputs: int, n_neurons: int, rng: Rng) -> Array:  # noqa: ARG002
        """Raise OptionError: the file does not hold them."""
        raise OptionError(
            f"the initial weights '{self.name}' of this layer are not in its description: give init"
        )


Choice: TypeAlias = "str | Initializer | ArrayLike | tuple[ArrayLike, ArrayLike]"


def get(choice: Any) -> Initializer:  # noqa: ANN401  a Choice; arrays defeat the type checker
    """Return an initializer from its name, an array of weights, or a pair (weights, biases).

    Names: ``he``, ``glorot`` (or ``xavier``), ``lecun``, each also with ``_normal`` or ``_uniform``;
    ``zeros``; ``normal``, with standard deviation 0.01. An Initializer is returned as it is.

    Raises
    ------
    UnknownNameError, OptionError, ShapeError
        There is no such name, or an array has another number of axes.
    """
    if isinstance(choice, str):
        return _by_name(choice)
    if callable(getattr(choice, "weights", None)) and hasattr(choice, "biases"):
        instance(
            "the name of an initializer",
            getattr(choice, "name", None),
            str,
            "a string, because it is saved in files",
        )
        return cast("Initializer", choice)
    if isinstance(choice, tuple):
        pair = cast("tuple[Any, ...]", choice)
        if len(pair) != 2:
            raise OptionError(f"init as a tuple is (weights, biases), got {len(pair)} entries")
        return given(pair[0], pair[1])
    return given(cast("ArrayLike", choice))


def given(weights: ArrayLike, biases: ArrayLike | None = None) -> Given:
    """Return an initializer that gives these weights (n_inputs, n_neurons) and biases (n_neurons,), copied."""
    W = _numbers(weights, "weights", 2)
    return Given(W, None if biases is None else _numbers(biases, "biases", 1))


def normal(scale: float = 0.01) -> Random:
    """Return an initializer that draws from a normal distribution with this standard deviation."""
    return Random("normal", _positive(scale))


def uniform(scale: float) -> Random:
    """Return an initializer that draws from a uniform distribution on ±√3·scale; scale is its deviation."""
    return Random("uniform", _positive(scale))


_NAMES = (
    *(f"{rule}_{shape}" for rule in _RULES for shape in ("normal", "uniform")),
    "normal",
    "zeros",
)


def names() -> tuple[str, ...]:
    """Return the names that :func:`get` knows."""
    return _NAMES


def restore(name: str) -> Initializer:
    """Return the initializer of a model file, by its name.

    A file holds the name only. Arrays that were given as initial weights, and initializers of your own, are not
    restored: what is returned for them has their name, and raises OptionError when it is used.
    """
    if name in _NAMES:
        return _by_name(name)
    scaled = re.fullmatch(r"(normal|uniform)\((\d+(?:\.\d+)?(?:e[+-]?\d+)?)\)", name)
    return Random(scaled[1], _positive(float(scaled[2]))) if scaled else Lost(name)


def _by_name(name: str) -> Initializer:
    name = _ALIASES.get(name, name)
    if name == "zeros":
        return Zeros()
    if name == "normal":
        return normal()
    rule, _, shape = name.rpartition("_")
    if rule in _RULES and shape in ("normal", "uniform"):
        return Random(shape, rule)
    hint = near(name, names()) or f"; there are {listed(names())}"
    raise UnknownNameError(f"no initializer is called '{name}'{hint}")


def _positive(scale: float) -> float:
    if not real(scale) > 0.0:
        raise OptionError(f"the standard deviation must be a positive number, got {shown(scale)}")
    return float(scale)


def _numbers(values: ArrayLike, what: str, ndim: int) -> NDArray[np.float64]:
    array = as_numbers(values, f"the given {what}").astype(np.float64)
    if array.ndim != ndim:
        raise ShapeError(f"the given {what} need {ndim} axes, got shape {array.shape}")
    return array
