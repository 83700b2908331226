"""``barreleye fit``: a table in; a model, a report and a verdict out."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import barreleye as be

from .._files import refuse_unwritable
from ..errors import OptionError
from ._fit_result import FileBeside, facts_of, show, written
from ._options import OUTPUT, ROWS, Drop, Seed, TableToRead, Target, option, output_file
from ._paths import check_input, check_outputs
from ._printing import Printing
from ._reading import LearnedReading
from ._standard_streams import (
    STANDARD,
    given,
    path_of,
    refuse_standard_input_twice,
    refuse_standard_output,
)
from ._training import Effort, Training

if TYPE_CHECKING:
    from ..tables import Table, TableFit


class TaskName(StrEnum):
    """What kind of answer is wanted."""

    classification = "classification"
    regression = "regression"


Task = Annotated[
    TaskName | None, option("classification or regression; by default the target decides.", "TASK")
]


def fit(
    table: TableToRead,
    *,
    target: Target,
    task: Task = None,
    effort: Annotated[
        Effort | None,
        option(
            "quick: one network and its check; normal: learn from the networks of eight folds; best: three kinds"
            " of networks in each fold, and a file with all of them as an ensemble. By default the rows decide.",
            "HOW",
        ),
    ] = None,
    seed: Seed = 0,
    drop: Drop = None,
    group: Annotated[
        str | None,
        option(
            "A column that says which rows belong together, such as a customer: they are checked together.",
            "COLUMN",
            group=ROWS,
        ),
    ] = None,
    time: Annotated[
        str | None,
        option(
            "A column that says when: rows are checked by networks that learned from earlier ones.",
            "COLUMN",
            group=ROWS,
        ),
    ] = None,
    validation: Annotated[
        float | None,
        option(
            "The fraction of the rows to hold out as test rows; by default none.", "SHARE", group=ROWS
        ),
    ] = None,
    test: Annotated[
        Path | None,
        option("A table with answers to test the model on.", "TABLE", group=ROWS, parser=path_of),
    ] = None,
    training: Training,
    reading: LearnedReading,
    model: Annotated[
        Path | None, output_file("The model file; by default TABLE-model.npz.", "--model")
    ] = None,
    report: Annotated[
        Path | None, output_file("The report; by default TABLE-report.html.", "--report")
    ] = None,
    play: Annotated[
        bool,
        option(
            "Write a page of the network too, TABLE-page.html: see barreleye play.",
            "",
            "--play",
            group=OUTPUT,
        ),
    ] = False,
    printing: Printing,
) -> None:
    """Learn to predict one column of a table from the others.

    The result is a model file and an HTML report, by default in the folder of the table. Those of a table from
    standard input are called table-model.npz and table-report.html.

    Examples
    --------
    Learn, and write penguins-model.npz and penguins-report.html:

        barreleye fit penguins.csv --target species

    Learn another column, without one of the others, and name the model:

        barreleye fit penguins.csv -t sex --drop island --model sex.npz

    Read a table from another program, and give the scores to a program:

        cat penguins.csv | barreleye fit - -t species --effort quick --json
    """
    be.activations.get(training.activation)  # a misspelt name is refused before a large table is read
    be.figures.require_matplotlib()  # the report needs it: refuse now, not after training
    check_input(table)
    for what, output in (("a model", model), ("a report", report)):
        refuse_standard_output(what, output)
    refuse_standard_input_twice(table, test)
    beside = Path("table.csv") if table == STANDARD else table
    model = model or beside.with_name(f"{beside.stem}-model.npz")
    report = report or beside.with_name(f"{beside.stem}-report.html")
    page = beside.with_name(f"{beside.stem}-page.html") if play else None
    ensemble = (
        model.with_name(f"{model.stem.removesuffix('-model')}-ensemble.npz")
        if effort == Effort.best and model.name
        else None
    )
    outputs = {
        "the table": None if table == STANDARD else table,
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
    source = given(table)
    data = reading.table(source)
    result = be.fit_table(
        data,
        target,
        task=task and task.value,
        effort=effort and effort.value,
        group=group,
        time=time,
        validation=validation if test is None else reading.table(given(test)),
        drop=drop or (),
        seed=seed,
        **training.arguments,
    )
    called = table.name if table != STANDARD else "standard input"
    further = [FileBeside("report", report, partial(be.write_report, result, source=called))]
    if ensemble is not None and result.ensemble is not None:
        further.insert(0, FileBeside("ensemble", ensemble, result.ensemble.model.save))
    if page:
        further.append(FileBeside("page", page, partial(_write_page, result, data)))
    with written(result, model, further) as files:
        show(result, files, printing.console())
        printing.document(facts_of(result, files))
    if not files.whole:
        raise typer.Exit(1)


def _write_page(result: TableFit, data: Table, path: Path) -> None:
    be.play(result.model, data).save(path)
