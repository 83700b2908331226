"""The answers in a report: of classes how often each is found and how sure, of numbers how far off they are."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from .. import figures
from .._text import short
from ..tables import TableFit
from ._confusion import fewer_classes
from ._elements import figure, table

# More classes than this are told together.
CLASSES = 30
_LEVELS = (0.5, 0.8, 0.9, 0.95)


def of_classes(fit: TableFit) -> str:
    """Return the confusion matrix, precision and recall of each class, and how sure answers are."""
    confusion, classes = fit.scores.confusion, fit.model.target.classes
    assert confusion is not None  # noqa: S101  classification has one
    rest = " The last row and column add up the rarest classes." if len(classes) > CLASSES else ""
    matrix = figure(
        figures.confusion_matrix(*fewer_classes(confusion, classes, CLASSES)),
        f"Rows are the true classes, columns the predictions; the diagonal is correct.{rest}",
    )
    right = np.diag(confusion)
    true, said = confusion.sum(axis=1), confusion.sum(axis=0)
    order = np.argsort(-true, kind="stable")[:CLASSES].tolist()
    rows = [
        (
            str(classes[k]),
            f"{true[k]:,}",
            _share(int(right[k]), int(true[k])),
            _share(int(right[k]), int(said[k])),
        )
        for k in order
    ]
    each = table(
        ("class", "rows", "found (recall)", "right when said (precision)"), rows, numbers=(1, 2, 3)
    )
    return matrix + each + _calibration(fit)


def _calibration(fit: TableFit) -> str:
    if fit.probabilities is None:
        return ""
    sure = fit.probabilities.max(axis=1)
    answers = np.asarray(fit.y_true == fit.predicted)
    picture = figures.calibration(sure, answers)
    off = float(sure.mean() - answers.mean())
    verdict = "surer than they should be" if off > 0.0 else "less sure than they could be"
    return figure(
        picture,
        f"Answers are right in {answers.mean():.1%} of the rows, and were {sure.mean():.1%} sure in the mean"
        + (f": {verdict}." if abs(off) > _TELLING else "."),
    )


def how_far_off(fit: TableFit) -> str:
    """Return within which distance of the answer the truth lies, by the size of the answer."""
    known = fit.model.intervals
    if known is None:
        return ""
    edges = [short(edge) for edge in known.edges]
    parts = ["all"]
    if edges:
        between = [f"{low} to {high}" for low, high in pairwise(edges)]
        parts = [f"below {edges[0]}", *between, f"{edges[-1]} and more"]
    middles = [-np.inf, *known.edges]
    rows: list[tuple[str, ...]] = []
    for part, middle, many in zip(parts, middles, known.rows, strict=True):
        levels = [level for level in _LEVELS if level * (many + 1) <= many]
        widths = [short(float(known.half_width(np.array([middle]), level)[0])) for level in levels]
        rows.append(
            (
                part,
                f"{many:,}",
                *(f"±{width}" for width in widths),
                *["?"] * (len(_LEVELS) - len(levels)),
            )
        )
    header = ("answer", "rows", *(f"{level:.0%} of rows" for level in _LEVELS))
    told = "How far at most the truth of so many rows is from the answer, by the size of the answer:"
    return f"<p>{told}</p>" + table(header, rows, numbers=range(1, len(header)))


_TELLING = 0.01


def _share(some: int, every: int) -> str:
    return f"{some / every:.1%}" if every else "none"
