"""How exact the activations are: errors over a sample of float32, and what the full sweep found."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import barreleye as be
from barreleye._arrays import Array
from barreleye.activations import Activation, Elementwise

RESULTS = Path(__file__).parents[1] / "accuracy" / "results.json"
STRIDE = 65_537  # every bit pattern of float32 that is a multiple of it: some 128 numbers per power of 2
DIRECTIONS = ("value", "slope")


def ulp_errors(got: Array, exact: Array) -> Array:
    """Return |got - exact| in units in the last place of a float32 of the size of ``exact``.

    An exact 0 asks for 0, an exact number beyond float32 for infinity, and NaN for NaN.
    """
    with np.errstate(all="ignore"):
        nearest = exact.astype(np.float32)
        special = (exact == 0.0) | ~np.isfinite(nearest)
        same = (got == nearest) | (np.isnan(got) & np.isnan(nearest))
        _, exponent = np.frexp(np.where(special, 1.0, exact))
        ulp = np.ldexp(1.0, np.maximum(exponent - 1, -126) - 23)
        error = np.abs(got.astype(np.float64) - exact) / ulp
    error = np.where(special, np.where(same, 0.0, np.inf), error)
    return np.where(np.isnan(error), np.inf, error)


def value_and_slope(activation: Activation, z: Array) -> tuple[Array, Array]:
    """Return f(z) and f'(z); of a row-wise function the first of two outputs, with the second z at 0."""
    if isinstance(activation, Elementwise):
        return activation(z), activation.derivative(z)
    rows = np.column_stack([z, np.zeros_like(z)])
    return activation(rows)[:, 0], activation.jacobian(rows)[:, 0, 0]


@cache
def sample() -> Array:
    """Return float32 numbers, evenly spaced among the bit patterns, in ascending order."""
    patterns = np.arange(0, 2**32, STRIDE, dtype=np.uint64).astype(np.uint32)
    numbers = patterns.view(np.float32)
    return np.sort(numbers[np.isfinite(numbers)])


def sampled(activation: Activation) -> tuple[Array, list[Array]]:
    """Return the inputs, and the errors of value and slope there; NumPy in float64 is the reference."""
    z = sample()
    got = value_and_slope(activation, z)
    with be.engine("numpy"):
        exact = value_and_slope(activation, z.astype(np.float64))
    return z, [ulp_errors(np.asarray(a, np.float32), b) for a, b in zip(got, exact, strict=True)]


def sweep() -> dict[str, Any]:
    """Return what benchmarks/sweep.py left: "about", and "results" row by row; empty before its first run."""
    return (
        json.loads(RESULTS.read_text(encoding="utf-8"))
        if RESULTS.exists()
        else {"about": {}, "results": []}
    )


def swept(name: str) -> list[dict[str, Any]]:
    """Return the rows of a function: one for each of value and slope, in each engine."""
    return [row for row in sweep()["results"] if row["function"] == name]
