"""How much sooner the networks of the folds are trained with two threads; and how much sooner they could be.

Two processes that share nothing show what the machine itself gives: each trains the same folds in one thread, and
together they have done twice the work.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

ROWS = (3_000, 10_000, 30_000)
TIMES = 5
ROUNDS = 3


def measured(rows: int) -> float:
    """Return the lowest number of seconds that the trainings of the folds of a table took."""
    import numpy as np  # noqa: PLC0415  in the child only

    import barreleye as be  # noqa: PLC0415  as above
    from barreleye.tables.fitting import _trainings  # noqa: PLC0415  as above

    rng = np.random.default_rng(0)
    table = {f"x{k}": rng.normal(size=rows) for k in range(10)}
    noise = 0.1 * rng.normal(size=rows)
    table["y"] = np.sin(2.0 * table["x0"]) * table["x1"] + table["x2"] ** 2 + noise
    trained, took = _trainings.in_threads, []

    def timed(work, stop, *, jobs):
        start = time.perf_counter()
        found = trained(work, stop, jobs=jobs)
        took[-1] += time.perf_counter() - start
        return found

    _trainings.in_threads = timed
    for _ in range(TIMES):
        took.append(0.0)
        be.fit_table(table, "y", epochs=20, patience=100, progress=False)
    return min(took[1:])


def child(rows: int, threads: int) -> subprocess.Popen[str]:
    """Start a process that prints what :func:`measured` returns."""
    return subprocess.Popen(
        [sys.executable, __file__, str(rows)],
        env={**os.environ, "BARRELEYE_NUM_THREADS": str(threads)},
        stdout=subprocess.PIPE,
        text=True,
    )


def results(children: list[subprocess.Popen[str]]) -> list[float]:
    """Return what the processes print."""
    return [json.loads(one.communicate()[0]) for one in children]


def main() -> None:
    """Print a table."""
    if len(sys.argv) > 1:
        print(json.dumps(measured(int(sys.argv[1]))))
        return
    print(f"seconds of all networks of the folds, the lowest of {ROUNDS} x {TIMES - 1} fits")
    print(f"{'rows':>7} {'in turn':>9} {'2 threads':>10} {'ratio':>6} {'2 processes give':>17}")
    for rows in ROWS:
        rounds = []
        for _ in range(ROUNDS):  # in turns: a busy minute does not meet one of them alone
            (alone,), (together,) = results([child(rows, 1)]), results([child(rows, 2)])
            rounds.append((alone, together, max(results([child(rows, 1), child(rows, 1)]))))
        turn, threads, both = map(min, zip(*rounds, strict=True))
        print(
            f"{rows:7,} {turn:7.2f} s {threads:8.2f} s {turn / threads:6.2f} {2.0 * turn / both:17.2f}"
        )


if __name__ == "__main__":
    main()
