"""The bytes of ONNX files: of a network, and of a model of a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ..._text import counted
from ...network import FeedForward
from ...tables import TableEnsemble, TableModel
from ._graph import Graph
from ._graph_columns import what_to_give
from ._graph_networks import answers, label_array, layers
from ._graph_tables import table_answers
from ._model_proto import model_bytes


def network_bytes(net: FeedForward, labels: Sequence[Any] | None) -> bytes:
    """Return the file of a network, whose classes have these labels, or None for 0, 1, 2 ..."""
    graph = Graph()
    x = graph.take("X", net.dtype, net.inputs, "rows of inputs")
    answers(graph, net, layers(graph, net, x), labels)
    described = {**net.describe(), "classes": None if labels is None else label_array(labels).tolist()}
    properties = {"network": json.dumps(described), **_classes(labels)}
    return model_bytes(graph, f"A network of {counted(net.parameters.size, 'parameter')}", properties)


def table_bytes(
    model: TableModel | TableEnsemble,
    labels: Sequence[Any] | None,
    order: Sequence[int] | None = None,
) -> bytes:
    """Return the file of a model of a table; ``labels`` and ``order`` as for :func:`table_answers`."""
    plans = [plan for plan in model.encoder.plans if not plan.dropped]
    graph = Graph([plan.name for plan in plans])
    table_answers(graph, model, labels, order)
    columns = [{"name": plan.name, "kind": plan.kind, "give": what_to_give(plan)} for plan in plans]
    properties = {"columns": json.dumps(columns), "target": model.target.name, **_classes(labels)}
    return model_bytes(graph, repr(model), properties)


def _classes(labels: Sequence[Any] | None) -> dict[str, str]:
    return {} if labels is None else {"classes": json.dumps(label_array(labels).tolist())}
