"""Where the time of training goes, and how it grows with rows, width, depth and batch: make bench-growth.

One thread. Of every workload of benchmarks/training.py: the share of the fused multiply-adds that the machine can
do, and which part of the epoch is Python's, the optimizer's, the activations'; products and what moves rows are
the rest. Then one network whose rows, width, depth or batch is doubled again and again: a slope of 1
means twice the time.
"""

from __future__ import annotations

import argparse
import ctypes
import math
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "benchmarks" / "training_peers")]
POOLS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BARRELEYE_NUM_THREADS")
os.environ.update(dict.fromkeys(POOLS, "1"))

import numpy as np
from limits import best, copy, fused_products, matrix_product
from ours import Ours
from works import WORKS, Work

import barreleye as be
from activations import processor
from barreleye import kernels
from barreleye.kernels import epoch

PAGE = ROOT / "docs" / "growth.md"
WANTED = 0.25  # seconds that a timing lasts, about
SHORT = 8192  # numbers; on fewer, a call from Python is a part of the time that counts
BASE = Work("", (16, 64, 64, 1), "relu", 4096, 64)
HEAD = """\
# Where the time of training goes

Measured on one thread of {machine} on {date}, with {versions}, by
`make bench-growth ARGS=--write`.

From its registers the processor computes {fma} floating-point operations per second in float32 and {fma64} in
float64, two for each fused multiply-add. NumPy's own matrix product (OpenBLAS, 1,024 wide, float32) reaches
{blas:.0%} of that. A plain copy in memory moves {copy:.1f} GB each way per second.

*Of the limit* is the speed of the matrix products of the layers, forward and backward, as a fraction of this
limit: they have 6 operations for each weight and row, and 4 in the first layer, whose inputs need no gradient.
*Python* is the time outside of machine code: the order of the rows, the copy of the state, the record.
*Optimizer* is the time of the steps, and *activations* that of values and slopes. Both are measured separately
on arrays of the same size, without the time of the call from Python, which an epoch does not have. *The rest*
is the time of products, loss, and copying of rows.
"""


@dataclass
class Timed:
    """Seconds of an epoch, and of its parts."""

    seconds: float
    python: float
    optimizer: float
    activations: float

    @property
    def rest(self) -> float:
        """Products, loss, and what moves rows."""
        return max(0.0, self.seconds - self.python - self.optimizer - self.activations)


def operations(work: Work) -> float:
    """Return the floating-point operations of the matrix products of an epoch."""
    weights = [n * m for n, m in zip(work.widths, work.widths[1:], strict=False)]
    return work.rows * (6.0 * sum(weights) - 2.0 * weights[0])


@contextmanager
def counted() -> Iterator[list[float]]:
    """Count the seconds inside of machine code."""
    original, inside = kernels.team.run, [0.0]

    def run(*arguments: int) -> int:
        began = time.perf_counter()
        came = original(*arguments)
        inside[0] += time.perf_counter() - began
        return came

    kernels.team.run = run
    try:
        yield inside
    finally:
        kernels.team.run = original


def timed(work: Work, rounds: int = 5) -> Timed:
    """Train, several times, and return the fastest epoch with its parts."""
    trainer = Ours(work, 1, "compiled")
    data = work.data()
    trainer.begin(*data)
    trainer.train(1)  # whatever is to be compiled
    epochs = 1
    while epochs < 2000:  # until the epochs outweigh what stands before them
        began = time.perf_counter()
        trainer.train(epochs)
        seconds = time.perf_counter() - began
        if seconds > WANTED / 4:
            break
        epochs *= 4
    epochs = max(2, min(2000, round(epochs * WANTED / seconds)))
    found = []
    for _ in range(rounds):
        trainer.begin(*data)
        with counted() as inside:
            began = time.perf_counter()
            trainer.train(epochs)
            seconds = time.perf_counter() - began
        found.append((seconds / epochs, inside[0] / epochs))
    seconds, inside = min(found)
    return Timed(seconds, seconds - inside, _steps(work), _activations(work))


def _steps(work: Work) -> float:
    """Return the seconds of an epoch that Adam's steps take."""
    size = sum(n * m + m for n, m in zip(work.widths, work.widths[1:], strict=False))
    rng, scalar = np.random.default_rng(0), "float" if work.dtype == "float32" else "double"
    adam = be.Adam(1e-9)
    constants = np.ascontiguousarray(adam.constants(np.ones(1), np.full(1, 1e-9)))
    address = epoch.step_address(type(adam).body, constants.shape[1], adam.n_slots, scalar)
    step = ctypes.CFUNCTYPE(
        None, ctypes.c_int64, ctypes.c_void_p, ctypes.c_int64, *[ctypes.c_void_p] * 2
    )(address)
    failed = np.zeros(1, np.int64)

    def of(times: int) -> Callable[[], object]:
        vectors = [rng.random(size * times).astype(work.dtype) for _ in range(4)]
        places = np.array([v.ctypes.data for v in vectors], np.int64)
        words = size * times, places.ctypes.data, 0, constants.ctypes.data, failed.ctypes.data
        return lambda alive=(vectors, places): step(*words)  # noqa: ARG005  the words are their places

    return _without_the_call(of, size) * math.ceil(work.rows / work.batch)


def _activations(work: Work) -> float:
    """Return the seconds of an epoch that values and slopes of the hidden layers take."""
    kernel, total = be.activations.get(work.activation).both.kernel, 0.0
    rng, rows = np.random.default_rng(0), min(work.batch, 96)
    for units in work.widths[1:-1]:

        def of(times: int, units: int = units) -> Callable[[], object]:
            z = rng.standard_normal((rows * times, units)).astype(work.dtype)
            outputs = np.empty_like(z), np.empty_like(z)
            return lambda: kernel(z, *outputs)

        total += _without_the_call(of, rows * units) * work.rows / rows
    return total


def _without_the_call(of: Callable[[int], Callable[[], object]], numbers: int) -> float:
    """Return the seconds that something takes on so many numbers, as machine code that calls it sees them.

    ``of(k)`` does it on k times as many from Python: what more of them take longer is without the call.
    """
    if numbers > SHORT:
        return _seconds(of(1), numbers)
    times = 1 + SHORT // numbers
    return (_seconds(of(times), numbers * times) - _seconds(of(1), numbers)) / (times - 1)


def _seconds(call: Callable[[], object], numbers: int) -> float:
    repeats = max(1, 200_000 // numbers)

    def repeated() -> None:
        for _ in range(repeats):
            call()

    return best(repeated) / repeats


def variations() -> Iterator[tuple[str, list[tuple[int, Work]]]]:
    """Yield what is doubled, with the workloads."""
    doubled = lambda first, last: [2**k for k in range(first, last + 1)]  # noqa: E731
    yield "rows", [(n, replace(BASE, rows=n)) for n in doubled(8, 18)]
    yield "width", [(n, replace(BASE, widths=(16, n, n, 1))) for n in doubled(3, 11)]
    yield "hidden layers", [(n, replace(BASE, widths=(16, *[64] * n, 1))) for n in doubled(0, 6)]
    yield "batch", [(n, replace(BASE, batch=n)) for n in doubled(2, 12)]


def share_of_time(work: Work, peak: dict[str, float]) -> tuple[str, ...]:
    """Return the row of one workload."""
    t = timed(work)
    parts = (f"{part / t.seconds:.0%}" for part in (t.python, t.optimizer, t.activations, t.rest))
    widths = "-".join(map(str, work.widths))
    limit = operations(work) / t.seconds / peak[work.dtype]
    return work.name, widths, f"{t.seconds * 1e3:.3g} ms", f"{limit:.0%}", *parts


def growing(works: list[tuple[int, Work]], peak: dict[str, float]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each size: time, slope since the size before, and share of the limit."""
    before = None
    for size, work in works:
        seconds = timed(work).seconds
        slope = "" if before is None else f"{math.log2(seconds / before):.2f}"
        limit = operations(work) / seconds / peak[work.dtype]
        yield f"{size:,}", f"{seconds * 1e3:.3g} ms", slope, f"{limit:.0%}"
        before = seconds


def markdown(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a table."""
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ("---",) * len(head), *rows))


def main() -> None:
    """Measure and print; write docs/growth.md if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    parser.add_argument("--workloads", default=",".join(work.name for work in WORKS), metavar="a,b")
    options = parser.parse_args()
    peak = {"float32": fused_products("float"), "float64": fused_products("double")}
    head = HEAD.format(
        machine=processor(), versions=f"barreleye {be.__version__}, NumPy {np.__version__}",
        date=time.strftime("%Y-%m-%d"),
        fma=f"{peak['float32'] / 1e9:.0f}·10⁹", fma64=f"{peak['float64'] / 1e9:.0f}·10⁹",
        blas=matrix_product("float") / peak["float32"], copy=copy() / 1e9,
    )  # fmt: skip
    print(head)
    columns = (
        "",
        "widths",
        "an epoch",
        "of the limit",
        "Python",
        "optimizer",
        "activations",
        "the rest",
    )
    chosen = [work for work in WORKS if work.name in options.workloads.split(",")]
    parts = [head, "## Workloads\n", markdown(columns, [share_of_time(work, peak) for work in chosen])]
    print(parts[-1], flush=True)
    widths, batch = "-".join(map(str, BASE.widths)), BASE.batch
    parts.append(
        f"\n## How it grows\n\nA {widths} network of ReLUs, {BASE.rows:,} rows in batches of {batch}, Adam,"
        " squared error, float32; one of these changes at a time. The slope is log₂ of the time divided by the"
        " time of the size before. At small sizes the fixed costs of every batch and epoch count; from a width of"
        " 1,024 on, the weights, their gradient and Adam's state are read from main memory at every step.\n"
    )
    for what, works in variations():
        parts.append(
            "\n" + markdown((what, "an epoch", "slope", "of the limit"), list(growing(works, peak)))
        )
        print(parts[-1], flush=True)
    if options.write:
        beside = PAGE.with_suffix(".part")
        beside.write_text("\n".join(parts) + "\n", "utf-8")
        beside.replace(PAGE)


if __name__ == "__main__":
    main()
