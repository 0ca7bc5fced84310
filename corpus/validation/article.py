"""Is a record an article? All its problems at once, or none."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from corpus.contract.article import Record
from corpus.contract.limits import Limits
from corpus.contract.line_ends import count_lines
from corpus.contract.problems import Problem, problem
from corpus.contract.span import Steps
from corpus.validation.content import content_warnings
from corpus.validation.schema import explain, field_name, is_valid, shown
from corpus.visible import is_blank

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOMENT = "a day and time of the years 0001 to 9999, in UTC"
_FIRST = datetime(1, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
_A_DAY = timedelta(days=1)
_FIRST_NEWSPAPER = date(1605, 1, 1)  # the Relation of Strasbourg
_DATES = ("published", "retrieved")
NEEDED = ("text", "html")
_BEYOND_64_BITS = 2.0**63


def without_blank_fields(record: Record) -> tuple[Record, list[Problem]]:
    """The record without the optional fields that say nothing, and a warning for each unseen one.

    `null` and `""` are how many programs write "none". A value of invisible characters alone is
    more likely a mistake.
    """
    data = record.data
    blank = [name for name, value in data.items() if name not in NEEDED and is_blank(value)]
    if not blank:
        return record, []
    warnings = [
        problem(
            "blank_field",
            record.file,
            record.line,
            (name,),
            field=f'"{name}"',
            found=shown(data[name]),
        )
        for name in blank
        if data[name]
    ]
    kept = {name: value for name, value in data.items() if name not in blank}
    return record._replace(data=kept), warnings


def check(
    record: Record,
    limits: Limits,
    present_day: date,
    is_page: bool = False,
    unwanted: AbstractSet[str] = frozenset(),
) -> list[Problem]:
    """Every problem of the record; it is an article if they are warnings at most.

    Args:
        record: The record.
        limits: How much of it is taken.
        present_day: Later dates are warned of.
        is_page: Its text was made from a page.
        unwanted: Rules on what the text looks like that need not be looked for.
    """
    file, line, data = record.file, record.line, record.data
    if not is_valid("article", data):
        return explain("article", data, file, line, limits.record_problems)
    return [
        *(_bad_value(record, (name,), data[name], _MOMENT) for name in _impossible_dates(data)),
        *_unseen(record),
        *_lines(record, limits.text_lines),
        *_rights(record),
        *_userinfo(record),
        *_far_dates(record, present_day),
        *_rounded(record),
        *content_warnings(record, is_page, unwanted),
    ]


def _unseen(record: Record) -> Iterator[Problem]:
    """Texts that are needed, and hold nothing that anybody sees."""
    data = record.data
    needed: dict[Steps, Any] = {(name,): data[name] for name in NEEDED if name in data}
    needed |= {("authors", place): name for place, name in enumerate(data.get("authors", ()))}
    for steps, value in needed.items():
        if is_blank(value):
            yield _bad_value(record, steps, value, "a text that can be seen")


def _lines(record: Record, most: int) -> Iterator[Problem]:
    text = record.data.get("text", "")
    if len(text) > most and count_lines(text) > most:
        unit, name = "lines in its text", "text_lines"
        limit = f"{most:,}"
        yield problem(
            "too_large", record.file, record.line, ("text",), limit=limit, unit=unit, name=name
        )


def _rights(record: Record) -> Iterator[Problem]:
    rights = record.data.get("extra", {}).get("rights")
    if rights is not None and record.data.get("rights", rights) != rights:
        expected = 'what "rights" says, which the release keeps at this place'
        yield _bad_value(record, ("extra", "rights"), rights, expected)


def _userinfo(record: Record) -> Iterator[Problem]:
    """A password is not repeated: messages stand in public logs."""
    url = record.data.get("url", "")
    if "@" in url and "@" in urlsplit(url).netloc:
        yield problem("secret_in_url", record.file, record.line, ("url",), field='"url"')


def _far_dates(record: Record, present_day: date) -> Iterator[Problem]:
    """Dates before print, and of the future; a day is left for clocks and time zones."""
    tomorrow = min(present_day, date.max - _A_DAY) + _A_DAY
    for name in _DATES:
        moment = _moment(record.data[name]) if name in record.data else None
        if moment is not None and not _FIRST_NEWSPAPER <= moment.date() <= tomorrow:
            is_ahead = moment.date() > tomorrow
            why = "in the future" if is_ahead else "before the first newspaper (1605)"
            found = f'"{record.data[name]}"'
            yield problem(
                "far_date",
                record.file,
                record.line,
                (name,),
                field=f'"{name}"',
                found=found,
                why=why,
            )


def _rounded(record: Record) -> Iterator[Problem]:
    """Whole numbers that the parser could keep as floats only."""
    for name, value in record.data.get("extra", {}).items():
        if isinstance(value, float) and abs(value) >= _BEYOND_64_BITS:
            field = f'"extra.{name}"'
            steps = ("extra", name)
            yield problem(
                "rounded_number", record.file, record.line, steps, field=field, found=value
            )


def _impossible_dates(data: dict[str, Any]) -> list[str]:
    return [name for name in _DATES if name in data and _moment(data[name]) is None]


def _bad_value(record: Record, steps: Steps, value: object, expected: str) -> Problem:
    return problem(
        "bad_value",
        record.file,
        record.line,
        steps,
        field=field_name(steps),
        found=shown(value),
        expected=expected,
    )


def milliseconds(rfc3339: str) -> int | None:
    """Milliseconds since 1970-01-01 UTC of an RFC 3339 date or date-time; a date is its midnight.

    A leap second counts as the second before it. None where the calendar has no such moment, or
    where it is outside the years 0001 to 9999 in UTC.
    """
    moment = _moment(rfc3339)
    return None if moment is None else (moment - _EPOCH) // timedelta(milliseconds=1)


@lru_cache(8)  # the dates of one record are looked at three times
def _moment(rfc3339: str) -> datetime | None:
    text = rfc3339.upper().replace(":60", ":59")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment if _FIRST <= moment <= _LAST else None
