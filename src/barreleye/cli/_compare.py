"""``barreleye compare``: which activation fits a table best, and whether that is more than chance."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import barreleye as be

from .._files import refuse_unwritable, write_whole
from ..errors import OptionError
from ._completions import activation_names
from ._console import grid, plain
from ._fit import Task
from ._options import TRAINING, Drop, Seed, TableToRead, Target, option, output_file
from ._paths import check_input, widths
from ._printing import Printing
from ._reading import LearnedReading
from ._standard_streams import given, refuse_standard_output
from ._training import Epochs, Hidden

if TYPE_CHECKING:
    from ..comparisons import ActivationComparison


def compare(
    table: TableToRead,
    *,
    target: Target,
    task: Task = None,
    seeds: Annotated[int, option("Trainings of each activation.", "N", min=2, show_default=True)] = 5,
    seed: Seed = 0,
    drop: Drop = None,
    activations: Annotated[
        str | None,
        option(
            "Names, such as relu,tanh; by default eight usual ones.",
            "NAME,NAME...",
            group=TRAINING,
            autocompletion=activation_names,
        ),
    ] = None,
    hidden: Hidden = "64",
    epochs: Epochs = None,
    jobs: Annotated[
        int | None,
        option("Trainings at a time; by default one for each processor.", "N", group=TRAINING, min=1),
    ] = None,
    output: Annotated[
        Path | None, output_file("A picture: .png, .svg, or .html with the table.")
    ] = None,
    reading: LearnedReading,
    printing: Printing,
) -> None:
    """Train with several activations and seeds, and say which differences are more than chance.

    Examples
    --------
    Compare three activations:

        barreleye compare penguins.csv -t species --activations relu,tanh,gelu

    Compare the usual ones with more trainings, and draw the scores:

        barreleye compare penguins.csv -t species --seeds 10 -o scores.svg
    """
    check_input(table)
    ending = "" if output is None else output.suffix.lower()
    if output is not None:
        refuse_standard_output("a picture", output)
        if ending not in {".png", ".svg", ".html"}:
            raise OptionError(f"a comparison is written as .png, .svg or .html, got {output.name!r}")
        refuse_unwritable(output)
    found = be.tables.compare_activations(
        reading.table(given(table)),
        target,
        None if activations is None else activations.split(","),
        task=task and task.value,
        drop=drop or (),
        seeds=seeds,
        seed=seed,
        hidden=widths(hidden),
        epochs=epochs,
        jobs=jobs,
    )
    console = printing.console()
    (shown,) = found.shown()
    lines = grid(*shown.header, right=shown.header[1:])
    for row in shown.rows:
        lines.add_row(*(plain(cell) for cell in row))
    console.print(lines)
    console.print(f"\n{found.verdict}", highlight=False, markup=False)
    if output is not None:
        write_whole(output, _drawn(found, ending))
        console.print(f"{output}", highlight=False, markup=False)
    contenders = [
        {**vars(one), "mean": one.mean, "spread": one.spread, "chance": found.chances.get(one.name)}
        for one in found.contenders
    ]
    printing.document(
        {**vars(found), "contenders": contenders, "verdict": found.verdict, "written": output}
    )


def _drawn(found: ActivationComparison, ending: str) -> bytes:
    figure = be.figures.activation_comparison(found)
    if ending == ".png":
        return be.figures.as_png(figure)
    picture = be.figures.as_svg(figure)
    if ending == ".svg":
        return picture.encode()
    head = '<!doctype html><meta charset="utf-8"><title>Activations</title>'
    style = (
        "<style>body{font-family:sans-serif;max-width:60em;margin:2em auto}svg{max-width:100%}</style>"
    )
    return f"{head}{style}<h1>Activations</h1>{picture}{found.shown()[0].html()}".encode()
