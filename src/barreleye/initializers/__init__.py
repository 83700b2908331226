"""Floor 2: how weights begin. Biases begin at 0."""

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
