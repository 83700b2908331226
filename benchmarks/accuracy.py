"""Errors in ulp of float32 values and slopes, ours and elsewhere, on the same inputs: make bench-accuracy.

Every 257th bit pattern (16.7 million) and 4,096 neighbours of every kink, turn and border go through
barreleye, through NumPy and SciPy as they are usually written, PyTorch, JAX and onnxruntime, each
peer in an environment of its own. All are held to the reference of tests/support/oracle.py.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "benchmarks")]

from sweep_keys import processor
from sweep_records import replace

import barreleye as be
from barreleye import activations
from barreleye.kernels import engine
from support.oracle import reference
from support.sweep import CHUNK, PATTERNS, Tally, patterns, points_of_interest
from support.truth import elementwise_names

RESULTS = ROOT / "docs" / "accuracy" / "peers.json"
BLOCK = 2**24  # numbers in a file at a time
HEAD = ("function", "of", "by", "max ulp", "at", "NaN", "infinite", "what was run")


@dataclass
class Peer:
    """A process that answers for one library."""

    name: str
    python: str
    folder: Path
    versions: str = ""
    process: subprocess.Popen[str] = field(init=False)

    def __post_init__(self) -> None:
        script = ROOT / "benchmarks" / "accuracy_peer.py"
        self.target = self.folder / f"{self.name}.results"
        self.process = subprocess.Popen(
            [self.python, str(script), self.name, str(self.folder / "inputs"), str(self.target)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.versions = self._answer()["versions"]

    def ask(self, name: str, of: str) -> tuple[str, np.ndarray] | None:
        """Return what was run and the results, or None where the peer has no such function."""
        self.process.stdin.write(f"{name} {of}\n")
        self.process.stdin.flush()
        form = self._answer()["form"]
        return None if form is None else (form, np.fromfile(self.target, np.float32))

    def _answer(self) -> dict[str, str]:
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} ended with code {self.process.wait()}; see above")
        return json.loads(line)


def blocks(name: str, stride: int) -> Iterator[np.ndarray]:
    """Yield the inputs of a function, as many at a time as go into a file."""
    held, size = [], 0
    for x in chain(patterns(0, PATTERNS, stride), [points_of_interest(activations.get(name))]):
        held.append(x)
        size += x.size
        if size >= BLOCK:
            yield np.concatenate(held)
            held, size = [], 0
    if held:
        yield np.concatenate(held)


def compare(name: str, peers: list[Peer], stride: int) -> Iterator[tuple[str, ...]]:
    """Yield a row of the table for each direction and each peer that has the function."""
    activation = activations.get(name)
    tallies: dict[tuple[str, str, str], Tally] = {}
    for x in blocks(name, stride):
        x.tofile(peers[0].folder / "inputs") if peers else None
        for of in ("value", "slope"):
            with engine("compiled"):
                ours = (activation if of == "value" else activation.derivative)(x)
            answers = [("barreleye", f"be.activations.{name}", ours)]
            for peer in peers:
                answer = peer.ask(name, of)
                answers += [(peer.name, *answer)] if answer else []
            exact = reference(name, of, x)
            # at a kink any slope between those of the two sides is as good as another
            kept = ~np.isin(x, np.float32(activation.kinks)) if of == "slope" else slice(None)
            inputs, exact = x[kept], exact[kept]
            for by, form, got in answers:
                told = got[kept]
                tally = tallies.setdefault((of, by, form), Tally())
                for at in range(0, inputs.size, CHUNK):
                    cut = slice(at, at + CHUNK)
                    tally.add(inputs[cut], told[cut], exact[cut])
    for (of, by, form), t in sorted(tallies.items(), key=lambda item: item[0][0] != "value"):
        at = f"{t.at['x']:.9g}" if t.at else ""
        yield name, of, by, f"{t.worst:.4g}", at, f"{t.nan:,}", f"{t.infinite:,}", form


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--functions", default=",".join(elementwise_names()), metavar="a,b")
    parser.add_argument("--stride", type=int, default=257, help="every Nth bit pattern")
    parser.add_argument("--peers", default="numpy,torch,jax,onnx", metavar="a,b")
    parser.add_argument("--python", action="append", default=[], metavar="peer=path")
    parser.add_argument("--write", type=Path, nargs="?", const=RESULTS, help="also for the docs")
    options = parser.parse_args()
    pythons = {
        peer: str(ROOT / f".venv-peer-{peer}" / "bin" / "python") for peer in ("torch", "jax", "onnx")
    }
    pythons |= {"numpy": sys.executable, **dict(word.split("=", 1) for word in options.python)}
    rows: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        peers = [Peer(name, pythons[name], Path(folder)) for name in options.peers.split(",") if name]
        versions = "; ".join([f"barreleye {be.__version__}", *(peer.versions for peer in peers)])
        about = (
            f"{versions}. {processor()}. float32, every {options.stride:,}th bit pattern and 4,096"
            " neighbours of every kink, turn and border; slopes without the kinks themselves."
            " Slopes elsewhere are their own automatic"
            " differentiation; for NumPy and SciPy the usual formula. NaN for a number has no"
            " error in ulp and is counted; infinity for a number has an infinite error and is counted as well."
        )
        for name in options.functions.split(","):
            rows += compare(name, peers, options.stride)
            print(f"{name} done", file=sys.stderr)
        for peer in peers:
            peer.process.stdin.close()
            peer.process.wait()
    table = Table(title=about)
    for title in HEAD:
        table.add_column(title, no_wrap=title != "what was run", overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 140).print(table)
    if options.write:
        options.write.parent.mkdir(parents=True, exist_ok=True)
        told = {"about": about, "rows": [dict(zip(HEAD, row, strict=True)) for row in rows]}
        replace(options.write, json.dumps(told, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
