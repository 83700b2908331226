"""How long reading a table takes, and how much memory, beside polars and pandas: make bench-reading.

Each reading runs in a process of its own, in turn, so that its peak of memory is its own; libraries are imported
and used once before the clock starts. Reading with Barreleye includes the decisions about all columns.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import barreleye as be

FILES = {
    "1,000,000 x 10 numbers": (1_000_000, 10, "numbers"),
    "100,000 x 10 words": (100_000, 10, "words"),
    "10,000 x 1,000 numbers": (10_000, 1_000, "numbers"),
    "100,000 x 10 quoted words": (100_000, 10, "quoted words"),
    "1,000,000 x 4 with decimal commas": (1_000_000, 4, "commas"),
    "200,000 dates and times": (200_000, 2, "dates"),
}
ROWS, COLUMNS = 1_000_000, 20


def write(path: Path, rows: int, columns: int, kind: str) -> None:
    """Write one of the files."""
    rng = np.random.default_rng(0)
    if kind in ("numbers", "commas"):
        frame = pl.DataFrame({f"c{i}": (10 * rng.normal(size=rows)).round(6) for i in range(columns)})
    elif kind == "dates":
        start = np.datetime64("2020-01-01", "ms")
        moments = start + 1_000 * rng.integers(0, 10**8, (rows, 2)).astype("timedelta64[ms]")
        frame = pl.DataFrame({"day": moments[:, 0].astype("datetime64[D]"), "moment": moments[:, 1]})
        frame = frame.with_columns(pl.col("day").dt.strftime("%d/%m/%Y"))
    else:
        trees = ("oak", "elm", "ash", "fir")
        words = np.array(
            [f"{colour} {tree}" for colour in ("red", "green", "dark", "light") for tree in trees]
        )
        frame = pl.DataFrame({f"c{i}": words[rng.integers(0, len(words), rows)] for i in range(columns)})
    separated: Any = {"separator": ";", "decimal_comma": True} if kind == "commas" else {}
    frame.write_csv(path, quote_style="always" if kind == "quoted words" else "necessary", **separated)


def read_ours(path: str) -> None:
    """Read a table and decide about its columns."""
    _ = be.tables.read_table(path).columns


def read_polars(path: str) -> None:
    """Read with the types that polars finds."""
    separator = separator_of(path)
    pl.read_csv(path, separator=separator, decimal_comma=separator == ";", try_parse_dates=True)


def read_pandas(path: str) -> None:
    """Read with the types that pandas finds."""
    import pandas as pd  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]  a peer

    separator = separator_of(path)
    pd.read_csv(path, sep=separator, decimal="," if separator == ";" else ".")


READERS: dict[str, Callable[[str], None]] = {
    "polars": read_polars,
    "pandas": read_pandas,
    "barreleye": read_ours,
}


def resident() -> float:
    """Return the megabytes of memory that this process has now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def separator_of(path: str) -> str:
    """Return what separates the fields of one of the files."""
    with Path(path).open("rb") as file:
        return ";" if b";" in file.readline() else ","


def child(reader: str, path: str) -> None:
    """Print the seconds and the further megabytes of one reading."""
    small = Path(path).with_name("small.csv")
    READERS[reader](str(small))
    before = resident()
    start = time.perf_counter()
    READERS[reader](path)
    seconds = time.perf_counter() - start
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3 - before]))


def predictions(kind: str) -> None:
    """Print how many million rows a second a model answers from a frame, and the megabytes beside the frame."""
    rng = np.random.default_rng(0)
    small: dict[str, Any] = {f"c{i}": rng.normal(size=2_000) for i in range(COLUMNS)}
    small["y"] = sum(small.values())
    model = be.fit_table(small, "y", epochs=2, progress=False).model
    table: Any = {f"c{i}": rng.normal(size=ROWS) for i in range(COLUMNS)}
    if kind == "polars":
        table = pl.DataFrame(table)
    elif kind == "pandas":
        import pandas as pd  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]  a peer

        table = pd.DataFrame(table)
    model.predict(small)
    before = resident()
    seconds: list[float] = []
    for _ in range(5):
        start = time.perf_counter()
        model.predict(table)
        seconds.append(time.perf_counter() - start)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3 - before
    print(json.dumps([ROWS / statistics.median(seconds) / 1e6, megabytes]))


def ask(*arguments: str) -> list[float]:
    """Run this file as a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ,
    )
    return json.loads(done.stdout)


def main() -> None:
    """Print the table of readings, and of predictions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each file is read")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--predict", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(*options.child)
        return
    if options.predict:
        predictions(options.predict)
        return
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "small.csv").write_text("a,b,c\n1.5,x,01/02/2024\n2.5,y,13/02/2024\n" * 5)
        print(f"{'file':34} {'reader':10} {'seconds':>8} {'MB':>6} {'x polars':>9} {'x its MB':>9}")
        for name, (rows, columns, kind) in FILES.items():
            path = Path(folder) / "table.csv"
            write(path, rows, columns, kind)
            found: dict[str, list[list[float]]] = {reader: [] for reader in READERS}
            for _ in range(options.rounds):
                for reader in READERS:
                    found[reader].append(ask("--child", reader, str(path)))
            medians = {
                reader: [statistics.median(column) for column in zip(*readings, strict=True)]
                for reader, readings in found.items()
            }
            for reader, (seconds, megabytes) in medians.items():
                slower, larger = seconds / medians["polars"][0], megabytes / medians["polars"][1]
                print(
                    f"{name:34} {reader:10} {seconds:8.3f} {megabytes:6.0f} {slower:9.2f} {larger:9.2f}"
                )
    print(f"\n{'predictions from':34} {'million rows a second':>22} {'MB beside the table':>20}")
    for kind in ("polars", "pandas", "a mapping"):
        speed, megabytes = ask("--predict", kind)
        print(f"{f'{ROWS:,} x {COLUMNS} numbers of {kind}':34} {speed:22.2f} {megabytes:20.0f}")


if __name__ == "__main__":
    main()
