"""The units of a column of numbers: which are allowed in it, and what is said about a mixture."""

from __future__ import annotations

from typing import Any

from ..._text import counted, listed, quoted
from ..formats._known_words import CURRENCIES, PERHAPS_TIMES, TIMES, UNITS
from ..formats._written_numbers import same_unit, size
from ._evidence import Evidence

# A suffix that nobody declared counts as a unit if at least this share of the numbers has it.
_NEARLY_ALL = 0.9
_DIGITS = 10
_MANY_POINTS = 20


def choose_units(parts: Any, value: str, plain: Any) -> tuple[tuple[str, ...], str]:  # noqa: ANN401  a polars frame, a series
    """Return the units of a column, the main one first, and a note if scales are mixed.

    Parameters
    ----------
    parts : polars frame
        As :attr:`Evidence.parts`.
    value : str
        Which of its columns has the values: ``"dot"`` or ``"comma"``.
    plain : polars series of float64
        The entries that are plain numbers, among nulls.
    """
    numbers = parts.filter(parts[value].is_not_null())
    counts = numbers.select("unit", "n").group_by("unit", maintain_order=True).sum()
    counted_units: dict[str, int] = dict(counts.iter_rows())
    multiply = _multipliers(numbers, value, counted_units)
    times = sum(counted_units.pop(word) for word in multiply)
    bare = counted_units.pop("", 0) + times + len(plain) - plain.null_count()
    units, note = _choice(numbers, value, plain, counted_units, bare)
    doubtful = tuple(word for word in multiply if word in PERHAPS_TIMES)
    return ((*(units or ("",)), *doubtful) if doubtful else units), note


def mark_with_minus(seen: Evidence) -> str:
    """Return a mark such as ``1-`` if digits with a minus behind them stand among single digits, empty if not."""
    if not seen.refused:
        return ""
    with_minus = seen.odd["text"].filter(seen.odd["text"].str.contains(r"\d\s*[-−]$"))
    if not len(with_minus) or not with_minus.str.contains(r"^\d\s?[-−]$").all():
        return ""
    plain = seen.plain.drop_nulls()
    digits = (plain == plain.round()) & (plain.abs() < _DIGITS)
    return with_minus[0] if digits.all() else ""


def _multipliers(numbers: Any, value: str, counts: dict[str, int]) -> list[str]:  # noqa: ANN401  a polars frame
    """Return the words of a column that multiply: letters do among others, or where money or decimals show it.

    ``126.63 Cr`` stands in the accounts of banks for a credit, and shows nothing.
    """
    words = [word for word in counts if word in TIMES]
    if len(words) > 1 or CURRENCIES & counts.keys():
        return words
    fractions = numbers.filter(numbers[value] != numbers[value].round())["unit"]
    letters = {word for word in fractions.unique().to_list() if word != "Cr"}
    return [word for word in words if word not in PERHAPS_TIMES or word in letters]


def _choice(
    numbers: Any,  # noqa: ANN401  a polars frame
    value: str,
    plain: Any,  # noqa: ANN401  a polars series
    counted_units: dict[str, int],
    bare: int,
) -> tuple[tuple[str, ...], str]:
    """Return the units of a column apart from words that multiply, and the note."""
    known = {
        unit: n for unit, n in counted_units.items() if unit in UNITS or unit.partition(" ")[0] in UNITS
    }
    unknown = {unit: n for unit, n in counted_units.items() if unit not in known}
    if unknown and not known:
        return _unknown_unit(numbers, value, unknown, bare), ""
    units = tuple(sorted(known, key=lambda unit: -known[unit]))
    if not units:
        return (), ""
    if UNITS.get(units[0], ("",))[0] == "share" and bare:
        return _mixed_shares(numbers, value, plain, units, sum(known.values()))
    if all(size(unit, units[:1]) == 1.0 for unit in units):
        return units, ""
    if all(size(unit, units[:1]) is not None for unit in units):
        return units, f"units are mixed ({listed(units)}); all are converted to {quoted(units[0])}"
    return units, f"units are mixed ({listed(units)}), and the numbers are taken as they stand"


def _unknown_unit(
    numbers: Any,  # noqa: ANN401  a polars frame
    value: str,
    unknown: dict[str, int],
    bare: int,
) -> tuple[str, ...]:
    """Return the one unit that nearly all numbers have, if nobody has declared it; none if there are others."""
    unit = max(unknown, key=lambda one: unknown[one])
    n = sum(unknown.values())
    if n < _NEARLY_ALL * (n + bare) or not all(same_unit(unit, other) for other in unknown):
        return ()
    if unit in PERHAPS_TIMES and unit != "Cr":  # 5B and 6B are classes of a school
        return ()
    rating = unit.startswith("/") and unit[1:].strip().isdigit()
    return () if rating and not _are_ratings(numbers, value, float(unit[1:])) else (unit,)


def _are_ratings(numbers: Any, value: str, of: float) -> bool:  # noqa: ANN401  a polars frame
    """Say whether numbers such as 4.5/5 are ratings, none above the best one.

    If none has decimals, they are out of 20 or more, and not padded with zeros: 3/5 and 05/20 may be dates.
    """
    known = numbers.filter(numbers["unit"] != "")
    points = known[value]
    if points.max() > of:
        return False
    decimals = bool((points != points.round()).any())
    return decimals or (of >= _MANY_POINTS and not known["text"].str.contains(r"^0\d").any())


def _mixed_shares(
    numbers: Any,  # noqa: ANN401  a polars frame
    value: str,
    plain: Any,  # noqa: ANN401  a polars series
    units: tuple[str, ...],
    signed: int,
) -> tuple[tuple[str, ...], str]:
    """Take numbers without a sign for fractions where none is above 1 and a percentage is."""
    shares = numbers.filter(numbers["unit"] != "")[value].abs().max()
    others = [plain.abs().max(), numbers.filter(numbers["unit"] == "")[value].abs().max()]
    largest = max(number for number in others if number is not None)
    bare = int(numbers["n"].sum()) - signed + len(plain) - plain.null_count()
    mixed = f"{counted(signed, 'entry', 'entries')} with {quoted(units[0])} and {bare:,} without"
    if largest <= 1.0 < shares:
        return ("1",), f"{mixed}: those with it are divided by 100"
    return units, f"{mixed}: both are taken as percentages"
