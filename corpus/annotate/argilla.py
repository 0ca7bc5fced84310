"""Records of Argilla 2: a JSON array, as `dataset.records.from_json` and `to_json` have it.

Its page counts UTF-16 code units, as it takes the offsets of DOM ranges; its server checks them
against the length in code points (https://github.com/argilla-io/argilla/issues/5729 and
argilla-frontend/.../span-annotation/components/highlighting.ts). So that the server takes spans at
the end of a text with emoji, its field gets a space at the end for each unit more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus.annotate.task import SHOWN, Answer, LabelledSpan, Task
from corpus.annotate.utf16 import Utf16
from corpus.contract.labels import LABELS

FIELD, QUESTION = "text", "labels"  # names in the dataset's settings
_SETUP = """import sys

import argilla as rg

url, key, name, tasks = sys.argv[1:]
client = rg.Argilla(api_url=url, api_key=key)  # before all else: fields look for it
settings = rg.Settings(
    fields=[rg.TextField(name={field!r})],
    questions=[rg.SpanQuestion(name={question!r}, field={field!r}, labels={labels!r})],
    metadata=[
        rg.TermsMetadataProperty(name=metadata, visible_for_annotators=True)
        for metadata in {metadata!r}
    ],
)
dataset = rg.Dataset(name=name, settings=settings, client=client)
dataset.create()
dataset.records.from_json(tasks)
"""


def setup() -> dict[str, str]:
    """A program that makes the dataset: its arguments are URL, key, name, and the tasks."""
    names = {"field": FIELD, "question": QUESTION, "metadata": ["sha256", *SHOWN]}
    return {".py": _SETUP.format(**names, labels=list(LABELS))}


def task(article: Task) -> dict[str, Any]:
    """One record, with the labels that the article has now as its suggestion."""
    utf16 = Utf16(article.text)
    spans = [
        {"start": utf16.units(span.start), "end": utf16.units(span.end), "label": span.label}
        for span in article.spans
    ]
    scores = [span.confidence for span in article.spans]
    suggestion = {"value": spans, "score": scores, "agent": "corpus"}
    return {
        "id": article.id,
        "fields": {FIELD: article.text + " " * utf16.surplus},
        "metadata": {"sha256": article.sha256, **article.about},
        "suggestions": {QUESTION: suggestion} if spans else {},
        "responses": {},
        "vectors": {},
    }


def answers(record: dict[str, Any]) -> Iterator[Answer]:
    """What people answered to one record.

    Raises:
        KeyError, TypeError, ValueError: the record is not of this tool.
    """
    text = record["fields"][FIELD]
    utf16 = Utf16(text)
    text = text[: len(text) - utf16.surplus]
    for response in record["responses"].get(QUESTION, ()):
        spans = [
            LabelledSpan(utf16.points(span["start"]), utf16.points(span["end"]), span["label"])
            for span in response["value"]
        ]
        known = ("id", "fields", "metadata", "suggestions", "responses", "vectors")
        details = {name: value for name, value in record.items() if name not in known}
        yield Answer(record["id"], text, response.get("user_id"), None, spans, details)
