"""Networks as nodes, and what they answer: labels and probabilities, or numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...network import FeedForward
from ._graph import Graph
from ._graph_activations import activated


def layers(graph: Graph, net: FeedForward, x: str, prefix: str = "layers") -> str:
    """Add the layers of a network and return the name of its outputs, (rows, outputs) in its dtype.

    Weights keep their shape (inputs, outputs).
    """
    for i, (layer, part) in enumerate(zip(net.descriptions, net.parameters, strict=True)):
        terms = [graph.constant(part.weights, net.dtype, f"{prefix}.{i}.weight")]
        if part.biases is not None:
            terms.append(graph.constant(part.biases, net.dtype, f"{prefix}.{i}.bias"))
        z = graph.add("Gemm", x, *terms)
        x = activated(graph, layer.activation, z, net.dtype, layer.units)
    return x


def answers(graph: Graph, net: FeedForward, outputs: str, labels: Sequence[Any] | None) -> None:
    """Make the outputs of a network those of the graph.

    Classes have two: ``label`` and ``probabilities``; numbers have ``outputs``. A sigmoid of one neuron has two
    classes, and several have a label of 0 or 1 each.
    """
    kind = net.targets.kind
    if kind == "numbers":
        graph.give("outputs", outputs, net.dtype, net.outputs, "numbers")
        return
    if kind == "classes":
        log = net.descriptions[-1].activation.name == "log_softmax"
        probabilities(
            graph, graph.add("Exp", outputs) if log else outputs, net.dtype, labels, net.outputs
        )
        return
    yes = graph.add("Greater", outputs, graph.constant(0.5, net.dtype))
    whole = graph.cast(yes, np.int64)
    if net.outputs > 1:
        graph.give("label", whole, np.int64, net.outputs, "1 where the probability is above 1/2, else 0")
        graph.give("probabilities", outputs, net.dtype, net.outputs, "of each output")
        return
    places = graph.add("Squeeze", whole, graph.constant([1], np.int64))
    no = graph.add("Sub", graph.constant(1.0, net.dtype), outputs)
    _named(graph, places, labels)
    graph.give("probabilities", graph.add("Concat", no, outputs, axis=1), net.dtype, 2, "of each class")


def probabilities(
    graph: Graph, shares: str, dtype: np.dtype[Any], labels: Sequence[Any] | None, classes: int
) -> None:
    """Make probabilities (rows, classes) outputs of the graph, and the label of the largest one in each row."""
    _named(graph, graph.add("ArgMax", shares, axis=1, keepdims=0), labels)
    graph.give("probabilities", shares, dtype, classes, "of each class")


def _named(graph: Graph, places: str, labels: Sequence[Any] | None) -> None:
    """Make the label of a place the first output; without labels, it is the place itself."""
    text = "the class of the largest probability"
    if labels is None:
        graph.give("label", places, np.int64, 0, text)
        return
    known = label_array(labels)
    graph.give(
        "label",
        graph.add("Gather", graph.constant(known, known.dtype, "classes"), places),
        known.dtype,
        0,
        text,
    )


def label_array(labels: Sequence[Any]) -> NDArray[Any]:
    """Return labels in the type that ONNX has for them: booleans, int64, float64 or strings (as objects)."""
    array = np.asarray(labels)
    if array.dtype.kind in "iu":
        return array.astype(np.int64)
    if array.dtype.kind == "f":
        return array.astype(np.float64)
    return array if array.dtype.kind == "b" else np.array([str(one) for one in labels], object)
