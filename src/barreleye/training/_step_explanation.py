"""One training step with its numbers: the loss, its gradients, the update, and the loss after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from .. import optimizers
from .._arrays import Array
from .._shown_tables import ShownAsTables, ShownTable
from .._text import counted
from ..network import Parameters
from ..optimizers import Adam

if TYPE_CHECKING:
    from ._network import Network

_MOST = 40  # parameters that are listed one by one


@dataclass(frozen=True, eq=False, repr=False)
class StepExplanation(ShownAsTables):
    """What one step of an optimizer over all rows does to a network, which itself stays as it is.

    Attributes
    ----------
    rows : int
    loss_name, optimizer : str
    loss, loss_after : float
        The mean loss of the rows before and after the step.
    before, gradients, after : Parameters
        The parameters before the step, the gradients of the loss, and the parameters after the step.
    net : Network
        The network after the step.
    """

    rows: int
    loss_name: str
    optimizer: str
    loss: float
    loss_after: float
    before: Parameters
    gradients: Parameters
    after: Parameters
    net: Network

    @property
    def update(self) -> Array:
        """What the step adds to every parameter, shape (n_parameters,)."""
        return self.after.vector - self.before.vector

    def shown(self) -> Sequence[ShownTable]:
        """Return the losses, the layers, and in small networks every parameter."""
        losses = [
            ("1. forward", f"{self.loss_name} of {counted(self.rows, 'row')}", f"{self.loss:.6g}"),
            ("2. gradients", "norm over all parameters", f"{np.linalg.norm(self.gradients.vector):.6g}"),
            (
                "3. update",
                f"{self.optimizer}: norm over all parameters",
                f"{np.linalg.norm(self.update):.6g}",
            ),
            ("4. forward again", f"{self.loss_name} after the step", f"{self.loss_after:.6g}"),
        ]
        tables = [
            ShownTable(("step", "what", "value"), losses, [2], "one training step"),
            self._layers(),
        ]
        if self.before.vector.size <= _MOST:
            header = ("parameter", "value", "gradient", "update", "new value")
            tables.append(ShownTable(header, list(self._parameters()), range(1, 5), "every parameter"))
        return tables

    def _layers(self) -> ShownTable:
        header = ("layer", "norm of weights", "of gradient", "of update", "update / weights")
        rows: list[tuple[str, ...]] = []
        for part in self.before.slices:
            own = slice(part.start, part.start + part.size)
            norms = [
                float(np.linalg.norm(v[own]))
                for v in (self.before.vector, self.gradients.vector, self.update)
            ]
            ratio = f"{norms[2] / norms[0]:.3g}" if norms[0] else ""
            rows.append((part.name, *(f"{norm:.6g}" for norm in norms), ratio))
        return ShownTable(header, rows, range(1, 5), "by layer, weights and biases together")

    def _parameters(self) -> Iterator[tuple[str, ...]]:
        vectors = self.before.vector, self.gradients.vector, self.update, self.after.vector
        for part in self.before.slices:
            inputs, units = part.shape
            names = [f"{part.name}.weights[{i}, {j}]" for i in range(inputs) for j in range(units)]
            names += [f"{part.name}.biases[{j}]" for j in range(part.size - len(names))]
            for k, name in enumerate(names, part.start):
                yield (name, *(f"{vector[k]:.6g}" for vector in vectors))


def explain_step(net: Network, X: ArrayLike, y: ArrayLike, optimizer: Any, loss: Any) -> StepExplanation:  # noqa: ANN401
    """Return what one step over all rows does; the arguments are those of ``fit``."""
    stepped = net.copy()
    chosen = optimizers.get(Adam(1e-3) if optimizer is None else optimizer)
    before = net.loss(X, y, loss)
    gradients = net.gradients(X, y, loss)
    rows = len(net.as_rows(X))
    history = stepped.fit(X, y, epochs=1, batch_size=rows, optimizer=chosen, loss=loss, progress=False)
    return StepExplanation(
        rows=rows,
        loss_name=history.loss_name,
        optimizer=repr(chosen),
        loss=before,
        loss_after=stepped.loss(X, y, loss),
        before=net.copy().parameters,
        gradients=gradients,
        after=stepped.parameters,
        net=stepped,
    )
