"""Tasks and answers, by the tools' own libraries. They need the extras `tools` and `spacy`."""

from __future__ import annotations

import json
import uuid
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import given, settings

from corpus.annotate import argilla, prodigy
from corpus.annotate.task import LabelledSpan, Task
from corpus.contract.article import Span
from corpus.contract.labels import LABELS
from corpus.identify.canonical import sha256
from tests.annotate.articles import tasks

pytestmark = pytest.mark.slow  # the client brings much with it

TEXT = "😀 اقرأ أيضا\nShare 👨‍👩‍👧"
SPANS = (Span(2, 11, "related_links", "a", 0.9), Span(12, 23, "share_follow", "a", 0.8))


def test_an_answer_of_argilla_comes_back(tmp_path: Path) -> None:
    import argilla as rg
    from argilla.records._io import JsonIO

    task = argilla.task(Task("te-1", sha256(TEXT), TEXT, SPANS, {"outlet": "echo"}))
    record = rg.Record.from_dict(json.loads(json.dumps(task)))
    (suggestion,) = record.suggestions
    person = uuid.uuid4()
    record.responses.add(rg.Response(argilla.QUESTION, suggestion.value, user_id=person))
    path = JsonIO.to_json([record], tmp_path / "answers.json")
    (answered,) = json.loads(Path(path).read_text("utf-8"))
    (answer,) = argilla.answers(answered)
    assert (answer.id, answer.text, answer.annotator) == ("te-1", TEXT, str(person))
    assert answer.spans == [LabelledSpan(*span[:3]) for span in SPANS]


class Me(BaseHTTPRequestHandler):
    """Who the client asks whether it may come in; there is no server of Argilla here."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps({"id": str(uuid.uuid4()), "username": "ana"}).encode())

    def log_message(self, *_: object) -> None:
        pass


def test_the_program_that_makes_the_dataset_can_be_run(monkeypatch: pytest.MonkeyPatch) -> None:
    import argilla as rg

    program = argilla.setup()[".py"]
    settings_only = program[: program.index("dataset = ")]
    with HTTPServer(("127.0.0.1", 0), Me) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        monkeypatch.setattr("sys.argv", ["setup.py", url, "key", "news", "tasks.json"])
        names: dict[str, Any] = {}
        exec(settings_only, names)
        server.shutdown()
    settings = names["settings"]
    assert isinstance(settings, rg.Settings)
    (question,) = settings.questions
    assert (question.field, list(question.labels)) == (argilla.FIELD, list(LABELS))
    known = {metadata.name for metadata in settings.metadata}
    assert known >= set(argilla.task(Task("a", "", TEXT, (), {"title": "T"}))["metadata"])


@settings(max_examples=40)
@given(tasks())
def test_tokens_of_prodigy_make_a_document_of_spacy(task: Task) -> None:
    """Prodigy is sold, and is not here. Its tasks are documents of spaCy, its spans theirs."""
    import spacy
    from spacy.tokens import Doc

    sent = prodigy.task(task)
    words = [token["text"] for token in sent["tokens"]]
    document = Doc(spacy.blank("xx").vocab, words, [token["ws"] for token in sent["tokens"]])
    assert document.text == sent["text"] == task.text
    assert [(token.i, token.idx) for token in document] == [
        (token["id"], token["start"]) for token in sent["tokens"]
    ]
    for span in sent["spans"]:
        found = document.char_span(span["start"], span["end"], span["label"])
        assert (found.start, found.end - 1) == (span["token_start"], span["token_end"])
