"""One neuron: weights, a bias, an activation; alone, or as a view of a column of a layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import activations
from .._arguments import as_numbers
from .._arrays import Array
from .._shown_tables import ShownAsTables, ShownTable
from ..activations import Activation, Elementwise
from ..errors import OptionError, ShapeError


@dataclass(frozen=True, eq=False, repr=False)
class Explanation(ShownAsTables):
    """How a neuron computes its output for one row: signals, weighting, sum, activation, output.

    Attributes
    ----------
    signals, weights, weighted : array, shape (n_inputs,)
        The inputs, their weights, and the products of the two.
    bias : float
    z : float
        The sum of the weighted signals and the bias.
    activation : Activation
    output, slope : float
        f(z) and f'(z).
    """

    signals: Array
    weights: Array
    weighted: Array
    bias: float
    z: float
    activation: Activation
    output: float
    slope: float

    def shown(self) -> Sequence[ShownTable]:
        """Return one table: a row for each signal, and the further steps below."""
        rows = [
            (f"x{i}", f"{x:.6g}", f"{w:.6g}", f"{p:.6g}")
            for i, (x, w, p) in enumerate(zip(self.signals, self.weights, self.weighted, strict=True))
        ]
        header = ("1. signal", "value", "weight", "2. weighted")
        terms = " ".join(f"{p:+.6g}" for p in self.weighted)
        below = (
            f"3. sum         z = {terms} {self.bias:+.6g} (bias) = {self.z:.6g}",
            f"4. activation  {self.activation!r}, slope {self.slope:.6g} here",
            f"5. output      a = {self.output:.6g}",
        )
        return [ShownTable(header, rows, (1, 2, 3), below=below)]


class Neuron:
    """One artificial neuron: a = f(Σ wᵢ xᵢ + b).

    Parameters
    ----------
    weights : array_like, shape (n_inputs,)
        They are copied. (:meth:`Network.neuron` returns a neuron whose weights are a view of the network's.)
    bias : float
    activation : str or Activation
        An element-wise one: softmax needs the z of a whole layer.

    Raises
    ------
    ShapeError, OptionError, UnknownNameError
        An argument does not fit; the message says which.

    Examples
    --------
    >>> import barreleye as be
    >>> neuron = be.Neuron([6.0], 0.0, "relu")
    >>> float(neuron([0.08]))
    0.48
    """

    def __init__(
        self, weights: ArrayLike, bias: float = 0.0, activation: str | Activation = "linear"
    ) -> None:
        W = np.atleast_1d(as_numbers(weights, "weights")).astype(np.float64)
        if W.ndim != 1 or W.size == 0:
            raise ShapeError(f"a neuron has one row of weights, got shape {W.shape}")
        self._connect(W, np.array([_bias(bias)]), activations.get(activation))
        self._elementwise()

    @classmethod
    def window(cls, weights: Array, bias: Array | None, activation: Activation) -> Neuron:
        """Return a neuron that reads and writes the arrays weights (n_inputs,) and bias (1,), without a copy."""
        neuron = cls.__new__(cls)
        neuron._connect(weights, bias, activation)  # noqa: SLF001  its own kind
        return neuron

    def _connect(self, weights: Array, bias: Array | None, activation: Activation) -> None:
        self._weights = weights
        self._bias = bias
        self.activation = activation

    def __reduce__(self) -> tuple[Callable[..., Neuron], tuple[Array, Array | None, Activation]]:
        """Copy and pickle a neuron as one of its own: what arrives may be read-only, or shared."""
        return _arrived, (self._weights, self._bias, self.activation)

    @property
    def weights(self) -> Array:
        """The weights, shape (n_inputs,), without a copy: writing into them changes the neuron."""
        return self._weights

    @weights.setter
    def weights(self, values: ArrayLike) -> None:
        given = as_numbers(values, "weights")
        if given.shape != self._weights.shape:
            raise ShapeError(
                f"this neuron's weights have shape {self._weights.shape}, got {given.shape}"
            )
        self._weights[...] = given

    @property
    def bias(self) -> float:
        """The bias; 0 for a neuron of a layer with bias=False."""
        return 0.0 if self._bias is None else float(self._bias[0])

    @bias.setter
    def bias(self, value: float) -> None:
        if self._bias is None:
            raise OptionError("this neuron belongs to a layer with bias=False")
        self._bias[0] = _bias(value)

    def z(self, x: ArrayLike) -> Any:  # noqa: ANN401  a float for one row, an array for several
        """Return the pre-activation for one row (n_inputs,) or for rows (rows, n_inputs)."""
        return self._signals(x) @ self._weights + self.bias

    def __call__(self, x: ArrayLike) -> Any:  # noqa: ANN401  as z
        """Return the output for one row (n_inputs,) or for rows (rows, n_inputs)."""
        return self._elementwise()(self.z(x))

    def explain(self, x: ArrayLike) -> Explanation:
        """Return every step of the computation for one row (n_inputs,), as an object to print."""
        signals = self._signals(x)
        if signals.ndim != 1:
            raise ShapeError(
                f"explain takes one row of shape ({self._weights.size},), got {signals.shape}"
            )
        activation = self._elementwise()
        weighted = signals * self._weights
        z = self.z(signals)
        return Explanation(
            signals=signals,
            weights=self._weights.copy(),
            weighted=weighted,
            bias=self.bias,
            z=float(z),
            activation=self.activation,
            output=float(activation(z)),
            slope=float(activation.derivative(z)),
        )

    def _elementwise(self) -> Elementwise:
        if not isinstance(self.activation, Elementwise):
            raise OptionError(
                f"{self.activation.name} needs a whole row of pre-activations, one neuron cannot apply it:"
                " read the layer's outputs with net.trace(X)"
            )
        return self.activation

    def _signals(self, x: ArrayLike) -> NDArray[Any]:
        signals = as_numbers(x)
        if signals.ndim == 0 and self._weights.size == 1:
            signals = signals[None]
        if signals.ndim not in (1, 2) or signals.shape[-1] != self._weights.size:
            raise ShapeError(
                f"this neuron has {self._weights.size} inputs, got x with shape {signals.shape}; for a row of"
                " inputs of the whole network ask net.explain(x).neuron(layer, index)"
            )
        return signals

    def __repr__(self) -> str:
        weights = np.array2string(self._weights, precision=4, separator=", ", threshold=8)
        return f"Neuron(weights={weights}, bias={self.bias:.4g}, activation={self.activation!r})"


def _arrived(weights: Array, bias: Array | None, activation: Activation) -> Neuron:
    return Neuron.window(weights.copy(), None if bias is None else bias.copy(), activation)


def _bias(value: float) -> float:
    number = as_numbers(value, "bias")
    if number.size != 1:
        raise ShapeError(f"a bias is one number, got shape {number.shape}")
    return float(number.item())
