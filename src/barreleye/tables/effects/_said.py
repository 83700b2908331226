"""Importance, effects and interactions in sentences."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..._text import quoted, short
from .._column_plan import value_text
from .._kinds import WORDS, YES_NO
from .._target import CLASSIFICATION, Target
from ._effects import Effect
from ._importance import Importance
from ._interactions import Interaction

# Below this the strength of an interaction is not told: networks are never exactly additive.
_TELLING = 0.1
# A curve counts as rising or falling if what it goes the other way is less than this part of all it goes.
_ONE_WAY = 0.05


def importance_said(one: Importance, usual: float, goal: Target) -> str:
    """Say what is lost without a column, given the usual loss."""
    if not one.matters:
        return f"{quoted(one.name)} makes no difference that can be told from chance"
    what = "cross-entropy" if goal.task == CLASSIFICATION else "error"
    return f"without {quoted(one.name)} the {what} would be {short(usual + one.value)} instead of {short(usual)}"


def effect_said(one: Effect, goal: Target) -> str:
    """Say where the answer is highest and lowest, and whether it only rises or falls."""
    classes = goal.task == CLASSIFICATION
    output = shown_output(one, goal)
    curve = one.answers[:, output]
    what = f"the odds of {quoted(goal.classes[output])}" if classes else "the answer"
    names = [_name(one, i) for i in range(len(one.entries))]
    high, low = int(curve.argmax()), int(curve.argmin())
    apart = float(curve[high] - curve[low])
    if not apart:
        return f"{what} {'are' if classes else 'is'} the same everywhere"
    many = _fold(apart) if classes else short(apart)
    way = _way(curve) if one.kind not in {WORDS, YES_NO} else 0
    if way:
        verb = {(True, 1): "rise", (True, -1): "fall", (False, 1): "rises", (False, -1): "falls"}[
            classes, way
        ]
        by = f"by a factor of {many}" if classes else f"by {many}"
        return f"{what} {verb} {by} from {names[0]} to {names[-1]}"
    at = "with" if one.kind in {WORDS, YES_NO} else "near"
    be = "are" if classes else "is"
    higher = f"{many} times as high as" if classes else f"{many} above"
    return f"{what} {be} highest {at} {names[high]}, {higher} the lowest {at} {names[low]}"


def _way(curve: NDArray[np.float64]) -> int:
    """Return 1 for a curve that rises nearly everywhere, -1 for one that falls, else 0."""
    steps = np.diff(curve)
    total = float(np.abs(steps).sum())
    up, down = float(steps[steps > 0].sum()), float(-steps[steps < 0].sum())
    return 1 if down <= _ONE_WAY * total else -1 if up <= _ONE_WAY * total else 0


def _name(one: Effect, i: int) -> str:
    entry = one.entries[i]
    if one.kind in {WORDS, YES_NO}:
        return quoted(entry)
    return value_text(float(entry), one.kind, short(float(entry)))


def _fold(log_odds: float) -> str:
    """Return by which factor odds differ: ``3.2``."""
    many = float(np.exp(log_odds))
    return f"{many:.1f}" if many < 10 else f"{many:.0f}" if many < 1000 else "over 1000"


def shown_output(one: Effect, goal: Target) -> int:
    """Return the output of which is told: of two classes the second, of more the one that changes most."""
    return 1 if len(goal.classes) == 2 else int(np.ptp(one.answers, axis=0).argmax())


def interaction_said(one: Interaction) -> str:
    """Say that two columns interact, or nothing if that is too weak to be told."""
    if one.strength < _TELLING:
        return ""
    return (
        f"what {quoted(one.first)} does depends on {quoted(one.second)}: {one.strength:.0%} of the spread of the"
        " answers is beyond the sum of the two"
    )
