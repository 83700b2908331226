"""The words of ``barreleye plot``: networks, tables, numbers and names, as a function that draws takes them."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from .._text import listed
from ..by_hand import Pair
from ..errors import DataError, OptionError
from ..layers import Neuron
from ..network import FeedForward
from ..tables import TableModel, as_table
from ._model_file import load_network_or_model
from ._standard_streams import STANDARD, given, path_of


def take_classes(names: list[str], args: list[Any], how: dict[str, Any]) -> None:
    """Let a column of words in the table of X be y, if y is not given."""
    for place, one in [*enumerate(args), *how.items()]:
        if not isinstance(one, _Rows):
            continue
        (args if isinstance(place, int) else how)[place] = one.numbers  # pyright: ignore[reportArgumentType, reportCallIssue]
        if one.classes is not None:
            if "y" not in names or "y" in how or names.index("y") < len(args):
                raise DataError(f"{one.path} has a column of words, and X is numbers")
            how["y"] = one.classes


def value_of(name: str, word: str) -> Any:  # noqa: ANN401  a network, an array, a number, a word
    if name in _READERS:
        return _READERS[name](word)
    table = word == str(STANDARD) or (re.search(r"\.\w+$", word) and not _is_number(word))
    if name in {"X", "y", "x", "z"} and table:
        return _rows(path_of(word)) if name == "X" else _array(path_of(word), single=name == "y")
    if name == "chosen" and "," in word:
        return word.split(",")
    try:
        return ast.literal_eval(word)
    except (ValueError, SyntaxError):
        return word


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _network(path: str) -> FeedForward:
    model = load_network_or_model(path, "plot")
    return model.network if isinstance(model, TableModel) else model


def _neuron(word: str) -> Neuron:
    """Return a neuron from its weights, its bias and its activation: ``0.5,-1:0.25:relu``."""
    weights, _, rest = word.partition(":")
    bias, _, activation = rest.partition(":")
    try:
        numbers = [float(weight) for weight in weights.split(",")]
        return Neuron(numbers, float(bias or 0.0), activation or "linear")
    except ValueError as error:
        raise OptionError(
            f"a neuron is WEIGHTS:BIAS:ACTIVATION, such as 0.5,-1:0.25:relu, got {word!r}"
        ) from error


def _pair(word: str) -> Pair:
    try:
        return Pair(*(float(number) for number in word.split(",")))
    except (TypeError, ValueError) as error:
        raise OptionError(
            f"a pair is W,B,C,V and perhaps U, such as 6,-1,0.7,1, got {word!r}"
        ) from error


class _Rows(NamedTuple):
    """The columns of a table: numbers, shape (rows, columns), and one of words if there is one, shape (rows,)."""

    path: Path
    numbers: Any
    classes: Any


def _rows(path: Path) -> _Rows:
    columns = [column.readable() for column in as_table(given(path)).columns]
    words = [column for column in columns if column.kind == "words"]
    if len(words) > 1:
        raise DataError(
            f"{path} has words in {listed(one.name for one in words)}: X is numbers, and one column may be classes"
        )
    numbers = np.column_stack([one.data for one in columns if one.kind != "words"])
    return _Rows(path, numbers, words[0].values if words else None)


def _array(path: Path, *, single: bool) -> Any:  # noqa: ANN401  an array
    """Return the columns of a table, shape (rows, columns), or its one column, shape (rows,)."""
    columns = [column.readable() for column in as_table(given(path)).columns]
    if single:
        if len(columns) != 1:
            raise DataError(f"{path} has {len(columns)} columns, and y is one")
        return columns[0].values
    words = [column.name for column in columns if column.kind == "words"]
    if words:
        raise DataError(f"{path} has words in {listed(words)}, and X is numbers")
    return np.column_stack([column.data for column in columns])


_READERS: dict[str, Callable[[str], Any]] = {"net": _network, "unit": _neuron, "given": _pair}
"""By the name of a parameter, what makes its value of a word."""
