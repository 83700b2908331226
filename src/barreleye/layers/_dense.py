"""The dense layer: every neuron has a weight for every input."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import activations, initializers
from .._arguments import as_numbers, instance, is_whole, whole_number
from .._arrays import Array, Rng
from .._fork_lock import load
from ..activations import Activation
from ..errors import OptionError, ShapeError
from ..initializers import Initializer
from ..kernels import affine, affine_gradients
from ._layer import LayerParameters, LayerRecord


@dataclass(frozen=True, init=False)
class Dense:
    """A layer of ``units`` neurons: a = activation(x W + b).

    Parameters
    ----------
    units : int
        Number of neurons, at least 1.
    activation : str or Activation
        A name (:func:`barreleye.activations.names`), or an activation such as
        ``be.activations.leaky_relu.with_(negative_slope=0.2)``.
    init : str, Initializer, array or (array, array), optional
        Initial weights: a name (:func:`barreleye.initializers.get`), an array (n_inputs, units),
        or a pair (weights, biases). The default is ``init`` of the activation, with biases of 0.
    bias : bool
        Whether the neurons have biases.
    name : str, optional
        The name of the layer in traces and messages; by default ``hidden0``, ``hidden1`` ... ``output``.

    Raises
    ------
    UnknownNameError, OptionError
        There is no such activation or initializer, or an argument is out of its range.

    Examples
    --------
    >>> import barreleye as be
    >>> be.Dense(8, "relu")
    Dense(8, relu)
    """

    units: int
    activation: Activation
    init: Initializer = field(compare=False)
    bias: bool
    name: str | None

    def __init__(
        self,
        units: int,
        activation: str | Activation = "linear",
        init: Any = None,  # noqa: ANN401  see initializers.get
        bias: bool = True,
        name: str | None = None,
    ) -> None:
        instance("bias", bias, bool | np.bool_, "True or False")
        instance("the name of a layer", name, str | None, "a string, or None")
        units = whole_number("the number of neurons of a Dense layer", units)
        _refuse_inputs(units, activation)
        chosen = activations.get(activation)
        rule = initializers.get(chosen.init if init is None else init)
        if not bias and getattr(rule, "given_biases", None) is not None:
            raise OptionError("biases were given for a layer with bias=False: leave one of the two out")
        object.__setattr__(self, "units", units)
        object.__setattr__(self, "activation", chosen)
        object.__setattr__(self, "init", rule)
        object.__setattr__(self, "bias", bool(bias))
        object.__setattr__(self, "name", name)

    def build(self, inputs: int, *, seed: int | None = 0, dtype: str = "float32") -> Any:  # noqa: ANN401  a Network
        """Return the network that this layer is alone: what many lessons call a layer, with weights and a forward.

        Parameters
        ----------
        inputs : int
            The number of inputs.
        seed : int, optional
            For the initial weights.
        dtype : str
            ``"float32"`` or ``"float64"``.

        Examples
        --------
        >>> import barreleye as be
        >>> layer = be.Dense(3, "relu").build(inputs=2, seed=0)
        >>> layer([[0.5, -1.0], [2.0, 1.0]]).shape
        (2, 3)
        """
        floor = load(
            f"{__name__.partition('.')[0]}.training"
        )  # above this one: loaded where it is asked for
        return floor.Network(inputs, [self], seed=seed, dtype=dtype)

    def shapes(self, n_inputs: int) -> tuple[tuple[int, ...], ...]:
        """Return the shapes of the weights and, if there are any, of the biases."""
        weights = (n_inputs, self.units)
        return (weights, (self.units,)) if self.bias else (weights,)

    def initialize(self, parameters: LayerParameters, rng: Rng) -> None:
        """Write the initial weights and biases into ``parameters``."""
        drawn = self.init.weights(parameters.weights.shape[0], self.units, rng)
        parameters.weights[...] = self._checked("weights", drawn, parameters.weights.shape)
        if parameters.biases is not None:
            drawn = self.init.biases(self.units)
            parameters.biases[...] = self._checked("biases", drawn, parameters.biases.shape)

    def _checked(self, what: str, found: ArrayLike, shape: tuple[int, ...]) -> NDArray[Any]:
        """Return what the initializer gave, which may be anybody's, if it is numbers of the right shape."""
        numbers = as_numbers(found, what)
        if numbers.shape != shape:
            raise ShapeError(
                f"initializer {self.init.name} gives {what} of shape {shape}, got {numbers.shape}"
            )
        return numbers

    def forward(self, x: Array, parameters: LayerParameters, name: str) -> LayerRecord:
        """Return the record of z = x W + b and a = f(z) for rows x, shape (rows, n_inputs)."""
        z = affine(x, parameters.weights, parameters.biases)
        return LayerRecord(name, self.activation, x, z, self.activation(z))

    def parameter_gradients(self, record: LayerRecord, d_z: Array, out: LayerParameters) -> None:
        """Write dW = xᵀ·dz and db = Σ dz into ``out``; ``d_z`` has shape (rows, units)."""
        affine_gradients(record.x, d_z, out.weights, out.biases)

    def input_gradient(self, d_z: Array, parameters: LayerParameters) -> Array:
        """Return dx = dz·Wᵀ, shape (rows, n_inputs)."""
        return d_z @ parameters.weights.T

    def describe(self) -> dict[str, Any]:
        """Return the description as JSON values."""
        return {
            "kind": "dense",
            "units": self.units,
            "activation": self.activation.name,
            "activation_parameters": dict(self.activation.parameters),
            "init": self.init.name,
            "bias": self.bias,
            "name": self.name,
        }

    def __repr__(self) -> str:
        extras = "" if self.bias else ", bias=False"
        return f"Dense({self.units}, {self.activation!r}{extras})"


def _refuse_inputs(first: int, second: object) -> None:
    """Answer whoever gives inputs and neurons, as other libraries and many lessons have it."""
    if is_whole(second) and 0 < second < 10**6:
        raise OptionError(
            "the first number of a Dense layer is that of its neurons, and the inputs are told when it is built:"
            f" for {first} inputs and {second} neurons, Dense({second}, 'relu').build(inputs={first})"
        )
