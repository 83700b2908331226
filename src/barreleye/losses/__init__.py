"""Losses. Those for classes and counts take logits, so that no probability has to be clipped."""

from ._classes import binary_cross_entropy, cross_entropy, summed_binary_cross_entropy
from ._labels import class_indices, learn_classes
from ._loss import Loss
from ._loss_catalogue import for_output, get, names, restore
from ._numbers import (
    absolute_error,
    half_poisson_deviance,
    half_squared_error,
    huber,
    quantile,
    squared_error,
)
from ._weights import row_weights

__all__ = [
    "Loss",
    "absolute_error",
    "binary_cross_entropy",
    "class_indices",
    "cross_entropy",
    "for_output",
    "get",
    "half_poisson_deviance",
    "half_squared_error",
    "huber",
    "learn_classes",
    "names",
    "quantile",
    "restore",
    "row_weights",
    "squared_error",
    "summed_binary_cross_entropy",
]
