"""Initializers: how the initial weights of a layer are drawn. Initial biases are 0."""

from ._initializers import (
    Given,
    Initializer,
    Random,
    Zeros,
    get,
    given,
    names,
    normal,
    restore,
    uniform,
)

__all__ = [
    "Given",
    "Initializer",
    "Random",
    "Zeros",
    "get",
    "given",
    "names",
    "normal",
    "restore",
    "uniform",
]
