"""``barreleye export``: a model as source code."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import barreleye as be

from .._text import listed
from ..errors import OptionError
from ._completions import model_files
from ._model_file import load_any
from ._options import OUTPUT, argument, option, output_file
from ._paths import check_outputs
from ._printing import Printing
from ._standard_streams import STANDARD, path_of, write_standard_output


class Format(StrEnum):
    """What a model can be written as."""

    c = "c"
    javascript = "javascript"
    python = "python"


class Dtype(StrEnum):
    """The type of numbers in an export."""

    float32 = "float32"
    float64 = "float64"


_ENDINGS = {Format.c: (".h",), Format.javascript: (".mjs", ".js"), Format.python: (".py",)}


def export(
    model: Annotated[
        Path,
        argument("A model file.", "MODEL", parser=path_of, autocompletion=model_files),
    ],
    *,
    to: Annotated[
        Format | None,
        option("c, javascript or python; by default what the ending of --output says.", "FORMAT"),
    ] = None,
    output: Annotated[
        Path | None,
        output_file("The file to write; by default MODEL.h, .mjs or .py. - is standard output."),
    ] = None,
    name: Annotated[
        str | None,
        option(
            "With which all names of C begin; by default the name of the file.", "NAME", group=OUTPUT
        ),
    ] = None,
    dtype: Annotated[
        Dtype | None,
        option("float32 or float64; by default that of the network.", "TYPE", group=OUTPUT),
    ] = None,
    printing: Printing,
) -> None:
    """Write a model as source code that needs no library of ours.

    C is one header without memory of its own, JavaScript one module, Python one file that needs NumPy. The model
    of a table takes values (numbers, words in UTF-8, seconds since 1970) and gives answers in the units of the
    table.

    Examples
    --------
    Write a header for a program in C:

        barreleye export penguins-model.npz -o penguins.h

    Write a module of JavaScript beside the model:

        barreleye export penguins-model.npz --to javascript

    Look at the Python of it:

        barreleye export penguins-model.npz --to python -o - | head -20
    """
    kind = to or _by_ending(output)
    target = output or model.with_suffix(_ENDINGS[kind][0])
    if target == STANDARD and printing.json:
        raise OptionError("with --output - the model goes to standard output: leave --json out")
    loaded = load_any(model)
    more: dict[str, Any] = {"dtype": dtype and dtype.value}
    if kind is Format.c:
        more["name"] = name
    elif name is not None:
        raise OptionError(f"--name is for C: leave it out with --to {kind.value}")
    write = getattr(be.export, kind.value)
    if target == STANDARD:
        write_standard_output(write(loaded, **more).encode())
        return
    check_outputs({"the model": model, "--output": target})
    text = write(loaded, target, **more)
    printing.console().print(f"{target}", highlight=False, markup=False, soft_wrap=True)
    printing.document({"written": target, "format": kind.value, "bytes": len(text.encode())})


def _by_ending(output: Path | None) -> Format:
    """Return the format that the name of a file says."""
    ending = "" if output is None else output.suffix.lower()
    for kind, endings in _ENDINGS.items():
        if ending in endings:
            return kind
    known = listed([f"{one.value} ({endings[0]})" for one, endings in _ENDINGS.items()], "or")
    raise OptionError(
        f"say what the model is to be written as: --to {known}, or --output with that ending"
    )
