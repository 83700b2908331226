"""Forward and back through the layers: the chain rule, written once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from numpy.typing import NDArray

from .._arrays import Array
from ..errors import OptionError
from ..layers import Layer, LayerRecord
from ..losses import Loss
from ._parameters import Parameters
from ._trace import Trace

Drop: TypeAlias = Callable[[int, Array], Array]

# Numbers per layer that pass through at once: bounded memory, and matrices large enough for BLAS.
NUMBERS_AT_ONCE = 2**20


def slices(layers: Sequence[Layer], rows: int) -> Iterator[slice]:
    """Cut rows into slices; wide layers get fewer rows at once, but never fewer than 256."""
    step = max(256, NUMBERS_AT_ONCE // max(layer.units for layer in layers))
    for start in range(0, rows, step):
        yield slice(start, start + step)


def forward(
    layers: Sequence[Layer], parameters: Parameters, X: Array, drop: Drop | None = None
) -> Trace:
    """Pass rows (rows, n_inputs) through every layer and record the way.

    ``drop(i, x)`` returns the inputs of layer i with some of them 0, while the network learns.
    """
    records: list[LayerRecord] = []
    x = X
    for i, (layer, part, window) in enumerate(zip(layers, parameters.slices, parameters, strict=True)):
        if drop is not None:
            x = drop(i, x)
        record = layer.forward(x, window, part.name)
        records.append(record)
        x = record.a
    return Trace(X, records)


def backward(
    layers: Sequence[Layer],
    parameters: Parameters,
    trace: Trace,
    d_z: Array,
    out: Parameters,
    drop: Drop | None = None,
) -> None:
    """Write the gradients of all parameters.

    d_z is the gradient of the loss by the pre-activations of the last layer (see
    :func:`output_gradient`). Then, from the last layer to the first:

    dW = xᵀ·dz,  db = Σ dz,  dx = dz·Wᵀ,  dz of the layer before = dx ∘ f'(z)
    """
    for i in reversed(range(len(layers))):
        layers[i].parameter_gradients(trace[i], d_z, out[i])
        if i > 0:
            d_x = layers[i].input_gradient(d_z, parameters[i])
            if drop is not None:
                d_x = drop(i, d_x)  # what was dropped has no part in it, the rest is scaled alike
            d_z = trace[i - 1].activation.vjp(trace[i - 1].z, d_x)


def output_gradient(
    loss: Loss, record: LayerRecord, Y: NDArray[Any], row_weights: Array | None
) -> tuple[Array, Array]:
    """Return the loss of every row times its weight, and the gradient of their mean by the last layer's z.

    A loss on logits includes the output activation and answers for z itself (softmax and
    cross-entropy: p - y); any other answers for the outputs a, and goes through the activation.
    ``row_weights`` (rows,) have mean 1; None stands for equal weights.
    """
    predictions = record.z if loss.on_logits else record.a
    losses, d_predictions = loss.of_checked_rows(predictions, Y, row_weights)
    return losses, d_predictions if loss.on_logits else record.activation.vjp(record.z, d_predictions)


def mean_loss(
    layers: Sequence[Layer],
    parameters: Parameters,
    X: Array,
    Y: NDArray[Any],
    loss: Loss,
    row_weights: Array | None = None,
) -> float:
    """Return the mean loss over the rows, in slices; ``row_weights`` (rows,) have mean 1."""
    total = 0.0
    for part in slices(layers, len(X)):
        last = forward(layers, parameters, X[part])[-1]
        per_row = loss.per_row(last.z if loss.on_logits else last.a, Y[part])
        total += float(per_row.sum() if row_weights is None else (per_row * row_weights[part]).sum())
    return total / len(X)


def check_loss(loss: Loss, layer: Layer) -> None:
    """Refuse a loss that does not fit the output layer, such as a softmax under binary cross-entropy."""
    loss.check_output(layer.activation.name)
    if not loss.on_logits and layer.activation.name == "log_softmax":
        raise OptionError(
            f"{loss.name} on log-probabilities means nothing: use cross_entropy, or softmax"
        )
