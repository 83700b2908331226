"""Encodings as model files describe them."""

from __future__ import annotations

from itertools import pairwise

from ..._tree import Tree
from ._date_parts import DateParts
from ._encoding_formulas import PARTS
from ._encodings import Bins, Codes, NumberEncoding, Quantiles, Scaled


def encoding_from(tree: Tree) -> NumberEncoding:
    """Return the encoding that a model file describes."""
    kind = tree["kind"].one_of((Scaled.kind, Quantiles.kind, Bins.kind, Codes.kind, DateParts.kind))
    if kind == Scaled.kind:
        scale = tree["scale"].number()
        if scale <= 0.0:
            tree["scale"].wrong("a number above 0")
        return Scaled(tree["center"].number(), scale)
    if kind == DateParts.kind:
        return DateParts(tuple(part.one_of(PARTS) for part in tree["parts"]))
    if kind == Quantiles.kind:
        values, scores = _rising(tree["values"]), _numbers(tree["scores"])
        if len(values) != len(scores) or not values:
            tree["scores"].wrong("one number for each of the values")
        return Quantiles(values, scores)
    if kind == Codes.kind:
        return Codes(_rising(tree["values"]))
    edges = _rising(tree["edges"])
    if len(edges) < 2:
        tree["edges"].wrong("two numbers or more")
    return Bins(edges, tree["dates"].flag())


def _numbers(tree: Tree) -> tuple[float, ...]:
    return tuple(one.number() for one in tree)


def _rising(tree: Tree) -> tuple[float, ...]:
    found = _numbers(tree)
    if any(low >= high for low, high in pairwise(found)):
        tree.wrong("numbers in rising order")
    return found
