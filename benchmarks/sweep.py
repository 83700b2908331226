"""Every float32 there is, through every element-wise function and its slope: make sweep.

All 2^32 bit patterns, both engines, against the float64 reference of tests/support/oracle.py. The
work is cut into blocks, and what is known stands in .sweep/, so that Ctrl-C loses at most the blocks
in flight and the next run goes on from there. A record is keyed by a hash of the code it measured
(compiled: the machine code; NumPy: the files that the body comes from), so that a function that
changed is measured again, and no other.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "benchmarks")]

from sweep_blocks import BLOCK, BLOCKS, Job, cost, measure
from sweep_records import State
from sweep_report import RESULTS, table, write

from barreleye.kernels import ENGINES
from support.sweep import Tally
from support.truth import elementwise_names


def jobs(state: State, names: list[str], engines: list[str], stride: int) -> Iterator[Job]:
    """Yield what is not known yet, function by function."""
    for name in names:
        for of in ("value", "slope"):
            for block in range(BLOCKS):
                missing = [how for how in engines if block not in state.record(name, of, how).blocks]
                if missing:
                    yield name, of, tuple(missing), block, stride


def alone() -> None:
    """Prepare a worker: one thread, and Ctrl-C is for the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def run(todo: list[Job], state: State, workers: int, console: Console) -> None:
    """Run the jobs; every finished block is on disk before the next is handed out."""
    prices = {key: cost(*key) for key in {job[:3] for job in todo}}
    # arrays of a chunk are allocated and freed all the time: let the C library keep their memory
    for name in ("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"):
        os.environ.setdefault(name, str(2**28))
    os.environ["BARRELEYE_NUM_THREADS"] = "1"
    columns = (
        TextColumn("{task.description:26}"),
        BarColumn(),
        TextColumn("{task.percentage:5.1f} %"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with (
        Progress(*columns, console=console, speed_estimate_period=600) as progress,
        ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), alone) as pool,
    ):
        task = progress.add_task("", total=sum(prices[job[:3]] for job in todo))
        waiting: dict[Future[dict[str, Tally]], Job] = {}
        queue = iter(todo)
        try:
            while True:
                for job in queue:
                    waiting[pool.submit(measure, job)] = job
                    if len(waiting) > workers:
                        break
                if not waiting:
                    return
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    job = waiting.pop(future)
                    for how, tally in future.result().items():
                        state.add(job[0], job[1], how, job[3], tally)
                    progress.update(task, advance=prices[job[:3]], description=f"{job[0]} {job[1]}")
        except BaseException:
            for process in multiprocessing.active_children():
                process.terminate()
            raise


def main() -> int:
    """Read the options, run what is missing, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--functions", default=",".join(elementwise_names()), metavar="a,b")
    parser.add_argument("--engines", default="compiled,numpy", metavar="a,b")
    parser.add_argument("--stride", type=int, default=1, help="only every Nth bit pattern")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--state", type=Path, default=ROOT / ".sweep", help="what is known already")
    parser.add_argument("--write", type=Path, nargs="?", const=RESULTS, help="also with a stride")
    options = parser.parse_args()
    names, engines = options.functions.split(","), options.engines.split(",")
    if unknown := set(names) - set(elementwise_names()) | set(engines) - set(ENGINES[1:]):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    if not 1 <= options.stride <= BLOCK:
        parser.error(f"a stride is from 1 to {BLOCK:,}")
    console = Console(width=None if sys.stdout.isatty() else 120)
    state = State(options.state, options.stride)
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell may have started this with SIGINT ignored
        signal.signal(number, signal.default_int_handler)
    todo = list(jobs(state, names, engines, options.stride))
    try:
        if todo:
            run(todo, state, options.workers, console)
    except KeyboardInterrupt:
        console.print("stopped; the same command goes on from here")
        return 130
    found = [
        state.record(name, of, how) for name in names for of in ("value", "slope") for how in engines
    ]
    console.print(table(found, options.stride))
    whole = set(names) == set(elementwise_names()) and len(engines) == 2
    target = options.write or (RESULTS if options.stride == 1 and whole else None)
    if target:
        write(target, found, options.stride)
        console.print(f"written to {target}")
    bad = [record for record in found if not record.kept()]
    if bad:
        console.print(f"[red]the promise is broken by {', '.join(record.title for record in bad)}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
