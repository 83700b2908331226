"""``barreleye export``: a model as source code, ONNX or safetensors."""

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
from ._standard_streams import STANDARD, path_of, refuse_standard_output, write_standard_output


class Format(StrEnum):
    """What a model can be written as."""

    c = "c"
    javascript = "javascript"
    python = "python"
    onnx = "onnx"
    safetensors = "safetensors"


class Dtype(StrEnum):
    """The type of numbers in an export."""

    float32 = "float32"
    float64 = "float64"


_ENDINGS = {
    Format.c: (".h",), Format.javascript: (".mjs", ".js"), Format.python: (".py",),
    Format.onnx: (".onnx",), Format.safetensors: (".safetensors",),
}  # fmt: skip
_TEXTS = {Format.c, Format.javascript, Format.python}


def export(
    model: Annotated[
        Path,
        argument("A model file.", "MODEL", parser=path_of, autocompletion=model_files),
    ],
    *,
    to: Annotated[
        Format | None,
        option(
            "c, javascript, python, onnx or safetensors; by default what the ending of --output says.",
            "FORMAT",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        output_file("The file to write; by default beside the model. - is standard output."),
    ] = None,
    name: Annotated[
        str | None,
        option(
            "With which all names of C begin; by default the name of the file.", "NAME", group=OUTPUT
        ),
    ] = None,
    dtype: Annotated[
        Dtype | None,
        option(
            "Of source code: float32 or float64; by default that of the network.", "TYPE", group=OUTPUT
        ),
    ] = None,
    printing: Printing,
) -> None:
    """Write a model as something that needs no library of ours.

    C is one header without memory of its own, JavaScript one module, Python one file that needs NumPy, and ONNX a
    graph. There the model of a table takes values (numbers, words in UTF-8, seconds since 1970) and gives answers
    in the units of the table. A file of safetensors holds the weights of a network alone.

    Examples
    --------
    Write a header for a program in C:

        barreleye export penguins-model.npz -o penguins.h

    Write a module of JavaScript beside the model:

        barreleye export penguins-model.npz --to javascript

    Write a graph for onnxruntime:

        barreleye export penguins-model.npz -o penguins.onnx

    Look at the Python of it:

        barreleye export penguins-model.npz --to python -o - | head -20
    """
    kind = to or _by_ending(output)
    target = output or model.with_suffix(_ENDINGS[kind][0])
    more = _options(kind, name, dtype)
    if target == STANDARD:
        if printing.json:
            raise OptionError("with --output - the model goes to standard output: leave --json out")
        if kind not in _TEXTS:
            refuse_standard_output(f"a file of {kind.value}", target)
        write_standard_output(getattr(be.export, kind.value)(load_any(model), **more).encode())
        return
    check_outputs({"the model": model, "--output": target})
    getattr(be.export, kind.value)(load_any(model), target, **more)
    printing.console().print(f"{target}", highlight=False, markup=False, soft_wrap=True)
    printing.document({"written": target, "format": kind.value, "bytes": target.stat().st_size})


def _options(kind: Format, name: str | None, dtype: Dtype | None) -> dict[str, Any]:
    """Return the options of a format; OptionError if it has not what was asked for."""
    if name is not None and kind is not Format.c:
        raise OptionError(f"--name is for C: leave it out with --to {kind.value}")
    if dtype is not None and kind not in _TEXTS:
        raise OptionError(f"--dtype is for source code: {kind.value} keeps the type of the network")
    found: dict[str, Any] = {} if dtype is None else {"dtype": dtype.value}
    return found if name is None else {**found, "name": name}


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
