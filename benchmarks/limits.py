"""What the machine can do: multiply-adds, matrix products by NumPy's library, bytes copied, threads that meet."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable

import numpy as np

from barreleye.kernels import epoch, team, writes, yield_thread
from barreleye.kernels._code_address import code_address
from barreleye.kernels.epoch import TASK
from barreleye.kernels.epoch._barrier import barrier
from barreleye.scalars import FunctionBuilder, module

_MEETINGS = 10_000  # in a row: a millisecond or a few
_CHAINS = 20  # sums that do not wait for each other, and fit into the registers


def fused_products(scalar: str) -> float:
    """Return floating-point operations per second of one thread, out of registers: two for a multiply-add."""
    width = epoch.shape_of(scalar).width
    code = FunctionBuilder("fused", scalar, width, "i64 count, ptr numbers")
    place = code.numbers("numbers")
    factor = code.load(place)
    sums = [code.variable(code.load(place.at(width))) for _ in range(_CHAINS)]
    with code.loop(0, code.given("count")):
        for one in sums:
            one.set(code.call("fma", one.lanes(), factor, factor))
    total = sums[0].lanes()
    for one in sums[1:]:
        total = total + one.lanes()
    code.store(place.at(width), total)
    run = ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_void_p)(code_address(module(code), "fused"))
    kind = np.float32 if scalar == "float" else np.float64
    numbers = np.full(2 * width, 0.5, kind)
    count = 1_000_000
    seconds = best(lambda: run(count, numbers.ctypes.data))
    return 2.0 * count * _CHAINS * width / seconds


def matrix_product(scalar: str, n: int = 1024) -> float:
    """Return floating-point operations per second of NumPy's product of two square matrices."""
    kind = np.float32 if scalar == "float" else np.float64
    a = np.random.default_rng(0).standard_normal((n, n)).astype(kind)
    out = np.empty_like(a)
    return 2.0 * n**3 / best(lambda: np.matmul(a, a, out=out))


def copy() -> float:
    """Return bytes per second that one thread reads, and writes elsewhere, from memory to memory."""
    a = np.ones(2**25)
    b = np.ones_like(a)
    return a.nbytes / best(lambda: np.copyto(b, a))


def meeting() -> float | None:
    """Return the seconds that two threads take to meet, as they do at every step of a training.

    It says how far apart two processors are: some 5e-8 where they share a cache, several times that where they
    do not. None if nobody came.
    """
    code = FunctionBuilder("meetings", "double", 2, "ptr task, i64 thread, i64 threads")
    with code.loop(0, _MEETINGS):
        code.invoke("barrier", code.pointers("task"), code.given("threads"))
    run = code_address(module(barrier(), code), "meetings")
    task, words = np.zeros(TASK.words, np.int64), np.zeros(16, np.int64)
    task[TASK.index("barrier")], task[TASK.index("yield_thread")] = (
        words.ctypes.data,
        yield_thread(),
    )
    seconds: list[float] = []
    for _ in range(20):
        began = time.perf_counter()
        if team.run(run, writes(task), 2) == 2:
            seconds.append((time.perf_counter() - began) / _MEETINGS)
    return min(seconds, default=None)


def best(work: Callable[[], object], rounds: int = 7) -> float:
    """Return the fewest seconds that a call took."""
    work()
    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return min(seconds)
