"""Models of tables as nodes: columns in, labels or numbers in the units of the table out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ...tables import CLASSIFICATION, TableEnsemble, TableModel, Target
from ...tables.encodings import limited, unscaled
from ...tables.fitting import finite_log
from ._graph import Graph
from ._graph_columns import columns_of, inputs_of
from ._graph_formulas import formula
from ._graph_networks import layers, probabilities

_SINGLE = np.dtype(np.float32)


def table_answers(
    graph: Graph,
    model: TableModel | TableEnsemble,
    labels: Sequence[Any] | None,
    order: Sequence[int] | None,
) -> None:
    """Add a model of a table, its columns as inputs and its answers as outputs.

    ``labels`` are those of the classes, and ``order`` the place of each in the target; None if it is their own.
    """
    columns = columns_of(graph, model.encoder)
    if isinstance(model, TableModel):
        net = model.network
        outputs, dtype = (
            layers(graph, net, inputs_of(graph, model.encoder, columns, net.dtype)),
            net.dtype,
        )
    else:
        outputs, dtype = _together(graph, model, columns), np.dtype(np.float64)
    target = model.target
    if target.task == CLASSIFICATION:
        if order is not None and list(order) != list(range(len(order))):
            outputs = graph.add("Gather", outputs, graph.constant(order, np.int64), axis=1)
        probabilities(graph, outputs, dtype, labels, len(target.classes))
        return
    numbers = _in_units(
        graph, target, outputs if dtype == np.float64 else graph.cast(outputs, np.float64)
    )
    graph.give("outputs", numbers, np.float64, 1, f"{target.name}, in the units of the table")


def _in_units(graph: Graph, target: Target, outputs: str) -> str:
    """Return what a network answers in the units of the table, within the answers of training."""
    numbers = formula(
        graph, unscaled, outputs, constants={"center": target.center, "scale": target.scale}
    )
    if target.low is None and target.high is None:
        return numbers
    low = -math.inf if target.low is None else target.low
    high = math.inf if target.high is None else target.high
    return formula(graph, limited, numbers, constants={"low": low, "high": high})


def _together(graph: Graph, model: TableEnsemble, columns: dict[str, str]) -> str:
    """Return the answers of all networks, with the share of the linear model, as float64."""
    ensemble = model.ensemble
    X = inputs_of(graph, model.encoder, columns, _SINGLE)
    own = [layers(graph, net, X, f"networks.{i}.layers") for i, net in enumerate(ensemble.networks)]
    found = _blended(graph, own, [1.0 / len(own)] * len(own), classes=ensemble.classes)
    if ensemble.share == 0.0:
        return found
    L = inputs_of(graph, model.encoder.scaled, columns, _SINGLE)
    linear = layers(graph, ensemble.linear, L, "linear.layers")
    return _blended(
        graph, [found, linear], [1.0 - ensemble.share, ensemble.share], classes=ensemble.classes
    )


def _blended(graph: Graph, answers: Sequence[str], weights: Sequence[float], *, classes: bool) -> str:
    """Return the mean of numbers, or of logarithms of probabilities, which then add up to 1."""
    terms = [
        graph.add(
            "Mul", formula(graph, finite_log, double) if classes else double, graph.constant(weight)
        )
        for double, weight in (
            (graph.cast(one, np.float64), weight) for one, weight in zip(answers, weights, strict=True)
        )
    ]
    total = graph.add("Sum", *terms)
    return graph.add("Softmax", total, axis=-1) if classes else total
