"""Dates by what comes again in them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ._encodings import Inputs, Numbers

PARTS = ("season", "weekday", "weekend", "hour")
_SEASON, _WEEKDAY, _WEEKEND, _HOUR = PARTS
_DAYS, _WEEK = 365.2425, 7.0


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
            if part == _WEEKEND:
                yield f"{column}: {part}"
            else:
                yield f"{column}: {part}, sine"
                yield f"{column}: {part}, cosine"

    def encode(self, numbers: Numbers, inputs: Inputs) -> None:
        """Write the parts of dates, which are told in days since 1970."""
        at = 0
        for part in self.parts:
            if part == _WEEKEND:
                inputs[:, at] = weekday(numbers) >= 5
                at += 1
                continue
            angle = 2.0 * math.pi * turn(part, numbers)
            inputs[:, at], inputs[:, at + 1] = np.sin(angle), np.cos(angle)
            at += 2

    def said(self) -> str:
        """Return in words what the inputs are."""
        return " and ".join(self.parts)

    def describe(self) -> dict[str, Any]:
        """Return the encoding as JSON values."""
        return {"kind": self.kind, "parts": list(self.parts)}


def weekday(days: Numbers) -> Numbers:
    """Return 0 for Monday to 6 for Sunday; the days since 1970 began with a Thursday."""
    return np.mod(np.floor(days) + 3.0, _WEEK)


def turn(part: str, days: Numbers) -> Numbers:
    """Return the share of the way around the circle of a part."""
    if part == _SEASON:
        return np.mod(days, _DAYS) / _DAYS
    if part == _WEEKDAY:
        return weekday(days) / _WEEK
    return days - np.floor(days)
