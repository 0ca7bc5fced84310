"""The formats that our schemas name, checked by one small library each.

`jsonschema` brings checks for twenty formats, and importing what they need takes 1.2 s of CPU.
Our schemas name three.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from jsonschema import FormatChecker
from rfc3986_validator import validate_rfc3986

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DATE_TIME = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})T(?P<hour>\d{2}):(?P<minute>\d{2}):(?P<second>\d{2})(\.\d+)?"
    r"(Z|(?P<sign>[+-])(?P<zone_hour>\d{2}):(?P<zone_minute>\d{2}))",
    re.ASCII | re.IGNORECASE,
)
_MINUTES_PER_DAY = 24 * 60


@cache
def format_checker() -> FormatChecker:
    """Checks `date`, `date-time` (RFC 3339) and `uri` (RFC 3986); all other formats pass."""
    checker = FormatChecker(formats=())
    checker.checks("date")(_is_date)
    checker.checks("date-time")(_is_date_time)
    checker.checks("uri")(_is_uri)
    return checker


def _is_date(value: object) -> bool:
    return not isinstance(value, str) or (
        _DATE.fullmatch(value) is not None and _is_calendar_day(value)
    )


def _is_date_time(value: object) -> bool:
    if not isinstance(value, str):
        return True
    parts = _DATE_TIME.fullmatch(value)
    if parts is None or not _is_calendar_day(parts["day"]):
        return False
    hour, minute, second = (int(parts[name]) for name in ("hour", "minute", "second"))
    east = -1 if parts["sign"] == "+" else 1
    zone = [int(parts[name] or 0) for name in ("zone_hour", "zone_minute")]
    if hour > 23 or minute > 59 or zone[0] > 23 or zone[1] > 59:
        return False
    minute_in_utc = (60 * hour + minute + east * (60 * zone[0] + zone[1])) % _MINUTES_PER_DAY
    return second < 60 or (second == 60 and minute_in_utc == _MINUTES_PER_DAY - 1)


def _is_calendar_day(day: str) -> bool:
    """Whether the day exists; RFC 3339 has a year 0000, a leap year like 2000."""
    try:
        date.fromisoformat(day.replace("0000", "2000", 1) if day.startswith("0000") else day)
    except ValueError:
        return False
    return True


def _is_uri(value: object) -> bool:
    # the library's pattern ends with `$`, which also matches before a newline at the end
    return not isinstance(value, str) or (
        "\n" not in value and validate_rfc3986(value, rule="URI") is not None
    )
