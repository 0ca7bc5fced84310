"""Dates that a calendar reads in one way, as RFC 3339.

What may be two days (02/11/2026) is not read, nor a year of two digits, nor a time without a zone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

_FIRST_YEAR = 1605  # of newspapers; an earlier one is rather another number
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?P<name>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_WEEKDAYS = "mon tue wed thu fri sat sun".split()
_WEEKDAY = (
    r"(?:(?P<weekday>Mon(?:day)?|Tue(?:s|sday)?|Wed(?:nesday)?|Thu(?:rs|rsday)?|Fri(?:day)?"
    r"|Sat(?:urday)?|Sun(?:day)?),? )?"
)
_YEAR, _DAY = r"(?P<year>\d{4})", r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_SHAPES = tuple(
    re.compile(shape, re.ASCII | re.IGNORECASE)
    for shape in (
        rf"{_YEAR}(?P<sign>[-/.])(?P<month>\d{{1,2}})(?P=sign)(?P<day>\d{{1,2}})(?!\d)",
        rf"{_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})(?!\d)",
        rf"(?P<one>\d{{1,2}})(?P<sign>[-/.])(?P<other>\d{{1,2}})(?P=sign){_YEAR}(?!\d)",
        rf"{_WEEKDAY}{_DAY}[ -]{_MONTH}[, -] ?{_YEAR}(?!\d)",
        rf"{_WEEKDAY}{_MONTH} {_DAY},? {_YEAR}(?!\d)",
    )
)
_TIME = re.compile(
    r"(?:T|,? +)(?P<clock>\d{2}:\d{2})(?P<second>:\d{2}(?:\.\d+)?)? ?"
    r"(?:(?P<utc>Z|UTC|GMT)|(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2}))",
    re.ASCII | re.IGNORECASE,
)


def moment(text: str) -> str | None:
    """The day, or the day and time with its zone, that a text can only mean; else None."""
    return _read(text, _time)


def day(text: str) -> str | None:
    """The day that a text can only mean; None where it says another, or a time as well."""
    return _read(text, lambda rest: None if rest else "")


def _read(text: str, time_of: Callable[[str], str | None]) -> str | None:
    text = text.strip()
    for shape in _SHAPES:
        if found := shape.match(text):
            read, time = _day(found), time_of(text[found.end() :])
            return None if read is None or time is None else f"{read}{time}"
    return None


def _day(found: re.Match[str]) -> date | None:
    parts = found.groupdict()
    year = int(parts["year"])
    if name := parts.get("name"):
        month, number = _MONTHS.index(name[:3].lower()) + 1, int(parts["day"])
    elif one := parts.get("one"):
        low, high = sorted((int(one), int(parts["other"])))
        if low != high and high <= len(_MONTHS):
            return None  # two readings
        month, number = low, high
    else:
        month, number = int(parts["month"]), int(parts["day"])
    try:
        read = date(year, month, number)
    except ValueError:
        return None
    weekday = parts.get("weekday")
    agrees = not weekday or _WEEKDAYS[read.weekday()] == weekday[:3].lower()
    return read if year >= _FIRST_YEAR and agrees else None


def _time(rest: str) -> str | None:
    """The time and zone as RFC 3339 writes them, empty where there is none; None: not one."""
    if not rest:
        return ""
    found = _TIME.fullmatch(rest)
    if found is None:
        return None
    zone = "Z" if found["utc"] else f"{found['sign']}{found['hours']}:{found['minutes']}"
    time = f"T{found['clock']}{found['second'] or ':00'}{zone}"
    try:
        datetime.fromisoformat(f"2026-11-02{time}")
    except ValueError:
        return None
    return time
