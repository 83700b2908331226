"""``barreleye play``: a page on which a network can be moved by hand."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import barreleye as be

from ..errors import OptionError
from ._completions import model_files
from ._model_file import load_network_or_model
from ._options import OUTPUT, IgnoreExtra, argument, option, output_file
from ._printing import Printing
from ._reading import TableReading
from ._standard_streams import STANDARD, given, path_of, write_standard_output

if TYPE_CHECKING:
    from ..playground import Page

_PAGE = Path("barreleye-page.html")


def play(
    model: Annotated[
        Path | None,
        argument(
            "A model file; without it, the page has the networks of the documents.",
            "MODEL",
            autocompletion=model_files,
        ),
    ] = None,
    table: Annotated[
        Path | None,
        argument(
            "A table with the answers, for a model of a table; - reads standard input.",
            "TABLE",
            parser=path_of,
        ),
    ] = None,
    *,
    stage: Annotated[
        str | None,
        option(
            "Without a model: the network to open first, such as bias, or sine.2 for a section of it.",
            "NAME",
        ),
    ] = None,
    ignore_extra: IgnoreExtra = False,
    reading: TableReading,
    output: Annotated[
        Path,
        output_file("The file to write; - is standard output.", show_default=True),
    ] = _PAGE,
    rows: Annotated[
        int,
        option(
            "At most so many rows travel in the page; 0 carries none.",
            "N",
            group=OUTPUT,
            show_default=True,
        ),
    ] = 5000,
    show: Annotated[bool, option("Open the page in a browser.", "", "--open", group=OUTPUT)] = False,
    printing: Printing,
) -> None:
    """Write a page on which every weight of a network can be moved by hand. It computes in the browser.

    Examples
    --------
    Write the networks of the documents, and open one of them first:

        barreleye play --stage bias -o bias.html

    Write the network of a model, with the rows of a table:

        barreleye play penguins-model.npz penguins.csv -o penguins.html
    """
    if output == STANDARD and (show or printing.json):
        raise OptionError(
            "with --output - the page goes to standard output: leave --open and --json out"
        )
    page = _page(model, table, reading, rows, stage, ignore_extra=ignore_extra)
    if output == STANDARD:
        write_standard_output(page.html().encode())
    else:
        page.save(output)
        console = printing.console()
        console.print(f"{page.title}\n{output}", highlight=False, markup=False, soft_wrap=True)
        printing.document({"title": page.title, "written": output})
    if show:
        webbrowser.open(output.resolve().as_uri())


def _page(
    model: Path | None,
    table: Path | None,
    reading: TableReading,
    rows: int,
    stage: str | None,
    *,
    ignore_extra: bool,
) -> Page:
    if model is None:
        return be.play(rows=rows, stage=stage)
    if stage is not None:
        raise OptionError(
            "--stage opens one of the networks that a page without a model has: leave it out"
        )
    loaded = load_network_or_model(model, "play")
    if table is None:
        return be.play(loaded, rows=rows)
    if not isinstance(loaded, be.TableModel):
        raise OptionError(f"{model} is a network, and knows no columns: leave the table out")
    return be.play(loaded, reading.table(given(table)), rows=rows, ignore_extra=ignore_extra)
