"""How a network computes its outputs for one row: which neurons are active, and what each contributes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_numbers
from .._arrays import Array
from .._shown_tables import ShownAsTables, ShownTable
from .._text import counted
from ..activations import Elementwise
from ..errors import ShapeError
from ..layers import Explanation
from ._trace import Trace

if TYPE_CHECKING:
    from ._feedforward import FeedForward

_MOST = 12  # neurons of a layer in a printed table


@dataclass(frozen=True, eq=False, repr=False)
class NetworkExplanation(ShownAsTables):
    """One forward pass, layer by layer.

    Attributes
    ----------
    net : Network
    trace : Trace
        Of the one row: inputs, and z, outputs and slopes of every layer.
    active : tuple of array of bool, one per layer, each (n_neurons,)
        Whether a neuron has an output or a slope other than 0: of ReLU, whether z > 0.
    contributions : tuple of array, one per layer, each (n_neurons, n_outputs)
        The output of a neuron times the derivative of the network's last z with respect to it. For the last hidden
        layer these are the parts that the last z is the sum of, beside its bias.
    """

    net: FeedForward
    trace: Trace
    active: tuple[NDArray[np.bool_], ...]
    contributions: tuple[Array, ...]

    def neuron(self, layer: int | str, index: int) -> Explanation:
        """Return the explanation of one neuron, for what the layers below it make of the row."""
        neuron = self.net.neuron(layer, index)
        return neuron.explain(self.trace[layer].x[0])

    def shown(self) -> Sequence[ShownTable]:
        """Return the inputs, and a table for each layer."""
        inputs = [
            [f"x{i}", f"{value:.6g}"] for i, value in enumerate(self.trace.inputs[0][:_MOST].tolist())
        ]
        more = len(self.trace.inputs[0]) - _MOST
        below = [f"and {counted(more, 'more input')}"] if more > 0 else []
        return [ShownTable(("input", "value"), inputs, [1], "inputs", below), *self._layers()]

    def _layers(self) -> Iterator[ShownTable]:
        last = self.trace.layers[-1]
        chosen = int(last.a[0].argmax())
        to = "the output" if last.a.shape[1] == 1 else f"z of output {chosen}"
        for record, active, parts in zip(self.trace, self.active, self.contributions, strict=True):
            is_last = record is last
            part = parts[:, chosen]
            order = (
                np.arange(len(part)) if len(part) <= _MOST else np.argsort(-np.abs(part), kind="stable")
            )
            rows = [
                [
                    str(j),
                    f"{record.z[0, j]:.6g}",
                    f"{record.a[0, j]:.6g}",
                    *([] if is_last else ["yes" if active[j] else "no", f"{part[j] + 0.0:+.6g}"]),
                ]
                for j in order[:_MOST].tolist()
            ]
            header = ["neuron", "z", "output", *([] if is_last else ["active", f"part of {to}"])]
            title = f"{record.name}: {counted(len(part), 'neuron')}, {record.activation!r}"
            title += "" if is_last else f", {int(active.sum())} active"
            below = (
                [f"and {counted(len(part) - _MOST, 'more neuron')} with smaller parts"]
                if len(part) > _MOST
                else []
            )
            yield ShownTable(header, rows, [0, 1, 2, 4], title, below)


def explain(net: FeedForward, x: ArrayLike) -> NetworkExplanation:
    """Return the explanation of one row; ShapeError if x is none."""
    row = as_numbers(x)
    row = row[None] if row.ndim == 0 and net.inputs == 1 else row
    if row.shape != (net.inputs,):
        raise ShapeError(f"explain takes one row of shape ({net.inputs},), got shape {row.shape}")
    trace = net.trace(row[None])
    outputs = trace.outputs.shape[1]
    reach = np.eye(outputs)  # of the last z, by the z of a layer: shape (n_neurons, n_outputs)
    active = [np.ones(outputs, dtype=bool)]
    parts = [np.diag(trace.layers[-1].z[0].astype(np.float64))]
    windows = list(net.parameters)
    for record, above in zip(trace.layers[-2::-1], windows[:0:-1], strict=True):
        reach = above.weights.astype(np.float64) @ reach
        z, a = record.z[0].astype(np.float64), record.a[0].astype(np.float64)
        parts.append(a[:, None] * reach)
        sloped = (
            record.activation.derivative(z) != 0.0
            if isinstance(record.activation, Elementwise)
            else True
        )
        active.append((a != 0.0) | sloped)
        rows = np.broadcast_to(z, reach.T.shape)
        reach = np.asarray(record.activation.vjp(rows, np.ascontiguousarray(reach.T))).T
    return NetworkExplanation(net, trace, tuple(active[::-1]), tuple(parts[::-1]))
