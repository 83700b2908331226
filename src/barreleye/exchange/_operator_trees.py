"""Trees of ONNX operators on a pre-activation z, in a form in which the same function looks the same.

Products and sums become lists of factors and terms with one number, whatever the order in which a file has them;
quotients by numbers, differences and negatives are products and sums too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from ..export._equivalents import Call, Operand, Parameter, Value, same_value

Binding: TypeAlias = Mapping[str, float]
"""What is known of the parameters of a pattern."""


@dataclass(frozen=True)
class Many:
    """A product, or a sum: a number, and what it is multiplied with or added to."""

    product: bool
    number: float
    parts: tuple[Tree, ...]

    @property
    def neutral(self) -> float:
        """The number that changes nothing."""
        return 1.0 if self.product else 0.0


@dataclass(frozen=True)
class Inverse:
    """1 over a parameter."""

    parameter: Parameter


@dataclass(frozen=True)
class Operation:
    """Any other operator."""

    name: str
    parts: tuple[Tree, ...]
    options: Mapping[str, Value] = field(default_factory=dict[str, Value])


Tree: TypeAlias = "Many | Operation | Inverse | Parameter | float | str"


def tree_of(operand: Operand) -> Tree:
    """Return a call in the form in which it is compared; a call without operands is one of z."""
    if not isinstance(operand, Call):
        return float(operand) if isinstance(operand, int) else operand
    parts = [tree_of(one) for one in operand.operands or ("z",)]
    rule = _ALGEBRA.get(operand.name)
    made = rule(parts) if rule is not None and len(parts) == _COUNTS.get(operand.name, 2) else None
    return Operation(operand.name, tuple(parts), operand.options) if made is None else made


def _quotient(parts: list[Tree]) -> Tree:
    a, b = parts
    if isinstance(b, float) and b != 0.0:
        return _many(True, a, 1.0 / b)
    return _many(True, a, Inverse(b) if isinstance(b, Parameter) else Operation("Reciprocal", (b,)))


def _power(parts: list[Tree]) -> Tree | None:
    a, b = parts
    return _many(True, *[a] * int(b)) if b in {2.0, 3.0, 4.0} and isinstance(b, float) else None


def _larger(parts: list[Tree]) -> Tree | None:
    others = [one for one in parts if one != 0.0]
    return Operation("Relu", tuple(others)) if len(others) == 1 else None


_COUNTS = {"Neg": 1}
_ALGEBRA: Mapping[str, Callable[[list[Tree]], Tree | None]] = {
    "Add": lambda parts: _many(False, *parts),
    "Sub": lambda parts: _many(False, parts[0], _many(True, -1.0, parts[1])),
    "Neg": lambda parts: _many(True, -1.0, parts[0]),
    "Mul": lambda parts: _many(True, *parts),
    "Div": _quotient,
    "Pow": _power,
    "Max": _larger,
}
"""Operators that are sums, products and relu, or may be: None where they are not."""


def _many(product: bool, *parts: Tree) -> Tree:
    number = 1.0 if product else 0.0
    found: list[Tree] = []
    for part in parts:
        inner = part if isinstance(part, Many) and part.product is product else None
        value = part if isinstance(part, float) else inner.number if inner else 1.0 if product else 0.0
        number = number * value if product else number + value
        found += inner.parts if inner else [] if isinstance(part, float) else [part]
    if not found:
        return number
    whole = Many(product, number, tuple(found))
    return found[0] if len(found) == 1 and number == whole.neutral else whole


def bindings(pattern: Tree, tree: Tree, known: Binding) -> Iterator[Binding]:
    """Yield the values of parameters with which a pattern is a tree."""
    match pattern, tree:
        case (Parameter(name), float()):
            yield from _bound(name, tree, known)
        case (Inverse(Parameter(name)), float()) if tree:
            yield from _bound(name, 1.0 / tree, known)
        case (Many(), Many()) if pattern.product is tree.product:
            yield from _bindings_of_many(pattern, tree, known)
        case (Many(True, factor, (Parameter(name),)), float()):
            yield from _bound(name, tree / factor, known)
        case (Many(), _) if not isinstance(tree, float):
            yield from _bindings_of_many(pattern, Many(pattern.product, pattern.neutral, (tree,)), known)
        case (Operation(), Operation()) if pattern.name == tree.name and len(pattern.parts) == len(
            tree.parts
        ):
            found = _of_options(pattern.options, tree.options, known)
            yield from () if found is None else _in_order(pattern.parts, tree.parts, found)
        case (float() | str(), float() | str()):
            yield from [known] if same_value(pattern, tree) else []
        case _:
            return


def _bound(name: str, value: float, known: Binding) -> Iterator[Binding]:
    if name not in known or same_value(known[name], value):
        yield {name: value, **known}


def _bindings_of_many(pattern: Many, tree: Many, known: Binding) -> Iterator[Binding]:
    """Compare the numbers, a parameter among the parts being part of them; then the other parts in any order."""
    numbers = [one for one in pattern.parts if _numeric(one)]
    others = tuple(one for one in pattern.parts if not _numeric(one))
    starts: list[Binding] = []
    if not numbers and same_value(pattern.number, tree.number):
        starts = [known]
    elif len(numbers) == 1:
        rest = tree.number / pattern.number if pattern.product else tree.number - pattern.number
        inner = numbers[0]
        if isinstance(inner, Many):  # a negative parameter
            inner, rest = inner.parts[0], rest / inner.number
        starts = list(bindings(inner, rest, known))
    for start in starts:
        yield from _in_any_order(others, tree.parts, start)


def _numeric(part: Tree) -> bool:
    inner = part.parts[0] if isinstance(part, Many) and len(part.parts) == 1 else part
    return isinstance(inner, Parameter | Inverse)


def _in_any_order(
    patterns: tuple[Tree, ...], trees: tuple[Tree, ...], known: Binding
) -> Iterator[Binding]:
    if len(patterns) != len(trees):
        return
    if not patterns:
        yield known
        return
    for i, tree in enumerate(trees):
        for found in bindings(patterns[0], tree, known):
            yield from _in_any_order(patterns[1:], trees[:i] + trees[i + 1 :], found)


def _in_order(patterns: tuple[Tree, ...], trees: tuple[Tree, ...], known: Binding) -> Iterator[Binding]:
    if not patterns:
        yield known
        return
    for found in bindings(patterns[0], trees[0], known):
        yield from _in_order(patterns[1:], trees[1:], found)


def _of_options(
    pattern: Mapping[str, Value], given: Mapping[str, Value], known: Binding
) -> Binding | None:
    """Return the parameters after options were compared; None if these differ."""
    for name, value in pattern.items():
        got = given.get(name)
        if isinstance(value, Parameter) and isinstance(got, float):
            found = next(_bound(value.name, got, known), None)
            if found is None:
                return None
            known = found
        elif not same_value(value, got):
            return None
    return known
