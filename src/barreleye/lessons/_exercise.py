"""An exercise: a question, what is right, and what is said to answers that are not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Test = Callable[[Any], bool]
"""Says whether something is so of an answer."""


@dataclass(frozen=True)
class Mistake:
    """A mistake that people make, and the hint that fits it.

    Attributes
    ----------
    example : str
        A wrong answer, as Python: an expression in which ``be`` and ``np`` are known.
    made : callable
        Whether an answer has this mistake.
    hint : str
    """

    example: str
    made: Test
    hint: str


@dataclass(frozen=True, repr=False)
class Exercise:
    """A question whose answer can be checked.

    Attributes
    ----------
    name : str
        The chapter and a number, such as ``"sine.3"``.
    question : str
    solution : str
        Python in which ``be`` and ``np`` are known; its last line is a right answer.
    right : callable
        Whether an answer is right.
    mistakes : tuple of Mistake
    hint : str
        What is said to a wrong answer that has none of these mistakes.
    """

    name: str
    question: str
    solution: str
    right: Test
    mistakes: tuple[Mistake, ...]
    hint: str

    def check(self, answer: Any) -> Verdict:  # noqa: ANN401  whatever a learner has made
        """Say whether an answer is right; if not, give the hint that fits it."""
        if self.right(answer):
            return Verdict(True, "that is right")
        if isinstance(answer, str) and self._knows(answer):
            return Verdict(False, "give it as a number, without quotes")
        found = next((one.hint for one in self.mistakes if one.made(answer)), self.hint)
        return Verdict(False, found)

    def _knows(self, text: str) -> bool:
        """Return whether a text stands for a number about which there is something to say."""
        try:
            number = float(text)
        except ValueError:
            return False
        return self.right(number) or any(one.made(number) for one in self.mistakes)

    def __repr__(self) -> str:
        return f"{self.name}: {self.question}"


@dataclass(frozen=True, repr=False)
class Verdict:
    """What is said to an answer; it is true if the answer is right.

    Attributes
    ----------
    right : bool
    said : str
    """

    right: bool
    said: str

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        return f"right: {self.said}" if self.right else f"not yet: {self.said}"
