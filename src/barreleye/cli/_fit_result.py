"""What ``barreleye fit`` writes and tells when the training is over."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.console import Console

from .._text import counted
from ..errors import BarreleyeError
from ._console import grid, plain, print_message
from ._score_table import score_table, show_notes

if TYPE_CHECKING:
    from ..tables import TableFit

# More columns than this would scroll the scores out of sight.
_MOST_SHOWN = 30
_MOST_NAMED = 8


class FileBeside(NamedTuple):
    """A file that is written beside the model."""

    what: str
    path: Path
    write: Callable[[Path], None]


@dataclass
class Files:
    """What was written: a path for each kind of file, those that replaced another, and what went wrong."""

    paths: dict[str, Path] = field(default_factory=dict[str, Path])
    replaced: set[str] = field(default_factory=set[str])
    warnings: list[str] = field(default_factory=list[str])

    @property
    def whole(self) -> bool:
        """Whether every file was written."""
        return not self.warnings

    def write(self, what: str, path: Path, write: Callable[[Path], None]) -> None:
        """Write one, and note it."""
        there = os.path.exists(path)  # noqa: PTH110  as in check_input
        write(path)
        self.paths[what] = path
        if there:
            self.replaced.add(what)


@contextmanager
def written(result: TableFit, model: Path, beside: Sequence[FileBeside]) -> Generator[Files]:
    """Write the model, then everything beside it.

    The model comes first: whatever happens afterwards cannot undo it. If anything ends the block, Ctrl-C included,
    it is said where the model is.
    """
    files = Files()
    files.write("model", model, result.model.save)
    try:
        for one in beside:
            try:
                files.write(*one)
            except BarreleyeError as error:
                files.warnings.append(f"{error}; the model is written: {model}")
                print_message("warning", files.warnings[-1], "bold yellow")
        yield files
    except BaseException:
        print_message("note", f"the model is written: {model}", "yellow")
        raise


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


def show(result: TableFit, files: Files, console: Console) -> None:
    """Print task, scores against the baseline, columns, layers, time, warnings and files."""
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
    wide = max(map(len, ("effort", *files.paths)))
    for what, path in files.paths.items():
        replaced = " (replaced)" if what in files.replaced else ""
        line = f"{what:{wide}}  {plain(str(path))}{replaced}"
        console.print(line, soft_wrap=True, highlight=False)


def facts_of(result: TableFit, files: Files) -> dict[str, Any]:
    """Return what a fit has found, and what was written, for a program."""
    target, net, beside = result.model.target, result.model.network, result.ensemble
    return {
        "task": target.task,
        "target": target.name,
        "why": target.why,
        "rows": result.rows,
        "scores": result.scores,
        "tested": result.tested,
        "ensemble": beside and {"scores": beside.scores, "tested": beside.tested},
        "columns": [
            {"name": plan.name, "kind": plan.kind, "became": plan.became, "inputs": len(plan.inputs)}
            for plan in result.model.encoder.plans
        ],
        "layers": [net.inputs, *(layer.units for layer in net.layers)],
        "parameters": net.parameters.vector.size,
        "importance": [{**vars(one), "matters": one.matters} for one in result.explained.importance],
        "effort": result.effort,
        "seconds": result.seconds,
        "interrupted": result.interrupted,
        "notes": [*result.warnings, *files.warnings],
        "written": files.paths,
    }
