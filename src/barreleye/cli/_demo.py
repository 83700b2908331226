"""``barreleye demo``: the main job on three tables that everybody can check."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

import barreleye as be

from .._files import write_whole
from ..errors import DataError
from ._fit_result import FileBeside, facts_of, show, written
from ._options import OUTPUT, Seed, option
from ._printing import Printing
from ._standard_streams import path_of, refuse_standard_output


def demo(
    *,
    seed: Seed = 0,
    output: Annotated[
        Path,
        option(
            "The folder for tables, models and reports.",
            "FOLDER",
            "--output",
            "-o",
            group=OUTPUT,
            parser=path_of,
            show_default=True,
        ),
    ] = Path("barreleye-demo"),
    printing: Printing,
) -> None:
    """Train on three example tables (penguins, spiral, sine); write tables, models and reports.

    Examples
    --------
    Write them into the folder barreleye-demo:

        barreleye demo
    """
    refuse_standard_output("a folder", output)
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"cannot make the folder {output}: {error.strerror}") from error
    write_whole(output / "penguins.csv", be.datasets.penguins_csv().read_bytes())
    X, y = be.datasets.spiral(samples=400, classes=3, seed=seed, noise=0.1)
    names = ("first", "second", "third")
    arms = [names[int(arm)] for arm in y]
    _write_csv(output / "spiral.csv", "x,y,arm", zip(*X.T, arms, strict=True))
    x, wave = be.datasets.sine(samples=1000, seed=seed, noise=0.05)
    _write_csv(output / "sine.csv", "x,y", zip(x[:, 0], wave, strict=True))
    console = printing.console()
    fits: list[dict[str, Any]] = []
    whole = True
    for name, target, what in (
        ("penguins", "species", "344 penguins, with text and missing values: which species is it?"),
        ("spiral", "arm", "three arms of a spiral: on which arm does a point lie?"),
        ("sine", "y", "one period of a sine, with noise: what is its value?"),
    ):
        console.rule(f"[bold]{what}", align="left")
        result = be.fit_table(output / f"{name}.csv", target, seed=seed)
        write = partial(be.write_report, result, source=f"{name}.csv")
        report = FileBeside("report", output / f"{name}-report.html", write)
        with written(result, output / f"{name}-model.npz", [report]) as files:
            show(result, files, console)
            fits.append(facts_of(result, files))
        whole &= files.whole
        console.print()
    console.print(
        "Open the reports in a browser. For a table of your own: barreleye fit TABLE --target COLUMN"
    )
    printing.document({"fits": fits})
    if not whole:
        raise typer.Exit(1)


def _write_csv(path: Path, header: str, rows: zip[tuple[object, ...]]) -> None:
    lines = [header, *(",".join(str(value) for value in row) for row in rows)]
    write_whole(path, ("\n".join(lines) + "\n").encode())
