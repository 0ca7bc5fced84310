"""The formats that our schemas name, checked by one small library each.

`jsonschema` brings checks for twenty formats, and importing what they need takes 1.2 s of CPU.
Our schemas name three.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from jsonschema import FormatChecker
from rfc3339_validator import validate_rfc3339
from rfc3986_validator import validate_rfc3986

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@cache
def format_checker() -> FormatChecker:
    """Checks `date`, `date-time` (RFC 3339) and `uri` (RFC 3986); all other formats pass."""
    checker = FormatChecker(formats=())
    checker.checks("date", raises=ValueError)(_is_date)
    checker.checks("date-time")(_is_date_time)
    checker.checks("uri")(_is_uri)
    return checker


def _is_date(value: object) -> bool:
    if not isinstance(value, str):
        return True
    return _DATE.fullmatch(value) is not None and bool(date.fromisoformat(value))


def _is_date_time(value: object) -> bool:
    return not isinstance(value, str) or bool(validate_rfc3339(value.upper()))


def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or validate_rfc3986(value, rule="URI") is not None
