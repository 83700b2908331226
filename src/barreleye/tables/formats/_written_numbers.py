"""Numbers as people write them: 1.863,32 or 1,863.32, ($5.00), 5.00-, 45 %, CHF 1'234.50, 12,34,567."""

from __future__ import annotations

from typing import Any

from .._extras import polars
from ._known_words import TIMES, UNITS

# What a number may look like, whatever mark is the decimal one.
NUMBER = (
    r"^(?<before>[^\d\s.,'(){}\[\]+−–-][^\d\s,'(){}\[\]+−–-]{0,4})?\s*(?<open>\()?\s*(?<minus>[-+−–])?\s*"
    r"(?<inside>[^\d\s.,'(){}\[\]+−–-][^\d\s,'(){}\[\]+−–-]{0,4})?\s*(?<sign>[-+−–])?\s*"
    r"(?<body>\d(?:[\d.,'’ \x{a0}\x{202f}\x{2009}]*\d)?[.,]?|[.,]\d+)(?<power>[eE][-+]?\d{1,3})?"
    r"\s*(?<after>[^\d\s.,'(){}\[\]+−–-][^\d(){}\[\]+−–-]{0,14})?\s*(?<end>[-−]{1,2})?(?<close>\))?$"
)
_GROUPS = {".": ",' ", ",": ".' "}  # what may group the digits where this is the decimal mark
_MOST_UNITS = 200


def well_formed(decimal: str) -> str:
    """Return the pattern of digits with this decimal mark, grouped in thousands or not."""
    grouped = "|".join(rf"(?:[{mark}]\d{{3}})+" for mark in _GROUPS[decimal])
    lakhs = r"|[1-9]\d?(?:,\d\d)+,\d{3}" if decimal == "." else ""
    return rf"^(?:\d+|[1-9]\d{{0,2}}(?:{grouped}){lakhs})?(?:[{decimal}]\d*)?$"


# Whole thousands to one reader, and three decimals to another.
def either(mark: str) -> str:
    """Return the pattern of what is a number whether this mark is the decimal one or groups thousands."""
    return rf"^[-+]?[1-9]\d{{0,2}}[{mark}]\d{{3}}$"


def take_apart(text: Any) -> Any:  # noqa: ANN401  polars series and frames, here and below
    """Return the parts of numbers, shape (rows,): their value with either decimal mark, and their unit.

    A value is null where the text is no number with that decimal mark, and so is the unit where it is none.
    """
    pl = polars()
    parts = text.str.extract_groups(NUMBER).struct.unnest()
    body = parts["body"].str.replace_all(r"[ \x{a0}\x{202f}\x{2009}]", " ").str.replace_all("’", "'")
    minus = (
        (parts["open"].is_not_null() & parts["close"].is_not_null())
        | parts["minus"].is_in(["-", "−", "–"])
        | parts["sign"].is_in(["-", "−", "–"])
        | (parts["end"].is_not_null() & ~body.str.contains(r"[.,]$"))
    )
    whole = parts["open"].is_null() == parts["close"].is_null()
    units = _units(parts.select("before", "inside", "after"))
    factor = units["times"] * minus.replace_strict([True, False], [-1.0, 1.0], default=1.0)

    def value(decimal: str) -> Any:  # noqa: ANN401
        fits = whole & units["known"] & body.str.contains(well_formed(decimal))
        bare = body.str.replace_all(rf"[{_GROUPS[decimal]}]", "").str.replace(",", ".", literal=True)
        number = (bare + parts["power"].fill_null("")).cast(pl.Float64, strict=False)
        return (number * factor).zip_with(fits.fill_null(value=False), nulls(len(text)))

    return pl.DataFrame({"dot": value("."), "comma": value(","), "unit": units["unit"]})


def nulls(length: int) -> Any:  # noqa: ANN401
    """Return a series of as many missing numbers."""
    pl = polars()
    return pl.Series([None], dtype=pl.Float64).new_from_index(0, length)


def _units(parts: Any) -> Any:  # noqa: ANN401
    """Return the unit of each number, its multiplier, and whether what stands around the number is known."""
    pl = polars()
    around = parts.select(
        around=pl.concat_str(pl.all().fill_null("").str.strip_chars(), separator="\0")
    )["around"]
    every = around.unique()
    if len(every) > _MOST_UNITS:  # these are sentences with a number in them
        every = pl.Series([2 * "\0"])
    rows = [(key, *_unit(*key.split("\0"))) for key in every.to_list()]
    table = pl.DataFrame(
        rows,
        {"around": pl.String, "unit": pl.String, "times": pl.Float64, "known": pl.Boolean},
        orient="row",
    )
    return (
        around.to_frame()
        .join(table, on="around", how="left", maintain_order="left")
        .with_columns(pl.col("known").fill_null(value=False))
    )


def _unit(before: str, inside: str, after: str) -> tuple[str, float, bool]:
    """Return a unit, what it multiplies by, and whether it can stand there."""
    first = before or inside
    if first and (first not in UNITS or (before and inside)):
        return "", 1.0, False
    if not after:
        return first, 1.0, True
    if after in TIMES or (first and after == "m"):
        return first, TIMES.get(after, 1e6), True
    head, _, rest = after.partition(" ")
    if rest and head in TIMES:
        return rest, TIMES[head], not first
    if first and after != first:
        return f"{first} {after}", 1.0, after in UNITS
    return after, 1.0, True


def scaled(values: Any, units: Any, allowed: tuple[str, ...]) -> Any:  # noqa: ANN401
    """Return numbers in the first of the allowed units; null where a unit is not allowed.

    A number without a unit counts as one in the first unit; ``"1"`` is the unit of fractions, of which a percent
    is a hundredth.
    """
    pl = polars()
    sizes = {unit: size(unit, allowed) for unit in units.unique().drop_nulls().to_list()}
    found = [unit for unit, factor in sizes.items() if factor is not None]
    factors = units.replace_strict(
        found or [""], [sizes[unit] for unit in found] or [1.0], default=None, return_dtype=pl.Float64
    )
    return values * factors


def size(unit: str, allowed: tuple[str, ...]) -> float | None:
    """Return by what a number in this unit is multiplied, None if the unit is not allowed."""
    if not unit:
        return 1.0
    main = allowed[0] if allowed else ""
    if main == "1":
        return UNITS[unit][1] / 100.0 if UNITS.get(unit, ("",))[0] == "share" else None
    if unit in UNITS and main in UNITS and UNITS[unit][0] == UNITS[main][0]:
        return UNITS[unit][1] / UNITS[main][1]
    return 1.0 if unit in allowed else None
