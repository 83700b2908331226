"""The methods of every layer, its parameters, and the record of one forward pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from .._arrays import Array, Rng
from ..activations import Activation, Elementwise


class LayerParameters(NamedTuple):
    """Views of one layer's part of a flat vector.

    ``weights`` has shape (n_inputs, n_neurons); ``biases`` has shape (n_neurons,), or is None with bias=False.
    """

    weights: Array
    biases: Array | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LayerRecord:
    """The inputs, pre-activations and outputs of one layer in one forward pass.

    Attributes
    ----------
    name : str
    activation : Activation
    x : array, shape (rows, n_inputs)
    z : array, shape (rows, n_neurons)
        Pre-activations, x W + b.
    a : array, shape (rows, n_neurons)
        Outputs.
    """

    name: str
    activation: Activation
    x: Array
    z: Array
    a: Array

    @property
    def slopes(self) -> Array | None:
        """da/dz of every neuron on every row; None for a row-wise activation, which has a Jacobian."""
        if isinstance(self.activation, Elementwise):
            return self.activation.derivative(self.z)
        return None

    def __repr__(self) -> str:
        rows, units = self.z.shape
        return f"LayerRecord({self.name}: {rows} rows, {units} × {self.activation!r}; x, z, a, slopes)"


class Layer(Protocol):
    """A frozen description of a layer. The passes use these members only."""

    @property
    def units(self) -> int:
        """Number of outputs."""
        ...

    @property
    def activation(self) -> Activation:
        """The activation function, applied to z."""
        ...

    @property
    def name(self) -> str | None:
        """The name that the caller has given, or None."""
        ...

    def shapes(self, n_inputs: int) -> tuple[tuple[int, ...], ...]:
        """Return the shapes of its parameters, weights first."""
        ...

    def initialize(self, parameters: LayerParameters, rng: Rng) -> None:
        """Write the initial weights and biases into ``parameters``."""
        ...

    def forward(self, x: Array, parameters: LayerParameters, name: str) -> LayerRecord:
        """Return the record of a forward pass of x, shape (rows, n_inputs)."""
        ...

    def parameter_gradients(self, record: LayerRecord, d_z: Array, out: LayerParameters) -> None:
        """Write the gradients of its parameters, given the gradient by z."""
        ...

    def input_gradient(self, d_z: Array, parameters: LayerParameters) -> Array:
        """Return the gradient by its input x, given the gradient by z."""
        ...

    def describe(self) -> dict[str, Any]:
        """Return the description as JSON values."""
        ...
