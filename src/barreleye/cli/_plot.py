"""``barreleye plot``: a figure or a film as a file."""

from __future__ import annotations

import inspect
import re
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import barreleye as be

from .._files import refuse_unwritable, write_whole
from .._text import listed, near
from ..errors import OptionError, UnknownNameError
from ._completions import among, model_files
from ._console import grid
from ._options import OUTPUT, argument, option, output_file
from ._printing import Printing
from ._standard_streams import path_of, refuse_standard_input_twice, refuse_standard_output

_STILL = (".png", ".svg")
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


@cache
def _stills() -> tuple[str, ...]:
    return _that_draw(be.figures)


@cache
def _films() -> tuple[str, ...]:
    return _that_draw(be.animations)


def _every() -> list[str]:
    return [one.replace("_", "-") for one in sorted({*_stills(), *_films()})]


def plot(
    name: Annotated[
        str | None,
        argument(
            "What to draw, such as network or by-hand; without it, all are listed.",
            "NAME",
            autocompletion=among(_every),
        ),
    ] = None,
    arguments: Annotated[
        list[str] | None,
        argument(
            "What the function takes: model files, tables, numbers, names of activations, or NAME=VALUE.",
            "ARGUMENT",
            autocompletion=model_files,
        ),
    ] = None,
    *,
    output: Annotated[
        Path | None, output_file("The file: .png or .svg, or .gif, .webp, .apng or .mp4.")
    ] = None,
    dark: Annotated[bool, option("Draw on a dark background.", "", "--dark", group=OUTPUT)] = False,
    dpi: Annotated[
        int, option("Dots per inch of a .png file or a film.", "N", group=OUTPUT, show_default=True)
    ] = 100,
    printing: Printing,
) -> None:
    """Draw a figure or a film.

    Examples
    --------
    List what can be drawn:

        barreleye plot

    Draw a function, and its slope at 1:

        barreleye plot activation tanh at=1 -o tanh.png

    Draw the points of a table of numbers with one column of words:

        barreleye plot points points.csv -o points.svg

    Draw a network:

        barreleye plot network penguins-model.npz -o network.png
    """
    if name is None:
        _list(printing)
        return
    wanted = name.replace("-", "_")
    if wanted not in {*_stills(), *_films()}:
        if wanted in {*be.figures.__all__, *be.animations.__all__} - _NO_PICTURES:
            raise OptionError(f"{name} shows what no file holds, such as a history: draw it in Python")
        hint = near(wanted.replace("_", "-"), _every()) or f"; there are {listed(_every())}"
        raise UnknownNameError(f"nothing to draw is called '{wanted.replace('_', '-')}'{hint}")
    if output is None:
        ending = "png" if wanted in _stills() else "gif"
        raise OptionError(f"--output names the file to write, such as --output {name}.{ending}")
    refuse_standard_output("a picture", output)
    ending = output.suffix.lower()
    function = _function(wanted, ending)
    refuse_unwritable(output)
    args, how = _given(wanted, function, arguments or [])
    with be.figures.theme("dark" if dark else "light"):
        drawn = function(*args, **how)
        if ending == ".svg":
            write_whole(output, be.figures.as_svg(drawn).encode())
        elif ending == ".png":
            write_whole(output, be.figures.as_png(drawn, dpi))
        else:
            drawn.save(output, dpi=dpi)
    printing.console().print(f"{drawn.alt_text}\n{output}", highlight=False, markup=False)
    printing.document({"alt_text": drawn.alt_text, "written": output})


def _list(printing: Printing) -> None:
    every = grid("name", "figure", "film", "what it shows")
    facts: list[dict[str, Any]] = []
    for name in sorted({*_stills(), *_films()}):
        function = getattr(be.figures if name in _stills() else be.animations, name)
        first = re.split(r"(?<=[.:;])\s", inspect.getdoc(function) or "")[0]
        first = re.sub(r":\w+:`(?:\w+\.)*(\w+)`", r"\1", first).rstrip(":;")
        called, still, film = name.replace("_", "-"), name in _stills(), name in _films()
        every.add_row(called, "x" if still else "", "x" if film else "", first)
        facts.append({"name": called, "figure": still, "film": film, "summary": first})
    printing.console().print(every)
    printing.document({"pictures": facts})


def _function(name: str, ending: str) -> Any:  # noqa: ANN401  a function that draws
    known = _stills() if ending in _STILL else _films()
    if name in known:
        return getattr(be.figures if ending in _STILL else be.animations, name)
    shown = name.replace("_", "-")
    kinds = ".png or .svg" if name in _stills() else ".gif, .webp, .apng or .mp4"
    raise OptionError(f"{shown} is written as {kinds}, got the ending {ending or 'of no kind'!r}")


def _given(name: str, function: Any, words: list[str]) -> tuple[list[Any], dict[str, Any]]:  # noqa: ANN401  as above
    """Return the arguments of a function from the words of a command line."""
    from ._plot_words import take_classes, value_of  # noqa: PLC0415  0.3 s, which completions do without

    parameters = inspect.signature(function).parameters
    names = [one for one in parameters if one not in _HIDDEN]
    args: list[Any] = []
    how: dict[str, Any] = {}
    refuse_standard_input_twice(*(path_of(word.rpartition("=")[2]) for word in words))
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
