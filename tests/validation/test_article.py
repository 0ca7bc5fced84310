from __future__ import annotations

import pytest

from corpus.validation.article import milliseconds


@pytest.mark.parametrize(
    ("rfc3339", "expected"),
    [
        ("1970-01-01", 0),
        ("1970-01-02T00:00:00Z", 86_400_000),
        ("1970-01-01T01:00:00+01:00", 0),
        ("1970-01-01t00:00:00.25z", 250),
        ("1969-12-31T23:59:59.5Z", -500),
        ("2016-12-31T23:59:60Z", 1_483_228_799_000),
        ("2026-02-30", None),
        ("0000-01-01", None),
        ("0001-01-01", -62_135_596_800_000),
        ("0001-01-01T00:00:00+00:01", None),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ("9999-12-31T23:59:59-00:01", None),
    ],
)
def test_moments(rfc3339: str, expected: int | None) -> None:
    assert milliseconds(rfc3339) == expected
