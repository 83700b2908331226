"""``barreleye plot``: a figure or a film as a file."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from .. import animations, figures
from .._files import refuse_unwritable, write_whole
from .._text import listed, near
from ..errors import OptionError, UnknownNameError
from ..figures import as_png, as_svg
from ._console import grid
from ._plot_words import take_classes, value_of

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
    wanted = name.replace("-", "_")
    if wanted not in {*_STILLS, *_FILMS}:
        if wanted in {*figures.__all__, *animations.__all__} - _NO_PICTURES:
            raise OptionError(f"{name} shows what no file holds, such as a history: draw it in Python")
        every = [one.replace("_", "-") for one in sorted({*_STILLS, *_FILMS})]
        hint = near(wanted.replace("_", "-"), every) or f"; there are {listed(every)}"
        raise UnknownNameError(f"nothing to draw is called '{wanted.replace('_', '-')}'{hint}")
    if output is None:
        ending = "png" if wanted in _STILLS else "gif"
        raise OptionError(f"--output names the file to write, such as --output {name}.{ending}")
    ending = output.suffix.lower()
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
    kinds = ".png or .svg" if name in _STILLS else ".gif, .webp, .apng or .mp4"
    raise OptionError(f"{shown} is written as {kinds}, got the ending {ending or 'of no kind'!r}")


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
            how[key] = value_of(key, rest)
        else:
            at = names[len(args)] if len(args) < len(names) else ""
            args.append(value_of(at, word))
    take_classes(names, args, how)
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
