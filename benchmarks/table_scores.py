"""Scores of answers to test rows, by the same formulas for every model of the comparison of tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def scores(truth: Sequence[Any], answers: Any, classes: Sequence[Any] | None) -> dict[str, float]:
    """Return the main error and one score that people read.

    Parameters
    ----------
    truth : sequence
        Labels, or numbers.
    answers : array, shape (rows, classes) or (rows,)
        Probabilities, or numbers.
    classes : sequence of labels, or None
        The classes of the columns of the probabilities.
    """
    if classes is None:
        y, p = np.asarray(truth, float), np.asarray(answers, float)
        error = float(np.sqrt(np.mean((p - y) ** 2)))
        return {"error": error, "score": 1.0 - error**2 / float(np.var(y))}
    place = {str(label): k for k, label in enumerate(classes)}
    y = np.array([place[str(label)] for label in truth])
    p = np.clip(np.asarray(answers, float), 1e-15, 1.0)
    p /= p.sum(axis=1, keepdims=True)
    right = p[np.arange(len(y)), y]
    return {"error": float(-np.log(right).mean()), "score": float((p.argmax(axis=1) == y).mean())}
