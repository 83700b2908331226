"""``barreleye demo``: the main job on three tables that everybody can check."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console

from .._files import write_whole
from ..datasets import penguins_csv, sine, spiral
from ..errors import DataError
from ..reports import write_report
from ..tables import fit_table
from ._fit_result import Output, finish


def demo(
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The folder for tables, models and reports.")
    ] = Path("barreleye-demo"),
) -> None:
    """Train on three example tables (penguins, spiral, sine); write tables, models and reports."""
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"cannot make the folder {output}: {error.strerror}") from error
    write_whole(output / "penguins.csv", penguins_csv().read_bytes())
    X, y = spiral(samples=400, classes=3, seed=0, noise=0.1)
    arms = np.array(["first", "second", "third"])[y]
    _write_csv(output / "spiral.csv", "x,y,arm", zip(*X.T, arms, strict=True))
    x, wave = sine(samples=1000, seed=0, noise=0.05)
    _write_csv(output / "sine.csv", "x,y", zip(x[:, 0], wave, strict=True))
    console = Console()
    whole = True
    for name, target, what in (
        ("penguins", "species", "344 penguins, with text and missing values: which species is it?"),
        ("spiral", "arm", "three arms of a spiral: on which arm does a point lie?"),
        ("sine", "y", "one period of a sine, with noise: what is its value?"),
    ):
        console.rule(f"[bold]{what}", align="left")
        result = fit_table(output / f"{name}.csv", target)
        report = Output(
            "report", output / f"{name}-report.html", partial(write_report, result, source=f"{name}.csv")
        )
        whole &= finish(result, output / f"{name}-model.npz", [report])
        console.print()
    console.print(
        "Open the reports in a browser. For a table of your own: barreleye fit TABLE --target COLUMN"
    )
    if not whole:
        raise typer.Exit(1)


def _write_csv(path: Path, header: str, rows: zip[tuple[object, ...]]) -> None:
    lines = [header, *(",".join(str(value) for value in row) for row in rows)]
    write_whole(path, ("\n".join(lines) + "\n").encode())
