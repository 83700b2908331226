"""Decide once, with the evidence of the whole table, what each column of text is and how it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..._text import quoted
from .._columns import Column
from .._extras import polars
from .._kinds import DATE, NUMBER, YES_NO
from .._undecided import Source
from ..formats._declared import (
    CHOICE,
    DIGITS,
    FORMATS,
    IN_PARENTHESES,
    MONTH_POINT,
    NO_FORMAT,
    PLAIN,
    ColumnFormat,
)
from ..formats._known_words import ERRORS, PAIRS, PERHAPS_MISSING, TRUTHS
from ._codes_of_digits import are_codes, are_numbers_by_chance, with_letters
from ._collect import collect
from ._date_order import year_comes_first
from ._dates import AS_WORDS, DAY_MONTH, choose_dates, month_note, pointed
from ._entries import has_entries
from ._evidence import Evidence
from ._missing import missing_among_numbers, mostly_numbers, without, without_numbers
from ._of_text import in_format, of_nothing, of_words
from ._units import choose_units, mark_with_minus
from ._votes import date_order, decimal_mark

_MOST_CHOICES = 8
_KEPT = PERHAPS_MISSING | ERRORS  # where the user says that the entries are words
_POINTS = (
    "nothing shows whether the point in its numbers groups thousands: it is taken for the decimal mark"
    " (--decimal ',' if it is not)"
)


def decide(source: Source) -> list[Column]:
    """Return the columns of a source, in its order, each with its format, and a note where one is due."""
    hints = source.hints
    texts = {n: without(text, hints.missing) for n, text in source.columns.items() if source.is_text(n)}
    given = {n: text for n, text in texts.items() if has_entries(text)}
    evidence = collect({n: text for n, text in given.items() if n not in hints.words}, source.numbers)
    mark = hints.decimal or decimal_mark(
        [seen for seen in evidence if not pointed(seen)], hints.separator
    )
    order = hints.date_order or date_order(
        [seen for seen in evidence if not year_comes_first(seen)[0]], mark
    )
    decided = {seen.name: _Decision(seen, mark, order, source).column() for seen in evidence}
    columns: list[Column] = []
    for name, found in source.columns.items():
        if isinstance(found, Column):
            columns.append(without_numbers(found, hints.missing))
        else:
            if name in decided:
                column = decided[name]
            elif name in hints.words:
                column = of_words(name, texts[name], _KEPT)
            else:
                column = of_nothing(name, texts[name], mark)
            how = replace(column.format, missing=(*hints.missing, *column.format.missing))
            columns.append(replace(column, format=how, strings=hints.strings))
    return columns


@dataclass
class _Candidate:
    """A format that a column may have, and what is to be said if it has."""

    kind: str
    how: ColumnFormat
    note: str = ""

    @property
    def reads_plain(self) -> bool:
        """Whether plain numbers are entries of the format."""
        return not {PLAIN, DIGITS, MONTH_POINT}.isdisjoint(self.how.names)


class _Decision:
    """What one column of text is, given its evidence and what the table as a whole says."""

    def __init__(self, seen: Evidence, mark: str, order: str, source: Source) -> None:
        self.source, self.order, self.as_words = source, order, ""
        self.mark, self.doubt = self._mark(seen, mark)
        self.seen = seen.with_decimal(self.mark)
        self.plain = len(self.seen.plain) - self.seen.plain.null_count()
        self.pointed = "" if source.hints.decimal else pointed(self.seen)

    def column(self) -> Column:
        """Return the column."""
        seen = self.seen
        if not seen.refused or not len(seen.odd):
            return self._plain()
        if self._is_choice():
            return in_format(seen, YES_NO, ColumnFormat((CHOICE,)), self.source)
        candidates = [(self._known(candidate), candidate) for candidate in self._candidates()]
        known, best = max(candidates, key=lambda one: one[0], default=(0, None))
        missing = self._missing(best) if best and known else None
        if best is None or missing is None or (best.kind == NUMBER and self._are_no_numbers()):
            words = self._words()
            if best is None or best.kind != NUMBER or missing is not None:
                return words
            unread = seen.odd.filter(seen.read(best.how).is_null())
            return replace(words, note=words.note or mostly_numbers(unread, known))
        return in_format(seen, best.kind, replace(best.how, missing=missing), self.source, best.note)

    def _mark(self, seen: Evidence, table: str) -> tuple[str, str]:
        """Return the decimal mark of the column, and what is to be said if nothing shows it.

        The column's own entries decide before those of the table.
        """
        if self.source.hints.decimal:
            return self.source.hints.decimal, ""
        point, comma, both = seen.marks
        if comma or table == ",":
            point += seen.points[0]
        if point != comma:
            return ("." if point > comma else ","), ""
        if both and not table:
            pl = polars()
            doubtful = (
                seen.odd.with_columns(seen.parts)
                .filter(pl.col("comma") != pl.col("dot"))
                .row(0, named=True)
            )
            return ".", (
                f"nothing shows whether {quoted(doubtful['text'])} is {doubtful['dot']:.15g} or"
                f" {doubtful['comma']:.15g}: the former is taken (--decimal ',' takes the latter)"
            )
        return table or ".", ""

    def _plain(self) -> Column:
        """Return the column whose entries are plain numbers, or all missing."""
        seen = self.seen
        column = in_format(seen, NUMBER, ColumnFormat((PLAIN,), self.mark), self.source)
        if column.kind == NUMBER and self.plain and not seen.has_fractions and column.whole:
            code = with_letters(seen)
            if code:
                self.as_words = (
                    f"nothing shows whether {quoted(code)} is {float(code):.15g} or a code: {AS_WORDS}"
                )
            if code or are_numbers_by_chance(seen):
                return self._words()
            if self._are_days():
                return in_format(seen, DATE, ColumnFormat((DIGITS,)), self.source)
        elif self.pointed == MONTH_POINT:
            return in_format(seen, DATE, ColumnFormat((MONTH_POINT,)), self.source, month_note(seen))
        elif self._are_no_numbers():
            return self._words()
        elif column.kind == NUMBER and (doubt := self._doubt_about_points()):
            return replace(column, note=doubt)
        return column

    def _doubt_about_points(self) -> str:
        """Say so if each point among plain numbers may group thousands, and nothing shows that it does not."""
        if self.source.hints.decimal or self.mark == "," or not self.seen.only_thousands:
            return ""
        semicolons = self.source.hints.separator == ";"
        return _POINTS if semicolons or self.seen.points[1] < self.plain else ""

    def _are_days(self) -> bool:
        """Say whether whole numbers are dates such as 20240131: all of them, and different ones."""
        least, most = self.seen.plain.min(), self.seen.plain.max()
        if least < 19000101 or most > 21001231 or least == most:
            return False
        days = FORMATS[DIGITS].read(self.seen.text.str.strip_chars(), NO_FORMAT)
        return days.null_count() == self.seen.plain.null_count()

    def _are_no_numbers(self) -> bool:
        """Say whether what can be read as numbers is none: codes, marks, or days without a year."""
        if self.pointed == DAY_MONTH:
            first = quoted(self.seen.text.drop_nulls()[0])
            self.as_words = f"{first} is a day and a month without a year: {AS_WORDS}"
        elif mark := mark_with_minus(self.seen):
            self.as_words = f"nothing shows whether {quoted(mark)} is -{mark[0]} or a mark: {AS_WORDS}"
        return bool(self.as_words) or are_codes(self.seen)

    def _words(self) -> Column:
        seen = self.seen
        column = of_words(seen.name, seen.text, entries=seen.without_plain().entries)
        return replace(column, note="; ".join(filter(None, (self.as_words, column.note))))

    def _is_choice(self) -> bool:
        odd = self.seen.odd["text"]
        if len(odd) > _MOST_CHOICES or self.plain:
            return False
        words = frozenset(word.lower() for word in odd.to_list() if word not in PERHAPS_MISSING)
        return words in PAIRS or (len(words) > 0 and words <= TRUTHS)

    def _candidates(self) -> Iterator[_Candidate]:
        """Yield the formats that the column may have, the most usual first."""
        formats = [FORMATS[name] for name in self.seen.formats]
        if self.plain and self._are_days():
            yield _Candidate(DATE, ColumnFormat((DIGITS,)))
        if self.pointed == MONTH_POINT:
            yield _Candidate(DATE, ColumnFormat((MONTH_POINT,)), month_note(self.seen))
        if self.plain or PLAIN in self.seen.formats:
            units, mixed = choose_units(self.seen.parts, self._value, self.seen.plain)
            names = (IN_PARENTHESES, PLAIN) if self._are_in_parentheses() else (PLAIN,)
            yield _Candidate(
                NUMBER,
                ColumnFormat(names, self.mark, units),
                "; ".join(filter(None, (self.doubt or self._doubt_about_points(), mixed))),
            )
        for one in formats:
            if one.kind == NUMBER and one.name != PLAIN:
                yield _Candidate(NUMBER, ColumnFormat((one.name,)))
        names = [one.name for one in formats if one.kind == DATE]
        if names:
            choice = choose_dates(self.seen, names, self.source.hints, self.order)
            self.as_words = choice.as_words
            yield _Candidate(DATE, choice.how, "; ".join(filter(None, choice.notes)))

    def _are_in_parentheses(self) -> bool:
        """Say whether all numbers are percentages in parentheses: these mean a minus only beside others."""
        if self.plain or IN_PARENTHESES not in self.seen.formats:
            return False
        numbers = self.seen.odd["text"].filter(self.seen.parts[self._value].is_not_null())
        return len(numbers) > 0 and numbers.str.contains(FORMATS[IN_PARENTHESES].pattern).all()

    def _known(self, candidate: _Candidate) -> int:
        """Return how many entries of the column are read in a format."""
        odd = int(self.seen.odd["n"].filter(self.seen.read(candidate.how).is_not_null()).sum())
        return odd + (self.plain if candidate.reads_plain else 0)

    @property
    def _value(self) -> str:
        return "comma" if self.mark == "," else "dot"

    def _missing(self, candidate: _Candidate) -> tuple[str, ...] | None:
        """Return the words that mean a missing value in a format, None if the column does not have it."""
        odd, plain = self.seen.odd, candidate.reads_plain
        values = self.seen.read(candidate.how)
        unread = odd.filter(values.is_null())
        different = values.drop_nulls().n_unique()
        if len(unread) and plain:
            different += self.seen.plain.drop_nulls().n_unique()
        known = int(odd["n"].sum()) + self.plain
        besides = 0 if plain else self.plain
        return missing_among_numbers(unread, known, different, besides)
