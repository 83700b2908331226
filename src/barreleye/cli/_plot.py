"""``barreleye plot``: a figure or a film as a file."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console

from .. import animations, figures
from .._files import refuse_unwritable, write_whole
from .._text import listed, near
from ..by_hand import Pair
from ..errors import DataError, OptionError, UnknownNameError
from ..figures import as_png, as_svg
from ..layers import Neuron
from ..network import FeedForward
from ..tables import TableModel, as_table, load
from ._console import grid

_STILL = {".png": as_png, ".svg": as_svg}
_NO_PICTURES = {"as_png", "as_svg", "require_matplotlib", "terminal_plot", "theme", "Animation"}
_IN_PYTHON = {
    "history",
    "record",
    "runs",
    "matrix",
    "predicted",
    "curve_x",
}  # no file or word holds such a thing
_WORDS = {"net": "MODEL", "unit": "WEIGHTS:BIAS:ACTIVATION", "given": "W,B,C,V", "chosen": "ACTIVATION"}
_HIDDEN = {"ax", "target", "curve"}


def _that_draw(room: Any) -> tuple[str, ...]:  # noqa: ANN401  a module
    """Return the names of what a command line can ask for."""
    return tuple(
        name
        for name in room.__all__
        if name not in _NO_PICTURES
        and _IN_PYTHON.isdisjoint(inspect.signature(getattr(room, name)).parameters)
    )


_STILLS, _FILMS = _that_draw(figures), _that_draw(animations)


def plot(
    name: Annotated[
        str | None,
        typer.Argument(
            help="What to draw, such as network or by-hand; without it, all are listed.",
            show_default=False,
        ),
    ] = None,
    arguments: Annotated[
        list[str] | None,
        typer.Argument(
            help="What the function takes: model files, numbers, names of activations, or NAME=VALUE.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="The file: .png or .svg, or .gif, .webp, .apng or .mp4.",
            show_default=False,
        ),
    ] = None,
    dark: Annotated[bool, typer.Option("--dark", help="Draw on a dark background.")] = False,
    dpi: Annotated[int, typer.Option(help="Dots per inch of a .png file or a film.")] = 100,
) -> None:
    """Draw a figure or a film: barreleye plot network model.npz x=0.08 -o network.png."""
    if name is None:
        _list(Console())
        return
    if output is None:
        raise OptionError(f"--output names the file to write, such as --output {name}.png")
    ending = output.suffix.lower()
    wanted = name.replace("-", "_")
    function = _function(wanted, ending)
    refuse_unwritable(output)
    args, how = _given(wanted, function, arguments or [])
    with figures.theme("dark" if dark else "light"):
        drawn = function(*args, **how)
        if ending == ".svg":
            write_whole(output, as_svg(drawn).encode())
        elif ending == ".png":
            write_whole(output, as_png(drawn, dpi))
        else:
            drawn.save(output, dpi=dpi)
    Console().print(f"{drawn.alt_text}\n{output}", highlight=False, markup=False)


def _list(console: Console) -> None:
    every = grid("name", "figure", "film", "what it shows")
    for name in sorted({*_STILLS, *_FILMS}):
        function = getattr(figures if name in _STILLS else animations, name)
        first = re.split(r"(?<=[.:;])\s", inspect.getdoc(function) or "")[0]
        first = re.sub(r":\w+:`(?:\w+\.)*(\w+)`", r"\1", first)
        kinds = ("x" if name in _STILLS else "", "x" if name in _FILMS else "")
        every.add_row(name.replace("_", "-"), *kinds, first.rstrip(":;"))
    console.print(every)


def _function(name: str, ending: str) -> Any:  # noqa: ANN401  a function that draws
    known = _STILLS if ending in _STILL else _FILMS
    if name in known:
        return getattr(figures if ending in _STILL else animations, name)
    shown = name.replace("_", "-")
    if name in {*_STILLS, *_FILMS}:
        kinds = ".png or .svg" if name in _STILLS else ".gif, .webp, .apng or .mp4"
        raise OptionError(f"{shown} is written as {kinds}, got the ending {ending or 'of no kind'!r}")
    every = [one.replace("_", "-") for one in sorted({*_STILLS, *_FILMS})]
    hint = near(shown, every) or f"; there are {listed(every)}"
    raise UnknownNameError(f"nothing to draw is called '{shown}'{hint}")


def _given(name: str, function: Any, words: list[str]) -> tuple[list[Any], dict[str, Any]]:  # noqa: ANN401  as above
    """Return the arguments of a function from the words of a command line."""
    parameters = inspect.signature(function).parameters
    names = [one for one in parameters if one not in _HIDDEN]
    args: list[Any] = []
    how: dict[str, Any] = {}
    for word in words:
        key, equals, rest = word.partition("=")
        if equals and key.isidentifier():
            if key not in names:
                hint = near(key, names) or f"; it has {listed(names)}"
                raise UnknownNameError(f"{name.replace('_', '-')} has no argument '{key}'{hint}")
            how[key] = _value(key, rest)
        else:
            at = names[len(args)] if len(args) < len(names) else ""
            args.append(_value(at, word))
    missing = [
        one
        for one, parameter in list(parameters.items())[len(args) :]
        if parameter.default is inspect.Parameter.empty and one not in how
    ]
    if missing:
        shown = name.replace("_", "-")
        needed = [k for k, one in parameters.items() if one.default is inspect.Parameter.empty]
        more = " ".join(_WORDS.get(one, one if one == "X" else one.upper()) for one in needed)
        raise OptionError(f"{shown} needs more: barreleye plot {shown} {more} -o FILE")
    return args, how


def _value(name: str, word: str) -> Any:  # noqa: ANN401  a network, an array, a number, a word
    if name in _READERS:
        return _READERS[name](word)
    if name in {"X", "y", "x", "z"} and re.search(r"\.\w+$", word) and not _is_number(word):
        return _array(Path(word), single=name == "y")
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
    model = load(path)
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


def _array(path: Path, *, single: bool) -> Any:  # noqa: ANN401  an array
    """Return the columns of a table, shape (rows, columns), or its one column, shape (rows,)."""
    columns = [column.readable() for column in as_table(path).columns]
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
