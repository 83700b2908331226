"""The record of one pass: for every layer its input, z, outputs and slopes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from .._arrays import Array, Integers
from .._shown_tables import ShownAsTables, ShownTable
from .._text import counted, listed, near
from ..errors import UnknownNameError
from ..layers import LayerRecord


class Trace(ShownAsTables):
    """The record of one forward pass: one :class:`~barreleye.layers.LayerRecord` per layer, in order.

    Attributes
    ----------
    inputs : array, shape (rows, n_inputs)
    layers : tuple of LayerRecord
        Each has ``x``, ``z``, ``a`` and ``slopes``. An index or a name finds one: ``trace["hidden0"].z``.
    outputs : array, shape (rows, n_outputs)
    """

    def __init__(self, inputs: Array, layers: Sequence[LayerRecord]) -> None:
        self.inputs = inputs
        self.layers = tuple(layers)

    @property
    def outputs(self) -> Array:
        """The outputs of the last layer, shape (rows, n_outputs)."""
        return self.layers[-1].a

    def first_non_finite(self) -> tuple[str, str] | None:
        """Return (layer, quantity) of the first NaN or infinity of the pass, or None."""
        if not np.isfinite(self.inputs).all():
            return ("inputs", "x")
        for layer in self.layers:
            for quantity in ("z", "a"):
                if not np.isfinite(getattr(layer, quantity)).all():
                    return (layer.name, quantity)
        return None

    def dead(self) -> dict[str, Integers]:
        """Return the dead neurons of every layer, by its name: their indices, shape (n,).

        A neuron is dead on these rows if its output and its slope are 0 on all of them: no gradient reaches it. A
        layer with a row-wise activation has none.
        """
        found: dict[str, Integers] = {}
        for record in self.layers:
            slopes = record.slopes
            silent = np.zeros(record.a.shape[1], dtype=bool)
            if slopes is not None:
                silent = ((record.a == 0.0) & (slopes == 0.0)).all(axis=0)
            found[record.name] = np.flatnonzero(silent)
        return found

    def __getitem__(self, layer: int | str) -> LayerRecord:
        if isinstance(layer, int):
            return self.layers[layer]
        for record in self.layers:
            if record.name == layer:
                return record
        names = [record.name for record in self.layers]
        hint = near(str(layer), names) or f"; there are {listed(names)}"
        raise UnknownNameError(f"no layer is called '{layer}'{hint}")

    def __iter__(self) -> Iterator[LayerRecord]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.layers)

    def shown(self) -> Sequence[ShownTable]:
        """Return one table: a row for each layer."""
        rows = [("inputs", f"{self.inputs.shape[1]}", "", _span(self.inputs), "", "")]
        for record in self.layers:
            slopes = record.slopes
            rows.append(
                (
                    record.name,
                    f"{record.z.shape[1]}",
                    repr(record.activation),
                    _span(record.a),
                    _span(record.z),
                    "row-wise" if slopes is None else _span(slopes),
                )
            )
        header = ("layer", "width", "activation", "outputs a", "pre-activations z", "slopes da/dz")
        return [ShownTable(header, rows, (1,), f"trace of {counted(len(self.inputs), 'row')}")]


def _span(values: Array) -> str:
    if values.size == 0:
        return "empty"
    if values.size <= 4:
        return ", ".join(f"{v:.4g}" for v in values.ravel())
    return f"{values.min():.4g} to {values.max():.4g}"
