"""Words that differ only in case or blanks, which are mostly meant as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..._text import counted, listed, quoted
from .._columns import Column
from .._kinds import WORDS

# Short words may be codes, of which capitals are others: the genotypes Aa and AA.
_SHORTEST = 3
# Where more of the entries are different, they are no categories.
_MOST_DIFFERENT = 0.5
_NAMED = 3


def alike(words: Iterable[str], shortest: int = _SHORTEST) -> list[list[str]]:
    """Return the groups of words of so many letters or more that differ only in case or blanks."""
    groups: dict[str, list[str]] = {}
    for word in words:
        same = "".join(word.casefold().split()) if len(word) >= shortest else word
        groups.setdefault(same, []).append(word)
    return [group for group in groups.values() if len(group) > 1]


def alike_words(columns: list[Column]) -> Iterator[str]:
    """Name words of a column that differ only in case or blanks."""
    for column in columns:
        if column.kind != WORDS or len(column.categories) > _MOST_DIFFERENT * len(column):
            continue
        groups = alike(column.categories)
        if groups:
            yield f"column {quoted(column.name)}: {_differ(groups)}"


def alike_classes(name: str, classes: Iterable[object]) -> Iterator[str]:
    """Name classes that differ only in case or blanks."""
    groups = alike([label for label in classes if isinstance(label, str)])
    if groups:
        yield f"the target {quoted(name)}: {_differ(groups)}"


def _differ(groups: list[list[str]]) -> str:
    some = "; ".join(listed(group) for group in groups[:_NAMED])
    more = f" ({counted(len(groups), 'such group')} in all)" if len(groups) > _NAMED else ""
    return f"{some} differ only in case or blanks{more}, and count as different: write them alike if they are one"
