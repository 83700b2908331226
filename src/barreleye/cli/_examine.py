"""``barreleye health``: a model and a table with answers in, what is wrong with the network out."""

from __future__ import annotations

from .._text import counted
from ._console import grid, plain
from ._model_file import load_table_model
from ._options import AnsweredTable, IgnoreExtra, TableModelFile
from ._paths import check_input
from ._printing import Printing
from ._reading import TableReading
from ._score_table import show_notes
from ._standard_streams import given


def health(
    model: TableModelFile,
    table: AnsweredTable,
    *,
    ignore_extra: IgnoreExtra = False,
    reading: TableReading,
    printing: Printing,
) -> None:
    """Examine the network of a model: dead neurons, saturation, gradients, scales, each with a cure.

    Examples
    --------
    Name what is wrong with a network, on rows with answers:

        barreleye health penguins-model.npz penguins.csv
    """
    check_input(table)
    loaded = load_table_model(model, "health")
    found = loaded.health(reading.table(given(table)), ignore_extra=ignore_extra)
    console = printing.console()
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
    findings = [
        {**vars(one), "name": one.name, "cause": one.cause, "cure": one.cure} for one in found.findings
    ]
    printing.document({"rows": found.rows, "findings": findings, "notes": found.notes})
