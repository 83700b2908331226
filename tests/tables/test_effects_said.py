"""What columns do, in sentences."""

import numpy as np
import pytest

from barreleye.tables import as_table
from barreleye.tables._target import Target
from barreleye.tables.effects import (
    Effect,
    Importance,
    Interaction,
    effect_said,
    importance_said,
    interaction_said,
    shown_output,
)


def target(entries):
    """Return the target of a column "y"."""
    return Target.decide(as_table({"y": entries})["y"], None)


NUMBERS = target([k / 7.0 for k in range(40)])
TWO, THREE = (target([*names] * 20) for names in (("no way", "sure"), ("a", "b", "c")))


def curve(*answers, entries=None, kind="numbers"):
    """Return the effect of a column "x" whose points are 0, 1, 2 ... or words."""
    points = np.arange(float(len(answers))) if entries is None else np.array(entries, dtype=object)
    found = np.array(answers, dtype=float).reshape(len(answers), -1)
    return Effect("x", kind, points, found, np.ones(len(answers), dtype=np.intp))


def odds(*answers, **how):
    """Return the effect of a column on two classes, given the log-odds of the second."""
    return curve(*[(-one, one) for one in answers], **how)


SAID = {
    "rising": (curve(-1.5, 0.0, 1.5), NUMBERS, "the answer rises by 3 from 0 to 2"),
    "falling": (curve(2.0, 1.0, -1.5), NUMBERS, "the answer falls by 3.5 from 0 to 2"),
    "nearly only rising": (curve(0.0, 1.0, 0.96, 2.0), NUMBERS, "the answer rises by 2 from 0 to 3"),
    "peaked": (
        curve(-1.0, 2.0, 0.0),
        NUMBERS,
        "the answer is highest near 1, 3 above the lowest near 0",
    ),
    "flat": (curve(0.0, 0.0, 0.0), NUMBERS, "the answer is the same everywhere"),
    "words": (
        curve(-1.0, 0.0, 1.0, entries=["red", "blue", "green"], kind="words"),
        NUMBERS,
        "the answer is highest with 'green', 2 above the lowest with 'red'",
    ),
    "yes and no": (
        curve(0.5, -0.5, entries=["no", "yes"], kind="yes/no"),
        NUMBERS,
        "the answer is highest with 'no', 1 above the lowest with 'yes'",
    ),
    "days": (
        curve(0.0, 1.0, entries=[0.0, 365.0], kind="dates"),
        NUMBERS,
        "the answer rises by 1 from 1970-01-01 to 1971-01-01",
    ),
    "odds": (odds(0.0, 1.0), TWO, "the odds of 'sure' rise by a factor of 2.7 from 0 to 1"),
    "odds that fall": (
        odds(np.log(20.0), 0.0),
        TWO,
        "the odds of 'sure' fall by a factor of 20 from 0 to 1",
    ),
    "huge odds": (odds(0.0, 7.0), TWO, "the odds of 'sure' rise by a factor of over 1000 from 0 to 1"),
    "the same odds": (odds(1.0, 1.0), TWO, "the odds of 'sure' are the same everywhere"),
    "peaked odds": (
        odds(0.0, np.log(3.2), 0.0),
        TWO,
        "the odds of 'sure' are highest near 1, 3.2 times as high as the lowest near 0",
    ),
    "three classes": (
        curve((0.1, 0.0, 0.3), (0.0, -np.log(2.0), 0.0)),
        THREE,
        "the odds of 'b' fall by a factor of 2.0 from 0 to 1",
    ),
}


@pytest.mark.parametrize(("one", "goal", "told"), SAID.values(), ids=SAID.keys())
def test_an_effect_is_told_in_one_sentence(one, goal, told):
    assert effect_said(one, goal) == told


def test_a_twentieth_of_the_way_back_is_still_only_rising():
    assert "rises" in effect_said(curve(0.0, 9.6, 9.1), NUMBERS)
    assert "highest" in effect_said(curve(0.0, 9.4, 8.8), NUMBERS)
    assert "falls" in effect_said(curve(9.1, 9.6, 0.0), NUMBERS)


def test_of_two_classes_the_second_is_told_and_of_more_the_one_that_changes_most():
    assert shown_output(curve((5.0, 0.0), (0.0, 1.0)), TWO) == 1
    assert shown_output(curve((0.0, 0.0, 2.0), (1.0, -3.0, 2.5)), THREE) == 1
    assert shown_output(curve(1.0, 2.0), NUMBERS) == 0


def test_importance_is_told_beside_the_usual_loss():
    for goal, what in ((NUMBERS, "error"), (TWO, "cross-entropy")):
        told = importance_said(Importance("x", 0.5, 0.1), 0.25, goal)
        assert told == f"without 'x' the {what} would be 0.75 instead of 0.25"
        chance = importance_said(Importance("x", 0.5, 0.3), 0.25, goal)
        assert chance == "'x' makes no difference that can be told from chance"


def test_a_weak_interaction_is_not_told():
    assert interaction_said(Interaction("a", "b", 0.09)) == ""
    assert interaction_said(Interaction("a", "b", 0.25)) == (
        "what 'a' does depends on 'b': 25% of the spread of the answers is beyond the sum of the two"
    )
