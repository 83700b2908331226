"""The fan rules as a table, and the few initializers that are not one."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_numbers, instance, real, shown
from .._arrays import Array, Rng
from .._text import listed, near
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
    """Something that draws the weights of a layer."""

    @property
    def name(self) -> str:
        """What a summary prints."""
        ...

    def weights(self, n_inputs: int, n_neurons: int, rng: Rng) -> Array:
        """Draw W with shape (n_inputs, n_neurons), float64."""
        ...

    def biases(self, n_neurons: int) -> Array:
        """Return b with shape (n_neurons,), float64."""
        ...


class _ZeroBiases:
    def biases(self, n_neurons: int) -> Array:
        return np.zeros(n_neurons)


@dataclass(frozen=True)
class Random(_ZeroBiases):
    """Independent draws around 0, either normal or uniform.

    Attributes
    ----------
    shape : str
        ``"normal"`` or ``"uniform"``.
    scale : float or str
        The standard deviation, or the name of the fan rule that gives it.
    """

    shape: str
    scale: float | str

    @property
    def name(self) -> str:
        """``he_normal``, or ``normal(0.01)``."""
        if isinstance(self.scale, str):
            return f"{self.scale}_{self.shape}"
        return f"{self.shape}({self.scale:g})"

    def weights(self, n_inputs: int, n_neurons: int, rng: Rng) -> Array:
        """Draw W with shape (n_inputs, n_neurons)."""
        deviation = self._deviation(n_inputs, n_neurons)
        if self.shape == "normal":
            return deviation * rng.standard_normal((n_inputs, n_neurons))
        bound = deviation * math.sqrt(3.0)  # a uniform draw on ±r has standard deviation r/√3
        return rng.uniform(-bound, bound, (n_inputs, n_neurons))

    def _deviation(self, n_inputs: int, n_neurons: int) -> float:
        if not isinstance(self.scale, str):
            return self.scale
        gain, fan = _RULES[self.scale]
        return math.sqrt(gain / (n_inputs + n_neurons if fan == "inputs + neurons" else n_inputs))


@dataclass(frozen=True)
class Zeros(_ZeroBiases):
    """All weights 0. Neurons of one layer then stay equal for ever: for teaching, or one neuron."""

    name: str = "zeros"

    def weights(self, n_inputs: int, n_neurons: int, rng: Rng) -> Array:  # noqa: ARG002  draws nothing
        """Return zeros of shape (n_inputs, n_neurons)."""
        return np.zeros((n_inputs, n_neurons))


@dataclass(frozen=True, eq=False)
class Given:
    """Weights, and biases if there are any, that somebody chose."""

    given_weights: Array
    given_biases: Array | None = None
    name: str = "given"

    def weights(self, n_inputs: int, n_neurons: int, rng: Rng) -> Array:  # noqa: ARG002  draws nothing
        """Return the given weights if they have shape (n_inputs, n_neurons)."""
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
        """Return the given biases if they have shape (n_neurons,), zeros if there are none."""
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
        """Refuse: nobody knows them any more."""
        raise OptionError(
            f"this layer began with {self.name} weights, which its description does not hold: give init"
        )


Choice: TypeAlias = "str | Initializer | ArrayLike | tuple[ArrayLike, ArrayLike]"


def get(choice: Any) -> Initializer:  # noqa: ANN401  a Choice; arrays defeat the type checker
    """Return an initializer from its name, an array of weights, or a pair (weights, biases).

    Names: ``he``, ``glorot`` (or ``xavier``), ``lecun``, each also with ``_normal`` or ``_uniform``;
    ``zeros``; ``normal`` with the standard deviation 0.01 of the teaching documents.
    """
    if isinstance(choice, str):
        return _by_name(choice)
    if callable(getattr(choice, "weights", None)) and hasattr(choice, "biases"):
        instance(
            "the name of an initializer", getattr(choice, "name", None), str, "a word, which files keep"
        )
        return cast("Initializer", choice)
    if isinstance(choice, tuple):
        pair = cast("tuple[Any, ...]", choice)
        if len(pair) != 2:
            raise OptionError(f"init as a tuple is (weights, biases), got {len(pair)} entries")
        return given(pair[0], pair[1])
    return given(cast("ArrayLike", choice))


def given(weights: ArrayLike, biases: ArrayLike | None = None) -> Given:
    """Begin with these weights (n_inputs, n_neurons) and biases (n_neurons,), copied."""
    W = _numbers(weights, "weights", 2)
    return Given(W, None if biases is None else _numbers(biases, "biases", 1))


def normal(scale: float = 0.01) -> Random:
    """Normal draws with this standard deviation, whatever the layer's size."""
    return Random("normal", _positive(scale))


def uniform(scale: float) -> Random:
    """Uniform draws with this standard deviation, whatever the layer's size."""
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
    """Return the initializer that a saved description names.

    Weights once given are not kept, nor is an initializer of one's own: of those the name remains.
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
