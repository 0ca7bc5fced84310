"""An article to annotate, and what a person answered: the same for every tool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from corpus.contract.article import DECIMALS, Span

# What of a row people are shown beside the text, where the row has it.
SHOWN = ("title", "outlet", "language", "url")
OURS = ("article", "sha256", *SHOWN)  # what a task brings beside text and spans


class Task(NamedTuple):
    """An article, with the labels that it has now."""

    id: str
    sha256: str  # of `text`
    text: str  # canonical
    spans: tuple[Span, ...]  # sorted, not overlapping
    about: dict[str, str]  # of SHOWN

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Task:
        """The task of a row of a release, with labels as names."""
        spans = tuple(
            Span(**{**span, "confidence": round(span["confidence"], DECIMALS)})
            for span in row["spans"]
        )
        about = {name: row[name] for name in SHOWN if row.get(name)}
        return cls(row["id"], row["sha256"], row["text"], spans, about)


class LabelledSpan(NamedTuple):
    """A stretch of a text that a person labelled."""

    start: int  # code points
    end: int
    label: str  # as the tool has it: any string


class Answer(NamedTuple):
    """What one person said of one text."""

    id: str | None  # of the article; None: the tool does not say
    text: str  # as the tool has it
    annotator: str | None  # None: the tool does not say
    time: str | None  # RFC 3339, when the person answered; None: the tool does not say
    spans: list[LabelledSpan]
    details: dict[str, Any]  # whatever else the tool knew
