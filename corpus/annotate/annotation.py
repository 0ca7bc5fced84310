"""From an answer to an annotation, as `.labels.json` has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from corpus.annotate.task import LabelledSpan
from corpus.identify.canonical import canonicalise, sha256

_CONTEXT = 32  # code points that a span quotes before and behind it
_NOT_OF_NAMES = re.compile(r"[^A-Za-z0-9._@-]+")
_NAME_LENGTH = 64  # as the schema has it


def annotation(
    article_id: str,
    text: str,
    annotator: str,
    time: str,
    spans: Iterable[LabelledSpan],
    tool: Mapping[str, Any],
    *,
    complete: bool = True,
) -> dict[str, Any]:
    """An annotation of a text.

    Args:
        article_id: Id of the article.
        text: What was judged, as the tool has it.
        annotator: Who judged it.
        time: When, as RFC 3339.
        spans: In code points of `text`.
        tool: What the tool knew, with its `name`.
        complete: Whether all of the text was judged.
    """
    return {
        "sha256": sha256(canonicalise(text)),
        "id": article_id,
        "annotator": person_name(annotator),
        "date": time[:10],
        "time": time,
        "tool": dict(tool),
        "complete": complete,
        "spans": [_quoting(text, span) for span in sorted(set(spans))],
    }


def person_name(name: str) -> str:
    """A name that labels files and sources allow."""
    return _NOT_OF_NAMES.sub("-", name).strip("-")[:_NAME_LENGTH] or "unnamed"


def by_lines(text: str, span: LabelledSpan) -> Iterator[LabelledSpan]:
    """The span line by line, without white space around: what people select is seldom exact."""
    start = span.start
    for line in text[span.start : span.end].split("\n"):
        first = start + len(line) - len(line.lstrip())
        last = start + len(line.rstrip())
        if first < last:
            yield LabelledSpan(first, last, span.label)
        start += len(line) + 1


def _quoting(text: str, span: LabelledSpan) -> dict[str, Any]:
    start, end, label = span
    return {
        "start": start,
        "end": end,
        "label": label,
        "text": text[start:end],
        "before": text[max(0, start - _CONTEXT) : start],
        "after": text[end : end + _CONTEXT],
    }
