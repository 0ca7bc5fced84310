"""Dates as programs write them, as RFC 3339.

Forms are read by `python-dateutil`. It fills in what a date lacks, and takes 02/11/2026 for
February; both are refused here.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from corpus.read.foreign.settings import DAY_FIRST, MONTH_FIRST
from corpus.read.foreign.unfit import UnfitError

_EXPECTED = "a date with year, month and day"
# Between numbers that may be a day and a month. With dots the day comes first in every locale of
# the CLDR that writes dots.
_EITHER = re.compile(r"(?<!\d)(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_DOTTED = re.compile(r"(?<!\d)\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}(?!\d)")
_DIGITS = re.compile(r"\d+(\.\d+)?")
_DAY, _SECOND = 8, 14  # digits of 20260211 and 20260211100000
_LEAST_EPOCH = 9  # digits of seconds since 1970: from 1973 on
_LEAST_MILLISECONDS = 12  # digits of milliseconds since 1970: from 1973 on
# Two days that share no part: what a text does not say differs between them.
_DEFAULTS = (datetime(2000, 1, 1, 0, 0), datetime(2001, 2, 2, 1, 1))
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
# RFC 822, 5.1: the only names of zones that mean one thing.
_ZONES = {"UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5}
_ZONES |= {"MST": -7, "MDT": -6, "PST": -8, "PDT": -7}


class Moment(NamedTuple):
    """A date as our own records have it."""

    text: str  # RFC 3339: a day, or a day and time with its zone
    is_zone_assumed: bool


def read_date(value: object, dates: str | None, zone: str) -> Moment:
    """The day, or the day and time, that a value says.

    Args:
        value: A text, a number of seconds or milliseconds since 1970, or a date of Python.
        dates: How 02/11/2026 is read: DAY_FIRST, MONTH_FIRST, or None: not at all.
        zone: Of a time that names none, by the IANA.

    Raises:
        UnfitError: it says no date, or one that may be read in two ways.
    """
    if isinstance(value, date):  # of a table with types; a datetime is a date
        return _moment(value, zone)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise UnfitError(_EXPECTED)
    return _read(value.strip(), dates, zone)


@lru_cache(1024)
def _read(text: str, dates: str | None, zone: str) -> Moment:
    if _DIGITS.fullmatch(text):
        return _moment(_of_digits(text), zone)
    try:
        return _moment(_iso(text), zone)
    except ValueError:
        return _moment(_of_words(text, _is_day_first(text, dates)), zone)


def _iso(text: str) -> date:
    if len(text) == len("2026-02-11"):
        return date.fromisoformat(text)
    return datetime.fromisoformat(text)


def _moment(value: date, zone: str) -> Moment:
    if not isinstance(value, datetime):
        return Moment(value.isoformat(), False)
    is_assumed = value.tzinfo is None
    if is_assumed:
        value = value.replace(tzinfo=_zone(zone))
    try:
        value.astimezone(UTC)
    except OverflowError:  # before the year 1 or after 9999 in UTC
        raise UnfitError(_EXPECTED) from None
    precision = "microseconds" if value.microsecond else "seconds"
    return Moment(value.isoformat("T", precision), is_assumed)


def _zone(name: str) -> tzinfo:
    return UTC if name == "UTC" else ZoneInfo(name)


def _of_digits(text: str) -> date:
    whole = text.partition(".")[0]
    try:
        if len(whole) == _DAY:
            return datetime.strptime(text, "%Y%m%d").date()
        if len(whole) == _SECOND:
            return datetime.strptime(text, "%Y%m%d%H%M%S")
        if len(whole) >= _LEAST_MILLISECONDS:
            return datetime.fromtimestamp(float(text) / 1000, UTC)
        if len(whole) >= _LEAST_EPOCH:
            return datetime.fromtimestamp(float(text), UTC)
    except (ValueError, OverflowError, OSError):
        pass
    raise UnfitError(_EXPECTED)


def _is_day_first(text: str, dates: str | None) -> bool:
    """Whether the day stands before the month.

    Raises:
        UnfitError: it may stand before or behind it.
    """
    found = _EITHER.search(text)
    if found is None:
        return _DOTTED.search(text) is not None
    first, second = int(found[1]), int(found[3])
    if first == second or max(first, second) > len(_MONTHS):
        return first > len(_MONTHS)
    if dates is None:
        readings = f"{_shown(first, second)} or {_shown(second, first)} {found[4]}"
        raise UnfitError(
            "a date with one reading",
            f'say which: dates = "{DAY_FIRST}" or "{MONTH_FIRST}" in the table [import] of the '
            "configuration",
            f"which is {readings}",
        )
    return dates == DAY_FIRST


def _shown(day: int, month: int) -> str:
    return f"{day} {_MONTHS[month - 1]}"


def _of_words(text: str, is_day_first: bool) -> date:
    """The date of a text in any other form.

    Raises:
        UnfitError: there is none, it is not whole, or its zone is not known.
    """
    from dateutil import parser

    try:
        one, other = (
            parser.parse(text, dayfirst=is_day_first, default=default, tzinfos=_known_zone)
            for default in _DEFAULTS
        )
    except (ValueError, OverflowError, TypeError):
        raise UnfitError(_EXPECTED) from None
    if one.date() != other.date():
        raise UnfitError(_EXPECTED)
    found: datetime = one
    return found if one.hour == other.hour else found.date()


def _known_zone(name: str | None, offset: int | None) -> Any:
    """Seconds east of Greenwich; None where no zone is named.

    Raises:
        ValueError: the name may mean several zones.
    """
    if offset is not None or name is None:
        return offset
    if name.upper() not in _ZONES:
        raise ValueError(name)
    return 3600 * _ZONES[name.upper()]
