"""Exercises of the chapter on softmax."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..activations import Activation, softmax
from ._answers import as_numbers, close, exactly, outputs_of
from ._exercise import Exercise, Mistake, Test

_ROWS = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0], [-1.0, 4.0, 2.0]])
# They break what is not safe: no shift, a shift by the largest entry of all rows, by the mean of each row.
_LARGE = np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 1000.0], [0.0, 0.0, 5000.0], [-5000.0, 0.0, 1.0]])


def _gives(wanted: Callable[[NDArray[np.float64]], Any]) -> Test:
    """Return a test for a function that does the same to some rows of small numbers."""
    right = close(wanted(_ROWS))
    return lambda answer: right(outputs_of(answer, _ROWS))


_WITHOUT_KEEPDIMS: tuple[Callable[[NDArray[np.float64]], Any], ...] = (
    lambda z: np.exp(z) / np.exp(z).sum(axis=1),
    lambda z: (
        np.exp(z - z.max(axis=1, keepdims=True)) / np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1)
    ),
)


def _is_safe(answer: object) -> bool:
    return close(softmax(_LARGE))(outputs_of(answer, _LARGE))


def _is_softmax(answer: object) -> bool:
    return _gives(softmax)(answer) and _is_safe(answer)


def _is_safe_alone(answer: object) -> bool:
    """Return whether a function is right for each row by itself."""
    return all(close(softmax(row))(outputs_of(answer, row)) for row in _LARGE[:, None])


def _class_and_share(answer: object) -> bool:
    found = as_numbers(answer)
    return close([1, 0.7])(answer) and found is not None and exactly(1)(found[0])


EXERCISES = (
    Exercise(
        "softmax.1",
        "What is softmax of the three logits 5, 5 and 5? Answer with a list.",
        "[1 / 3, 1 / 3, 1 / 3]",
        close([1 / 3] * 3),
        (
            Mistake(
                "[5 / 15, 5 / 15, 0]",
                close([1 / 3, 1 / 3, 0]),
                "the three are equal: so are their shares",
            ),
            Mistake("[1, 1, 1]", close([1, 1, 1]), "the shares add up to 1"),
            Mistake("1 / 3", close(1 / 3), "that is each of the three: give all of them as a list"),
        ),
        "equal logits have equal exponentials, and the shares add up to 1",
    ),
    Exercise(
        "softmax.2",
        "softmax([1, 2, 3]) and softmax([101, 102, x]) are the same. What is x?",
        "103",
        exactly(103),
        (
            Mistake("3", close(3), "100 was added to the first two entries: then it is added to all"),
            Mistake(
                "300",
                close(300),
                "only adding the same number to all entries leaves the shares as they are",
            ),
        ),
        "only the differences between the entries count",
    ),
    Exercise(
        "softmax.3",
        "Write softmax as a function of a table of rows, without the library. It has to be right for rows such as"
        " [1, 2, 1000] too.",
        "def own(z):\n"
        "    e = np.exp(z - z.max(axis=1, keepdims=True))\n"
        "    return e / e.sum(axis=1, keepdims=True)\n"
        "own",
        lambda answer: _is_softmax(answer) and not isinstance(answer, Activation),
        (
            Mistake(
                "be.activations.softmax", _is_softmax, "this is the library's own: write it with NumPy"
            ),
            Mistake(
                "lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(axis=1, keepdims=True)",
                lambda answer: _gives(softmax)(answer) and _is_safe_alone(answer),
                "it shifts all rows by one number: each row needs its own, z.max(axis=1, keepdims=True)",
            ),
            Mistake(
                "lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)",
                lambda answer: _gives(softmax)(answer) and not _is_safe(answer),
                "right for small numbers; e to the power of 1000 is too large: take away from each row its"
                " largest entry first",
            ),
            Mistake(
                "lambda z: np.exp(z) / np.exp(z).sum(axis=1)",
                lambda answer: any(_gives(one)(answer) for one in _WITHOUT_KEEPDIMS),
                "each row has to be divided by its own sum: sum(axis=1, keepdims=True) keeps the sums as a column",
            ),
            Mistake(
                "lambda z: np.exp(z) / np.exp(z).sum(axis=0)",
                _gives(lambda z: np.exp(z) / np.exp(z).sum(axis=0)),
                "here each column adds up to 1: the sum has to run along the row, axis=1",
            ),
            Mistake(
                "lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum()",
                _gives(lambda z: np.exp(z) / np.exp(z).sum()),
                "here the whole table adds up to 1: each row has to, by a sum along axis=1 with keepdims=True",
            ),
            Mistake(
                "lambda z: np.exp(z - z.max(axis=1, keepdims=True))",
                _gives(lambda z: np.exp(z - z.max(axis=1, keepdims=True))),
                "the exponentials are right: each still has to be divided by the sum of its row",
            ),
        ),
        "give a function: for each row, shift, exponentials, and each over the sum of its row",
    ),
    Exercise(
        "softmax.4",
        "A classifier answers [0.2, 0.7, 0.1]. Which class does it predict, counted from 0, and with which"
        " confidence? Answer with a list of both.",
        "[1, 0.7]",
        _class_and_share,
        (
            Mistake("[1, 70]", close([1, 70]), "a share is a part of 1: 70 per cent are 0.7"),
            Mistake("[2, 0.7]", close([2, 0.7]), "classes are counted from 0 here"),
            Mistake("[0.7, 1]", close([0.7, 1]), "the class comes first, then the confidence"),
            Mistake("[1, 0.5]", close([1, 0.5]), "the confidence is the largest share itself"),
        ),
        "the class is the place of the largest share, and the confidence is that share",
    ),
    Exercise(
        "softmax.5",
        "The right class of this row is class 0, whose share is 0.2. What is the cross-entropy of the row?",
        "-np.log(0.2)",
        close(-math.log(0.2)),
        (
            Mistake(
                "np.log(0.2)", close(math.log(0.2)), "a loss is not negative: take minus the logarithm"
            ),
            Mistake(
                "-np.log(0.7)",
                close(-math.log(0.7)),
                "0.7 is the share of the class that was predicted; what counts is the right class",
            ),
            Mistake("-np.log10(0.2)", close(-math.log10(0.2)), "take the natural logarithm, np.log"),
            Mistake(
                "0.8", close(0.8), "the loss is not what is missing to 1: it is minus the logarithm"
            ),
        ),
        "minus the natural logarithm of the share of the right class",
    ),
)
