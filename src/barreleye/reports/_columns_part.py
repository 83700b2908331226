"""The columns in a report: which matter, what they do, which interact, and where the answers are most wrong."""

from __future__ import annotations

import numpy as np

from .. import figures
from .._text import cut, short
from ..tables import CLASSIFICATION, TableFit
from ..tables.effects import (
    Effect,
    effect_said,
    importance_said,
    interaction_said,
    shown_output,
)
from ._elements import figure, items, sentence, table

# What is shown at most: bars, curves, sentences, curves in one picture.
_BARS, _CURVES, _SAID, _CLASSES = 20, 9, 5, 4
_NAME = 60


def which_matter(fit: TableFit) -> str:
    """Return the importance of the columns, in a picture and in sentences."""
    found, goal = fit.explained.importance, fit.model.target
    loss = "cross-entropy" if goal.task == CLASSIFICATION else f"error of {cut(goal.name, _NAME)}"
    picture = figures.importance(
        [cut(one.name, _NAME) for one in found],
        [one.value for one in found],
        [one.spread for one in found],
        loss=loss,
        most=_BARS,
    )
    caption = (
        "How much worse rows that were not learned from are answered if the entries of a column are exchanged"
        " between them; the lines are standard errors. Two columns that say the same can both look unimportant."
    )
    useless = sum(not one.matters for one in found)
    said = [importance_said(one, fit.explained.loss, goal) for one in found if one.matters]
    told = items([f"{one[:1].upper()}{one[1:]}." for one in said], _SAID) if said else ""
    rest = (
        f"<p>{useless} of {len(found)} columns make no difference that can be told from chance.</p>"
        if useless
        else ""
    )
    return figure(picture, caption) + told + rest


def what_they_do(fit: TableFit) -> str:
    """Return the effects of the columns that matter most, and the pairs that interact."""
    shown = fit.explained.effects[:_CURVES]
    if not shown:
        return "<p>No column makes a difference that can be told from chance.</p>"
    classes = fit.model.target.task == CLASSIFICATION
    unit = (
        "log-odds: +1 means 2.7 times the odds"
        if classes
        else f"the units of {cut(fit.model.target.name, _NAME)}"
    )
    pictures = "".join(
        figure(_picture(fit, one), f"{cut(one.name, _NAME)}: {effect_said(one, fit.model.target)}.")
        for one in shown
    )
    told = [interaction_said(one) for one in fit.explained.interactions]
    found = [f"{one[:1].upper()}{one[1:]}." for one in told if one][:_SAID]
    together = "<h3>Columns that interact</h3>" + items(found, _SAID) if found else ""
    about = sentence(f"How far the answer is from its mean, in {unit}.")
    return f'<p class="soft">{about} {_HOW}</p><div class="effects">{pictures}</div>{together}'


_HOW = (
    "Curves add up what changes from one end of a short interval to the other, for the rows that lie in it"
    " (accumulated local effects), without the hundredth of the rows at either end; the darker the band below, the"
    " more rows. Bars are mean answers if all rows had this word, with the number of rows that have it."
)


def _picture(fit: TableFit, one: Effect) -> object:
    goal, name = fit.model.target, cut(one.name, _NAME)
    if goal.task != CLASSIFICATION:
        answer = cut(goal.name, _NAME)
        return figures.effect(one.entries, one.answers, one.rows, name=name, answer=answer)
    first = shown_output(one, goal)
    ranges = np.ptp(one.answers, axis=0)
    shown = [first] if len(goal.classes) == 2 else sorted(np.argsort(-ranges)[:_CLASSES].tolist())
    return figures.effect(
        one.entries,
        one.answers[:, shown],
        one.rows,
        name=name,
        answer=f"log-odds of {cut(str(goal.classes[first]), _NAME)}" if len(shown) == 1 else "log-odds",
        labels=[cut(str(goal.classes[k]), _NAME) for k in shown],
    )


def most_wrong(fit: TableFit) -> str:
    """Return the rows whose answers are furthest off."""
    classes = fit.model.target.task == CLASSIFICATION
    rows = [
        (one.place, _written(one.truth), _written(one.predicted), short(one.loss))
        for one in fit.explained.worst
    ]
    header = ("where", "truth", "predicted", "cross-entropy" if classes else "error")
    return (
        "<p>Look at these rows: is the table right there, and does it say why they differ?</p>"
        + table(header, rows, numbers=(3,) if classes else (1, 2, 3))
    )


def _written(value: object) -> str:
    return short(value) if isinstance(value, float) else str(value)
