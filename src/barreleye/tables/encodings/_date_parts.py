"""Dates by what comes again in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ...scalars import Real
from ._encoding_formulas import WEEKEND, cosine, sine, weekend
from ._encodings import Inputs, Numbers


@dataclass(frozen=True)
class DateParts:
    """What comes again in dates: the season, the weekday and the hour as points of a circle, and the weekend.

    Attributes
    ----------
    parts : tuple of str
        Some of ``season``, ``weekday``, ``weekend`` and ``hour``: those that differ in the training rows.
    """

    kind: ClassVar[str] = "date parts"
    blank: ClassVar[bool] = True
    parts: tuple[str, ...]

    def names(self, column: str) -> Iterator[str]:
        """Yield ``sold: season, sine`` and so on; the weekend has one input, the others two."""
        for part in self.parts:
            if part == WEEKEND:
                yield f"{column}: {part}"
            else:
                yield f"{column}: {part}, sine"
                yield f"{column}: {part}, cosine"

    def encode(self, numbers: Numbers, inputs: Inputs) -> None:
        """Write the parts of dates, which are told in days since 1970."""
        for at, (_, formula) in enumerate(self.formulas()):
            inputs[:, at] = formula(numbers)

    def formulas(self) -> Iterator[tuple[str, Callable[[Real], Real]]]:
        """Yield a name and the formula of each input, of days since 1970."""
        for part in self.parts:
            if part == WEEKEND:
                yield part, weekend
            else:
                yield f"{part}_sine", sine(part)
                yield f"{part}_cosine", cosine(part)

    def said(self) -> str:
        """Return in words what the inputs are."""
        return " and ".join(self.parts)

    def describe(self) -> dict[str, Any]:
        """Return the encoding as JSON values."""
        return {"kind": self.kind, "parts": list(self.parts)}
