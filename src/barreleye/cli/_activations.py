"""``barreleye activations``: the catalogue, or one card with a plot."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

import barreleye as be

from ..errors import OptionError
from ._completions import activation_names, among
from ._console import grid
from ._options import argument, option
from ._printing import Printing

if TYPE_CHECKING:
    from ..activations import Activation

# Narrower terminals have no room for four columns of the list, or for two words beside a plot.
_ROOM = 60
_LEAST = 8


def activations(
    name: Annotated[
        str | None,
        argument(
            "The name of a function; without it, all are listed.",
            "NAME",
            autocompletion=activation_names,
        ),
    ] = None,
    *,
    code: Annotated[
        str | None,
        option(
            "Print the function and its slope as source code: c, js or python.",
            "LANGUAGE",
            autocompletion=among(lambda: ("c", "js", "python")),
        ),
    ] = None,
    dtype: Annotated[
        str,
        option(
            "With --code: the precision of the result, float32 or float64.",
            "TYPE",
            show_default=True,
            autocompletion=among(lambda: ("float32", "float64")),
        ),
    ] = "float32",
    printing: Printing,
) -> None:
    """List the activation functions, or describe one: formula, plot, uses and pitfalls.

    Examples
    --------
    List all:

        barreleye activations

    Describe one, with a plot:

        barreleye activations gelu

    Print one as source code:

        barreleye activations gelu --code c
    """
    console = printing.console()
    if code is not None:
        if name is None:
            raise OptionError(
                "--code prints one function: give its name, as in barreleye activations gelu --code c"
            )
        text = be.activations.get(name).code(code, dtype)
        if not printing.json:
            sys.stdout.write(text)
        printing.document({"name": name, "language": code, "dtype": dtype, "code": text})
        return
    if name is None:
        console.print(_overview(console.width))
    else:
        _card(be.activations.get(name), console)
    wanted = be.activations.names() if name is None else (name,)
    printing.document({"activations": [_facts(be.activations.get(one)) for one in wanted]})


def _facts(activation: Activation) -> dict[str, Any]:
    """Return what a program may want to know; null stands for infinity, and for what is not known."""
    names = ("name", "summary", "latex", "range", "limits", "kinks", "turning_points", "parameters")
    facts = {name: getattr(activation, name) for name in names}
    slope = (
        float(activation.derivative(0.0)) if isinstance(activation, be.activations.Elementwise) else None
    )
    more = {"formula": activation.truth, "initializer": activation.init, "slope_at_0": slope}
    about = {name: getattr(activation, name) for name in ("onnx", "equivalents", "key_points")}
    return {**facts, **more, **about}


def _overview(width: int) -> Table:
    facts = ("range", "slope at 0") if width >= _ROOM else ()
    overview = grid("name", *facts, "what it is")
    for name in be.activations.names():
        activation = be.activations.get(name)
        slope = (
            f"{activation.derivative(0.0) + 0.0:g}"
            if isinstance(activation, be.activations.Elementwise)
            else "row-wise"
        )
        told = (be.activations.interval(activation.range), slope) if facts else ()
        overview.add_row(name, *told, activation.summary)
    return overview


def _card(activation: Activation, console: Console) -> None:
    console.print(f"[bold]{activation!r}[/]  {activation.summary}\n", highlight=False)
    console.print(_plot(activation, max(_LEAST, min(72, console.width - 12))))
    facts = grid()
    if activation.truth:  # a function of one's own has none
        facts.add_row("formula", activation.truth)
    facts.add_row("range", be.activations.interval(activation.range))
    facts.add_row("limits", be.activations.limits(activation.limits))
    if activation.kinks and isinstance(activation, be.activations.Elementwise):
        slopes = (
            f"{kink:g} (slope there: {activation.derivative(kink):g})" for kink in activation.kinks
        )
        facts.add_row("kinks", ", ".join(slopes))
    if activation.turning_points:
        facts.add_row("slope 0 at", ", ".join(f"{point:.6g}" for point in activation.turning_points))
    if activation.parameters:
        facts.add_row("parameters", ", ".join(f"{k}={v:g}" for k, v in activation.parameters.items()))
    facts.add_row("initializer", activation.init)
    console.print(facts, highlight=False)
    console.print()
    for point in activation.key_points:
        console.print(f"• {point}", highlight=False)
    console.print()
    elsewhere = grid()
    for where, spelling in activation.equivalents.items():
        elsewhere.add_row(where, Text(spelling))
    if activation.onnx and "ONNX" not in activation.equivalents:
        elsewhere.add_row("ONNX", activation.onnx)
    console.print(elsewhere, highlight=False)


def _plot(activation: Activation, width: int) -> Text:
    """Lay the curves over the axes; where they meet, the value is in front."""
    import numpy as np  # noqa: PLC0415  0.1 s, which completions do without

    z = np.linspace(-4.0, 4.0, 801)
    curves = activation.curves(z)
    pages = be.figures.terminal_plot(z, curves, width=width, height=12)
    text = Text()
    for i, label in enumerate(pages["labels"]):
        text.append(f"{label:>6} ", style="dim")
        for cells in zip(*(pages[name][i] for name in (*curves, "axes")), strict=True):
            layer = next((j for j, cell in enumerate(cells) if cell != " "), None)
            style = "dim" if layer == len(cells) - 1 else ("bold cyan", "magenta")[layer or 0]
            text.append(" " if layer is None else cells[layer], style=style)
        text.append("\n")
    text.append(f"{'-4':>9}{'4':>{width - 3}}\n", style="dim")
    for name, style in zip(curves, ("bold cyan", "magenta"), strict=False):
        text.append(f"       ── {name}", style=style)
    text.append("\n")
    return text
