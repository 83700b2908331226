"""``barreleye score``: a model and a table with answers in, all scores out."""

from __future__ import annotations

from .._text import counted
from ._model_file import kind_of, load_predictor
from ._options import AnsweredTable, IgnoreExtra, TableModelFile
from ._paths import check_input
from ._printing import Printing
from ._reading import TableReading
from ._score_table import score_table, show_notes
from ._standard_streams import given


def score(
    model: TableModelFile,
    table: AnsweredTable,
    *,
    ignore_extra: IgnoreExtra = False,
    reading: TableReading,
    printing: Printing,
) -> None:
    """Compare the predictions of a model with the answers in a table.

    The baseline always gives the most frequent class, or the mean, of the rows that the model was made from.

    Examples
    --------
    Print accuracy, cross-entropy and others, each beside the baseline:

        barreleye score penguins-model.npz penguins.csv

    Take a table from another program, and give the scores to a program:

        cat penguins.csv | barreleye score penguins-model.npz - --json
    """
    check_input(table)
    loaded = load_predictor(model, "score")
    data = reading.table(given(table))
    scores = loaded.score(data, ignore_extra=ignore_extra)
    notes = [*data.notes, *scores.notes]
    console = printing.console()
    console.print(
        score_table(scores, f"on {counted(scores.rows, 'row')} with a known answer", who=kind_of(loaded))
    )
    show_notes(notes, console)
    printing.document({"scores": scores, "notes": notes})
