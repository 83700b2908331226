"""Lessons: the exercises of the chapters, and what is said to answers."""

from __future__ import annotations

from typing import Any

from .._text import listed, near, shown
from ..errors import OptionError, UnknownNameError
from ._chapters import CHAPTERS, Chapter
from ._exercise import Exercise, Mistake, Verdict
from ._sections import SECTIONS, Section

__all__ = [
    "CHAPTERS",
    "SECTIONS",
    "Chapter",
    "Exercise",
    "Mistake",
    "Section",
    "Verdict",
    "ask",
    "check",
]


def ask(name: str) -> Exercise:
    """Return an exercise by its name, such as ``"neurons.1"``.

    Raises
    ------
    UnknownNameError
        There is none of this name.
    """
    if not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance]  callers may be untyped
        raise OptionError(f"an exercise is named by a string such as 'neurons.1', got {shown(name)}")
    known = {one.name: one for chapter in CHAPTERS for one in chapter.exercises}
    if name not in known:
        chapters = listed([chapter.name for chapter in CHAPTERS])
        raise UnknownNameError(
            f"there is no exercise {shown(name)}{near(name, known)} (the chapters are {chapters})"
        )
    return known[name]


def check(name: str, answer: Any) -> Verdict:  # noqa: ANN401  whatever a learner has made
    """Say whether the answer to an exercise is right, or give a hint that fits the mistake.

    Parameters
    ----------
    name : str
        Of the exercise, such as ``"neurons.1"``.
    answer : object
        What the exercise asks for: a number, an array, a neuron, a network, a function.

    Returns
    -------
    Verdict
        It is true if the answer is right, and prints as a sentence.

    Raises
    ------
    UnknownNameError
        There is no exercise of this name.

    Examples
    --------
    >>> import barreleye as be
    >>> be.lessons.check("neurons.1", 0.75)
    right: that is right
    """
    return ask(name).check(answer)
