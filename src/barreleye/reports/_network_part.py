"""The network in a report: its drawing, its two inputs, its health, and its layers by epoch."""

from __future__ import annotations

import numpy as np

from .. import figures
from ..tables import CLASSIFICATION, TableFit
from ._elements import figure, items, sentence

_MOST_FINDINGS, _MOST_LAYERS = 12, 8
# Dates and yes or no have no places between their entries that an axis of numbers would show.
_NUMBERS = "numbers"
# Along each side of the plane of two columns, so many places are asked about.
_PLACES = 200


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
    """Return what the model answers over its two columns, if it has two columns of numbers."""
    blocks = list(fit.model.encoder.blocks())
    if len(blocks) != 2 or not all(one.plan.kind == _NUMBERS and not one.plan.flag for one in blocks):
        return ""
    known = np.stack([one.plan.numbers(fit.trace.inputs[:, one.inputs]) for one in blocks], axis=1)
    for k, one in enumerate(blocks):
        if one.plan.whole:
            known[:, k] = np.rint(known[:, k])
    low, high = known.min(axis=0), known.max(axis=0)
    if not (low < high).all():
        return ""
    x, y = (one.plan.places(float(low[k]), float(high[k]), _PLACES) for k, one in enumerate(blocks))
    # every place of the one column beside every place of the other
    across, up = blocks[0].plan.number_inputs(x), blocks[1].plan.number_inputs(y)
    inputs = np.concatenate([np.tile(across, (len(y), 1)), np.repeat(up, len(x), axis=0)], axis=1)
    answers = fit.model.network(inputs.astype(np.float32))
    names = [one.plan.name for one in blocks]
    target = fit.model.target
    if target.task == CLASSIFICATION:
        picture = figures.answer_map(
            x,
            y,
            answers.reshape(len(y), len(x), -1),
            names=names,
            classes=[str(label) for label in target.classes],
            points=known,
            labels=[str(label) for label in fit.traced],
        )
        return figure(picture, "Which class is predicted where: the paler, the less sure.")
    numbers = target.decode(answers).reshape(len(y), len(x))
    picture = figures.answer_map(x, y, numbers, names=names)
    return figure(picture, f"What is predicted for {names[0]} and {names[1]}.")


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
