"""How long an answer takes, one row, many rows, and from two threads of Python: make bench-answers.

Each library runs in a process of its own on one thread, with the same weights; the answers are compared first.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE)]

import numpy as np

from activations import processor

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


def asked(library: str, file: str) -> dict[str, dict]:
    """Return what a library said and took; one processor for answers, two for two threads."""
    if not PYTHONS[library].exists():
        print(f"without {library}: not installed; `make bench-answers` does it")
        return {}
    pools = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BARRELEYE_NUM_THREADS")
    done = subprocess.run(
        [PYTHONS[library], HERE / "answers_peer.py", library, file],
        env={**os.environ, **dict.fromkeys(pools, "1")},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def main() -> None:
    """Measure and print."""
    print(processor())
    for title, (widths, hidden) in NETWORKS.items():
        rng = np.random.default_rng(0)
        arrays = {"widths": np.array(widths), "hidden": np.array(hidden), "sizes": np.array(SIZES)}
        arrays["X"] = rng.standard_normal((max(SIZES), widths[0])).astype(np.float32)
        for k, (n, m) in enumerate(pairwise(widths)):
            arrays[f"w{2 * k}"] = (rng.standard_normal((n, m)) / np.sqrt(n)).astype(np.float32)
            arrays[f"w{2 * k + 1}"] = (rng.standard_normal(m) * 0.1).astype(np.float32)
        with tempfile.TemporaryDirectory() as folder:
            file = str(Path(folder) / "network.npz")
            np.savez(file, **arrays)
            found: dict[str, dict] = {}
            for library in PYTHONS:
                found |= asked(library, file)
        said = np.array([np.ravel(one["said"]) for one in found.values()])
        far = float(np.ptp(said, axis=0).max())
        if far > 1e-4:
            raise SystemExit(f"{title}: the answers differ by {far:.2g}: {said}")
        show(title, found)


def show(title: str, found: dict[str, dict]) -> None:
    """Print a table: microseconds, and how many times as long as the handle."""
    columns = [
        "1 row p50",
        "p99",
        *(f"{size:,} rows" for size in SIZES),
        "2 threads, 1 row",
        "1,024 rows",
    ]
    print(f"\n{title}, microseconds\n{'':20}" + "".join(f"{column:>18}" for column in columns))
    first = next(iter(found.values()))
    for name, one in found.items():
        times = [one["one"]["p50"], one["one"]["p99"], *one["many"].values()]
        base = [first["one"]["p50"], first["one"]["p99"], *first["many"].values()]
        cells = [f"{t:,.1f} ({t / b:.2f}x)" for t, b in zip(times, base, strict=True)]
        cells += [f"{gain:.2f}x" for gain in one["two"].values()]
        print(f"{name:20}" + "".join(f"{cell:>18}" for cell in cells))


if __name__ == "__main__":
    main()
