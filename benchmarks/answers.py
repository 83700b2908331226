"""How long an answer takes, one row, many rows, and from two threads of Python: make bench-answers.

Each library runs in a process of its own on one thread, with the same weights; the answers are compared first.
The libraries are asked in turn, forwards and backwards.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE)]

import numpy as np

from activations import processor

PAGE = ROOT / "docs" / "answers.md"
PYTHONS = {
    "barreleye": ROOT / ".venv" / "bin" / "python",
    "onnxruntime": ROOT / ".venv-peer-onnx" / "bin" / "python",
    "PyTorch": ROOT / ".venv-peer-torch" / "bin" / "python",
    "scikit-learn": ROOT / ".venv-bench" / "bin" / "python",
}
NETWORKS = {
    "20-64-64-1 relu": ([20, 64, 64, 1], "relu"),
    "256-384-384-256-128-32 tanh": ([256, 384, 384, 256, 128, 32], "tanh"),
}
SIZES = (32, 1024, 200_000)
HEAD = """\
# Speed of predictions

This page gives the microseconds that a call from Python takes, for Barreleye and other libraries. Each runs in
a process of its own, on one thread of {machine}. All have the same weights, in float32, and their outputs agree
to 1e-4 (here to {far:.0e}). *Handle* is `net.compile()`; *predict* is `net.predict`, which checks its argument.
The others are a session of onnxruntime, a module in PyTorch's inference mode, and `predict` of an
`MLPRegressor`.

For one row, the median and the 99th percentile of 20,000 calls are given; for more rows, the fastest call of
one second. *Two threads* says how many times as many calls two threads of Python complete as one thread; if a
call is short, they wait for each other in Python. The libraries were measured in turn, and a cell gives the
median of {rounds} rounds. The number after ± is half of the difference between the smallest and the largest;
the last number says how many times as long as with the handle a call took.

Measured on {date} by `make bench-answers ARGS=--write`.
"""
HEADS = [
    "",
    "1 row",
    "99th percentile",
    *(f"{size:,} rows" for size in SIZES),
    "two threads, 1 row",
    "two threads, 1,024 rows",
]


def asked(library: str, file: str) -> dict[str, dict]:
    """Return what a library said and took; one processor for answers, two for two threads."""
    pools = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BARRELEYE_NUM_THREADS")
    done = subprocess.run(
        [PYTHONS[library], HERE / "answers_peer.py", library, file],
        env={**os.environ, **dict.fromkeys(pools, "1")},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def network(widths: list[int], hidden: str) -> dict[str, np.ndarray]:
    """Draw weights, and rows to answer."""
    rng = np.random.default_rng(0)
    arrays = {"widths": np.array(widths), "hidden": np.array(hidden), "sizes": np.array(SIZES)}
    arrays["X"] = rng.standard_normal((max(SIZES), widths[0])).astype(np.float32)
    for k, (n, m) in enumerate(pairwise(widths)):
        arrays[f"w{2 * k}"] = (rng.standard_normal((n, m)) / np.sqrt(n)).astype(np.float32)
        arrays[f"w{2 * k + 1}"] = (rng.standard_normal(m) * 0.1).astype(np.float32)
    return arrays


def measured(libraries: list[str], arrays: dict[str, np.ndarray], rounds: int) -> dict[str, list[dict]]:
    """Ask everybody, several times; return for each name what was found in every round."""
    found: dict[str, list[dict]] = {}
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "network.npz")
        np.savez(file, **arrays)
        for k in range(rounds):
            for library in libraries[:: -1 if k % 2 else 1]:
                for name, one in asked(library, file).items():
                    found.setdefault(name, []).append(one)
    return found


def table(found: dict[str, list[dict]]) -> Iterator[list[str]]:
    """Yield a row of cells for each name."""
    base = None
    for name, rounds in found.items():
        times = np.array([[*one["one"].values(), *one["many"].values()] for one in rounds])
        medians, spreads = np.median(times, axis=0), np.ptp(times, axis=0) / 2.0
        base = medians if base is None else base
        cells = [
            f"{m:,.3g} ±{s / m:.0%}" if m < 1000 else f"{m:,.0f} ±{s / m:.0%}"
            for m, s in zip(medians, spreads, strict=True)
        ]
        if medians is not base:
            cells = [f"{cell}, {m / b:.2f}×" for cell, m, b in zip(cells, medians, base, strict=True)]
        gains = np.median([list(one["two"].values()) for one in rounds], axis=0)
        yield [name, *cells, *(f"{gain:.2f}×" for gain in gains)]


def main() -> None:
    """Measure, print, and write the page if that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    options = parser.parse_args()
    libraries = [name for name, python in PYTHONS.items() if python.exists()]
    for name in set(PYTHONS) - set(libraries):
        print(f"without {name}: not installed; `make bench-answers` does it")
    print(processor())
    parts, farthest = [], 0.0
    for title, (widths, hidden) in NETWORKS.items():
        found = measured(libraries, network(widths, hidden), options.rounds)
        said = np.array([np.ravel(one["said"]) for rounds in found.values() for one in rounds])
        far = float(np.ptp(said, axis=0).max())
        if far > 1e-4:
            raise SystemExit(f"{title}: the answers differ by {far:.2g}: {said}")
        farthest = max(far, farthest)
        lines = [HEADS, *table(found)]
        print(f"\n{title}, microseconds")
        for line in lines:
            print(f"{line[0]:20}" + "".join(f"{cell:>25}" for cell in line[1:]), flush=True)
        lines.insert(1, ["---"] * len(HEADS))
        parts += [f"\n## {title}\n", *(f"| {' | '.join(line)} |" for line in lines)]
    if options.write:
        date = time.strftime("%Y-%m-%d")
        head = HEAD.format(machine=processor(), far=farthest, rounds=options.rounds, date=date)
        beside = PAGE.with_suffix(".part")
        beside.write_text("\n".join([head, *parts]) + "\n", "utf-8")
        beside.replace(PAGE)


if __name__ == "__main__":
    main()
