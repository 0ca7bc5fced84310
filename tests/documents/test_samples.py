"""The sample articles of the report: those with many labels, in turn from each outlet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from corpus.contract.columns import ROW
from corpus.documents import samples
from corpus.release.formats.parquet import PARQUET
from corpus.release.manifest import File, describe
from tests.documents.test_card import row, span

LINES = "Read more\nSign up\nCopyright\nStory"
SPANS = [
    span(0, 9, "related_links", "rule:related_links.v1", 0.9),
    span(10, 17, "newsletter_signup", "rule:newsletter_signup.v1", 0.9),
    span(18, 27, "legal_notice", "rule:legal_notice.v1", 0.9),
]


def article(name: str, outlet: str, labels: int) -> dict[str, Any]:
    return row(1, LINES, id=name, outlet=outlet, spans=SPANS[:labels])


def written(folder: Path, shards: dict[str, list[dict[str, Any]]]) -> dict[str, list[File]]:
    """The files of a release with one shard for each split."""
    for split, rows in shards.items():
        PARQUET.write_shard(pa.Table.from_pylist(rows, ROW), folder, split, "00000-of-00001")
    return {split: describe(folder, folder.glob(PARQUET.path(split, "*"))) for split in shards}


def test_outlets_take_turns_and_articles_with_many_labels_come_first(tmp_path: Path) -> None:
    files = written(
        tmp_path,
        {
            "train": [article("a1", "a", 3), article("a2", "a", 3), article("a3", "a", 1)],
            "test": [article("b1", "b", 0), article("b2", "b", 2), article("c1", "c", 2)],
        },
    )
    chosen = [row["id"] for row in samples.choose(tmp_path, files)]
    assert chosen == ["a1", "b2", "c1", "a2", "b1", "a3"]


def test_what_people_labelled_comes_first(tmp_path: Path) -> None:
    by_hand = article("by-hand", "a", 1) | {"human_labelled": True}
    files = written(tmp_path, {"train": [article("many", "a", 3)], "test": [by_hand]})
    assert [row["id"] for row in samples.choose(tmp_path, files)] == ["by-hand", "many"]


def test_spans_of_one_label_count_once(tmp_path: Path) -> None:
    many = row(1, LINES, id="many", outlet="a", spans=[SPANS[0]] * 3)
    files = written(tmp_path, {"train": [many, article("two", "b", 2)]})
    assert [row["id"] for row in samples.choose(tmp_path, files)] == ["two", "many"]


def test_twelve_are_shown(tmp_path: Path) -> None:
    rows = [article(f"a{number:02}", "a", 1) for number in range(14)]
    chosen = samples.choose(tmp_path, written(tmp_path, {"train": rows}))
    assert [row["id"] for row in chosen] == [f"a{number:02}" for number in range(12)]


def test_what_is_shown_of_a_row() -> None:
    headline = span(28, 33, "headline", "rule:title.v1", 1.0)
    shown = samples.sample(row(3, LINES, spans=[*SPANS, headline]))
    assert [part.is_folded for part in shown.parts] == [False] * len(shown.parts)
    assert "".join(piece.text for part in shown.parts for piece in part.pieces) == LINES
    assert shown.share == (9 + 7 + 9) / len(LINES)
    assert shown.published == "2026-01-03"
    assert shown.url == "https://courier.example/3"
    assert samples.sample(row(3, url="javascript:alert(1)")).url is None
    assert samples.sample(row(3, url=None)).url is None


def test_long_runs_of_boilerplate_are_folded() -> None:
    menu = "".join(f"Item {number:02}\n" for number in range(20))
    text = f"Story.\n{menu}End.\nItem 20\n"
    spans = [
        span(start, start + 7, "navigation", "rule:navigation.v1", 0.9)
        for start in range(7, 167, 8)
    ]
    spans.append(span(172, 179, "tags_topics", "rule:tags_topics.v1", 0.9))
    shown = samples.sample(row(3, text, spans=spans))
    folded = [part for part in shown.parts if part.is_folded]
    assert [(part.lines, part.labels) for part in folded] == [(20, ["navigation"])]
    assert "".join(piece.text for part in shown.parts for piece in part.pieces) == text


def test_long_texts_are_chosen_last(tmp_path: Path) -> None:
    long = row(1, LINES + "x" * 30_000, id="long", outlet="a", spans=SPANS)
    files = written(tmp_path, {"train": [long, article("short", "b", 1)]})
    assert [row["id"] for row in samples.choose(tmp_path, files)] == ["short", "long"]
