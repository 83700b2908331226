"""One block of the sweep: consecutive bit patterns through one function, for every engine at once."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from barreleye import activations
from barreleye.kernels import engine
from support.oracle import reference
from support.sweep import CHUNK, PATTERNS, Tally, patterns, steps_back

BLOCK = 2**25
BLOCKS = PATTERNS // BLOCK
Job = tuple[str, str, tuple[str, ...], int, int]  # function, direction, engines, block, stride


def measure(job: Job) -> dict[str, Tally]:
    """Run one block; return a tally per engine. The reference is computed once for all engines."""
    name, of, engines, block, stride = job
    activation = activations.get(name)
    function = activation if of == "value" else activation.derivative
    increasing = of == "value" and activation.increasing
    tallies = {how: Tally() for how in engines}
    # the last number and result of each chunk, so that steps back across their borders count too
    last: dict[str, tuple[np.float32, np.float32]] = {}
    first = block * BLOCK
    if increasing and first % (PATTERNS // 2) and first >= stride:
        (x,) = patterns((first - 1) // stride * stride, first, stride)
        last = {how: (x[-1], results(function, x, how)[-1]) for how in engines}
    for x in patterns(first, first + BLOCK, stride):
        exact = reference(name, of, x)
        found: list[tuple[np.ndarray, Tally]] = []
        for how in engines:
            got = results(function, x, how)
            chunk = next((tally for seen, tally in found if _same_bits(seen, got)), None)
            if chunk is None:
                chunk = Tally()
                chunk.add(x, got, exact, increasing=increasing)
                found.append((got, chunk))
            tallies[how].merge(chunk)
            if how in last:
                tallies[how].back += steps_back(*np.array([last[how], (x[0], got[0])]).T)
            if increasing:
                last[how] = x[-1], got[-1]
    return tallies


def _same_bits(a: np.ndarray, b: np.ndarray) -> bool:
    return np.array_equal(a.view(np.uint32), b.view(np.uint32))


def results(function: Callable[..., np.ndarray], x: np.ndarray, how: str) -> np.ndarray:
    """Return what an engine says."""
    with engine(how):
        return function(x)


def cost(name: str, of: str, engines: tuple[str, ...]) -> float:
    """Return about how many seconds one block takes, from a few chunks of all sizes."""
    x = (
        np.arange(0, PATTERNS, PATTERNS // (2 * CHUNK), dtype=np.int64)
        .astype(np.uint32)
        .view(np.float32)
    )
    activation = activations.get(name)
    function = activation if of == "value" else activation.derivative
    reference(name, of, x)  # once to compile, and to find the zeros of slopes
    for how in engines:
        results(function, x[:16], how)
    began = time.perf_counter()
    reference(name, of, x)
    for how in engines:
        results(function, x, how)
    return (time.perf_counter() - began + 5e-9 * x.size * len(engines)) * BLOCK / x.size
