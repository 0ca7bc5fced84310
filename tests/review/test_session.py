"""What a person says is on disk at once, and only that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import CannotRunError
from corpus.release.reader import Release
from corpus.review.session import ConflictError, Judged, Session
from tests.cli.releases import made
from tests.conftest import rows as rows_of
from tests.review.conftest import TEXTS, Corpus


class Ferry:
    """One article in one window."""

    def __init__(self, corpora: Corpus, annotator: str = "ana") -> None:
        self.session = Session(corpora.release, corpora.raw, annotator, 100)
        self.number = [entry["id"] for entry in self.session.entries()].index("ferry")
        self.path = corpora.raw / "ferry" / "a.labels.json"
        self.load()

    def load(self) -> None:
        article = self.session.article(self.number)
        self.version = article["version"]
        self.done = article["done"]
        self.change = article["change"]
        self.rows = [
            Judged(row["start"], row["end"], row["label"], row["touched"])
            for row in article["rows"]
        ]

    def said(self) -> list[tuple[str, str | None, bool]]:
        return [(TEXTS["ferry"][r.start : r.end], r.label, r.touched) for r in self.rows]

    def label(self, words: str, label: str | None, *, complete: bool = False) -> None:
        self.rows = [
            row._replace(label=label, touched=True)
            if TEXTS["ferry"][row.start : row.end] == words
            else row
            for row in self.rows
        ]
        self.save(complete=complete)

    def save(self, *, complete: bool = False) -> None:
        self.version = self.session.save(self.number, self.version, self.rows, complete)

    def on_disk(self) -> Any:
        return json.loads(self.path.read_text("utf-8"))


def test_only_what_the_person_touched_is_written_until_all_is_accepted(corpora: Corpus) -> None:
    ferry = Ferry(corpora)
    suggested = ferry.said()
    ferry.label("Nobody was hurt.", "caption")
    ferry.label("Advertisement", None)
    written = ferry.on_disk()
    assert [(span["text"], span["label"]) for span in written["spans"]] == [
        ("Nobody was hurt.", "caption")
    ]
    assert (written["complete"], len(written["tool"]["cleared"])) == (False, 1)
    expected = [
        ("Nobody was hurt.", "caption", True)
        if words == "Nobody was hurt."
        else ("Advertisement", None, True)
        if words == "Advertisement"
        else (words, label, touched)
        for words, label, touched in suggested
    ]
    again = Ferry(corpora)
    assert (again.said(), again.done) == (expected, False)
    assert again.change == {"relabelled": 0, "cleared": 1, "added": 1}
    again.save(complete=True)
    assert {(span["text"], span["label"]) for span in again.on_disk()["spans"]} == {
        (words, label) for words, label, _ in expected if label
    }
    assert Ferry(corpora).done


def test_what_is_accepted_is_the_next_release(corpora: Corpus, tmp_path: Path) -> None:
    ferry = Ferry(corpora)
    start = TEXTS["ferry"].index("Then the sea")
    (line,) = [row for row in ferry.rows if row.start < start < row.end]
    parts = [Judged(line.start, start - 1, None, True), Judged(start, line.end, "other", True)]
    at = ferry.rows.index(line)
    ferry.rows[at : at + 1] = parts
    ferry.save(complete=True)
    row = rows_of(made(corpora.raw, tmp_path / "again"))["ferry"]
    assert row["human_labelled"]
    by_words = {row["text"][s["start"] : s["end"]]: s for s in row["spans"]}
    assert by_words["Then the sea was calm."]["source"] == "human:ana"
    assert "ferry" not in [
        entry["id"] for entry in Session(
            Release.open(tmp_path / "again" / "latest"), corpora.raw, "ana", 9
        ).entries()
    ]  # fmt: skip


def test_undoing_all_leaves_no_file(corpora: Corpus) -> None:
    ferry = Ferry(corpora)
    before = ferry.rows
    ferry.label("Advertisement", None)
    assert ferry.path.exists()
    ferry.rows = before
    ferry.save()
    assert (ferry.path.exists(), ferry.version) == (False, "")


def test_two_windows_do_not_overwrite_each_other(corpora: Corpus) -> None:
    one, other = Ferry(corpora), Ferry(corpora)
    one.label("Advertisement", None)
    written = one.path.read_bytes()
    with pytest.raises(ConflictError):
        other.label("Nobody was hurt.", "caption")
    assert one.path.read_bytes() == written
    other.load()
    other.label("Nobody was hurt.", "caption")
    assert len(other.on_disk()["tool"]["cleared"]) == 1


def test_another_annotator_is_left_alone(corpora: Corpus) -> None:
    ana, ben = Ferry(corpora), Ferry(corpora, "Ben Ochs")
    ana.label("Advertisement", None, complete=True)
    ben.label("Nobody was hurt.", "caption")
    assert [each["annotator"] for each in ben.on_disk()] == ["ana", "Ben-Ochs"]
    ana.label("Advertisement", "advertisement", complete=True)
    assert {each["annotator"] for each in ana.on_disk()} == {"ana", "Ben-Ochs"}


@pytest.mark.parametrize(
    "row",
    [(0, 0, None), (5, 3, None), (-1, 3, None), (0, 9999, None), (0, 3, "headlines")],
)
def test_rows_of_another_text_are_refused(
    corpora: Corpus, row: tuple[int, int, str | None]
) -> None:
    ferry = Ferry(corpora)
    ferry.rows = [Judged(*row, True)]
    with pytest.raises(ValueError, match=r"rows out of order|no label"):
        ferry.save()
    assert not ferry.path.exists()


def test_another_raw_folder_is_refused(corpora: Corpus, tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match=r"a\.json: is not there"):
        Session(corpora.release, tmp_path, "ana", 10)
