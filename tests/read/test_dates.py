from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from corpus.read.foreign.dates import Moment, read_date
from corpus.read.foreign.settings import DAY_FIRST, MONTH_FIRST
from corpus.read.foreign.unfit import UnfitError

DAY = "2026-02-11"
TEN = "2026-02-11T10:00:00+00:00"
PARIS = timezone(timedelta(hours=1))

READ = {
    "2026-02-11": (DAY, False),
    "20260211": (DAY, False),
    20260211: (DAY, False),
    "2026/02/11": (DAY, False),
    "11 February 2026": (DAY, False),
    "February 11, 2026": (DAY, False),
    "11.02.2026": (DAY, False),
    "1. 2. 2026": ("2026-02-01", False),
    "25/02/2026": ("2026-02-25", False),
    "02/25/2026": ("2026-02-25", False),
    "03/03/2026": ("2026-03-03", False),
    date(2026, 2, 11): (DAY, False),
    "2026-02-11 10:00:00": (TEN, True),
    "2026-02-11T10:00:00": (TEN, True),
    "2026-02-11 10:00": (TEN, True),
    "20260211100000": (TEN, True),
    "Feb 11, 2026, 10:00 am": (TEN, True),
    datetime(2026, 2, 11, 10): (TEN, True),
    "2026-02-11T10:00:00Z": (TEN, False),
    "2026-02-11 10:00:00+00:00": (TEN, False),
    "Wed, 11 Feb 2026 10:00:00 GMT": (TEN, False),
    "Wed, 11 Feb 2026 05:00:00 EST": ("2026-02-11T05:00:00-05:00", False),
    "2026-02-11T10:00:00.250Z": ("2026-02-11T10:00:00.250000+00:00", False),
    "2026-02-11T11:00:00+0100": ("2026-02-11T11:00:00+01:00", False),
    datetime(2026, 2, 11, 11, tzinfo=PARIS): ("2026-02-11T11:00:00+01:00", False),
    1770804000: (TEN, False),
    1770804000.5: ("2026-02-11T10:00:00.500000+00:00", False),
    "1770804000": (TEN, False),
    1770804000000: (TEN, False),
    "11 février": None,
    "2026": None,
    2026: None,
    "February 2026": None,
    "10:00": None,
    "yesterday": None,
    "5": None,
    True: None,
    "2026-02-30": None,
    "2026-02-11 10:00 CET": None,
    "9" * 400: None,
    "0001-01-01T00:00:00+10:00": None,
}


@pytest.mark.parametrize("value", READ, ids=repr)
def test_what_a_date_says(value: object) -> None:
    expected = READ[value]
    if expected is None:
        with pytest.raises(UnfitError):
            read_date(value, None, "UTC")
    else:
        assert read_date(value, None, "UTC") == Moment(*expected)


@pytest.mark.parametrize(
    ("text", "dates", "expected"),
    [
        ("02/11/2026", DAY_FIRST, "2026-11-02"),
        ("02/11/2026", MONTH_FIRST, "2026-02-11"),
        ("02-11-2026 10:00 UTC", DAY_FIRST, "2026-11-02T10:00:00+00:00"),
        ("2/11/26", MONTH_FIRST, "2026-02-11"),
        ("25/02/2026", MONTH_FIRST, "2026-02-25"),
    ],
)
def test_the_order_that_the_configuration_says(text: str, dates: str, expected: str) -> None:
    assert read_date(text, dates, "UTC").text == expected


def test_an_order_that_nobody_says_is_refused_with_both_readings() -> None:
    with pytest.raises(UnfitError) as refused:
        read_date("02/11/2026 10:00", None, "UTC")
    assert refused.value.which == "which is 2 November or 11 February 2026"
    assert 'dates = "day-first" or "month-first"' in refused.value.fix


def test_a_time_without_a_zone_is_read_in_the_zone_of_the_configuration() -> None:
    assert read_date("2026-07-11 10:00:00", None, "Europe/Berlin") == Moment(
        "2026-07-11T10:00:00+02:00", True
    )
    assert read_date(datetime(2026, 7, 11, 10, tzinfo=UTC), None, "Europe/Berlin") == Moment(
        "2026-07-11T10:00:00+00:00", False
    )
