"""``barreleye play``: a page on which a network can be moved by hand."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ..errors import OptionError
from ..playground import play as page_of
from ..tables import TableModel, as_table
from ._console import Verbose, log_to_stderr
from ._model_file import load_network_or_model
from ._reading import Decimal, Encoding, IgnoreExtra, Order, Separator, Sheet, SkipRows

_PAGE = Path("barreleye-page.html")


def play(
    model: Annotated[
        Path | None,
        typer.Argument(
            help="A model file; without it, the page has the networks of the documents.",
            show_default=False,
        ),
    ] = None,
    table: Annotated[
        Path | None,
        typer.Argument(help="A table with the answers, for a model of a table.", show_default=False),
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")] = _PAGE,
    rows: Annotated[
        int, typer.Option(help="At most so many rows travel in the page; 0 carries none.")
    ] = 5000,
    show: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    stage: Annotated[
        str | None,
        typer.Option(
            help="Without a model: the network to open first, such as bias, or sine.2 for a section of it.",
            show_default=False,
        ),
    ] = None,
    ignore_extra: IgnoreExtra = False,
    separator: Separator = None,
    encoding: Encoding = None,
    skip_rows: SkipRows = None,
    sheet: Sheet = None,
    decimal: Decimal = None,
    date_order: Order = None,
    verbose: Verbose = 0,
) -> None:
    """Write a page on which every weight of a network can be moved by hand. It computes in the browser."""
    if verbose:
        log_to_stderr(verbose)
    if model is None:
        page = page_of(rows=rows, stage=stage)
    elif stage is not None:
        raise OptionError(
            "--stage opens one of the networks that a page without a model has: leave it out"
        )
    else:
        loaded = load_network_or_model(model, "play")
        if not isinstance(loaded, TableModel):
            if table is not None:
                raise OptionError(f"{model} is a network, and knows no columns: leave the table out")
            page = page_of(loaded, rows=rows)
        elif table is None:
            page = page_of(loaded, rows=rows)
        else:
            data = as_table(
                table,
                separator=separator,
                encoding=encoding,
                skip_rows=skip_rows,
                sheet=sheet,
                decimal=decimal and decimal.value,
                date_order=date_order and date_order.value,
            )
            page = page_of(loaded, data, rows=rows, ignore_extra=ignore_extra)
    page.save(output)
    Console().print(f"{page.title}\n{output}", highlight=False, markup=False, soft_wrap=True)
    if show:
        webbrowser.open(output.resolve().as_uri())
