"""The articles that a person goes through, and what the person has said of them so far."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from corpus._version import __version__
from corpus.annotate import labels_file
from corpus.annotate.annotation import annotation, by_lines, person_name
from corpus.annotate.export import in_queue
from corpus.annotate.labels_file import Annotation
from corpus.annotate.places import check_raw, raw_files
from corpus.annotate.queue import queue
from corpus.annotate.task import LabelledSpan, Task
from corpus.contract.article import Vote
from corpus.contract.labels import LABELS
from corpus.errors import CannotRunError
from corpus.read.files import labels_file as labels_file_of
from corpus.release.reader import Release
from corpus.review.rows import Change, change, overlapping, rows
from corpus.visible import visible

_TOOL = "corpus review"


class ConflictError(Exception):
    """The labels are no longer those that were changed."""


class Judged(NamedTuple):
    """A row as a person left it."""

    start: int
    end: int
    label: str | None
    touched: bool  # the person said so; else a program did


class _Item(NamedTuple):
    """An article to go through."""

    task: Task
    votes: Sequence[Vote]
    labels: Path  # the file for the person's labels

    @property
    def suggested(self) -> list[LabelledSpan]:
        """The labels that the release has."""
        return [LabelledSpan(*span[:3]) for span in self.task.spans]


class Session:
    """One person's way through a queue. What is saved is on disk at once, and nowhere else."""

    def __init__(self, release: Release, raw: Path, annotator: str, number: int) -> None:
        """Read the articles of the queue.

        Args:
            release: Where the articles and their labels are.
            raw: The raw folder it was built from, where the person's labels go.
            annotator: The person.
            number: Of articles, at most.

        Raises:
            CannotRunError: a file cannot be read, the raw folder is another one, or there is
                nothing to look at.
        """
        self.annotator = person_name(annotator)
        self._release = release.version
        ids = queue(release, number)
        if not ids:
            raise CannotRunError(
                f"{release.path}: no article to review; expected some that nobody has judged; all "
                "of them are judged by people, or there are none"
            )
        wanted = set(ids)
        files = raw_files(release, wanted)
        check_raw(release, raw, files.values())
        votes = {name: of_article for name, of_article in release.votes() if name in wanted}
        self._items = [
            _Item(task, votes[task.id], raw / labels_file_of(files[task.id]))
            for task in in_queue(release, ids)
        ]

    def __len__(self) -> int:
        """How many articles there are."""
        return len(self._items)

    def entries(self) -> list[dict[str, Any]]:
        """Every article of the queue: what it is called, whether it is judged, and what changed."""
        return [self._entry(item) for item in self._items]

    def entry(self, number: int) -> dict[str, Any]:
        """An article as `entries` has it."""
        return self._entry(self._items[number])

    def article(self, number: int) -> dict[str, Any]:
        """One article with its rows, and the version of what the person said of it."""
        item = self._items[number]
        saved = self._saved(item)
        text = item.task.text
        judged = _judged(item, saved)
        chosen_by = overlapping(judged, item.task.spans)
        voted_by = overlapping(judged, item.votes)
        return {
            **self._entry(item),
            "rows": [
                {
                    **row._asdict(),
                    "text": text[row.start : row.end],
                    "shown": visible(text[row.start : row.end]),
                    "source": next((item.task.spans[n].source for n in spans), None),
                    "votes": _shown([item.votes[n] for n in votes]),
                }
                for row, spans, votes in zip(judged, chosen_by, voted_by, strict=True)
            ],
            "version": _version(saved),
        }

    def save(self, number: int, version: str, judged: Sequence[Judged], complete: bool) -> str:
        """Write what the person said of an article.

        Args:
            number: Of the article.
            version: Of what the person had before.
            judged: All rows.
            complete: Whether the person accepts all of them.

        Returns:
            The new version.

        Raises:
            ConflictError: what is there has another version.
            ValueError: the rows are not of this article.
            CannotRunError: the labels cannot be read or written.
        """
        item = self._items[number]
        _check(judged, item.task.text)
        new = self._annotation(item, judged, complete)
        labels_file.update(item.labels, partial(self._replaced, item, version, new))
        return _version(new)

    def _replaced(
        self, item: _Item, version: str, new: Annotation | None, present: list[Annotation]
    ) -> list[Annotation]:
        old = self._own(item, present)
        if _version(old) != version:
            raise ConflictError
        if new is not None:
            return labels_file.merged(present, [new])
        return [each for each in present if each is not old]

    def _annotation(
        self, item: _Item, judged: Sequence[Judged], complete: bool
    ) -> Annotation | None:
        """As labels files have it: until all is accepted, it has what the person touched alone."""
        said = [row for row in judged if complete or row.touched]
        if not said and not complete:
            return None
        tool: dict[str, Any] = {"name": _TOOL, "version": __version__, "release": self._release}
        if not complete:
            tool["cleared"] = [[row.start, row.end] for row in said if row.label is None]
        spans = [
            span
            for row in said
            if row.label is not None
            for span in by_lines(item.task.text, LabelledSpan(row.start, row.end, row.label))
        ]
        now = datetime.now(UTC).isoformat(timespec="seconds")
        place = item.task.id, item.task.text, self.annotator, now
        return annotation(*place, spans, tool, complete=complete)

    def _saved(self, item: _Item) -> Annotation | None:
        return self._own(item, labels_file.read(item.labels))

    def _own(self, item: _Item, present: Sequence[Annotation]) -> Annotation | None:
        """What the person said of this text."""
        person, text = self.annotator, item.task.sha256
        own = (each for each in present if (each["annotator"], each["sha256"]) == (person, text))
        return next(own, None)

    def _entry(self, item: _Item) -> dict[str, Any]:
        saved = self._saved(item)
        made = Change()
        if saved is not None:
            judged = _judged(item, saved)
            after = [LabelledSpan(row.start, row.end, row.label) for row in judged if row.label]
            made = change(item.suggested, after)
        about = item.task.about
        return {
            "id": item.task.id,
            "title": visible(about.get("title") or item.task.text.strip().split("\n")[0][:120]),
            "outlet": visible(about.get("outlet", "")),
            "language": about.get("language", "und"),
            "done": bool(saved and saved.get("complete")),
            "change": made._asdict(),
        }


def _judged(item: _Item, saved: Annotation | None) -> list[Judged]:
    """The rows of an article with what the person said of them, and else what the release says."""
    text, spans = item.task.text, item.suggested
    if saved is None:
        return [Judged(*row, touched=False) for row in rows(text, spans)]
    own = [LabelledSpan(span["start"], span["end"], span["label"]) for span in saved["spans"]]
    if saved.get("complete"):
        return [Judged(*row, touched=True) for row in rows(text, own)]
    cleared = [(start, end) for start, end in saved.get("tool", {}).get("cleared", ())]
    touched = sorted([*((span.start, span.end) for span in own), *cleared])
    is_left = [not by for by in overlapping(spans, touched)]
    left = [span for span, stays in zip(spans, is_left, strict=True) if stays]
    cuts = [edge for stretch in touched for edge in stretch]
    found = rows(text, sorted([*left, *own]), cuts)
    by_person = overlapping(found, touched)
    return [Judged(*row, touched=bool(by)) for row, by in zip(found, by_person, strict=True)]


def _shown(votes: Sequence[Vote]) -> list[dict[str, Any]]:
    """Votes for people to read, the strongest first."""
    return [
        {
            "source": vote.source,
            "label": vote.label,
            "weight": round(vote.weight, 2),
            "why": visible(vote.why),
        }
        for vote in sorted(votes, key=lambda vote: -vote.weight)
    ]


def _check(judged: Sequence[Judged], text: str) -> None:
    """Raises ValueError where rows overlap, or are not of the text."""
    end = 0
    for row in judged:
        if not end <= row.start < row.end <= len(text):
            raise ValueError(f"rows out of order at {row.start}-{row.end}")
        if row.label is not None and row.label not in LABELS:
            raise ValueError(f"no label {row.label!r}")
        end = row.end


def _version(saved: Annotation | None) -> str:
    """What changes whenever the annotation does; empty where there is none."""
    return "" if saved is None else hashlib.sha256(orjson.dumps(saved)).hexdigest()
