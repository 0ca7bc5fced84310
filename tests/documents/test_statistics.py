"""Statistics: counted from tables as they are counted row by row, and adding up."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest

from corpus.contract.columns import ROW
from corpus.contract.labels import BOILERPLATE, FURNITURE, LABELS
from corpus.documents.facts import day, release_date
from corpus.documents.statistics import MS_PER_DAY, Rights, Statistics, ranked
from corpus.release.rows import digests
from tests.documents.test_card import ROWS, counted, row

ALL = [row for rows in ROWS.values() for row in rows]


def table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, ROW)


def milliseconds(date: datetime) -> int:
    return int(date.timestamp() * 1000)


@pytest.mark.parametrize("rows", [*ROWS.values(), ALL, []])
def test_a_table_is_counted_as_its_rows(rows: list[dict[str, Any]]) -> None:
    dates = [milliseconds(row["published"]) for row in rows]
    assert Statistics.of(table(rows)) == replace(
        counted(rows),
        digests=bytearray(digests(table(rows)).tobytes()),
        oldest=min(dates, default=None),
        newest=max(dates, default=None),
        days=Counter(date // MS_PER_DAY for date in dates),
    )


def test_parts_add_up_to_the_whole() -> None:
    total = Statistics()
    for part in (*ROWS["train"], *ROWS["validation"], *ROWS["test"]):
        total += Statistics.of(table([part]))
    assert total == Statistics.of(table(ALL))


def test_dates_of_parts_without_dates_do_not_count() -> None:
    dated, undated = row(7), row(8, published=None)
    for parts in ([dated, undated], [undated, dated]):
        total = Statistics()
        for part in parts:
            total += Statistics.of(table([part]))
        assert total.oldest == total.newest == milliseconds(dated["published"])
    assert Statistics.of(table([undated])).newest is None


def test_rights_are_counted_in_canonical_form_with_their_statement() -> None:
    rows = [
        row(1, license="CC BY 4.0", extra=json.dumps({"rights": "Ours", "x": 1})),
        row(2, license="cc-by-4.0", extra=json.dumps({"rights": "Ours"})),
        row(3, license=None, extra=json.dumps({"rights": ["a"]})),
        row(4, license=None, extra=json.dumps({"x": '"rights"'})),
    ]
    statistics = Statistics.of(table(rows))
    assert statistics.rights == {
        Rights("courier", "CC-BY-4.0", "Ours"): 2,
        Rights("courier", None, "['a']"): 1,
        Rights("courier", None, None): 1,
    }
    assert statistics.licenses == {"CC-BY-4.0": 2, None: 2}


def test_numbers_that_follow_from_the_counts() -> None:
    statistics = counted(ALL)
    assert statistics.outlet_rows == {"courier": 4, "unknown.example": 1}
    assert statistics.named_languages == ["ar", "en", "ja"]
    assert statistics.standings == {  # without the one that a person labelled
        "measured": [("en", 1), ("ja", 1)],
        "known": [("ar", 1)],
        "unknown": [("und", 1)],
    }
    assert statistics.sources == {
        "titles:v1": 4,
        "rule:newsletter_signup.v1": 3,
        "human:ana": 1,
    }
    (boilerplate,) = (found for found in statistics.labels(BOILERPLATE) if found.spans)
    assert boilerplate[:2] == ("newsletter_signup", 4)
    assert boilerplate.sources == [("rule", 3), ("human", 1)]
    assert statistics.boilerplate_share == boilerplate.characters / statistics.characters
    assert [found.label for found in statistics.labels(FURNITURE) if found.spans] == ["headline"]
    assert [found.label for found in statistics.labels()] == list(LABELS)
    assert Statistics().boilerplate_share == 0


def test_most_frequent_first_then_by_name() -> None:
    counts = counted(ALL).licenses
    counts.update({"b": 1, "a": 1})
    assert ranked(counts) == [(None, 4), ("CC0-1.0", 1), ("a", 1), ("b", 1)]


def test_the_date_of_a_release() -> None:
    early, late = datetime(2026, 1, 1, 23, 59, tzinfo=UTC), datetime(2026, 2, 3, tzinfo=UTC)
    splits = [
        Statistics(days=Counter({milliseconds(date) // MS_PER_DAY: 1})) for date in (late, early)
    ]
    assert day(milliseconds(early)) == "2026-01-01"
    assert day(-1) == "1969-12-31"
    assert release_date([*splits, Statistics()], None) == "2026-02-03"
    assert release_date(splits, 86_400) == "1970-01-02"
    assert release_date(splits, 0) == "1970-01-01"
    assert release_date([Statistics()], None) is None


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ([("2026-01-01", None)] * 2 + [("2206-01-01", None)], "2026-01-01"),
        ([("2026-01-01", None)] * 3 + [("2206-01-01", None), ("9999-01-01", None)], "2026-01-01"),
        ([("2026-01-01", None), ("2206-01-01", None)], "2206-01-01"),  # which is the mistake?
        ([("1996-01-01", None)] * 9 + [("2025-12-01", None)], "2025-12-01"),
        ([("1995-01-01", None)] * 9 + [("2026-01-01", None)], "1995-01-01"),
        ([("2026-01-01", "2026-01-02"), ("2026-03-01", "2026-01-02")], "2026-01-01"),
        ([("2026-01-01", "2026-01-02"), ("2026-01-03", "2026-01-02")], "2026-01-03"),
        ([("2026-01-01", None), ("2026-03-01", "2026-01-02")], "2026-01-01"),
        ([("2026-03-01", "2026-01-02"), (None, None)], "2026-03-01"),
        ([("0001-01-01", None), ("9999-12-31", None)], "9999-12-31"),
        ([(None, "2026-01-01")], None),
        ([("2026-01-01", None)] * 101 + [("2028-01-01", None)], "2026-01-01"),
        ([("2026-01-01", None)] * 98 + [("2028-01-01", None)], "2028-01-01"),
        ([("2026-01-01", None)] * 101 + [("2027-01-01", None)], "2027-01-01"),
    ],
)
def test_a_date_that_is_not_believable_does_not_date_a_release(
    dates: list[tuple[str | None, str | None]], expected: str | None
) -> None:
    rows = [
        row(1 + number % 20, published=_midnight(published), retrieved=_midnight(retrieved))
        for number, (published, retrieved) in enumerate(dates, 1)
    ]
    parts = [Statistics.of(table([one_row])) for one_row in rows]
    assert release_date(parts, None) == expected
    assert release_date([Statistics.of(table(rows))], None) == expected


def _midnight(date: str | None) -> datetime | None:
    return None if date is None else datetime.fromisoformat(date).replace(tzinfo=UTC)
