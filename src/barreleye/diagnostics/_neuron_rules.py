"""Rules about neurons: dead, saturated, linear, constant and duplicate ones."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import numpy as np

from .._arrays import Array, Integers
from ..activations import Activation, Elementwise
from ..layers import LayerRecord
from ..network import FeedForward, Trace
from ._finding import Finding, of_neurons

# A few such neurons do little harm: findings begin at this share of a layer.
_DEAD, _SATURATED, _LINEAR = 0.4, 0.25, 0.9
_FLAT, _ON_ROWS = 0.01, 0.95  # a slope below this part of the largest, on this share of rows
_SAME = 1e-5  # relative difference of weights that began equal
_CONSTANT = 1e-6
FEWEST = 10
"""Rows on which neurons are judged."""
_LEAST = 3  # neurons that a layer must have to be called linear


def neuron_findings(net: FeedForward, trace: Trace) -> Iterator[Finding]:
    """Yield what is wrong with neurons of hidden layers, and dead ones of the output, on the rows of a trace.

    What neurons do on very few rows says nothing about them.
    """
    dead = trace.dead()
    for part, record in zip(net.parameters, trace.layers, strict=True):
        if not isinstance(record.activation, Elementwise):
            continue
        if record.activation.flat:
            said = f"{record.activation!r} in {record.name}: no gradient passes it"
            if record is not trace.layers[-1]:
                yield Finding("BE016", said, {}, record.name)
            continue
        last = record is trace.layers[-1]
        if len(record.a) >= FEWEST:
            yield from _on_rows(record, dead[record.name], output=last)
        if last:
            return
        twins = _duplicates(part.weights, part.biases)
        yield from _about(record, "BE005", twins, 0.0, "have the weights of another one")
        if not np.ptp(record.a, axis=0).any():
            return  # layers above get the same on every row, whatever they are


def _on_rows(record: LayerRecord, gone: Integers, *, output: bool) -> Iterator[Finding]:
    """Yield what neurons show on rows; those of the output may be dead, and all else is up to the targets."""
    words = "are 0 on all of {rows:,} rows, and so is their slope"
    yield from _about(record, "BE001", gone, _DEAD, words)
    if output:
        return
    flat = np.setdiff1d(saturated_neurons(record), gone)
    words = "have less than 1 % of their largest slope on 95 % of rows"
    yield from _about(record, "BE002", flat, _SATURATED, words)
    yield from _linear(record)
    still = np.setdiff1d(_constant(record), np.concatenate([gone, flat]))
    yield from _about(record, "BE004", still, 0.0, "give the same on every row")


def _about(
    record: LayerRecord, rule: str, neurons: Integers, least: float, words: str
) -> Iterator[Finding]:
    units = record.a.shape[1]
    if not len(neurons) or len(neurons) < least * units:
        return
    chosen = tuple(map(int, neurons))
    said = f"{of_neurons(chosen, units)} of {record.name} {words.format(rows=len(record.a))}"
    evidence = {
        "neurons": float(len(chosen)),
        "share": len(chosen) / units,
        "rows": float(len(record.a)),
    }
    yield Finding(rule, said, evidence, record.name, chosen)


@cache
def _largest_slope(activation: Elementwise) -> float:
    return float(np.abs(activation.derivative(np.linspace(-8.0, 8.0, 2001))).max())


def _bounded(activation: Activation) -> bool:
    return bool(np.isfinite(activation.range).all())


def saturated_neurons(record: LayerRecord) -> Integers:
    """Return the neurons of a layer with a bounded activation that are flat on nearly all rows, shape (n,)."""
    activation = record.activation
    if not isinstance(activation, Elementwise) or not _bounded(activation):
        return np.empty(0, dtype=np.int64)
    slopes = np.abs(activation.derivative(record.z))
    flat = (slopes < _FLAT * _largest_slope(activation)).mean(axis=0) > _ON_ROWS
    return np.flatnonzero(flat)


def _linear(record: LayerRecord) -> Iterator[Finding]:
    """Yield a layer whose neurons all stay on one side of their kinks, if the activation has some."""
    kinks, units = record.activation.kinks, record.a.shape[1]
    if not kinks or units < _LEAST or len(record.z) < 2:
        return
    above = (record.z[..., None] > np.array(kinks)).sum(axis=-1)
    one_side = (above == above[:1]).all(axis=0)
    slopes = record.slopes
    assert slopes is not None  # noqa: S101  it is element-wise
    passes = one_side & (slopes[0] != 0.0)
    if passes.mean() >= _LINEAR:
        said = f"{int(passes.sum())} of {units} neurons of {record.name} stay on one straight piece on all rows"
        yield Finding("BE003", said, {"share": float(passes.mean())}, record.name)


def _constant(record: LayerRecord) -> Integers:
    if len(record.a) < 2:
        return np.empty(0, dtype=np.int64)
    a = record.a.astype(np.float64)
    return np.flatnonzero(np.ptp(a, axis=0) <= _CONSTANT * (1.0 + np.abs(a).max(axis=0)))


def _duplicates(weights: Array, biases: Array | None) -> Integers:
    """Return the neurons whose weights and bias are those of an earlier neuron, but for rounding."""
    columns = weights if biases is None else np.vstack([weights, biases])
    columns = columns.astype(np.float64)
    size = np.linalg.norm(columns, axis=0)
    # Along any one direction equal neurons are neighbours; along this one, others are hardly ever between them.
    order = np.argsort(np.random.default_rng(0).normal(size=len(columns)) @ columns, kind="stable")
    found: list[int] = []
    for before, after in pairwise(order):
        if np.linalg.norm(columns[:, before] - columns[:, after]) <= _SAME * (size[after] + 1e-300):
            found.append(int(max(before, after)))
    return np.array(sorted(found), dtype=np.int64)
