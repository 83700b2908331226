"""Dates, moments and times of day as people write them: 2024-01-31T07:30Z, 31.1.24, Jan 31, 2024, 7:30 PM."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._extras import polars
from ._known_words import MONTHS, WEEKDAYS, ZONES

FIRST_YEAR = 1930  # of the hundred years in which those of two digits are, as in spreadsheets
FIRST_YEARS = 1850, 2029  # a column may show another one
DAY, HOUR = 86_400_000_000, 3_600_000_000  # microseconds
_CLOCK = (
    r"(?<hour>\d{1,2})[:h時](?<minute>\d{2})(?:[:分](?<second>\d{2}(?:[.,]\d{1,9})?)秒?|分)?"
    r"(?:\s?(?<half>[AaPp])\.?[Mm]\.?|\s?(?:Uhr|h))?"
)
# Behind a date a point may stand between hours and minutes as well; alone, 10.30 is a number.
_CLOCK_BEHIND = _CLOCK.replace("[:h", "[:.h").replace("[:分]", "[:.分]")
_ZONE = rf"(?:\s?(?<zone>Z|UTC|GMT|(?:UTC|GMT)?[-+−]\d{{1,2}}(?::?\d{{2}})?|{'|'.join(ZONES)}))?"
_WEEKDAY = r"(?:[\p{L}]{2,10}\.?,?\s+)?"
_KNOWN_WEEKDAY = r"(?:(?<weekday>\p{L}{2,10})\.?,?\s+)?"  # numbers may stand behind other words
_MONTH = r"(?<name>\p{L}{3,10})\.?"

TIME = rf"^{_CLOCK}$"


def moment(date: str) -> str:
    """Return the pattern of a date that a time of day and a time zone may follow."""
    return rf"^\[?{date}(?:(?:T|:|,?\s+|,?\s+at\s+){_CLOCK_BEHIND}{_ZONE})?\]?$"


YEAR_FIRST = moment(
    rf"{_KNOWN_WEEKDAY}(?<year>\d{{4}})[-/.年]\s?(?<month>\d{{1,2}})[-/.月]\s?(?<day>\d{{1,2}})[.日]?"
)
# What may be a month, what can only be a day, and dates of digits by what stands first and second.
_MONTH_OR_DAY, _DAY = r"(?:0?[1-9]|1[0-2])", r"(?:1[3-9]|2\d|3[01])"
SURELY_DAY_FIRST, SURELY_MONTH_FIRST, IN_EITHER_ORDER = (
    moment(rf"{_KNOWN_WEEKDAY}{first}[-/.]\s?{second}[-/.]\s?(?:\d{{4}}|\d{{2}})")
    for first, second in ((_DAY, _MONTH_OR_DAY), (_MONTH_OR_DAY, _DAY), (_MONTH_OR_DAY, _MONTH_OR_DAY))
)
DAY_FIRST = moment(
    rf"{_KNOWN_WEEKDAY}(?<day>\d{{1,2}})[-/.]\s?(?<month>\d{{1,2}})[-/.]\s?(?<year>\d{{4}}|\d{{2}})"
)
MONTH_FIRST = moment(
    rf"{_KNOWN_WEEKDAY}(?<month>\d{{1,2}})[-/.](?<day>\d{{1,2}})[-/.](?<year>\d{{4}}|\d{{2}})"
)
SHORT_YEAR_FIRST = moment(r"(?<year>\d{2})[-/.](?<month>\d{2})[-/.](?<day>\d{2})")
DAY_NAME = moment(
    rf"{_WEEKDAY}(?<day>\d{{1,2}})(?:st|nd|rd|th|\.|er|º)?(?:\sde\s|[-\s/]?){_MONTH}(?:\sdel?\s|[-\s/,]*)'?"
    r"(?<year>\d{4}|\d{2})"
)
NAME_DAY = moment(rf"{_WEEKDAY}{_MONTH}[-\s](?<day>\d{{1,2}})(?:st|nd|rd|th)?,?[-\s](?<year>\d{{4}})")
YEAR_NAME = moment(rf"(?<year>\d{{4}})[-\s]{_MONTH}[-\s](?<day>\d{{1,2}})")
DIGITS = moment(r"(?<year>(?:19|20)\d{2})(?<month>[01]\d)(?<day>[0-3]\d)")
COMPACT = (
    r"^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)T(?<hour>\d\d)(?<minute>\d\d)(?<second>\d\d)?"
    + _ZONE
    + "$"
)
YEAR_LAST = rf"^{_WEEKDAY}{_MONTH}\s+(?<day>\d{{1,2}})\s+{_CLOCK}{_ZONE}\s+(?<year>\d{{4}})$"
_ISO_DATE = r"^\d{4}-\d{2}-\d{2}$"
_ISO_MOMENT = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}Z?$"
YEAR_MONTH = r"^(?<year>\d{4})(?:[-/M](?<month>\d{1,2})|年(?<month2>\d{1,2})月)$"
MONTH_YEAR = rf"^(?:{_MONTH}(?:\sdel?\s|[-\s'’]+)(?<year>\d{{4}})|(?<month>\d{{1,2}})/(?<year2>(?:19|20)\d{{2}}))$"
MONTH_SHORT_YEAR = rf"^{_MONTH}[-\s'’]+(?<year>\d{{2}})$"
MONTH_POINT = r"^(?<month>0?[1-9]|1[0-2])\.(?<year>(?:19|20)\d{2})$"
_NTH = r"\.?\s?(?:[QqT]|Quartal|(?:er|e|º|ª|\.)?\s?trim(?:estre|\.)?)"
QUARTER = (
    r"^(?:(?<year>\d{4})[-\s/]?[QqT](?<quarter>[1-4])|[QqT](?<quarter2>[1-4])[-\s/]?(?<year2>\d{4})"
    rf"|(?<quarter3>[1-4]){_NTH}[-\s/]?(?:de\s)?(?<year3>\d{{4}})"
    r"|Q(?<quarter4>[1-4])[-\s/'’]{1,2}(?<year4>\d{2})|(?<quarter5>[1-4])Q(?<year5>\d{2}))$"
)
WEEK = r"^(?<year>\d{4})[-\s]?W(?<week>\d{1,2})(?:-(?<weekday>[1-7]))?$"


def hours(parts: Any) -> Any:  # noqa: ANN401  polars frames and series, here and below
    """Return the hours of the groups of :data:`TIME`: a time of day, or a span of hours and minutes."""
    return _divided(_microseconds(parts), float(HOUR))


def days(parts: Any, first_year: int = FIRST_YEAR) -> Any:  # noqa: ANN401
    """Return the days since 1970-01-01 of the groups of a date, in UTC where a zone is written.

    Years of two digits are in the hundred years from the first one on.
    """
    pl = polars()
    for name in ("year", "month", "quarter"):
        if f"{name}2" in parts.columns:
            parts = parts.with_columns(pl.coalesce(pl.col(rf"^{name}\d?$")).alias(name))
    year = parts["year"].cast(pl.Int32, strict=False)
    short = parts["year"].str.len_chars() == 2
    year = (first_year + (year - first_year) % 100).zip_with(short, year)
    if "weekday" in parts.columns and (words := parts["weekday"].str.to_lowercase()).null_count() < len(
        words
    ):
        year = year.zip_with(words.is_null() | words.is_in(list(WEEKDAYS)), year.clear(len(year)))
    month = _whole(parts, "month", 1)
    if "quarter" in parts.columns:
        month = parts["quarter"].cast(pl.Int32, strict=False) * 3 - 2
    if "name" in parts.columns:
        names = parts["name"].str.to_lowercase()
        known = names.replace_strict(
            list(MONTHS), list(MONTHS.values()), default=None, return_dtype=pl.Int32
        )
        month = known.zip_with(names.is_not_null(), month)
    date = _since_1970(year, month, _whole(parts, "day", 1))
    if "hour" not in parts.columns:
        return date.cast(pl.Float64, strict=False)
    time = _microseconds(parts)
    midnight, none = time.fill_null(0) * 0, time.clear(len(time))
    clock = midnight.zip_with(
        parts["hour"].is_null(), time.zip_with((time < DAY).fill_null(value=False), none)
    )
    zone = (
        parts["zone"]
        .str.extract_groups(r"(?<sign>[-+−])(?<hours>\d{1,2}):?(?<minutes>\d{2})?")
        .struct.unnest()
    )
    offset = (_whole(zone, "hours", 0) * 60 + _whole(zone, "minutes", 0)).cast(
        pl.Int64, strict=False
    ) * 60_000_000
    offset = offset * zone["sign"].replace_strict(
        ["+", "-", "−"], [1, -1, -1], default=0, return_dtype=pl.Int64
    )
    named = parts["zone"].replace_strict(
        list(ZONES), list(ZONES.values()), default=0, return_dtype=pl.Int64
    )
    offset = offset.fill_null(0) + named * HOUR
    return _divided(date * DAY + clock - offset, float(DAY))


def mondays(parts: Any) -> Any:  # noqa: ANN401
    """Return the days since 1970-01-01 of the groups of :data:`WEEK`: its Monday, or the day that is named.

    The first week of a year is that of the 4th of January.
    """
    pl = polars()
    year, week = parts["year"].cast(pl.Int32, strict=False), _whole(parts, "week", 0)
    fourth = _since_1970(year, year * 0 + 1, year * 0 + 4)
    monday = fourth - (fourth + 3) % 7 + 7 * (week - 1)  # 1970-01-01 was a Thursday
    there = (week >= 1) & ((monday + 3).cast(pl.Int32).cast(pl.Date).dt.year() == year)
    day = (monday + _whole(parts, "weekday", 1) - 1).cast(pl.Float64)
    return day.zip_with(there.fill_null(value=False), day.clear(len(day)))


def iso_days(text: Any) -> Any:  # noqa: ANN401
    """Return the days since 1970-01-01 of dates and moments as computers write them, null for all others."""
    pl, entry = polars(), polars().col("text")
    moment = entry.str.strip_suffix("Z").str.replace("T", " ", literal=True)
    found = pl.DataFrame({"text": text}).select(
        date=pl.when(entry.str.contains(_ISO_DATE)).then(entry.str.to_date("%Y-%m-%d", strict=False)),
        moment=pl.when(entry.str.contains(_ISO_MOMENT)).then(
            moment.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")
        ),
    )
    dates = found["date"].cast(pl.Int32).cast(pl.Float64)
    moments = _divided(found["moment"].cast(pl.Int64), float(DAY))
    return dates.zip_with(dates.is_not_null(), moments)


def _since_1970(year: Any, month: Any, day: Any) -> Any:  # noqa: ANN401
    """Return the days since 1970-01-01, null for a day that there is not, such as the 30th of February."""
    pl = polars()
    given = (year.is_not_null() & month.is_not_null() & day.is_not_null()).to_numpy()
    y, m, d = (part.fill_null(1).cast(pl.Int64).to_numpy() for part in (year, month, day))
    months = 12 * (y - 1970) + m - 1
    first, after = (n.astype("M8[M]").astype("M8[D]").astype(np.int64) for n in (months, months + 1))
    there = given & (m >= 1) & (m <= 12) & (d >= 1) & (d <= after - first)
    return pl.select(pl.when(pl.Series(there)).then(pl.Series(first + d - 1))).to_series()


def _divided(whole: Any, by: float) -> Any:  # noqa: ANN401
    """Return quotients that are rounded once: polars multiplies by the reciprocal of a number."""
    return polars().Series(whole.cast(polars().Float64, strict=False).to_numpy() / by).fill_nan(None)


def _microseconds(parts: Any) -> Any:  # noqa: ANN401
    """Return the time of day; null where it is none, such as 25:61."""
    pl = polars()
    hour, minute = (
        parts["hour"].cast(pl.Int64, strict=False),
        parts["minute"].cast(pl.Int64, strict=False),
    )
    second = (
        parts["second"].str.replace(",", ".", literal=True).cast(pl.Float64, strict=False).fill_null(0.0)
    )
    half = (
        parts["half"] if "half" in parts.columns else parts["hour"].clear(len(parts))
    ).str.to_lowercase()
    on_dial = half.is_null() | ((hour >= 1) & (hour <= 12))
    hour = ((hour % 12) + 12 * (half == "p").cast(pl.Int64, strict=False)).zip_with(
        half.is_not_null(), hour
    )
    total = (hour * 60 + minute) * 60_000_000 + (second * 1e6).round().cast(pl.Int64, strict=False)
    fits = on_dial & (minute < 60) & (second < 61.0)
    return total.zip_with(fits.fill_null(value=False), total.clear(len(total)))


def _whole(parts: Any, name: str, otherwise: int) -> Any:  # noqa: ANN401
    pl = polars()
    if name not in parts.columns:
        return pl.Series([otherwise], dtype=pl.Int32).new_from_index(0, len(parts))
    return parts[name].cast(pl.Int32, strict=False).fill_null(otherwise)
