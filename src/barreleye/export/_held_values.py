"""What the columns of a model hold, as whoever calls an export gives it."""

from __future__ import annotations

from .._text import listed
from ..tables import ColumnPlan
from ..tables._kinds import DATE, WORDS, YES_NO
from ..tables._predictions import LARGEST_INPUT

__all__ = ["LARGEST_INPUT", "held", "is_date", "is_words"]


def is_words(plan: ColumnPlan) -> bool:
    """Say whether a column holds words, and not numbers."""
    return plan.kind == WORDS


def is_date(plan: ColumnPlan) -> bool:
    """Say whether a column holds dates, which are given in seconds since 1970."""
    return plan.kind == DATE


def held(plan: ColumnPlan) -> str:
    """Return in words what a value of a column is."""
    if plan.kind == WORDS:
        return f"words such as {listed(plan.words[:3])}"
    if plan.kind == DATE:
        return "seconds since 1970-01-01 00:00"
    if plan.kind == YES_NO:
        return "1 for yes, 0 for no"
    units = () if plan.format is None else plan.format.units
    low, high = f"{plan.low:g}", f"{plan.high:g}"
    unit = f" in {units[0]}" if units else ""
    return f"numbers{unit}, {low} to {high} in training"
