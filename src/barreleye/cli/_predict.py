"""``barreleye predict``: a model and a table in, the table with answers out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from .._files import refuse_unwritable
from .._text import counted
from ..errors import DataError
from ..tables import Predictions, TablePredictor, as_table, write_table
from ._console import Verbose, log_to_stderr, plain
from ._model_file import kind_of, load_predictor
from ._paths import check_input, check_outputs
from ._reading import Decimal, Encoding, IgnoreExtra, Order, Separator, Sheet, SkipRows
from ._score_table import score_table, show_notes


def predict(
    model: Annotated[Path, typer.Argument(help="A model file of `barreleye fit`.", show_default=False)],
    table: Annotated[Path, typer.Argument(help="A CSV, Parquet or Excel file ...", show_default=False)],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="The new table; by default TABLE-predictions, of the same kind.",
            show_default=False,
        ),
    ] = None,
    probabilities: Annotated[
        bool,
        typer.Option(
            "--probabilities", help="Write the probability of each class, not only of the answer."
        ),
    ] = False,
    interval: Annotated[
        float | None,
        typer.Option(
            help="0.9 adds the ends of an interval in which nine of ten true numbers lie.",
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
    """Write a copy of a table with the predictions of a model as further columns.

    The copy is the file itself, byte for byte, with fields added to each row. The columns may be in another order
    than in training, and the target may be missing; if it is there, the scores are printed.
    """
    if verbose:
        log_to_stderr(verbose)
    check_input(table)
    loaded = load_predictor(model, "predict")
    target = output or _beside(table)
    check_outputs({"the table": table, "the model": model, "--output": target})
    refuse_unwritable(target)
    how: dict[str, Any] = {
        "separator": separator,
        "encoding": encoding,
        "skip_rows": skip_rows,
        "sheet": sheet,
    }
    data = as_table(
        table, decimal=decimal and decimal.value, date_order=date_order and date_order.value, **how
    )
    answers = loaded.predict(data, ignore_extra=ignore_extra, interval=interval)
    write_table(target, table, _columns(loaded, answers, every=probabilities), **how)
    console = Console()
    notes = answers.notes
    if loaded.target.name in data:
        try:
            scores = loaded.score(data, ignore_extra=ignore_extra)
            console.print(
                score_table(
                    scores, f"on {counted(scores.rows, 'row')} with a known answer", who=kind_of(loaded)
                )
            )
            notes = [*notes, *scores.notes]
        except DataError as error:
            notes = [*notes, f"there are no scores: {error}"]
    show_notes(notes, console)
    console.print(
        f"{counted(len(answers.values), 'prediction')} in {plain(str(target))}",
        highlight=False,
        soft_wrap=True,
    )


def _columns(model: TablePredictor, answers: Predictions, *, every: bool) -> dict[str, Any]:
    """Return the columns to be added: the answers, and how probable they or all classes are."""
    added: dict[str, Any] = {f"predicted_{model.target.name}": answers.values}
    if answers.probabilities is not None:
        if every:
            for label, probability in zip(model.target.classes, answers.probabilities.T, strict=True):
                added[f"probability_{label}"] = probability
        else:
            added["probability"] = answers.probabilities.max(axis=1)
    for end, values in (("low", answers.low), ("high", answers.high)):
        if values is not None:
            added[f"{end}_{model.target.name}"] = values
    return added


def _beside(table: Path) -> Path:
    """Return the name of the copy: a table keeps its kind, and a workbook becomes CSV."""
    suffixes = table.suffixes
    packed = suffixes[-1] if suffixes and suffixes[-1].lower() in (".gz", ".bz2", ".xz") else ""
    stem = table.name.removesuffix(packed)
    kind = Path(stem).suffix
    if kind.lower() in (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".zip", ""):
        packed, ending = "", ".csv"
    else:
        ending = kind
    return table.with_name(f"{stem.removesuffix(kind) if kind else stem}-predictions{ending}{packed}")
