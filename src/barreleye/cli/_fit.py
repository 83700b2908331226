"""``barreleye fit``: a table in; a model, a report and a verdict out."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from .. import activations as catalogue
from .._files import refuse_unwritable
from ..errors import OptionError
from ..figures import require_matplotlib
from ..playground import play as page_of
from ..reports import write_report
from ..tables import CLASSIFICATION, REGRESSION, Table, TableFit, as_table, fit_table
from ._console import Verbose, log_to_stderr
from ._fit_result import Output, finish
from ._named_loss import named_loss
from ._paths import check_input, check_outputs, widths
from ._reading import Decimal, Encoding, Missing, Order, Separator, Sheet, SkipRows, Words
from ._training import (
    L2,
    ActivationName,
    BatchSize,
    ClassWeight,
    Dropout,
    Effort,
    Epochs,
    Hidden,
    LearningRate,
    LossName,
    Numbers,
    OptimizerName,
    Patience,
    SampleWeight,
    Schedule,
    ScheduleName,
    WeightDecay,
)


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
    effort: Annotated[
        Effort | None,
        typer.Option(
            help="quick: one network and its check; normal: learn from the networks of eight folds; best: three"
            " kinds of networks in each fold, and a file with all of them as an ensemble. By default the rows"
            " decide.",
            show_default=False,
        ),
    ] = None,
    group: Annotated[
        str | None,
        typer.Option(
            help="A column that says which rows belong together, such as a customer: they are checked together.",
            show_default=False,
        ),
    ] = None,
    time: Annotated[
        str | None,
        typer.Option(
            help="A column that says when: rows are checked by networks that learned from earlier ones.",
            show_default=False,
        ),
    ] = None,
    test: Annotated[
        Path | None,
        typer.Option(help="A table with answers to test the model on.", show_default=False),
    ] = None,
    numbers: Annotated[
        Numbers,
        typer.Option(help="How numbers become inputs: bins, which learn curves better, or scaled."),
    ] = Numbers.bins,
    loss: LossName = None,
    class_weight: ClassWeight = None,
    sample_weight: SampleWeight = None,
    hidden: Hidden = "64,64",
    activation: ActivationName = "relu",
    epochs: Epochs = None,
    patience: Patience = 15,
    batch_size: BatchSize = None,
    optimizer: OptimizerName = "adamw",
    learning_rate: LearningRate = None,
    schedule: Schedule = ScheduleName.cosine,
    weight_decay: WeightDecay = 0.2,
    l2: L2 = 0.0,
    dropout: Dropout = 0.0,
    validation: Annotated[
        float | None,
        typer.Option(
            help="The fraction of the rows to hold out as test rows; by default none.",
            show_default=False,
        ),
    ] = None,
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
        typer.Option(min=0, help="Seed of the folds, the initial weights and the order of rows."),
    ] = 0,
    model: Annotated[
        Path | None,
        typer.Option(help="The model file; by default TABLE-model.npz.", show_default=False),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(help="The report; by default TABLE-report.html.", show_default=False),
    ] = None,
    play: Annotated[
        bool,
        typer.Option(
            "--play", help="Write a page of the network too, TABLE-page.html: see barreleye play."
        ),
    ] = False,
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
    page = table.with_name(f"{table.stem}-page.html") if play else None
    ensemble = (
        model.with_name(f"{model.stem.removesuffix('-model')}-ensemble.npz")
        if effort == Effort.best and model.name
        else None
    )
    outputs = {
        "the table": table,
        "--model": model,
        "--report": report,
        "--play": page,
        "--effort best": ensemble,
    }
    check_outputs({what: path for what, path in outputs.items() if path is not None})
    for path in (model, ensemble):  # hours of training would be lost; a report can be written again
        if path is not None:
            refuse_unwritable(path)
    if test is not None:
        if validation is not None:
            raise OptionError(
                "--test names test rows, and --validation holds some out: give one of the two"
            )
        check_input(test)
    read = partial(
        as_table,
        separator=separator,
        decimal=decimal and decimal.value,
        date_order=date_order and date_order.value,
        words=words or (),
        missing=missing or (),
        encoding=encoding,
        skip_rows=skip_rows,
        sheet=sheet,
    )
    data = read(table)
    result = fit_table(
        data,
        target,
        task=None if task is None else task.value,
        effort=None if effort is None else effort.value,
        group=group,
        time=time,
        numbers=numbers.value,
        hidden=widths(hidden),
        activation=activation,
        epochs=epochs,
        patience=patience,
        batch_size=batch_size,
        loss=None if loss is None else named_loss(loss),
        class_weight=class_weight,
        sample_weight=sample_weight,
        optimizer=optimizer,
        learning_rate=learning_rate,
        schedule=schedule.value,
        l2=l2,
        dropout=dropout,
        weight_decay=weight_decay,
        validation=validation if test is None else read(test),
        drop=drop or (),
        seed=seed,
    )
    further: list[Output] = [Output("report", report, partial(write_report, result, source=table.name))]
    if ensemble is not None and result.ensemble is not None:
        further.insert(0, Output("ensemble", ensemble, result.ensemble.model.save))
    if page:
        further.append(Output("page", page, partial(_write_page, result, data)))
    if not finish(result, model, further):
        raise typer.Exit(1)


def _write_page(result: TableFit, data: Table, path: Path) -> None:
    page_of(result.model, data).save(path)
