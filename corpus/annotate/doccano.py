"""Tasks of doccano: JSON Lines of a project for sequence labelling, in and out.

It counts UTF-16 code units, as long as the project does not "count grapheme clusters as one
character" (https://github.com/doccano/doccano/issues/2290, doccano/v-annotator,
src/domain/models/Label/Text.ts). It exports a file for each person, named after the person, and
says neither when they answered nor which texts they left as they were.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from corpus.annotate.task import OURS, SHOWN, Answer, LabelledSpan, Task
from corpus.annotate.utf16 import Utf16
from corpus.contract.labels import LABELS, is_boilerplate

_LABELS = ("label", "labels", "entities")  # versions differ
_TEXTS = ("text", "data")


def setup() -> dict[str, str]:
    """The labels, as `Labels > Actions > Import Labels` takes them."""
    labels = [
        {"text": label, "background_color": "#F4B183" if is_boilerplate(label) else "#9DC3E6"}
        for label in LABELS
    ]
    return {"-labels.json": json.dumps(labels, indent=1)}


def task(article: Task) -> dict[str, Any]:
    """One line, with the labels that the article has now. The tool has no place for confidence.

    Every line has every field: of one that some lines lack, its importer makes NaN in the others,
    which its database refuses.
    """
    utf16 = Utf16(article.text)
    return {
        "text": article.text,
        "label": [
            [utf16.units(span.start), utf16.units(span.end), span.label] for span in article.spans
        ],
        "article": article.id,
        "sha256": article.sha256,
        **{name: article.about.get(name, "") for name in SHOWN},
    }


def answers(record: dict[str, Any]) -> Iterator[Answer]:
    """What the person of the file answered to one task.

    Raises:
        KeyError, TypeError, ValueError: the record is not of this tool.
    """
    (text,) = (record[name] for name in _TEXTS if name in record)
    (labels,) = (record[name] for name in _LABELS if name in record)
    utf16 = Utf16(text)
    spans = []
    for start, end, label in map(_triple, labels):
        spans.append(LabelledSpan(utf16.points(start), utf16.points(end), label))
    known = {*_TEXTS, *_LABELS, *OURS}
    details = {name: value for name, value in record.items() if name not in known}
    yield Answer(record.get("article"), text, None, None, spans, details)


def _triple(label: Any) -> tuple[int, int, str]:
    if isinstance(label, dict):  # of a project with relations
        return label["start_offset"], label["end_offset"], label["label"]
    start, end, name = label
    return start, end, name
