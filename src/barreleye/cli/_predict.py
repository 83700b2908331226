"""``barreleye predict``: a model and a table in, the table with answers out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from .. import load
from .._files import refuse_unwritable
from .._text import counted
from ..errors import DataError, OptionError
from ..tables import TableModel, write_table
from ._console import Verbose, log_to_stderr, plain
from ._fit import check_input, check_outputs


def predict(
    model: Annotated[Path, typer.Argument(help="A model file of `barreleye fit`.", show_default=False)],
    table: Annotated[Path, typer.Argument(help="A CSV or Parquet file.", show_default=False)],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="The new table, .csv or .parquet; by default TABLE-predictions.",
            show_default=False,
        ),
    ] = None,
    ignore_extra: Annotated[
        bool, typer.Option("--ignore-extra", help="Ignore columns that training did not have.")
    ] = False,
    verbose: Verbose = 0,
) -> None:
    """Write a copy of a table with the predictions of a model as further columns.

    The columns may be in another order than in training. The target may be missing.
    """
    if verbose:
        log_to_stderr(verbose)
    check_input(table)
    loaded = load(model)
    if not isinstance(loaded, TableModel):
        raise DataError(
            f"{model} holds a network without a table: predict needs a model file of `barreleye fit`"
        )
    kind = ".parquet" if table.suffix == ".parquet" else ".csv"
    target = output or table.with_name(f"{table.stem}-predictions{kind}")
    if target.suffix not in (".csv", ".parquet"):
        raise OptionError(f"predictions are written as .csv or .parquet, got {target}")
    check_outputs({"the table": table, "the model": model, "--output": target})
    refuse_unwritable(target)
    answers = loaded.predict(table, ignore_extra=ignore_extra)
    added = {f"predicted_{loaded.target.name}": answers.values}
    if answers.probabilities is not None:
        added["probability"] = answers.probabilities.max(axis=1)
    write_table(target, table, added)
    console = Console()
    for note in answers.notes:
        console.print(
            f"[yellow]note[/]  {plain(note)}", highlight=False, soft_wrap=not console.is_terminal
        )
    console.print(
        f"{counted(len(answers.values), 'prediction')} in {plain(str(target))}",
        highlight=False,
        soft_wrap=True,
    )
