"""Is a record an article? All its problems at once, or none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from corpus.contract.article import Record
from corpus.contract.problems import Problem, problem
from corpus.validate.schema import explain, is_valid

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def check(record: Record) -> list[Problem]:
    """Every problem of the record; an empty list means that it is an article."""
    file, line, data = record
    if not is_valid("article", data):
        return explain("article", data, file, line)
    found = [
        problem(
            "bad_value",
            file,
            line,
            field=f'"{name}"',
            found=f'"{data[name]}"',
            expected="a day and time that exist",
        )
        for name in ("published", "retrieved")
        if name in data and milliseconds(data[name]) is None
    ]
    also = data.get("extra", {}).get("rights")
    if also is not None and data.get("rights", also) != also:
        found.append(
            problem(
                "bad_value",
                file,
                line,
                field='"extra.rights"',
                found=f'"{also}"',
                expected='what "rights" says, which the release keeps at this place',
            )
        )
    if "text" not in data:
        found.append(problem("html_only", file, line))
    return found


def milliseconds(rfc3339: str) -> int | None:
    """Milliseconds since 1970-01-01 UTC of an RFC 3339 date or date-time; a date is its midnight.

    A leap second counts as the second before it. None where the calendar has no such moment.
    """
    text = rfc3339.upper().replace(":60", ":59")
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return (moment - _EPOCH) // timedelta(milliseconds=1)
    except (ValueError, OverflowError):
        return None
