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
    model: Annotated[Path, typer.Argument(help="A model file that `fit` wrote.", show_default=False)],
    table: Annotated[Path, typer.Argument(help="A CSV or Parquet file.", show_default=False)],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="By default TABLE-predictions, beside the table.",
            show_default=False,
        ),
    ] = None,
    ignore_extra: Annotated[
        bool, typer.Option("--ignore-extra", help="Let columns pass that the model has never seen.")
    ] = False,
    verbose: Verbose = 0,
) -> None:
    """Write a copy of the table with the model's answers beside it.

    Columns may stand in another order; the target column may be there or not.
    """
    if verbose:
        log_to_stderr(verbose)
    check_input(table)
    loaded = load(model)
    if not isinstance(loaded, TableModel):
        raise DataError(
            f"{model} holds a bare network: predict needs a model that `barreleye fit` wrote"
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
