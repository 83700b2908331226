"""Names of columns that are the same to the eye, and names that nearly are."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence

from .._text import quoted

_SEPARATORS = (" ", ";", ",", "|")


def same(wanted: Iterable[str], found: Iterable[str]) -> dict[str, str]:
    """Return by the name found the wanted name that differs from it only in how Unicode writes the accents."""
    return _paired(wanted, found, _composed)


def remedy(absent: Sequence[str], surplus: Sequence[str]) -> str:
    """Return what to do about a table that lacks some columns and has others that nobody knows."""
    if not absent:
        return f"drop {_them(surplus)}, or ignore extra columns"
    if not surplus:
        return f"add {_them(absent)}"
    alike = [
        f"{quoted(name)} to {quoted(wanted)}"
        for name, wanted in _paired(absent, surplus, _folded).items()
    ]
    if alike:
        return (
            f"rename {' and '.join(alike[:3])}, which differ in case, blanks or the form of letters only"
        )
    for mark in _SEPARATORS:
        parts = {part.strip() for part in surplus[0].split(mark)}
        if len(surplus) == 1 and parts >= {*absent}:
            return f"say what separates its columns (--separator '{mark}')"
    return f"rename {'it' if len(absent) == 1 else 'them'}"


def _them(names: Sequence[str]) -> str:
    return "them" if len(names) > 1 else "it"


def _paired(wanted: Iterable[str], found: Iterable[str], key: Callable[[str], str]) -> dict[str, str]:
    """Return by the name found the wanted one with the same key, where there is one of each."""
    by_key = _by_key(wanted, key)
    return {
        names[0]: by_key[one][0]
        for one, names in _by_key(found, key).items()
        if len(names) == 1 == len(by_key.get(one, ()))
    }


def _by_key(names: Iterable[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    by_key: dict[str, list[str]] = {}
    for name in names:
        by_key.setdefault(key(name), []).append(name)
    return by_key


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
