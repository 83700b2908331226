"""What ``barreleye fit`` writes and tells when the training is over."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from rich.console import Console

from .._text import counted
from ..errors import BarreleyeError
from ..tables import TableFit
from ._console import grid, plain, print_message
from ._score_table import score_table, show_notes

# More columns than this would scroll the scores out of sight.
_MOST_SHOWN = 30
_MOST_NAMED = 8


class Output(NamedTuple):
    """A file that is written beside the model."""

    what: str
    path: Path
    write: Callable[[Path], None]


def finish(result: TableFit, model: Path, outputs: Sequence[Output]) -> bool:
    """Write the model, then everything beside it; say whether all of it was written.

    The model comes first: whatever happens afterwards cannot undo it.
    """
    wide = max(len(what) for what in ("effort", "report", *(one.what for one in outputs)))
    written = [_line("model", model, wide)]
    result.model.save(model)
    with _kept(model):
        for what, path, write in outputs:
            line = _line(what, path, wide)
            try:
                write(path)
            except BarreleyeError as error:
                print_message("warning", f"{error}; the model is written: {model}", "bold yellow")
            else:
                written.append(line)
        console = Console()
        show(result, console)
        console.print("\n".join(written), soft_wrap=True, highlight=False)
    return len(written) == 1 + len(outputs)


def _matter(result: TableFit) -> str:
    """Name the columns that matter most."""
    names = [plain(one.name) for one in result.explained.importance if one.matters]
    if not names:
        return "no column makes a difference that can be told from chance"
    more = f" and {counted(len(names) - _MOST_NAMED, 'other')}" if len(names) > _MOST_NAMED else ""
    return f"{', '.join(names[:_MOST_NAMED])}{more}, the most important first"


def _effort(result: TableFit) -> str:
    """Say what was done, and what more effort would cost."""
    done = f"{result.effort}, {result.seconds:.1f} s"
    if result.interrupted:
        return done
    if result.effort == "quick":
        return f"{done}; --effort normal trains the networks of several folds, and takes some ten times as long"
    if result.effort == "normal" and result.taught:
        return f"{done}; --effort best learns from more kinds of networks, and takes some three times as long"
    return done


def _line(what: str, path: Path, wide: int) -> str:
    replaced = " (replaced)" if os.path.exists(path) else ""  # noqa: PTH110  as in check_input
    return f"{what:{wide}}  {plain(str(path))}{replaced}"


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
        f" {counted(result.rows, 'row')}\n",
        highlight=False,
    )
    beside = result.ensemble
    console.print(score_table(result.scores, "on rows not learned from", beside and beside.scores))
    if result.tested is not None:
        console.print()
        console.print(
            score_table(
                result.tested,
                f"of the model on {counted(result.tested.rows, 'test row')}",
                beside and beside.tested,
            )
        )
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
    console.print(
        f"\nlayers  {sizes}, {counted(net.parameters.vector.size, 'parameter')}"
        f"\nscores  {result.checked}"
        f"\nmodel   {result.learned}"
        f"\nmatter  {_matter(result)}"
        f"\neffort  {_effort(result)}",
        highlight=False,
    )
    show_notes(result.warnings, console)
