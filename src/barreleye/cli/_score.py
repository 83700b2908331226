"""``barreleye score``: a model and a table with answers in, all scores out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from .._text import counted
from ..tables import as_table
from ._console import Verbose, log_to_stderr
from ._model_file import kind_of, load_predictor
from ._paths import check_input
from ._reading import Decimal, Encoding, IgnoreExtra, Order, Separator, Sheet, SkipRows
from ._score_table import score_table, show_notes


def score(
    model: Annotated[Path, typer.Argument(help="A model file of `barreleye fit`.", show_default=False)],
    table: Annotated[
        Path, typer.Argument(help="A table in which the answers stand.", show_default=False)
    ],
    ignore_extra: IgnoreExtra = False,
    separator: Separator = None,
    encoding: Encoding = None,
    skip_rows: SkipRows = None,
    sheet: Sheet = None,
    decimal: Decimal = None,
    date_order: Order = None,
    verbose: Verbose = 0,
) -> None:
    """Compare the predictions of a model with the answers in a table.

    The baseline always gives the most frequent class, or the mean, of the rows that the model was made from.
    """
    if verbose:
        log_to_stderr(verbose)
    check_input(table)
    loaded = load_predictor(model, "score")
    data = as_table(
        table,
        separator=separator,
        encoding=encoding,
        skip_rows=skip_rows,
        sheet=sheet,
        decimal=decimal and decimal.value,
        date_order=date_order and date_order.value,
    )
    scores = loaded.score(data, ignore_extra=ignore_extra)
    console = Console()
    console.print(
        score_table(scores, f"on {counted(scores.rows, 'row')} with a known answer", who=kind_of(loaded))
    )
    show_notes([*data.notes, *scores.notes], console)
