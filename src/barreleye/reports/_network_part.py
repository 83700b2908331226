"""The network in a report: its drawing, its two inputs, its health, and its layers by epoch."""

from __future__ import annotations

import numpy as np

from .. import figures
from ..tables import CLASSIFICATION, TableFit
from ._elements import figure, items, sentence

_MOST_FINDINGS, _MOST_LAYERS = 12, 8


def drawing(fit: TableFit) -> str:
    """Return the drawing of the network, or the matrices of its weights if it has many edges, but few layers."""
    if len(fit.model.network.layers) > _MOST_LAYERS:
        return ""
    return figure(
        figures.network(fit.model.network),
        "The wider a line, the larger the weight; dashed and orange ones are negative. Many weights are drawn as"
        " matrices: violet is positive, orange negative.",
    )


def plane(fit: TableFit) -> str:
    """Return what the network makes of its two inputs, if there are two."""
    network = fit.model.network
    if network.inputs != 2:
        return ""
    first, second = fit.model.encoder.inputs
    inputs = fit.trace.inputs.astype(np.float64)
    scaled = f"The axes are the inputs as the network gets them: {first} and {second}, scaled."
    if fit.model.target.task == CLASSIFICATION:
        labels = [str(label) for label in fit.traced]
        known = [str(label) for label in fit.model.target.classes]
        codes = np.array([known.index(label) for label in labels])
        picture = figures.decision_regions(network, inputs, codes)
        names = ", ".join(f"{k} is {label}" for k, label in enumerate(known))
        caption = f"Which class is predicted where ({names}); wrong rows are ringed."
        return figure(picture, f"{caption} {scaled}")
    ends = np.stack([inputs.min(axis=0), inputs.max(axis=0)], axis=1)
    if not (ends[:, 0] < ends[:, 1]).all():
        return ""
    return figure(
        figures.neuron_map(network, -1, 0, box=ends),
        f"The output of the network over its two inputs. {scaled}",
    )


def findings(fit: TableFit) -> str:
    """Return what is wrong with the network, if anything, each with its cure."""
    found = fit.health.findings
    if not found:
        return f"<p>Its health: nothing was found on {fit.health.rows:,} training rows.</p>"
    sentences = [
        f"{one.id} {one.name}: {one.said}. Mostly, {one.cause}. Cure: {one.cure}" for one in found
    ]
    return f"<p>{sentence('Its health:')}</p>{items(sentences, _MOST_FINDINGS)}"


def by_epoch(fit: TableFit) -> str:
    """Return how active the layers were in every epoch, if that was recorded."""
    if not fit.history.layers:
        return ""
    return figure(
        figures.health_map(fit.history, "active"),
        "How large a share of each layer's outputs is above 0, epoch by epoch: a row that turns white has died.",
    )
