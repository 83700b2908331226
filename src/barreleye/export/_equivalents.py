"""What the declarations of activations say about other libraries, read in both directions.

The field ``equivalents`` of a declaration is text for people, and Python's syntax all the same:
``torch.nn.ELU(alpha=alpha)``, ``activation="relu"``, ``Clip(min=-1, max=1)``. A word that is a parameter of the
activation stands for its value, and ``z`` for the pre-activation; what follows ``  #`` is a comment.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from .. import activations
from ..activations import Activation

Value: TypeAlias = "int | float | str | Parameter"


class Parameter(NamedTuple):
    """A parameter of an activation, which stands for its value."""

    name: str


class Call(NamedTuple):
    """A call: its name, the calls, numbers and ``"z"`` that it is given in order, and its options by name."""

    name: str
    operands: tuple[Operand, ...]
    options: Mapping[str, Value]


Operand: TypeAlias = "Call | int | float | str | Parameter"


def declared(activation: Activation, library: str) -> Call | None:
    """Return what a declaration says about a library as a call; None if it says nothing, or something else.

    ``activation="relu"``, an argument of Keras, is a call of that name without options.
    """
    text = activation.equivalents.get(library, "").partition("  #")[0].strip()
    if not text:
        return None
    name, _, word = text.partition("=")
    if name == "activation":
        return Call(ast.literal_eval(word), (), {})
    found = call_of(text, activation.parameters)
    return found if isinstance(found, Call) else None


def call_of(text: str, parameters: Mapping[str, float]) -> Operand | None:
    """Return what an expression says; None if it is no call."""
    return _read(ast.parse(text, mode="eval").body, parameters)


def with_values(call: Call, activation: Activation) -> Call | None:
    """Return a call with the values of parameters in their place.

    None if the activation has a parameter that the call does not know, with another value than usual.
    """
    usual = activations.get(activation.name).parameters
    known = {one.name for one in _values(call) if isinstance(one, Parameter)}
    if any(
        value != usual.get(name) for name, value in activation.parameters.items() if name not in known
    ):
        return None
    return _filled(call, activation.parameters)


def same_value(a: object, b: object) -> bool:
    """Say whether two options are the same; numbers are, if float32 cannot tell them apart."""
    if isinstance(a, float | int) and isinstance(b, float | int):
        return math.isclose(a, b, rel_tol=2.0**-22)
    return a == b


def _read(node: ast.expr, parameters: Mapping[str, float]) -> Operand | None:
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.Name(id=name):
            return Parameter(name) if name in parameters else name
        case ast.Call(func=function, args=args, keywords=keywords):
            operands = [_read(one, parameters) for one in args]
            options = {one.arg or "": _read(one.value, parameters) for one in keywords}
            if None in operands or any(one is None or isinstance(one, Call) for one in options.values()):
                return None
            return Call(ast.unparse(function), tuple(operands), options)  # pyright: ignore[reportArgumentType]  None was refused
        case _:
            return _number(node)


def _number(node: ast.expr) -> float | None:
    """Return a number, its negative, or a fraction of two; None for anything else."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            value = _number(inner)
            return None if value is None else -value
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            pair = _number(left), _number(right)
            return None if pair[0] is None or not pair[1] else pair[0] / pair[1]
        case _:
            return None


def _values(call: Call) -> Iterator[Operand]:
    """Yield the operands and options of a call, and of the calls in it."""
    yield from call.options.values()
    for one in call.operands:
        yield one
        if isinstance(one, Call):
            yield from _values(one)


def _filled(call: Call, values: Mapping[str, float]) -> Call:
    def of(one: Operand) -> Operand:
        if isinstance(one, Parameter):
            return values[one.name]
        return _filled(one, values) if isinstance(one, Call) else one

    options = {name: of(one) for name, one in call.options.items()}
    return Call(call.name, tuple(of(one) for one in call.operands), options)  # pyright: ignore[reportArgumentType]  options hold no calls


def named_so(library: str, name: str, options: Mapping[str, object]) -> Activation | None:
    """Return the activation that a library knows by a name and its options; None if there is none.

    Options of the library that the declaration does not mention are left to who asks.
    """
    for title in activations.names():
        activation = activations.get(title)
        call = declared(activation, library)
        if call is None or call.name != name or any(isinstance(one, Call) for one in call.operands):
            continue
        found = _parameters_of(call, options)
        if found is not None:
            return activation.with_(**found) if found else activation
    return None


def _parameters_of(call: Call, options: Mapping[str, object]) -> dict[str, float] | None:
    """Return the parameters with which a call has these options; None if there are none."""
    found: dict[str, float] = {}
    for name, value in call.options.items():
        given = options.get(name)
        if isinstance(value, Parameter) and isinstance(given, float | int):
            found[value.name] = float(given)
        elif not same_value(given, value):
            return None
    return found
