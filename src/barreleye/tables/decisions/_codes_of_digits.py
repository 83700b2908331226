"""Codes that could be numbers, and are words: their digits mean no amount."""

from __future__ import annotations

from ._evidence import Evidence

_PADDED, _WITH_LETTER = r"^[\s+-]*0\d", r"^\d\d+[eE]\d\d?$"
_NEARLY_ALL = 0.9


def are_codes(seen: Evidence) -> bool:
    """Say whether the numbers are whole, and written with leading zeros that numbers would lose."""
    if seen.has_fractions:
        return False
    plain = seen.plain.drop_nulls()
    if (plain != plain.round()).any():
        return False
    padded = seen.odd["text"].str.contains(r"^0\d+$").any()
    return bool(padded) or (len(plain) > 0 and has_leading_zeros(seen))


def has_leading_zeros(seen: Evidence) -> bool:
    """Say whether an entry begins with a zero before another digit."""
    return bool(seen.text.str.contains(_PADDED).any())


def are_numbers_by_chance(seen: Evidence) -> bool:
    """Say whether whole numbers are padded with zeros, or so long that different ones become equal."""
    return has_leading_zeros(seen) or _lose_digits(seen)


def with_letters(seen: Evidence) -> str:
    """Return an entry such as 12E4 if nearly all are so: hardly anybody writes powers of ten in this way."""
    entries = seen.text.str.strip_chars()
    found = entries.str.contains(_WITH_LETTER).fill_null(value=False)
    return entries.filter(found)[0] if found.sum() > _NEARLY_ALL * seen.given else ""


def _lose_digits(seen: Evidence) -> bool:
    """Say whether different whole numbers become equal as float64: so large ones are codes."""
    known = seen.plain.drop_nulls()
    if known.abs().max() <= 2.0**53:
        return False
    return seen.text.str.strip_chars().drop_nulls().n_unique() > known.n_unique()
