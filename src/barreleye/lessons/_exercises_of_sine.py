"""Exercises of the chapter on the sine by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ..by_hand import Pair, pairs
from ..errors import BarreleyeError
from ._answers import close, exactly, outputs_of, shape_of
from ._exercise import Exercise, Mistake, Test

_X = np.linspace(0.0, 1.0, 41)[:, None]
_PAIR = "A pair has the weight 2, the bias -1, the second weight -1 and the second bias 0.5."


def _draws(wanted: Callable[[NDArray[np.float64]], Any]) -> Test:
    """Return a test for a pair or a network that draws a curve for x from 0 to 1."""
    right = close(wanted(_X))

    return lambda answer: right(outputs_of(_network_of(answer), _X))


def _network_of(answer: Any) -> Any:  # noqa: ANN401  as all tests of answers
    """Return a pair, or the numbers of one, as a network; anything else as it is."""
    if isinstance(answer, tuple):
        numbers = cast("tuple[float, ...]", answer)
        try:
            return pairs([numbers])
        except BarreleyeError:
            return numbers
    return pairs([answer]) if isinstance(answer, Pair) else answer


def _is_made_of(many: int) -> Test:
    """Return a test for a network of so many pairs of ReLU neurons."""
    shape = [(1, many, "relu"), (many, many, "relu"), (many, 1, "linear")]
    return lambda answer: shape_of(_network_of(answer)) == shape


def _falls(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.clip(0.7 - x, 0.0, 0.5)


def _hill(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.interp(x, [0.2, 0.4, 0.6, 0.8], [0.0, 1.0, 1.0, 0.0])


EXERCISES = (
    Exercise(
        "sine.1",
        f"{_PAIR} At which x does its area of effect begin?",
        "1 / 2",
        close(0.5),
        (
            Mistake("-0.5", close(-0.5), "the sum 2x - 1 is 0 where 2x = 1"),
            Mistake("1", close(1), "divide by the weight too: 2x - 1 = 0"),
            Mistake("0.75", close(0.75), "this is where it ends: it begins where the first neuron does"),
        ),
        "it begins where the sum of the first neuron, 2x - 1, is 0",
    ),
    Exercise(
        "sine.2",
        f"{_PAIR} At which x does its area of effect end?",
        "(0.5 + 1) / 2",
        close(0.75),
        (
            Mistake(
                "0.5", close(0.5), "there it begins: it ends where the second neuron has fallen to 0"
            ),
            Mistake(
                "0.5 / 2",
                close(0.25),
                "from its begin on the first neuron has to rise by 0.5: that is behind 0.5",
            ),
            Mistake("0.5 + 1", close(1.5), "divide by the weight too: 2x = 1.5"),
            Mistake(
                "(0.5 - 1) / 2", close(-0.25), "2x - 1 = 0.5 says 2x = 1.5: mind the sign of the bias"
            ),
        ),
        "it ends where the first neuron has reached 0.5: there the second one is 0",
    ),
    Exercise(
        "sine.3",
        "Make a pair whose output is 0.5 up to x = 0.2, falls in a straight line, and is 0 from x = 0.7 on: give"
        " `be.by_hand.Pair(w, b, c, v)`.",
        "be.by_hand.Pair(1.0, -0.2, 0.5, 1.0)",
        lambda answer: _draws(_falls)(answer) and _is_made_of(1)(answer),
        (
            Mistake(
                "lambda x: np.clip(0.7 - x, 0.0, 0.5)",
                _draws(_falls),
                "the curve is right; give a pair that draws it, be.by_hand.Pair(w, b, c, v)",
            ),
            Mistake(
                "be.by_hand.Pair(1.0, -0.2, 0.5, -1.0)",
                _draws(lambda x: -_falls(x)),
                "the places are right; with a negative output weight it rises from -0.5 to 0",
            ),
            Mistake(
                "be.by_hand.Pair(1.0, 0.2, 0.5, 1.0)",
                _draws(lambda x: np.clip(0.3 - x, 0.0, 0.5)),
                "this one begins at -0.2: a positive bias lets it begin further to the left",
            ),
            Mistake(
                "be.by_hand.Pair(1.0, -0.7, 0.5, 1.0)",
                _draws(lambda x: np.clip(1.2 - x, 0.0, 0.5)),
                "this one begins at 0.7: that is where it is to end",
            ),
            Mistake(
                "be.by_hand.Pair(1.0, -0.2, 0.7, 1.0)",
                _draws(lambda x: np.clip(0.9 - x, 0.0, 0.7)),
                "the second bias is the height of the ramp, not the place where it ends",
            ),
        ),
        "it begins at -b / w, ends at (c - b) / w, and c times v is its height on the left",
    ),
    Exercise(
        "sine.4",
        "Make a network of two pairs that draws a hill: 0 up to x = 0.2, up to 1 at 0.4, flat, and from 0.6 down"
        " to 0 at 0.8. Give `be.by_hand.pairs([...])`.",
        "be.by_hand.pairs([(5.0, -1.0, 1.0, -1.0), (5.0, -3.0, 1.0, 1.0)])",
        lambda answer: _draws(_hill)(answer) and _is_made_of(2)(answer),
        (
            Mistake(
                "lambda x: np.interp(x, [0.2, 0.4, 0.6, 0.8], [0, 1, 1, 0])",
                _draws(_hill),
                "the curve is right; make it out of two pairs, with be.by_hand.pairs([...])",
            ),
            Mistake(
                "be.by_hand.pairs([(5.0, -1.0, 1.0, 1.0), (5.0, -3.0, 1.0, -1.0)])",
                _draws(lambda x: -_hill(x)),
                "this is a valley: change the signs of both output weights",
            ),
            Mistake(
                "be.by_hand.pairs([(5.0, -1.0, 1.0, -1.0), (5.0, -3.0, 1.0, -1.0)])",
                _draws(lambda x: np.interp(x, [0.2, 0.4, 0.6, 0.8], [-2.0, -1.0, -1.0, 0.0])),
                "both pairs rise: the second one has to fall, so its output weight is positive",
            ),
            Mistake(
                "be.by_hand.pairs([(1.0, -0.2, 0.2, -1.0), (1.0, -0.6, 0.2, 1.0)])",
                _draws(lambda x: 0.2 * _hill(x)),
                "the places are right; the hill is 0.2 high, and is to be 1 high",
            ),
        ),
        "one pair rises from 0.2 to 0.4, the other falls from 0.6 to 0.8; look at each of them alone",
    ),
    Exercise(
        "sine.5",
        "In whose area of effect lies x = 0.65 in the finished sine? Answer with the number of the pair, counted"
        " from 1; `be.by_hand.SINE_PAIRS` has their numbers.",
        "5",
        exactly(5),
        (
            Mistake(
                "4", close(4), "the fourth ends at 0.617; if you counted from 0: pairs begin with 1 here"
            ),
            Mistake("6", close(6), "the sixth begins at 0.806"),
        ),
        "work out where each pair begins and ends, and look between which of them 0.65 lies",
    ),
    Exercise(
        "sine.6",
        "Both neurons of a pair are active, and its output weight is -2. Its second bias grows by 0.1. By how much"
        " does the output change?",
        "-2 * 0.1",
        close(-0.2),
        (
            Mistake("0.1", close(0.1), "the output weight multiplies it"),
            Mistake("0.2", close(0.2), "the output weight is negative"),
            Mistake(
                "0",
                close(0),
                "the second bias moves the curve up or down where the second neuron is active",
            ),
        ),
        "the second neuron answers 0.1 more; what does the output make of that?",
    ),
)
