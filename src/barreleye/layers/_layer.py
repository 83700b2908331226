"""What every layer can do, the numbers it is lent, and the record it leaves of one pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from .._arrays import Array, Rng
from ..activations import Activation, Elementwise


class LayerParameters(NamedTuple):
    """Views of one layer's part of a flat vector.

    weights has shape (n_inputs, n_neurons), biases (n_neurons,) or is None for a layer without.
    """

    weights: Array
    biases: Array | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LayerRecord:
    """What happened in one layer during one pass.

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
    """A frozen description of a layer. The passes ask it for nothing but these."""

    @property
    def units(self) -> int:
        """Number of outputs."""
        ...

    @property
    def activation(self) -> Activation:
        """What is applied to z."""
        ...

    @property
    def name(self) -> str | None:
        """A name somebody chose, or None."""
        ...

    def shapes(self, n_inputs: int) -> tuple[tuple[int, ...], ...]:
        """Shapes of its parameter blocks, weights first."""
        ...

    def initialize(self, parameters: LayerParameters, rng: Rng) -> None:
        """Write the first weights and biases."""
        ...

    def forward(self, x: Array, parameters: LayerParameters, name: str) -> LayerRecord:
        """Pass rows through and record it."""
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
