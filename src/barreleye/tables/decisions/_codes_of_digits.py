"""Codes that could be numbers, and are words: their digits mean no amount."""

from __future__ import annotations

from ._evidence import Evidence

_PADDED, _WITH_LETTER = r"^[\s+-]*0\d", r"^\s*\d\d+[eE]\d\d?\s*$"


def are_codes(seen: Evidence) -> bool:
    """Say whether the numbers are whole, and written with leading zeros that numbers would lose."""
    plain = seen.plain.drop_nulls()
    if (plain != plain.round()).any():
        return False
    padded = seen.odd["text"].str.contains(r"^0\d+$").any()
    return bool(padded) or (len(plain) > 0 and has_leading_zeros(seen))


def has_leading_zeros(seen: Evidence) -> bool:
    """Say whether an entry begins with a zero before another digit."""
    return bool(seen.text.str.contains(_PADDED).any())


def are_numbers_by_chance(seen: Evidence) -> bool:
    """Say whether an entry of whole numbers is padded with zeros, or such as 12E4, which is no power of ten."""
    return bool(seen.text.str.contains(rf"{_PADDED}|{_WITH_LETTER}").any()) or _lose_digits(seen)


def _lose_digits(seen: Evidence) -> bool:
    """Say whether different whole numbers become equal as float64: so large ones are codes."""
    known = seen.plain.drop_nulls()
    if known.abs().max() <= 2.0**53:
        return False
    return seen.text.str.strip_chars().drop_nulls().n_unique() > known.n_unique()
