"""What every layer did in every epoch of a training with ``fit(record="epoch")``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._arguments import instance, one_of
from .._arrays import Array
from ..errors import OptionError
from ..training import History
from ._canvas import Axes, canvas, described, drawn, logarithmic, plain, whole_ticks
from ._theme import colours

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_QUANTITIES = {
    "active": "share of outputs above 0",
    "slope": "mean slope f'(z)",
    "weight_norm": "norm of the weights",
    "gradient_norm": "norm of the gradient",
    "update_ratio": "change of the weights / weights",
}
_SHARES = {"active"}  # these have a linear axis, from 0 to 1


@drawn
def layer_statistics(history: History, quantity: str = "update_ratio", *, ax: Axes = None) -> Figure:
    """Draw one statistic of every layer over the epochs.

    Parameters
    ----------
    history : History
        Of a training with ``fit(..., record="epoch")``.
    quantity : str
        ``"active"``, ``"slope"``, ``"weight_norm"``, ``"gradient_norm"`` or ``"update_ratio"``, as
        :class:`~barreleye.training.LayerStatistics` says.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.

    Raises
    ------
    OptionError
        The history has no statistics of layers, or there is no such quantity.
    """
    epochs, names, table = _table(history, quantity)
    figure, axes = canvas(ax=ax)
    for k, (name, values) in enumerate(zip(names, table, strict=True)):
        axes.plot(epochs, values, color=colours().nth(k), label=plain(name))
    if quantity in _SHARES:
        axes.set_ylim(0.0, 1.0)
    else:
        logarithmic(axes, table)
    axes.set_xlabel("epoch")
    whole_ticks(axes.xaxis)
    axes.set_ylabel(_QUANTITIES[quantity])
    axes.legend()
    return described(figure, f"{_QUANTITIES[quantity]} of {', '.join(names)} by epoch")


@drawn
def health_map(history: History, quantity: str = "active", *, ax: Axes = None) -> Figure:
    """Draw one statistic of every layer as a map: a row for each layer, a column for each epoch.

    The parameters and errors are those of :func:`layer_statistics`.
    """
    epochs, names, table = _table(history, quantity)
    figure, axes = canvas(7.2, 0.9 + 0.36 * len(names), ax=ax)
    finite = table[np.isfinite(table)]
    how: dict[str, Any] = {"vmin": 0.0, "vmax": 1.0}
    if quantity not in _SHARES:
        how = {"vmin": 0.0, "vmax": float(finite.max()) if finite.size else 1.0}
        if (finite > 0.0).any():
            from matplotlib.colors import LogNorm  # noqa: PLC0415  canvas() has imported matplotlib

            how = {"norm": LogNorm(float(finite[finite > 0.0].min()), float(finite.max()) or 1.0)}
    image = axes.imshow(
        table,
        aspect="auto",
        interpolation="nearest",
        cmap=colours().rising(),
        extent=(epochs[0] - 0.5, epochs[-1] + 0.5, len(names) - 0.5, -0.5),
        **how,
    )
    axes.set_yticks(range(len(names)), [plain(name, 16) for name in names])
    axes.set_xlabel("epoch")
    whole_ticks(axes.xaxis)
    axes.figure.colorbar(image, ax=axes, label=_QUANTITIES[quantity].replace(" ", "\n", 1))
    return described(figure, f"Map of {_QUANTITIES[quantity]}: {len(names)} layers by epoch")


def _table(history: History, quantity: str) -> tuple[list[int], list[str], Array]:
    """Return the epochs, the names of the layers, and the values, shape (layers, epochs)."""
    instance("history", history, History, "a History, as fit returns it")
    one_of("quantity", quantity, _QUANTITIES)
    recorded = [record for record in history if record.layers]
    if not recorded:
        raise OptionError('the history has no statistics of layers: train with fit(record="epoch")')
    names = list(recorded[0].layers or {})
    table = [[getattr((record.layers or {})[name], quantity) for record in recorded] for name in names]
    return [record.epoch for record in recorded], names, np.array(table, dtype=np.float64)
