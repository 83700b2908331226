"""The compiled reading of NumPy's universal functions: their names there, and what stands for them here."""

from __future__ import annotations

import operator
from typing import Any

from ._angles import arctan, cos, sin
from ._exp_log import exp, expm1, log, log1p, tanh
from ._instructions import absolute, maximum, minimum, sign, sqrt
from ._traced_vector import FUNCTIONS, TracedVector


def _power(x: TracedVector, n: float) -> TracedVector:
    return x**n


def _square(x: TracedVector) -> TracedVector:
    return x * x


def _reciprocal(x: TracedVector) -> TracedVector:
    return 1.0 / x


def _is_nan(x: TracedVector) -> Any:  # noqa: ANN401  a mask
    return x != x


FUNCTIONS.update(
    {
        "positive": operator.pos,
        "power": _power,
        "square": _square,
        "reciprocal": _reciprocal,
        "isnan": _is_nan,
        "absolute": absolute,
        "fabs": absolute,
        "sign": sign,
        "maximum": maximum,
        "minimum": minimum,
        "sqrt": sqrt,
        "exp": exp,
        "expm1": expm1,
        "log": log,
        "log1p": log1p,
        "sin": sin,
        "cos": cos,
        "arctan": arctan,
        "tanh": tanh,
    }
)
