"""Time activations beside NumPy, PyTorch and JAX, and beside the speed of a plain copy.

Each peer runs in a process of its own, in an environment of its own; the driver asks them in turn,
forwards and backwards (A B C C B A), and prints medians as ratios: how many times longer the fastest
peer takes than this library, and which share of the speed of a copy is reached. Run:

    make bench-activations            (both thread counts, all sizes; takes some minutes)
    python benchmarks/activations.py --functions sigmoid,gelu --threads 1 --write
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
SIZES = (4096, 262_144, 16_777_216)
SHAPES = ((256, 10), (256, 1000), (32_768, 10))
ROWWISE = ("softmax", "cross_entropy")
WAYS = (("value", False), ("value", True), ("derivative", False), ("both", False))
FUNCTIONS = [
    "relu", "leaky_relu", "sigmoid", "tanh", "softplus", "silu", "gelu", "gelu_tanh", "mish", "elu", "selu",
    "log_sigmoid", "softsign", "hard_swish", "arctan", "sine", "gaussian",
    *ROWWISE,
]  # fmt: skip
PYTHONS = {
    "barreleye": Path(sys.executable),
    "plain": Path(sys.executable),
    "NumPy": Path(sys.executable),
    "PyTorch": ROOT / ".venv-peer-torch" / "bin" / "python",
    "JAX": ROOT / ".venv-peer-jax" / "bin" / "python",
}


class Peer:
    """A process that answers timing questions."""

    def __init__(self, name: str, threads: int) -> None:
        environment = {
            key: value
            for key, value in os.environ.items()
            if key not in {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "BARRELEYE_ENGINE"}
        }
        for key in (
            "OMP_NUM_THREADS",
            "MKL_NUM_THREADS",
            "OPENBLAS_NUM_THREADS",
            "BARRELEYE_NUM_THREADS",
        ):
            environment[key] = str(threads)
        if threads == 1:
            environment["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
        command = [str(PYTHONS[name]), str(HERE / "peer_activations.py"), name, str(threads)]
        if hasattr(os, "sched_setaffinity"):
            ours = sorted(os.sched_getaffinity(0))[:threads]
            command = ["taskset", "-c", ",".join(map(str, ours)), *command]
        self.name = name
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.version = self._answer()

    def ask(self, *question: object) -> float | None:
        """Return microseconds per call, or None if the peer has no such function."""
        print(json.dumps(question), file=self.process.stdin, flush=True)
        return self._answer()

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} stopped without an answer")
        return json.loads(line)


def measure(peers: list[Peer], question: tuple, rounds: int) -> dict[str, list[float]]:
    """Ask every peer in turn, forwards and backwards."""
    found: dict[str, list[float]] = {}
    for k in range(rounds):
        for peer in peers if k % 2 == 0 else reversed(peers):
            answer = peer.ask(*question) if k == 0 or peer.name in found else None
            if answer is not None:
                found.setdefault(peer.name, []).append(answer)
    return found


def spread(values: list[float]) -> float:
    """Return the coefficient of variation without the single worst."""
    kept = sorted(values)[:-1]
    return statistics.pstdev(kept) / statistics.fmean(kept) if len(kept) > 1 else 0.0


def rows(peers: list[Peer], options: argparse.Namespace, threads: int) -> list[dict]:
    """Measure everything that was asked for."""
    table = []
    for dtype in options.dtypes:
        for n in (*options.sizes, *SHAPES):
            rounds = options.rounds
            copies = {
                in_place: statistics.median(
                    measure(peers[:1], ("copy", "value", n, dtype, in_place), rounds)["barreleye"]
                )
                for in_place in (False, True)
            }
            for function in options.functions:
                if (function in ROWWISE) != isinstance(n, tuple):
                    continue
                for what, in_place in WAYS:
                    found = measure(peers, (function, what, n, dtype, in_place), rounds)
                    ours = found.pop("barreleye", None)
                    if ours is None:
                        continue
                    best = min(found, key=lambda name: statistics.median(found[name]), default=None)
                    mine = statistics.median(ours)
                    row = {
                        "threads": threads, "dtype": dtype, "numbers": n, "function": function,
                        "what": what + (" in place" if in_place else ""), "microseconds": round(mine, 2),
                        "spread": round(spread(ours), 3), "of copy": round(copies[in_place] / mine, 3),
                        "best peer": best,
                        "ratios": {
                            name: round(statistics.median(values) / mine, 2) for name, values in found.items()
                        },
                    }  # fmt: skip
                    table.append(row)
                    print(line(row), flush=True)
    return table


def line(row: dict) -> str:
    """Return one row of the table as text."""
    ratios = "  ".join(f"{name} {ratio:6.2f}x" for name, ratio in row["ratios"].items())
    n = row["numbers"]
    size = f"{n:,}" if isinstance(n, int) else "x".join(f"{k:,}" for k in n)
    return (
        f"{row['threads']} thr {row['dtype']} {size:>10} {row['function']:<13} {row['what']:<15}"
        f"{row['microseconds']:>11.2f} us (±{row['spread']:.0%})  {row['of copy']:>6.1%} of copy   {ratios}"
    )


def processor() -> str:
    """Return the name of the processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(text.partition(": ")[2] for text in lines if text.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()


def main() -> None:
    """Measure and print; write docs/benchmarks/activations.json if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    words = lambda text: text.split(",")  # noqa: E731  a parser's type
    parser.add_argument("--functions", type=words, default=list(FUNCTIONS))
    parser.add_argument("--sizes", type=lambda text: [int(n) for n in words(text)], default=list(SIZES))
    parser.add_argument("--dtypes", type=words, default=["float32", "float64"])
    parser.add_argument("--threads", type=lambda text: [int(n) for n in words(text)], default=[1, 2])
    parser.add_argument("--peers", type=words, default=["NumPy", "PyTorch", "JAX"])
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks/activations.json")
    options = parser.parse_args()
    missing = [name for name in options.peers if not PYTHONS[name].exists()]
    if missing:
        raise SystemExit(
            f"{', '.join(missing)} not installed: run `make bench-activations`, which does it"
        )
    table: list[dict] = []
    for threads in options.threads:
        peers = [Peer(name, threads) for name in ("barreleye", *options.peers)]
        versions = {peer.name: peer.version for peer in peers}
        print(f"\n{processor()}, {threads} thread(s), {versions}\n", flush=True)
        table += rows(peers, options, threads)
    if options.write:
        write({"processor": processor(), "versions": versions, "date": time.strftime("%Y-%m-%d")}, table)


def write(about: dict, table: list[dict]) -> None:
    """Write what was measured; rows that were not measured now stay, if they are from the same machine."""
    target = ROOT / "docs" / "benchmarks" / "activations.json"
    known = json.loads(target.read_text(encoding="utf-8")) if target.exists() else {"rows": []}
    alike = all(known.get(key) == about[key] for key in ("processor", "versions"))
    rows = {place(row): row for row in [*(known["rows"] if alike else ()), *table]}
    target.parent.mkdir(exist_ok=True)
    beside = target.with_suffix(".part")
    beside.write_text(json.dumps({**about, "rows": list(rows.values())}, indent=1), encoding="utf-8")
    beside.replace(target)


def place(row: dict) -> tuple:
    """Return what one row of the table is about."""
    numbers = json.dumps(row["numbers"])  # a shape is a tuple, or a list where it was read
    return row["threads"], row["dtype"], numbers, row["function"], row["what"]


if __name__ == "__main__":
    main()
