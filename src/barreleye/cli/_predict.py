"""``barreleye predict``: a model and a table in, the table with answers out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import barreleye as be

from .._files import refuse_unwritable
from .._text import counted
from ..errors import DataError
from ._console import plain
from ._model_file import kind_of, load_predictor
from ._options import OUTPUT, IgnoreExtra, TableModelFile, TableToRead, option, output_file
from ._paths import check_input, check_outputs
from ._printing import Printing
from ._reading import TableReading
from ._score_table import score_table, show_notes
from ._standard_streams import STANDARD, given, write_standard_output

if TYPE_CHECKING:
    from ..tables import Predictions, TablePredictor


def predict(
    model: TableModelFile,
    table: TableToRead,
    *,
    output: Annotated[
        Path | None,
        output_file(
            "The new table; by default TABLE-predictions, of the same kind. - is standard output, to which"
            " a table from standard input goes by default."
        ),
    ] = None,
    probabilities: Annotated[
        bool,
        option(
            "Write the probability of each class, not only of the answer.",
            "",
            "--probabilities",
            group=OUTPUT,
        ),
    ] = False,
    interval: Annotated[
        float | None,
        option(
            "0.9 adds the ends of an interval in which nine of ten true numbers lie.",
            "SHARE",
            group=OUTPUT,
        ),
    ] = None,
    ignore_extra: IgnoreExtra = False,
    reading: TableReading,
    printing: Printing,
) -> None:
    """Write a copy of a table with the predictions of a model as further columns.

    The copy is the file itself, byte for byte, with fields added to each row. The columns may be in another order
    than in training, and the target may be missing; if it is there, the scores are printed: to standard error, if
    the table goes to standard output. With --json and --output - the document holds the new columns.

    Examples
    --------
    Write penguins-predictions.csv:

        barreleye predict penguins-model.npz penguins.csv

    Read a table from one program, and give it with the predictions to the next:

        cat penguins.csv | barreleye predict penguins-model.npz - | head -5

    Give the predictions alone to a program:

        barreleye predict penguins-model.npz penguins.csv -o - --json
    """
    check_input(table)
    loaded = load_predictor(model, "predict")
    target = output or (STANDARD if table == STANDARD else _beside(table))
    if target != STANDARD:
        inputs = {"the model": model} | ({} if table == STANDARD else {"the table": table})
        check_outputs({**inputs, "--output": target})
        refuse_unwritable(target)
    source = given(table)
    data = reading.table(source)
    answers = loaded.predict(data, ignore_extra=ignore_extra, interval=interval)
    columns = _columns(loaded, answers, every=probabilities)
    if target != STANDARD:
        be.tables.write_table(target, source, columns, **reading.of_file)
    console = printing.console(stderr=target == STANDARD)
    notes, scores = answers.notes, None
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
    if target == STANDARD and not printing.json:  # last: who reads it may stop early, and miss no score
        from ..tables._write import table_bytes  # noqa: PLC0415  0.3 s, which completions do without

        write_standard_output(table_bytes(source, columns, **reading.of_file))
    where = "standard output" if target == STANDARD else plain(str(target))
    console.print(
        f"{counted(len(answers.values), 'prediction')} in {where}", highlight=False, soft_wrap=True
    )
    written, told = (None, columns) if target == STANDARD else (target, None)
    printing.document(
        {
            "rows": len(answers.values),
            "written": written,
            "columns": told,
            "scores": scores,
            "notes": notes,
        }
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
