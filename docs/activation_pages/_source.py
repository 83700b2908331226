"""The section "How it is computed": the source of the body and of the slope, and the pieces they use."""

import inspect
import re
import sys
import textwrap
from collections.abc import Callable
from typing import Any

from activation_pages._myst import code
from barreleye import scalars
from barreleye.activations import Activation, Elementwise
from barreleye.scalars import Pair, _row_formulas, _special
from barreleye.scalars.narrow import fused, fuses, looks_up

_PIECES = {_special.__name__, _row_formulas.__name__}
_NARROW = scalars.narrow.__name__
_ENGINES = (
    "This is the source code. The NumPy engine runs it as it is, and the compiled engine makes machine code from"
    " it."
)
_ROWS = (
    "This is the source code. The NumPy engine runs it on all rows at once, in float64, and the compiled engine "
    "makes machine code from it. A row of at most 16 numbers is one vector. A longer row takes one pass for all "
    "maxima and sums that do not depend on each other, and one for the result. Values that are `kept` are not "
    "computed again in a later pass."
)
_FORMS = (
    "When compiled for float32, {forms}. Such a form computes in float32 registers, with sixteen numbers at a"
    " time instead of eight. `fused(a, b, c)` is a·b + c, rounded once, with which the error of a rounding can be"
    " computed and added back. If a form returns `WithFallback(value, doubtful)`, the code above computes the"
    " result where `doubtful` is true."
)
_NEEDS = {fuses: "fused multiply-adds", looks_up: "AVX-512, whose registers hold tables"}
_PAIRS = (
    "A `Pair` is a number in two parts with 106 bits in all: the second part is the rounding error of the first. "
    "For float32 results, float64 has bits enough, and the second part is left out."
)


def family(activation: Activation) -> str:
    """Return the family of a function: what the first line of its file says before the colon."""
    described = inspect.getdoc(sys.modules[activation.body.__module__]) or "Others"
    return described.splitlines()[0].partition(":")[0].rstrip(".")


def how_it_is_computed(activation: Activation) -> str:
    """Return the sources of value and derivative, then the constants and pieces that they name."""
    if isinstance(activation, Elementwise):
        bodies = [activation.body, activation.slope]
    else:
        bodies = [activation.body, activation.vjp_body]
    functions, constants = _named(bodies)
    values = "\n".join(f"{name} = {value!r}" for name, value in constants.items())
    parts = [_ENGINES if isinstance(activation, Elementwise) else _ROWS]
    parts.append(code("\n\n\n".join(filter(None, [values, *map(source_of, bodies)]))))
    if functions:
        parts += ["It uses these functions:", code("\n\n\n".join(map(source_of, functions)))]
    if "Pair" in "".join(parts[1:]) or "pair_" in "".join(parts[1:]):
        parts.append(_PAIRS)
    return "\n\n".join(parts + _narrow_forms(bodies))


def _narrow_forms(bodies: list[Callable[..., Any]]) -> list[str]:
    """Return what the compiler reads for float32 where the processor allows it, if that is something else."""
    found = {
        of: getattr(body, "__narrow_form__", (None, fuses))
        for of, body in zip(("value", "slope"), bodies, strict=True)
    }
    forms = {of: (form, needs) for of, (form, needs) in found.items() if form not in (None, *bodies)}
    if not forms:
        return []
    known = {of: _NEEDS[needs] for of, (_, needs) in forms.items()}
    if len(known) > len(set(known.values())):  # both, and they need the same
        where = [f"value and slope have forms of their own on processors with {known['value']}"]
    else:
        where = [
            f"the {of} has a form of its own on processors with {needed}" for of, needed in known.items()
        ]
    sources = [form for form, _ in forms.values()]
    pieces, constants = _named(sources)
    values = "\n".join(f"{name} = {value!r}" for name, value in constants.items())
    shown = [source_of(one) for one in (*sources, *pieces) if one is not fused]
    told = _FORMS.format(forms=", ".join(where))
    return [told, code("\n\n\n".join(filter(None, [values, *shown])))]


def source_of(function: Callable[..., Any]) -> str:
    """Return the source of a function without its decorators and without remarks to the tools."""
    text = textwrap.dedent(inspect.getsource(function))
    start = re.search(r"^def ", text, flags=re.MULTILINE)
    text = text[start.start() :] if start else text
    return re.sub(r"\s+# (noqa|pyright|type):.*$", "", text, flags=re.MULTILINE).strip()


def _named(bodies: list[Callable[..., Any]]) -> tuple[list[Callable[..., Any]], dict[str, Any]]:
    """Return the pieces and the constants that the bodies name, and that these pieces name in turn."""
    home = bodies[0].__module__
    waiting, pieces, constants = list(bodies), [], {}
    while waiting:
        function = waiting.pop(0)
        for name in function.__code__.co_names:
            thing = function.__globals__.get(name)
            if "scalars" in function.__code__.co_names and not inspect.isfunction(thing):
                thing = getattr(scalars, name, thing)  # scalars.softmax in the body of softmax
            near = inspect.isfunction(thing) and (
                thing.__module__ in {home, *_PIECES} or thing.__module__.startswith(_NARROW)
            )
            if near:
                if thing not in (*pieces, *bodies):
                    pieces.append(thing)
                    waiting.append(thing)
            elif name.startswith("_") and isinstance(thing, float | Pair):
                constants[name] = thing
    return pieces, constants
