"""C99 and JavaScript: the same operators, blocks in braces, and loops over the entries of a row."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

import numpy as np

from ._language import ARITHMETIC, LEVEL_SIGN, Form, Language, Parameter, Types, call, comparisons
from ._notes import FUNCTIONS
from ._words import C_WORDS, JAVASCRIPT_WORDS

_LOGIC = {
    "and": Form("{} && {}", 3, (4, 4)),
    "or": Form("{} || {}", 2, (4, 4)),
    "not": Form("!{}", LEVEL_SIGN, (9,)),
    "select": Form("{} ? {} : {}", 1, (2, 2, 2)),
}
_C_TYPES = {"float64": "double", "float32": "float", "truth": "int"}


def _c_number(value: float, single: bool) -> str:
    if value != value:
        return "NAN"
    if math.isinf(value):
        return "INFINITY" if value > 0.0 else "-INFINITY"
    if not single:
        return repr(value)
    text = str(np.float32(value))
    return f"{text}f" if "." in text or "e" in text else f"{text}.0f"


def _javascript_number(value: float, single: bool) -> str:
    if value != value:
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0.0 else "-Infinity"
    return repr(float(np.float32(value))) if single else repr(value)


def _c_head(name: str, parameters: Sequence[Parameter], types: Types) -> list[str]:
    scalar = _C_TYPES[types.array]
    spelled = {
        "number": f"{_C_TYPES[types.arithmetic]} {{}}",
        "row": f"const {scalar} *{{}}",
        "result": f"{scalar} *{{}}",
        "both": f"{scalar} *{{}}",
        "label": "int {}",
    }
    given = [spelled[role].format(one) for one, role in parameters]
    returns = all(one.role not in {"result", "both"} for one in parameters)
    if any("*" in one for one in given):
        given.insert(0, "int n")
    head = f"{'double' if returns else 'void'} {name}({', '.join(given)})"
    return [*textwrap.wrap(head, 110, subsequent_indent="    "), "{"]


def _javascript_head(name: str, parameters: Sequence[Parameter], types: Types) -> list[str]:
    lines = [f"function {name}({', '.join(one.name for one in parameters)}) {{"]
    rows = [one.name for one in parameters if one.role in {"row", "both"}]
    rounded = [one.name for one in parameters if one.role == "number" and types.arithmetic == "float32"]
    lines += [f"  const n = {rows[0]}.length;"] if rows else []
    return [*lines, *(f"  {one} = Math.fround({one});" for one in rounded)]


C = Language(
    name="c",
    forms={
        **ARITHMETIC,
        **comparisons(5),
        **_LOGIC,
        "absolute": call("fabs"),
        "maximum": call("larger", 2),
        "minimum": call("smaller", 2),
        "sign": call("sign_of"),
        "power_of_two": call("power_of_two"),
        "arctan": call("atan"),
        **{
            name: call(name)
            for name in ("sqrt", "rint", "exp", "expm1", "log", "log1p", "sin", "cos", "tanh")
        },
    },
    helpers={
        "maximum": "static double larger(double a, double b)\n{\n    return a > b || a != a ? a : b;\n}",
        "minimum": "static double smaller(double a, double b)\n{\n    return a < b || a != a ? a : b;\n}",
        "sign": "static double sign_of(double x)\n{\n"
        "    return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : x == 0.0 ? 0.0 : x;\n}",
        "power_of_two": "static double power_of_two(double n)\n{\n"
        "    return n == n ? ldexp(1.0, (int)n) : n;\n}",
    },
    beginning="""\
/* C99. Every operation must be rounded on its own: compile without -ffast-math and
   without fused multiply-adds. The pragma forbids these; GCC needs -std=c99 or
   -ffp-contract=off. */
#include <math.h>
#if defined(__clang__) || !defined(__GNUC__)
#pragma STDC FP_CONTRACT OFF
#endif""",
    prefix="be_",
    reserved=C_WORDS,
    number=_c_number,
    truth=("0", "1"),
    loops=True,
    indent="    ",
    end="}",
    result="return {};",
    between="\n\n",
    unused="(void){};",
    converted="(double){}",
    head=_c_head,
    loop="for (int i = 0; i < n; i++) {",
    variable=lambda kind, name, text: f"{_C_TYPES[kind]} {name} = {text};",
    statement=lambda kind, name, text: f"const {_C_TYPES[kind]} {name} = {text};",
    rounding=frozenset(FUNCTIONS),  # of double
    rounded="(float){}",
    comment=lambda text: f"/* {text.replace('*/', '* /')} */",
)

JAVASCRIPT = Language(
    name="js",
    forms={
        **ARITHMETIC,
        **comparisons(5, "===", "!=="),
        **_LOGIC,
        "absolute": call("Math.abs"),
        "maximum": call("Math.max", 2),
        "minimum": call("Math.min", 2),
        "rint": call("nearestWhole"),
        "sign": Form("Math.sign({}) + 0", 6, (0,)),  # -0 becomes 0
        "power_of_two": Form("2 ** {}", LEVEL_SIGN - 1, (9,)),
        "arctan": call("Math.atan"),
        **{
            name: call(f"Math.{name}")
            for name in ("sqrt", "exp", "expm1", "log", "log1p", "sin", "cos", "tanh")
        },
    },
    helpers={
        "rint": "function nearestWhole(x) {\n  const r = Math.round(x);\n"
        "  return r - x === 0.5 && r % 2 !== 0 ? r - 1 : r;\n}"
    },
    beginning="",
    prefix="",
    reserved=JAVASCRIPT_WORDS,
    number=_javascript_number,
    truth=("false", "true"),
    loops=True,
    indent="  ",
    end="}",
    result="return {};",
    between="\n\n",
    head=_javascript_head,
    loop="for (let i = 0; i < n; i++) {",
    variable=lambda _, name, text: f"let {name} = {text};",
    statement=lambda _, name, text: f"const {name} = {text};",
    rounding=frozenset({*ARITHMETIC, *FUNCTIONS}),
    rounded="Math.fround({})",
    comment=lambda text: f"// {text}",
)
