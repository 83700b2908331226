"""What half an ulp costs: this library beside the usual formulas in float32, in loops of the same make.

Where another library is faster than this one, is it the loop or the formula? The usual formulas
(plain_forms.py), none of which keeps the digits in the tails, are run by this library's own kernels, in
one interleaved run with the library itself, NumPy, PyTorch and JAX; float32, one thread, 262,144
numbers, which fit the caches. Needs AVX-512 for the tables in registers. Run:

    make bench-digits            (ARGS=--write keeps the result for docs/speed.md)
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from pathlib import Path

import numpy as np
from peer_activations import numbers
from plain_forms import FORMS, call

from activations import Peer, measure, processor, spread
from barreleye import activations
from barreleye.scalars.narrow import looks_up

TARGET = Path(__file__).resolve().parents[1] / "docs" / "benchmarks" / "digits.json"
SIZE = 262_144


def error(function: str, what: str) -> float:
    """Return the largest error of a plain form among the numbers that are timed, in ulp."""
    z = numbers(SIZE, "float32")
    activation = activations.get(function)
    found = call(function, what)(z)
    truth = (activation if what == "value" else activation.derivative)(z.astype(float))
    smallest = np.spacing(np.float32(0.0))
    size = np.maximum(np.spacing(np.abs(truth).astype(np.float32)), smallest)
    return float((np.abs(found - truth) / size).max())


def rows(rounds: int) -> tuple[list[dict], dict[str, str]]:
    """Measure every form, and return the rows and the versions."""
    peers = [Peer(name, 1) for name in ("barreleye", "plain", "NumPy", "PyTorch", "JAX")]
    table = []
    for function, (_, slope) in FORMS.items():
        errors = {
            what: error(function, what) for what in ("value", "derivative") if what == "value" or slope
        }
        if slope:
            errors["both"] = max(errors.values())
        for what, wrong in errors.items():
            found = measure(peers, (function, what, SIZE, "float32", False), rounds)
            row = {
                "function": function, "what": what, "error of plain": wrong,
                "microseconds": {name: round(statistics.median(times), 2) for name, times in found.items()},
                "spread": {name: round(spread(times), 3) for name, times in found.items()},
            }  # fmt: skip
            table.append(row)
            print(line(row), flush=True)
    return table, {peer.name: peer.version for peer in peers if peer.name != "plain"}


def line(row: dict) -> str:
    """Return one row as text."""
    times = "  ".join(
        f"{name} {row['microseconds'][name]:7.1f} us (±{row['spread'][name]:.0%})"
        for name in row["microseconds"]
    )
    return f"{row['function']:<10} {row['what']:<11} {times}  plain is off by {row['error of plain']:.3g} ulp"


def main() -> None:
    """Measure and print; write docs/benchmarks/digits.json if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks/digits.json")
    options = parser.parse_args()
    if not looks_up():
        raise SystemExit(
            "this processor has no tables in registers (AVX-512), which the plain forms use"
        )
    table, versions = rows(options.rounds)
    if options.write:
        about = {"processor": processor(), "versions": versions, "date": time.strftime("%Y-%m-%d")}
        beside = TARGET.with_suffix(".part")
        beside.write_text(json.dumps({**about, "rows": table}, indent=1), encoding="utf-8")
        beside.replace(TARGET)


if __name__ == "__main__":
    main()
