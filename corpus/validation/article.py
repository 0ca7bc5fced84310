"""Is a record an article? All its problems at once, or none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from corpus.contract.article import Record
from corpus.contract.problems import Problem, problem
from corpus.validation.schema import explain, is_valid

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOMENT = "a day and time of the years 0001 to 9999, in UTC"
_FIRST = datetime(1, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)


def check(record: Record) -> list[Problem]:
    """Every problem of the record; an empty list means that it is an article."""
    file, line, data = record
    if not is_valid("article", data):
        return explain("article", data, file, line)
    problems = [_bad_value(record, name, data[name], _MOMENT) for name in _impossible_dates(data)]
    rights = data.get("extra", {}).get("rights")
    if rights is not None and data.get("rights", rights) != rights:
        expected = 'what "rights" says, which the release keeps at this place'
        problems.append(_bad_value(record, "extra.rights", rights, expected))
    if "text" not in data:
        problems.append(problem("html_only", file, line))
    return problems


def _impossible_dates(data: dict[str, Any]) -> list[str]:
    names = [name for name in ("published", "retrieved") if name in data]
    return [name for name in names if milliseconds(data[name]) is None]


def _bad_value(record: Record, name: str, value: object, expected: str) -> Problem:
    return problem(
        "bad_value",
        record.file,
        record.line,
        field=f'"{name}"',
        found=f'"{value}"',
        expected=expected,
    )


def milliseconds(rfc3339: str) -> int | None:
    """Milliseconds since 1970-01-01 UTC of an RFC 3339 date or date-time; a date is its midnight.

    A leap second counts as the second before it. None where the calendar has no such moment, or
    where it is outside the years 0001 to 9999 in UTC.
    """
    text = rfc3339.upper().replace(":60", ":59")
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
    except ValueError:
        return None
    if not _FIRST <= moment <= _LAST:
        return None
    return (moment - _EPOCH) // timedelta(milliseconds=1)
