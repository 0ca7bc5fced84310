"""Dates as pages write them, as RFC 3339."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from dateutil import parser, tz

_MAX_LENGTH = 100  # characters; scripts write 70, with the name of the zone in words
_FIRST_NEWSPAPER = 1605  # the Relation of Strasbourg
_SECONDS = re.compile(r"(?P<seconds>[12]\d{9})(?:\d{3})?")  # or milliseconds, from 2001 to 2064
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # what programs write for no date
# In `GMT+0100`, as scripts write it, `dateutil` reads the sign as POSIX does: west of Greenwich.
_OF_SCRIPTS = re.compile(r"\b(?:GMT|UTC)(?=[+-]\d)|\s*\(.*\)$")
_A_MINUTE = timedelta(minutes=1)
_UNKNOWN = tz.tzoffset(None, 1)  # the zone that has a name alone; no zone of today has seconds
# What a text does not say is filled from these; a difference shows that it was needed.
_FILLS = (datetime(2000, 1, 1), datetime(2001, 2, 2))


def rfc3339(text: str) -> str | None:
    """A date or a date-time with its zone, as RFC 3339; None where the text is neither.

    A time without a zone is left out, as nobody knows which moment it names. So is a zone that has
    a name but no offset. A date that two readings understand differently, such as 02/11/2026, is
    none, and neither are the dates that programs write for no date.
    """
    text = text.strip()
    if not 8 <= len(text) <= _MAX_LENGTH:
        return None
    moment = _since_1970(text) or _iso(text) or _in_words(text)
    if moment is None or moment.year < _FIRST_NEWSPAPER:
        return None
    if moment.replace(tzinfo=moment.tzinfo or UTC) == _NEVER:
        return None
    offset = moment.utcoffset()
    if offset is None or offset % _A_MINUTE or not _is_in_calendar(moment):
        return moment.date().isoformat()
    return moment.replace(microsecond=0).isoformat()


def _is_in_calendar(moment: datetime) -> bool:
    """Whether UTC has the moment too, which is where the calendar ends."""
    try:
        moment.astimezone(UTC)
    except OverflowError:
        return False
    return True


def _since_1970(text: str) -> datetime | None:
    match = _SECONDS.fullmatch(text)
    return datetime.fromtimestamp(int(match["seconds"]), UTC) if match else None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _in_words(text: str) -> datetime | None:
    """What all readings of a text agree on."""
    try:
        readings = {
            parser.parse(
                _OF_SCRIPTS.sub("", text), dayfirst=is_day_first, default=fill, tzinfos=_zone
            )
            for is_day_first in (False, True)
            for fill in _FILLS
        }
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None
    days = {reading.date() for reading in readings}
    return readings.pop() if len(days) == 1 else None


def _zone(_name: str | None, offset: int | None) -> tz.tzoffset:
    """Only an offset counts: a name such as IST has several, and may be one of this machine."""
    return _UNKNOWN if offset is None else tz.tzoffset(None, offset)
