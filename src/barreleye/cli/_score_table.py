"""Scores and notes as the command line prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from .._text import counted
from ._console import grid, plain

if TYPE_CHECKING:
    from ..tables import Scores

# More notes than this would scroll the scores out of sight.
_MOST_SHOWN = 30


def score_table(scores: Scores, what: str, beside: Scores | None = None, who: str = "network") -> Table:
    """Return scores beside those of an ensemble, if there is one, and of the baselines, as a table to print."""
    linear = ["linear model"] if scores.scores[0].linear is not None else []
    ensemble = [] if beside is None else ["ensemble"]
    numbers = (who, *ensemble, *linear, f"baseline ({plain(scores.naive)})")
    rows = grid(what, *numbers, right=numbers)
    for k, score in enumerate(scores.scores):
        colour = "green" if score.better else "red"
        rows.add_row(
            score.name,
            f"[{colour}]{score.with_spread}[/]",
            *([] if beside is None else [beside.scores[k].with_spread]),
            *([] if score.linear is None else [score.text(score.linear)]),
            score.text(score.baseline),
        )
    return rows


def show_notes(notes: list[str], console: Console) -> None:
    """Print notes, one on each line."""
    for note in notes[:_MOST_SHOWN]:
        console.print(
            f"[yellow]note[/]    {plain(note)}", highlight=False, soft_wrap=not console.is_terminal
        )
    if len(notes) > _MOST_SHOWN:
        console.print(f"and {counted(len(notes) - _MOST_SHOWN, 'more note')}", highlight=False)
