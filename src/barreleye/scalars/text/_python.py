"""Python with NumPy: the same operators on whole arrays, so that a function of a row takes all rows at once."""

from __future__ import annotations

import keyword
import math
from collections.abc import Sequence

from ._language import ARITHMETIC, LEVEL_SIGN, Form, Language, Parameter, Types, call, comparisons
from ._notes import FUNCTIONS


def _number(value: float, single: bool) -> str:  # noqa: ARG001  NumPy rounds it to the type of the array
    if value != value:
        return "np.nan"
    if math.isinf(value):
        return "np.inf" if value > 0.0 else "-np.inf"
    return repr(value)


def _head(name: str, parameters: Sequence[Parameter], types: Types) -> list[str]:
    lines = [f"def {name}({', '.join(one.name for one in parameters if one.role != 'result')}):"]
    for one, role in parameters:
        if role == "label":
            lines.append(f"    {one} = {one}[:, np.newaxis]")
        elif role != "result" and types.arithmetic == "float64":
            lines.append(f"    {one} = np.asarray({one}, np.float64)")
    return lines


PYTHON = Language(
    name="python",
    forms={
        **ARITHMETIC,
        **comparisons(3),
        "and": Form("{} & {}", 5, (6, 6)),
        "or": Form("{} | {}", 4, (6, 6)),
        "not": Form("~{}", LEVEL_SIGN, (9,)),
        "select": call("np.where", 3),
        "max": Form("np.max({}, axis=1, keepdims=True, initial=-np.inf)", 9, (0,)),
        "sum": Form("np.sum({}, axis=1, keepdims=True)", 9, (0,)),
        "picked": Form("np.take_along_axis({}, {}, axis=1)", 9, (0, 0)),
        **{name: call(f"np.{name}", count) for name, count in FUNCTIONS.items()},
        "power_of_two": call("power_of_two"),
    },
    helpers={
        "power_of_two": "def power_of_two(n):\n    exponent = np.where(n == n, n, 0.0).astype(np.int64)\n"
        "    return ((exponent + 1023) << 52).view(np.float64)"
    },
    beginning="import numpy as np",
    prefix="",
    reserved=frozenset({*keyword.kwlist, "np", "power_of_two"}),
    truth=("False", "True"),
    loops=False,
    indent="    ",
    end="",
    result="return {}",
    between="\n\n\n",
    number=_number,
    statement=lambda _, name, text: f"{name} = {text}",
    rounding=frozenset(),  # NumPy keeps float32 arrays in float32
    rounded="{}",
    head=_head,
    comment=lambda text: f"# {text}",
)
