"""``barreleye compare``: which activation fits a table best, and whether that is more than chance."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from .._files import refuse_unwritable, write_whole
from ..comparisons import ActivationComparison
from ..errors import OptionError
from ..figures import activation_comparison, as_png, as_svg
from ..tables import as_table, compare_activations
from ._console import Verbose, grid, log_to_stderr, plain
from ._fit import Task
from ._paths import check_input, widths
from ._reading import Decimal, Encoding, Missing, Order, Separator, Sheet, SkipRows, Words


def compare(
    table: Annotated[Path, typer.Argument(help="A CSV, Parquet or Excel file ...", show_default=False)],
    target: Annotated[
        str, typer.Option("--target", "-t", help="The column to predict.", show_default=False)
    ],
    activations: Annotated[
        str | None,
        typer.Option(help="Names, such as relu,tanh; by default eight usual ones.", show_default=False),
    ] = None,
    seeds: Annotated[int, typer.Option(min=2, help="Trainings of each activation.")] = 5,
    hidden: Annotated[str, typer.Option(help="Numbers of neurons of the hidden layers.")] = "64",
    epochs: Annotated[
        int | None, typer.Option(min=1, help="The largest number of epochs.", show_default=False)
    ] = None,
    task: Annotated[
        Task | None, typer.Option(help="By default the target decides.", show_default=False)
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            min=1, help="Trainings at a time; by default one for each processor.", show_default=False
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="A picture: .png, .svg, or .html with the table.", show_default=False
        ),
    ] = None,
    drop: Annotated[
        list[str] | None,
        typer.Option(help="A column to leave out; may be repeated.", show_default=False),
    ] = None,
    separator: Separator = None,
    encoding: Encoding = None,
    skip_rows: SkipRows = None,
    sheet: Sheet = None,
    decimal: Decimal = None,
    date_order: Order = None,
    words: Words = None,
    missing: Missing = None,
    verbose: Verbose = 0,
) -> None:
    """Train with several activations and seeds, and say which differences are more than chance."""
    if verbose:
        log_to_stderr(verbose)
    check_input(table)
    ending = "" if output is None else output.suffix.lower()
    if output is not None:
        if ending not in {".png", ".svg", ".html"}:
            raise OptionError(f"a comparison is written as .png, .svg or .html, got {output.name!r}")
        refuse_unwritable(output)
    data = as_table(
        table,
        separator=separator,
        encoding=encoding,
        skip_rows=skip_rows,
        sheet=sheet,
        decimal=decimal and decimal.value,
        date_order=date_order and date_order.value,
        words=words or (),
        missing=missing or (),
    )
    found = compare_activations(
        data,
        target,
        None if activations is None else activations.split(","),
        task=task and task.value,
        drop=drop or (),
        seeds=seeds,
        hidden=widths(hidden),
        epochs=epochs,
        jobs=jobs,
    )
    console = Console()
    (shown,) = found.shown()
    lines = grid(*shown.header, right=shown.header[1:])
    for row in shown.rows:
        lines.add_row(*(plain(cell) for cell in row))
    console.print(lines)
    console.print(f"\n{found.verdict}", highlight=False, markup=False)
    if output is not None:
        write_whole(output, _drawn(found, ending))
        console.print(f"{output}", highlight=False, markup=False)


def _drawn(found: ActivationComparison, ending: str) -> bytes:
    figure = activation_comparison(found)
    if ending == ".png":
        return as_png(figure)
    picture = as_svg(figure)
    if ending == ".svg":
        return picture.encode()
    head = '<!doctype html><meta charset="utf-8"><title>Activations</title>'
    style = (
        "<style>body{font-family:sans-serif;max-width:60em;margin:2em auto}svg{max-width:100%}</style>"
    )
    return f"{head}{style}<h1>Activations</h1>{picture}{found.shown()[0].html()}".encode()
