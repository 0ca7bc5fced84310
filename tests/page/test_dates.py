from __future__ import annotations

import time

import pytest

from corpus.page.dates import rfc3339

READ = {
    "2026-03-02": "2026-03-02",
    "2026-03-02T08:15:00Z": "2026-03-02T08:15:00+00:00",
    "2026-03-02T08:15:00.123Z": "2026-03-02T08:15:00+00:00",
    "2026-03-02T08:15:00+0530": "2026-03-02T08:15:00+05:30",
    "2026-03-02 08:15+0100": "2026-03-02T08:15:00+01:00",
    "2026-03-02T08:15:00": "2026-03-02",  # no zone: nobody knows the moment
    "Mon, 02 Mar 2026 08:15:00 GMT": "2026-03-02T08:15:00+00:00",
    "Mon Mar 02 2026 08:15:00 GMT+0100 (CET)": "2026-03-02T08:15:00+01:00",
    "Mon Mar 02 2026 08:15:00 GMT-0600 (Central Standard Time)": "2026-03-02T08:15:00-06:00",
    "Mon, 02 Mar 2026 08:15:00 EST": "2026-03-02",  # a zone by its name alone
    "March 2nd, 2026": "2026-03-02",
    "31/12/2025": "2025-12-31",
    "12/31/2025": "2025-12-31",
    "1772439300": "2026-03-02T08:15:00+00:00",
    "1772439300000": "2026-03-02T08:15:00+00:00",
    "9999-12-31T23:59:59-10:00": "9999-12-31",  # the moment is beyond the calendar
}
NONE = [
    *("", "today", "12 days ago", "2026", "March 2026", "2026-03", "08:15:00", "Monday, 08:15"),
    *("02/11/2026", "2.11.2026 10:00"),  # two readings
    *("1970-01-01", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "1500-01-01"),
    *("2026-13-40", "2026-02-30", "9" * 60, "1" * 500),
]


@pytest.mark.parametrize(("text", "expected"), READ.items(), ids=READ.keys())
def test_dates_as_pages_write_them(text: str, expected: str) -> None:
    assert rfc3339(text) == expected


@pytest.mark.parametrize("text", NONE, ids=lambda text: text[:20])
def test_no_dates(text: str) -> None:
    assert rfc3339(text) is None


def test_the_zone_of_the_machine_counts_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        assert rfc3339("Mon, 02 Mar 2026 08:15:00 EST") == "2026-03-02"
        assert rfc3339("2026-03-02 08:15") == "2026-03-02"
    finally:
        monkeypatch.undo()
        time.tzset()
