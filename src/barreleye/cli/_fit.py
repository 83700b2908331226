"""``barreleye fit``: a table in; a model, a report and a verdict out."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from .. import activations as catalogue
from .._files import refuse_unwritable
from .._text import counted
from ..errors import BarreleyeError, DataError, OptionError
from ..figures import require_matplotlib
from ..reports import write_report
from ..tables import CLASSIFICATION, REGRESSION, TableFit, as_table, fit_table
from ._console import Verbose, grid, log_to_stderr, plain, print_message
from ._reading import Decimal, Encoding, Missing, Order, Separator, Sheet, SkipRows, Words
from ._score_table import score_table, show_notes

# More columns than this would scroll the scores out of sight.
_MOST_SHOWN = 30
_ENDS = {"epochs": "the most allowed", "early stopping": "stopped early"}


class Task(StrEnum):
    """What kind of answer is wanted."""

    classification = CLASSIFICATION
    regression = REGRESSION


def fit(
    table: Annotated[Path, typer.Argument(help="A CSV, Parquet or Excel file ...", show_default=False)],
    target: Annotated[
        str, typer.Option("--target", "-t", help="The column to predict.", show_default=False)
    ],
    task: Annotated[
        Task | None, typer.Option(help="By default the target decides.", show_default=False)
    ] = None,
    hidden: Annotated[str, typer.Option(help="Numbers of neurons of the hidden layers.")] = "64,64",
    activation: Annotated[str, typer.Option(help="The activation of the hidden layers.")] = "relu",
    epochs: Annotated[int, typer.Option(min=1, help="The largest number of epochs.")] = 300,
    patience: Annotated[
        int,
        typer.Option(min=1, help="Training stops after so many epochs without a lower validation loss."),
    ] = 30,
    batch_size: Annotated[
        int | None,
        typer.Option(min=1, help="Rows per step; by default 16 to 256.", show_default=False),
    ] = None,
    learning_rate: Annotated[
        float | None,
        typer.Option(
            help="The learning rate of Adam; by default it falls from 0.003 along a cosine.",
            show_default=False,
        ),
    ] = None,
    validation: Annotated[
        float, typer.Option(help="The fraction of the rows that is held out for validation.")
    ] = 0.2,
    drop: Annotated[
        list[str] | None,
        typer.Option(help="A column to leave out; the option may be repeated.", show_default=False),
    ] = None,
    separator: Separator = None,
    decimal: Decimal = None,
    date_order: Order = None,
    words: Words = None,
    missing: Missing = None,
    encoding: Encoding = None,
    skip_rows: SkipRows = None,
    sheet: Sheet = None,
    seed: Annotated[
        int,
        typer.Option(
            min=0, help="Seed of the validation rows, the initial weights and the order of rows."
        ),
    ] = 0,
    model: Annotated[
        Path | None,
        typer.Option(help="The model file; by default TABLE-model.npz.", show_default=False),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(help="The report; by default TABLE-report.html.", show_default=False),
    ] = None,
    verbose: Verbose = 0,
) -> None:
    """Learn to predict one column of a table from the others.

    The result is a model file and an HTML report, by default in the folder of the table.
    """
    if verbose:
        log_to_stderr(verbose)
    catalogue.get(activation)  # a misspelt name is refused before a large table is read
    require_matplotlib()  # the report needs it: refuse now, not after training
    check_input(table)
    model = model or table.with_name(f"{table.stem}-model.npz")
    report = report or table.with_name(f"{table.stem}-report.html")
    check_outputs({"the table": table, "--model": model, "--report": report})
    refuse_unwritable(model)  # hours of training would be lost; a report can be written again
    data = as_table(
        table,
        separator=separator,
        decimal=decimal and decimal.value,
        date_order=date_order and date_order.value,
        words=words or (),
        missing=missing or (),
        encoding=encoding,
        skip_rows=skip_rows,
        sheet=sheet,
    )
    result = fit_table(
        data,
        target,
        task=None if task is None else task.value,
        hidden=widths(hidden),
        activation=activation,
        epochs=epochs,
        patience=patience,
        batch_size=batch_size,
        learning_rate=learning_rate,
        validation=validation,
        drop=drop or (),
        seed=seed,
    )
    if not finish(result, table.name, model, report):
        raise typer.Exit(1)


def check_input(path: Path) -> None:
    """Refuse a path that is no file, before names are made from it."""
    if os.path.isdir(path):  # noqa: PTH112  Path.is_dir raises on a name that is too long
        raise DataError(f"{path} is a folder: name a file")
    if not os.path.exists(path):  # noqa: PTH110  as above
        raise DataError(f"cannot read {path}: there is no such file")


def check_outputs(paths: dict[str, Path]) -> None:
    """Refuse, before any work, outputs that would overwrite each other or the input, or have no folder."""
    seen: dict[str, str] = {}
    for what, path in paths.items():
        real = os.path.realpath(path)
        if real in seen:
            raise OptionError(f"{what} would overwrite {seen[real]} ({path}): name another file")
        seen[real] = what
        if what.startswith("--") and not os.path.isdir(path.parent):  # noqa: PTH112  as in check_input
            raise OptionError(f"{what}: the folder {path.parent} does not exist")


def finish(result: TableFit, source: str, model: Path, report: Path) -> bool:
    """Write the model, then everything that tells about it; say whether all of it was written.

    The model comes first: whatever happens afterwards cannot undo it.
    """
    written = [_line("model", model)]
    result.model.save(model)
    with _kept(model):
        line = _line("report", report)
        try:
            write_report(result, report, source)
        except BarreleyeError as error:
            print_message("warning", f"{error}; the model is written: {model}", "bold yellow")
        else:
            written.append(line)
        console = Console()
        show(result, console)
        console.print("\n".join(written), soft_wrap=True, highlight=False)
    return len(written) == 2


def _line(what: str, path: Path) -> str:
    replaced = " (replaced)" if os.path.exists(path) else ""  # noqa: PTH110  as in check_input
    return f"{what:7} {plain(str(path))}{replaced}"


@contextmanager
def _kept(model: Path) -> Generator[None]:
    """Say where the model is if anything ends the command after it was written, Ctrl-C included."""
    try:
        yield
    except BaseException:
        print_message("note", f"the model is written: {model}", "yellow")
        raise


def show(result: TableFit, console: Console) -> None:
    """Print task, scores against the baseline, columns, layers, time and warnings."""
    target = result.model.target
    console.print(
        f"\n[bold]{target.task}[/] of [bold]{plain(target.name)}[/], {plain(target.why)};"
        f" {counted(result.train_rows, 'row')} for training, {result.scores.rows:,} for validation\n",
        highlight=False,
    )
    console.print(score_table(result.scores, "on the validation rows"))
    columns = grid("\ncolumn", "\nkind", "\nbecame")
    plans = result.model.encoder.plans
    for plan in plans[:_MOST_SHOWN]:
        columns.add_row(plain(plan.name), plan.kind, plain(plan.became))
    console.print(columns, highlight=False)
    if len(plans) > _MOST_SHOWN:
        console.print(
            f"and {counted(len(plans) - _MOST_SHOWN, 'more column')}, see the report", highlight=False
        )
    net = result.model.network
    sizes = " → ".join(str(n) for n in (net.inputs, *(layer.units for layer in net.layers)))
    history = result.history
    ended = _ENDS.get(history.stopped, history.stopped)
    console.print(
        f"\nlayers  {sizes}, {counted(net.parameters.vector.size, 'parameter')}"
        f"\ntime    {history.seconds:.2f} s for {counted(len(history), 'epoch')}, {ended};"
        f" best weights from epoch {history.best_epoch}",
        highlight=False,
    )
    show_notes(result.warnings, console)


def widths(text: str) -> list[int]:
    """Read ``64,64`` as widths of layers; an empty text is no hidden layer."""
    try:
        return [int(part) for part in text.replace(" ", "").split(",") if part]
    except ValueError:
        raise OptionError(f"--hidden takes widths such as 64,64, got '{text}'") from None
