"""Tasks of Label Studio: a JSON array, as `Import` takes it and `Export > JSON` gives it.

In a `Text` tag it counts code points, since 1.4.1: its own end-to-end tests of emoji say so
(HumanSignal/label-studio, web/libs/editor/tests/integration/e2e/ner/emoji.cy.ts), and so it was
seen in 1.23.2, of suggestions that are submitted and of words selected behind emoji. The form is
that of https://labelstud.io/guide/task_format and https://labelstud.io/guide/predictions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus.annotate.task import Answer, LabelledSpan, Task
from corpus.contract.article import Span
from corpus.contract.labels import LABELS, is_boilerplate

_LABELS, _TEXT = "label", "text"  # names of the tags


def setup() -> dict[str, str]:
    """The labelling interface: what to paste below Settings > Labeling Interface > Code."""
    return {".xml": interface()}


def interface() -> str:
    """The labelling interface, as XML."""
    labels = "\n".join(
        f'    <Label value="{label}" background="{_colour(label)}"/>' for label in LABELS
    )
    return (
        f'<View>\n  <Labels name="{_LABELS}" toName="{_TEXT}">\n{labels}\n  </Labels>\n'
        f'  <Text name="{_TEXT}" value="$text" granularity="word"/>\n</View>\n'
    )


def task(article: Task) -> dict[str, Any]:
    """One task, with the labels that the article has now as its prediction."""
    data = {"text": article.text, "article": article.id, "sha256": article.sha256, **article.about}
    regions = [_region(index, span, article.text) for index, span in enumerate(article.spans)]
    prediction: dict[str, Any] = {"model_version": "corpus", "result": regions}
    if article.spans:
        prediction["score"] = min(span.confidence for span in article.spans)
    return {"data": data, "predictions": [prediction]}


def answers(record: dict[str, Any]) -> Iterator[Answer]:
    """What people answered to one task; those who skipped it did not answer.

    Raises:
        KeyError, TypeError, ValueError: the record is not of this tool.
    """
    data = record["data"]
    for annotation in record["annotations"]:
        if annotation.get("was_cancelled"):
            continue
        regions = [region for region in annotation["result"] if region["type"] == "labels"]
        known = ("result", "prediction")  # the latter is what the task brought
        details = {name: value for name, value in annotation.items() if name not in known}
        details["regions"] = [_without_value(region) for region in annotation["result"]]
        yield Answer(
            data.get("article"),
            data["text"],
            _annotator(annotation.get("completed_by")),
            annotation.get("updated_at") or annotation.get("created_at"),
            [
                _span(region["value"], label)
                for region in regions
                for label in region["value"]["labels"]
            ],
            {"task": record.get("id"), **details},
        )


def _region(index: int, span: Span, text: str) -> dict[str, Any]:
    value = {
        "start": span.start,
        "end": span.end,
        "text": text[span.start : span.end],
        "labels": [span.label],
    }
    return {
        "id": f"span-{index}",
        "from_name": _LABELS,
        "to_name": _TEXT,
        "type": "labels",
        "score": span.confidence,
        "value": value,
    }


def _span(value: dict[str, Any], label: str) -> LabelledSpan:
    return LabelledSpan(int(value["start"]), int(value["end"]), label)


def _without_value(region: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in region.items() if name != "value"}


def _annotator(person: object) -> str | None:
    """A name: exports have the number of a person, or an object with the address."""
    if isinstance(person, dict):
        return person.get("email") or person.get("username") or _annotator(person.get("id"))
    return None if person is None else f"user-{person}"


def _colour(label: str) -> str:
    return "#d95f02" if is_boilerplate(label) else "#1b7fa3"
