from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.annotate.task import SHOWN, LabelledSpan, Task
from corpus.annotate.tools import TOOLS
from corpus.annotate.utf16 import Utf16
from tests.annotate.articles import tasks, texts
from tests.annotate.people import LET_STAND

PERSON = {
    "label-studio": ("user-3", "2026-11-20T09:15:02.610000Z"),
    "doccano": (None, None),
    "prodigy": ("news-ana", "2026-11-20T07:54:02+00:00"),
    "argilla": ("4c4b0ab1-0d4e-4b5f-9a35-0d1e6f9a7c11", None),
}


@pytest.mark.parametrize("name", TOOLS)
@settings(max_examples=30)
@given(task=tasks())
def test_what_goes_out_and_is_let_stand_comes_back(name: str, task: Task) -> None:
    out = json.loads(json.dumps(TOOLS[name].task(task)))
    (answer,) = TOOLS[name].answers(LET_STAND[name](out))
    assert (answer.id, answer.text) == (task.id, task.text)
    assert answer.spans == [LabelledSpan(*span[:3]) for span in task.spans]
    assert (answer.annotator, answer.time) == PERSON[name]


@settings(max_examples=30)
@given(texts, st.data())
def test_offsets_count_what_a_browser_counts(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    units = Utf16(text).units(offset)
    assert units == len(text[:offset].encode("utf-16-le")) // 2
    assert Utf16(text).points(units) == offset
    assert (
        offset == len(text)
        or text[offset] <= "\uffff"
        or Utf16(text).points(units + 1) == offset + 1
    )


@settings(max_examples=30)
@given(tasks())
def test_tokens_of_prodigy_are_the_text(task: Task) -> None:
    tokens = TOOLS["prodigy"].task(task)["tokens"]
    assert "".join(token["text"] + " " * token["ws"] for token in tokens) == task.text
    assert all(task.text[token["start"] : token["end"]] == token["text"] for token in tokens)
    assert [token["id"] for token in tokens] == list(range(len(tokens)))


@settings(max_examples=30)
@given(tasks())
def test_argilla_s_server_takes_each_span(task: Task) -> None:
    record = TOOLS["argilla"].task(task)
    for suggestion in record["suggestions"].values():
        ends = [span["end"] for span in suggestion["value"]]
        assert max(ends) <= len(record["fields"]["text"])  # in code points, as it checks


def test_every_line_of_doccano_has_the_same_fields() -> None:
    shown = [{}, {"title": "Ferry returns"}, dict.fromkeys(SHOWN, "x")]
    lines = [TOOLS["doccano"].task(Task("a", "00", "Ferry", (), about)) for about in shown]
    assert len({tuple(line) for line in lines}) == 1  # else its database refuses the whole file
    assert [line["title"] for line in lines] == ["", "Ferry returns", "x"]


@pytest.mark.parametrize(
    ("name", "record"),
    [
        ("label-studio", {"data": {"text": "a"}, "annotations": [{"was_cancelled": True}]}),
        ("prodigy", {"text": "a", "answer": "reject", "spans": []}),
        ("prodigy", {"text": "a", "answer": "ignore"}),
        ("argilla", {"id": "1", "fields": {"text": "a"}, "responses": {}}),
    ],
)
def test_who_skipped_a_task_did_not_answer(name: str, record: dict[str, object]) -> None:
    assert list(TOOLS[name].answers(record)) == []


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ({"id": 3, "email": "ana@desk.example"}, "ana@desk.example"),
        ({"id": 3, "email": ""}, "user-3"),
        (3, "user-3"),
        (None, None),
    ],
)
def test_the_person_of_label_studio(person: object, name: str | None) -> None:
    annotation = {"result": [], "completed_by": person}
    record = {"data": {"text": "a"}, "annotations": [annotation]}
    (answer,) = TOOLS["label-studio"].answers(record)
    assert answer.annotator == name
