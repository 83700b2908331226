"""Look for the largest float64 errors of every element-wise function and its slope: make sweep-float64.

Points of all exponents and both signs, more around the landmarks of each function, then a climb from
the worst of them: neighbours at ±1 to ±2^45 units in the last place, points near by at random, and
points whose results lie as far from a power of two. A long double reference that is itself held
against mpmath (benchmarks/search_oracle.py) sorts the points out; the errors reported are those that
mpmath finds. What is found is the largest known: nobody can try all 2^64 numbers.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import signal
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "benchmarks")]

import llvmlite
import numpy as np
from search_climb import FEW, Found, search
from search_oracle import WIDE
from sweep_keys import processor
from sweep_records import replace

import barreleye as be
from barreleye.kernels import ENGINES
from support.truth import elementwise_names

RESULTS = ROOT / "docs" / "accuracy" / "float64.json"
PROMISED = {"value": 2.0, "slope": 4.0}


def kept(record: Found) -> bool:
    """Say whether the promise holds at every point that was tried."""
    return record.worst[0][0] <= PROMISED[record.of]


def table(found: list[Found]) -> Table:
    """Return the table that is printed at the end."""
    result = Table(title="float64: largest known errors in ulp, by mpmath")
    for title in ("function", "of", "engine", "largest known", "at", "points"):
        right = title in {"largest known", "points"}
        result.add_column(title, justify="right" if right else "left", no_wrap=True)
    for record in found:
        error, x = record.worst[0]
        points = f"{record.points:,}{' (mpmath only)' if record.by_mpmath_only else ''}"
        row = (record.name, record.of, record.engine, f"{error:.4f}", x.hex() if error else "", points)
        result.add_row(*row, style="" if kept(record) else "red")
    return result


def hardest(found: list[Found]) -> str:
    """Return the three worst inputs of every function and direction as a Python list."""
    cases: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for record in found:
        cases.setdefault((record.name, record.of), []).extend(record.worst)
    numbers: set[float] = set()
    for pairs in cases.values():
        chosen: list[float] = []
        for error, x in sorted(pairs, reverse=True):
            apart = all(abs(abs(x) - y) > 1e-4 * y for y in chosen)
            if error > 0.5 and apart and len(chosen) < 3:
                chosen.append(abs(x))
        numbers.update(chosen)
    return "[\n" + "".join(f"    {x!r},\n" for x in sorted(numbers)) + "]"


def write(path: Path, found: list[Found], points: int, seed: int) -> None:
    """Write the results for the documentation."""
    head = {
        "barreleye": be.__version__,
        "numpy": np.__version__,
        "llvmlite": llvmlite.__version__,
        "processor": processor(),
        "date": datetime.now(UTC).date().isoformat(),
        "errors": "largest known, by mpmath",
        "points_over_all_exponents": points,
        "seed": seed,
    }
    rows = [
        {
            "function": record.name, "of": record.of, "engine": record.engine, "points": record.points,
            "largest_known_ulp": record.worst[0][0], "promised_ulp": PROMISED[record.of],
            "at": _at(*record.worst[0]),
        }
        for record in found
    ]  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(row, sort_keys=True) for row in rows)
    replace(path, f'{{"about": {json.dumps(head, sort_keys=True)},\n"results": [\n{lines}\n]}}\n')


def _at(error: float, x: float) -> dict[str, object] | None:
    return {"x": x, "hex": x.hex()} if error else None


def alone() -> None:
    """Prepare a worker: Ctrl-C is for the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def run(options: argparse.Namespace, names: list[str], engines: list[str], console: Console):
    """Search every function and direction, two at a time; return what was found, in order."""
    os.environ["BARRELEYE_NUM_THREADS"] = "1"
    columns = (
        TextColumn("{task.description:26}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    cases = [(name, of) for name in names for of in ("value", "slope")]
    found: dict[tuple[str, str], list[Found]] = {}
    with (
        Progress(*columns, console=console) as progress,
        ProcessPoolExecutor(options.workers, multiprocessing.get_context("spawn"), alone) as pool,
    ):
        task = progress.add_task("", total=len(cases))
        try:
            jobs = {
                pool.submit(search, *case, engines, options.points, options.seed): case for case in cases
            }
            for job in as_completed(jobs):
                name, of = jobs[job]
                found[name, of] = job.result()
                progress.update(task, advance=1, description=f"{name} {of}")
        except BaseException:
            for process in multiprocessing.active_children():
                process.terminate()
            raise
    return [record for case in cases for record in found[case]]


def main() -> int:
    """Read the options, search, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--functions", default=",".join(elementwise_names()), metavar="a,b")
    parser.add_argument("--engines", default="compiled,numpy", metavar="a,b")
    parser.add_argument("--points", type=int, default=1_000_000, help="points over all exponents")
    parser.add_argument("--seed", type=int, default=0, help="another seed tries other points")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--hardest", action="store_true", help="print the worst inputs as a Python list")
    parser.add_argument("--write", type=Path, nargs="?", const=RESULTS, help="also as JSON")
    options = parser.parse_args()
    names, engines = options.functions.split(","), options.engines.split(",")
    if unknown := set(names) - set(elementwise_names()) | set(engines) - set(ENGINES[1:]):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    if options.points < 100:
        parser.error("ask for 100 points or more")
    whole = set(names) == set(elementwise_names()) and len(engines) == 2
    if options.write == RESULTS and not whole:
        parser.error(f"{RESULTS.name} holds everything: name another file for a part")
    console = Console(width=None if sys.stdout.isatty() else 120)
    if not WIDE:
        console.print(
            f"no 64-bit long double here: mpmath judges every point, {FEW} over all exponents, no climb"
        )
    try:
        found = run(options, names, engines, console)
    except KeyboardInterrupt:
        console.print("stopped; nothing was written")
        return 130
    console.print(table(found))
    if options.hardest:
        console.print(hardest(found), highlight=False)
    if options.write:
        write(options.write, found, options.points, options.seed)
        console.print(f"written to {options.write}")
    bad = [f"{record.name} {record.of} ({record.engine})" for record in found if not kept(record)]
    if bad:
        console.print(f"[red]the promise is broken by {', '.join(bad)}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
