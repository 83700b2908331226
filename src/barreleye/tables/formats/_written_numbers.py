"""Numbers as people write them: 1.863,32 or 1,863.32, ($5.00), 5.00-, 45 %, CHF 1'234.50, 12,34,567."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Any

from .._extras import polars
from ._known_words import CURRENCIES, PERHAPS_TIMES, TIMES, UNITS

# What may stand before a number: a sign of money, or a short name of it.
_MONEY = r"(?:%|\p{Sc}|[\p{L}]{1,3}\p{Sc}|\p{Lu}\p{L}{0,3}\.?|kr\.?|lei|zł)"
# A dash in place of the cents: 12,- and 12.–, and 1,250/- in India.
_NO_CENTS = r"[.,][-–—]{1,2}|/-"
# What a number may look like, whatever mark is the decimal one.
NUMBER = (
    rf"^(?<before>{_MONEY})?\s*(?<open>\()?\s*(?<minus>[-+−–▲▼])?\s*(?<inside>{_MONEY})?\s*(?<sign>[-+−–])?\s*"
    rf"(?<body>\d(?:[\d.,'’ \x{{a0}}\x{{202f}}\x{{2009}}]*\d)?(?:{_NO_CENTS}|[.,])?|[.,]\d+)"
    r"(?<power>[eE][-+]?\d{1,3})?"
    r"\s*(?<after>/ ?(?:5|6|10|20|100)|(?:out of|of|von|sur|de) (?:5|6|10|20|100)(?: \p{L}{1,10})?"
    r"|l/100 ?km|/?(?:[kcdmµ]?m|ft|in|yd|mi)[23]"
    r"|[^\d\s.,'(){}\[\]+−–-][^\d(){}\[\]+−–-]{0,14})?\s*(?<end>[-−]{1,2})?(?<close>\))?"
    r"(?<aside>\s\(\d[^()]{1,18}\))?(?:\s?\[[\p{L}\d]{1,3}\]){0,3}$"  # in another unit; marks of footnotes
)
_GROUPS = {".": ",' ", ",": ".' "}  # what may group the digits where this is the decimal mark
_MOST_UNITS = 200
_PLURALS, _SHORT = ("s", "es", "e", "n", "en", "er"), 3  # no longer ones are symbols
_RATING = re.compile(r"(?:/|out of|of|von|sur|de)\s?(\d+)(?: [^\W\d]+)?")
# Digits and what stands around them, where neither a point nor a comma touches both.
_AROUND = re.compile(r"([^\d]*(?<![.,]))\d(?:.*\d)?((?![.,])[^\d]*)", re.DOTALL)
_SOME, _MOST_AROUND = 200, 8


def well_formed(decimal: str, sign: str = "") -> str:
    """Return the pattern of digits with this decimal mark, grouped in thousands or not, after a sign or not."""
    grouped = "|".join(rf"(?:[{mark}]\d{{3}})+" for mark in _GROUPS[decimal])
    lakhs = r"|[1-9]\d?(?:,\d\d)+,\d{3}" if decimal == "." else ""
    return (
        rf"^{sign}(?:\d+|[1-9]\d{{0,2}}(?:{grouped}){lakhs})?(?:[{decimal}]\d*)?(?:[eE][-+]?\d{{1,3}})?$"
    )


# Whole thousands to one reader, and three decimals to another.
def either(mark: str) -> str:
    """Return the pattern of what is a number whether this mark is the decimal one or groups thousands."""
    return rf"^[-+]?[1-9]\d{{0,2}}[{mark}]\d{{3}}$"


def take_apart(text: Any) -> Any:  # noqa: ANN401  polars series and frames, here and below
    """Return the parts of numbers, shape (rows,): their value with either decimal mark, and their unit.

    A value is null where the text is no number with that decimal mark, and so is the unit where it is none. What
    stands around the digits is much the same in all entries: for what stands around some of them, the others need
    no pattern with groups, which takes ten times as long.
    """
    pl = polars()
    rest = pl.DataFrame({"text": text}).with_row_index("row")
    found: list[Any] = []
    for before, after, parts in _around_some(text):
        body = pl.col("text").str.strip_prefix(before).str.strip_suffix(after)
        read = (
            rest.lazy()
            .filter(pl.col("text").str.starts_with(before) & pl.col("text").str.ends_with(after))
            .select("row", body=body)
            .filter(pl.col("body").str.contains(r"^\d.*\d$|^\d$"))
            .select(
                "row", dot=_value(".") * parts[0], comma=_value(",") * parts[0], unit=pl.lit(parts[1])
            )
            .filter(pl.col("dot").is_not_null() | pl.col("comma").is_not_null())
            .collect()
        )
        found.append(read)
        rest = rest.join(read, on="row", how="anti", maintain_order="left")
    slow = _take_apart(rest["text"]).with_columns(row=rest["row"])
    return pl.concat([*found, slow.select("row", "dot", "comma", "unit")]).sort("row").drop("row")


def _around_some(text: Any) -> list[tuple[str, str, tuple[float, str]]]:  # noqa: ANN401
    """Return what stands before and after the digits of some entries, and the factor and unit that it means."""
    some = text.gather_every(max(1, len(text) // _SOME)).drop_nulls().to_list()
    matches = (_AROUND.fullmatch(entry) for entry in some)
    around = Counter((match[1], match[2]) for match in matches if match)
    usual = [pair for pair, n in around.most_common(_MOST_AROUND) if n > 1]
    parts = _take_apart(
        polars().Series([f"{before}1{after}" for before, after in usual], dtype=polars().String)
    )
    known = zip(usual, parts["dot"].to_list(), parts["unit"].to_list(), strict=True)
    return [(*pair, (factor, unit)) for pair, factor, unit in known if factor is not None]


def _take_apart(text: Any) -> Any:  # noqa: ANN401
    """Return what :func:`take_apart` does, by a pattern that finds the parts of every entry."""
    pl = polars()
    parts = pl.col("parts").struct.field
    body = (
        parts("body")
        .str.replace(rf"(?:{_NO_CENTS})$", "")
        .str.replace_all(r"[ \x{a0}\x{202f}\x{2009}]", " ")
        .str.replace_all("’", "'")
    )
    around = pl.concat_str(
        (parts(name).fill_null("").str.strip_chars() for name in ("before", "inside", "after")),
        separator="\0",
    )
    minus = (
        parts("open").is_not_null()
        | parts("minus").is_in(["-", "−", "–", "▼"])
        | parts("sign").is_in(["-", "−", "–"])
        | (parts("end").is_not_null() & ~parts("body").str.contains(r"[.,]$"))
    )
    found = (
        pl.DataFrame({"text": text}).lazy().with_columns(parts=pl.col("text").str.extract_groups(NUMBER))
    )
    found = found.select(
        around=around,
        body=body + parts("power").fill_null(""),
        sign=pl.when(minus.fill_null(value=False)).then(-1.0).otherwise(1.0),
        whole=(parts("open").is_null() == parts("close").is_null())
        & (parts("aside").is_null() | parts("after").is_not_null()),
    ).collect()
    units = _units(found["around"].unique().to_list())
    factor = pl.when(pl.col("whole") & pl.col("known")).then(pl.col("sign") * pl.col("times"))
    joined = found.lazy().join(units.lazy(), on="around", how="left", maintain_order="left")
    return joined.select(
        dot=_value(".") * factor, comma=_value(",") * factor, unit=pl.col("unit")
    ).collect()


def _value(decimal: str) -> Any:  # noqa: ANN401  a polars expression
    """Return the value of what stands between sign and unit, null if it is no number with this decimal mark."""
    pl, body = polars(), polars().col("body")
    bare = body.str.replace_all(rf"[{_GROUPS[decimal]}]", "").str.replace(",", ".", literal=True)
    return pl.when(body.str.contains(well_formed(decimal))).then(bare.cast(pl.Float64, strict=False))


def nulls(length: int) -> Any:  # noqa: ANN401
    """Return a series of as many missing numbers."""
    pl = polars()
    return pl.Series([None], dtype=pl.Float64).new_from_index(0, length)


def _units(around: list[str]) -> Any:  # noqa: ANN401  a polars frame
    """Return the unit that each of some texts around numbers is, its multiplier, and whether it is known."""
    pl = polars()
    every = (
        around if len(around) <= _MOST_UNITS else [2 * "\0"]
    )  # so many are sentences with numbers in them
    rows = [(key, *_unit(*key.split("\0", 2))) for key in every]
    types = {"around": pl.String, "unit": pl.String, "times": pl.Float64, "known": pl.Boolean}
    return pl.DataFrame(rows, types, orient="row")


def _unit(before: str, inside: str, after: str) -> tuple[str, float, bool]:
    """Return a unit, what it multiplies by, and whether it can stand there."""
    first = before or inside
    if first and (first not in CURRENCIES | {"%"} or (before and inside)):
        return "", 1.0, False
    if not after or (not first and after in TIMES):
        return first or after, 1.0, True
    if first and (after in TIMES or after == "m"):
        return first, TIMES.get(after, 1e6), True
    head, rest = _times_and_unit(after)
    if rest and head in TIMES:
        return rest, TIMES[head], not first
    if first and after != first:
        return f"{first} {after}", 1.0, after in UNITS
    return after, 1.0, True


def _times_and_unit(after: str) -> tuple[str, str]:
    """Return the two parts of ``M €`` and of ``M€``: what may multiply, and a unit."""
    head, _, rest = after.partition(" ")
    if not rest and after not in UNITS:
        for word in TIMES:
            if after.startswith(word) and after[len(word) :] in CURRENCIES:
                return word, after[len(word) :]
    return head, rest


def scaled(parts: Any, decimal: str, allowed: tuple[str, ...]) -> Any:  # noqa: ANN401
    """Return numbers that were taken apart, in the first of the allowed units; null where a unit is not allowed.

    A number without a unit counts as one in the first unit; ``"1"`` is the unit of fractions, of which a percent
    is a hundredth. A word that multiplies and may be a name multiplies if it is allowed after the first unit.
    """
    pl, units = polars(), parts["unit"]
    sizes = {unit: size(unit, allowed) for unit in units.unique().drop_nulls().to_list()}
    found = [unit for unit, factor in sizes.items() if factor is not None]
    factors = units.replace_strict(
        found or [""], [sizes[unit] for unit in found] or [1.0], default=None, return_dtype=pl.Float64
    )
    return parts["comma" if decimal == "," else "dot"] * factors


def size(unit: str, allowed: tuple[str, ...]) -> float | None:
    """Return by what a number in this unit is multiplied, None if the unit is not allowed."""
    if not unit:
        return 1.0
    main = allowed[0] if allowed else ""
    if unit in TIMES and unit != main:
        return TIMES[unit] if unit in allowed or unit not in PERHAPS_TIMES else None
    if main == "1":
        return UNITS[unit][1] / 100.0 if UNITS.get(unit, ("",))[0] == "share" else None
    if unit in UNITS and main in UNITS and UNITS[unit][0] == UNITS[main][0]:
        return UNITS[unit][1] / UNITS[main][1]
    if unit in allowed:
        return 1.0
    spelled = next((known for known in allowed if same_unit(unit, known)), None)
    return None if spelled is None else size(spelled, allowed)


def same_unit(one: str, other: str) -> bool:
    """Say whether two units differ only in how they are spelled: km² and km2, Stars and stars, star and stars."""
    shorter, longer = sorted((_folded(one), _folded(other)), key=len)
    if shorter == longer:
        return bool(shorter)
    if not (shorter.isalpha() and shorter.islower() and len(shorter) > 1):
        return False
    return any(longer == shorter + ending for ending in (_PLURALS if len(shorter) > _SHORT else "s"))


def _folded(unit: str) -> str:
    """Return a unit without what does not change it; case does in symbols, as in mPa and MPa, Mb and MB."""
    form = unicodedata.normalize("NFKC", unit).strip(" .").replace("L", "l")  # of litres
    if rating := _RATING.fullmatch(form):
        return f"/{rating[1]}"
    is_word = len(form) > _SHORT and form in {form.lower(), form.title(), form.upper()}
    return form.casefold() if is_word and (form[0] not in "mM" or form.casefold() in UNITS) else form
