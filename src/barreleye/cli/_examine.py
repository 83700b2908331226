"""``barreleye health``: a model and a table with answers in, what is wrong with the network out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from .._text import counted
from ..tables import as_table
from ._console import Verbose, grid, log_to_stderr, plain
from ._model_file import load_table_model
from ._paths import check_input
from ._reading import Decimal, Encoding, IgnoreExtra, Order, Separator, Sheet, SkipRows
from ._score_table import show_notes


def health(
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
    """Examine the network of a model: dead neurons, saturation, gradients, scales, each with a cure."""
    if verbose:
        log_to_stderr(verbose)
    check_input(table)
    loaded = load_table_model(model, "health")
    data = as_table(
        table,
        separator=separator,
        encoding=encoding,
        skip_rows=skip_rows,
        sheet=sheet,
        decimal=decimal and decimal.value,
        date_order=date_order and date_order.value,
    )
    found = loaded.health(data, ignore_extra=ignore_extra)
    console = Console()
    console.print(
        f"examined on {counted(found.rows, 'row')}: {counted(len(found.findings), 'finding')}",
        highlight=False,
    )
    for one in found.findings:
        console.print(f"\n[bold]{one.id}  {plain(one.name)}[/]", highlight=False)
        facts = grid()
        for name, words in (("found", one.said), ("cause", one.cause), ("cure", one.cure)):
            facts.add_row(name, plain(words, 400))
        console.print(facts)
    if found.notes:
        console.print()
        show_notes(list(found.notes), console)
