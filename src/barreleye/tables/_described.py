"""What the files of models and of ensembles have in common."""

from __future__ import annotations

from dataclasses import asdict
from itertools import zip_longest
from typing import Any

from .._tree import Tree, on_one_line
from ..errors import FileFormatError
from ._encoding import TableEncoder
from ._intervals import Intervals
from ._table_predictor import TablePredictor
from ._target import CLASSIFICATION, Target

MODEL, ENSEMBLE = "table model", "table ensemble"
"""The kinds of files."""


def described(model: TablePredictor) -> dict[str, Any]:
    """Return columns, target and intervals as JSON values."""
    return {
        "version": 2,
        "columns": model.encoder.describe(),
        "inputs": list(model.encoder.inputs),
        "target": asdict(model.target),
        "intervals": None if model.intervals is None else model.intervals.describe(),
    }


def parts(description: Tree, sizes: tuple[int, int]) -> tuple[TableEncoder, Target, Intervals | None]:
    """Return columns, target and intervals of a file, if they fit networks of so many inputs and outputs."""
    encoder = TableEncoder.from_description(description["columns"])
    target = Target.from_description(description["target"])
    answers = len(target.classes) if target.task == CLASSIFICATION else 1
    names = (name for plan in encoder.plans for name in plan.names())
    inputs = (name.words() for name in description["inputs"])
    if sizes != (len(description["inputs"]), answers) or any(
        a != b for a, b in zip_longest(names, inputs)
    ):
        raise description.damaged("its columns and classes do not fit its network")
    found = description.get("intervals")
    return (
        encoder,
        target,
        None if found is None or found.value is None else Intervals.from_description(found),
    )


def require_kind(description: Tree, wanted: str) -> None:
    """Refuse a file that holds something else."""
    kind = description["kind"].words()
    if kind != wanted:
        raise FileFormatError(
            f"{description.file} holds a {on_one_line(kind)}, not a {wanted}: read it with barreleye.load"
        )
