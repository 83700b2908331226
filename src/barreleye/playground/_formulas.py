"""The formulas of the page: activations, losses and optimizer steps, written as JavaScript by the text reader."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import cast

from .. import activations, initializers, losses, optimizers
from ..activations import Activation, Elementwise
from ..initializers import Initializer, Random
from ..losses import Loss
from ..optimizers import CompiledOptimizer
from ..scalars.text import Source, new_source

DTYPES = ("float32", "float64")


def key_of(activation: Activation) -> str:
    """Return by which name the page knows an activation: its repr, if it has parameters of its own."""
    known = activation.name in activations.names()
    return (
        activation.name if known and activation == activations.get(activation.name) else repr(activation)
    )


def formulas(own: Iterable[Activation] = ()) -> str:
    """Return a module of JavaScript that exports ``FORMULAS``: those of the registries, and ``own`` activations.

    ``FORMULAS.float32.activations.relu`` has ``value`` and ``slope``, and so on. They are written for both types
    of numbers: those for float32 are exact enough to be rounded to it.
    """
    known = {name: activations.get(name) for name in activations.names()}
    known |= {key_of(one): one for one in own}
    parts = [f"  {dtype}: {_of_type(dtype, known)}," for dtype in DTYPES]
    return "\n".join(["export const FORMULAS = {", *parts, "};", ""])


def _of_type(dtype: str, known: Mapping[str, Activation]) -> str:
    source = new_source("js", dtype)
    tables = {
        "activations": {key: _activation(one, source, k) for k, (key, one) in enumerate(known.items())},
        "losses": {name: _loss(losses.get(name), source) for name in losses.names()},
        "optimizers": {
            name: _optimizer(one, source)
            for name in optimizers.names()
            if isinstance(one := optimizers.get(name), CompiledOptimizer)
        },
    }
    result = ",\n".join(
        f"{what}: {{\n" + ",\n".join(f"{json.dumps(k)}: {one}" for k, one in table.items()) + "\n}"
        for what, table in tables.items()
    )
    return f"(() => {{\n{source.text()}\nreturn {{\n{result}\n}};\n}})()"


def rule_of(init: Initializer) -> dict[str, object]:
    """Return the rule by which the page draws weights: that of the initializer, or of He where it draws none."""
    rule = init if isinstance(init, Random) else Random("normal", "he")
    gain, fan = rule.variance
    return {"name": init.name, "shape": rule.shape, "gain": gain, "fan": fan}


def _activation(one: Activation, source: Source, k: int) -> str:
    name = f"f{k}_{one.name}"
    one.write(source, name)
    known = {
        "label": repr(one), "python": _python(one), "registered": one.name in activations.names(),
        "init": rule_of(initializers.get(one.init)),
        "saved": {"activation": one.name, "activation_parameters": dict(one.parameters)},
    }  # fmt: skip
    if not isinstance(one, Elementwise):
        return _object(rowwise=True, value=Code(name), vjp=Code(f"{name}_vjp"), **known)
    slope = name if one.slope is None else f"{name}_derivative"
    return _object(
        rowwise=False, value=Code(name), slope=Code(slope), dtype=source.dtype, **known,
        kinks=list(one.kinks), straight=one.piecewise_linear, flat=one.flat, range=list(one.range),
    )  # fmt: skip


def _python(activation: Activation) -> str:
    """Return how Python writes an activation as an argument of Dense."""
    if key_of(activation) == activation.name:
        return f'"{activation.name}"'
    given = ", ".join(f"{name}={value!r}" for name, value in activation.parameters.items())
    if activation.name in activations.names():
        return f'be.activations.get("{activation.name}").with_({given})'
    return f'"{activation.name}"'


def _loss(one: Loss, source: Source) -> str:
    name = f"loss_{one.name}"
    one.write(source, name)
    named = {"value": Code(name), "gradient": Code(f"{name}_gradient")}
    if one.of_labels:
        named |= {
            "ofLabel": Code(f"{name}_of_label"),
            "ofLabelGradient": Code(f"{name}_of_label_gradient"),
        }
    return _object(
        label=one.name.replace("_", " "), target=one.target, onLogits=one.on_logits, outputs=list(one.outputs),
        leastTarget=one.least_target, **named,
    )  # fmt: skip


def _optimizer(one: CompiledOptimizer, source: Source) -> str:
    one.write(source)
    names = list(inspect.signature(type(one).body).parameters)[2 + one.n_slots :]
    assert is_dataclass(one)  # noqa: S101  those of the registry are
    options = {part.name: getattr(one, part.name) for part in fields(one)}
    rate = options.pop("learning_rate")
    return _object(
        label=type(one).__name__, step=Code(type(one).__name__.lower()), slots=one.n_slots, numbers=names,
        rate=rate, options=options,
    )  # fmt: skip


class Code(str):
    """Text that is JavaScript already."""

    __slots__ = ()


def _object(**parts: object) -> str:
    return literal(parts)


def literal(value: object) -> str:
    """Return a value as JavaScript; infinity and NaN are its words for them."""
    if isinstance(value, Code):
        return str(value)
    if isinstance(value, dict):
        parts = cast("dict[str, object]", value)
        return "{ " + ", ".join(f"{json.dumps(k)}: {literal(one)}" for k, one in parts.items()) + " }"
    return json.dumps(value)
