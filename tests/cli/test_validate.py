from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.conftest import Ran, Raw

GOOD = {"text": "The ferry left on time.", "url": "https://good.example/1"}


@pytest.fixture(autouse=True)
def here(raw: Raw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(raw.folder.parent)


def test_nothing_to_fix(raw: Raw, corpus: Callable[..., Ran]) -> None:
    raw.write("good.json", GOOD)
    assert corpus("validate") == Ran(0, "", "1 articles are valid, 0 problems found\n")


@pytest.mark.parametrize(
    ("form", "out"),
    [
        (
            "text",
            'raw/a.jsonl:2:70: C101 unknown_field: unknown field "titel"; expected one of text, '
            "html, url, outlet, id, title, authors, published, retrieved, language, license, "
            'rights, extra, $schema; did you mean "title"?\n'
            "raw/a.jsonl:1:1: C502 duplicate_id: its id also names another article, at "
            "raw/a.jsonl:3, which is kept; expected an id once; give one of the two another id\n",
        ),
        (
            "github",
            "::error file=raw/a.jsonl,line=2,col=70,endLine=2,endColumn=77,"
            'title=C101 unknown_field::unknown field "titel"; expected '
            "one of text, html, url, outlet, id, title, authors, published, retrieved, language, "
            'license, rights, extra, $schema; did you mean "title"?\n'
            "::error file=raw/a.jsonl,line=1,col=1,endLine=1,endColumn=2,"
            "title=C502 duplicate_id::its id also names another "
            "article, at raw/a.jsonl:3, which is kept; expected an id once; give one of the two "
            "another id\n",
        ),
    ],
)
def test_every_problem_with_file_and_line(
    raw: Raw, corpus: Callable[..., Ran], form: str, out: str
) -> None:
    one, other = {**GOOD, "id": "x"}, {**GOOD, "id": "x", "text": "It came back late."}
    raw.write("a.jsonl", [one, {**GOOD, "titel": "Ferry"}, other])
    hint = "; 1 of them can be fixed with --fix" if form == "text" else ""
    said = f"2 articles are valid, 2 problems found{hint}\n"
    assert corpus("validate", "--format", form) == Ran(1, out, said)
    assert corpus("validate", "raw/a.jsonl", "--format", form) == Ran(1, out, said)


def test_labels_and_outlets_are_looked_at(raw: Raw, corpus: Callable[..., Ran]) -> None:
    raw.write("a.json", GOOD)
    raw.write("a.labels.json", "{")
    raw.write("outlets/ie.toml", "country = 'Ireland'\noutlet = []")
    ran = corpus("validate")
    assert ran.code == 1
    assert [line.split(": ")[:2] for line in ran.out.splitlines()] == [
        ["raw/outlets/ie.toml:1:11", "C104 bad_value"],
        ["raw/a.labels.json:1:2", "C014 not_json"],
    ]


def test_spans_that_do_not_quote_the_text(raw: Raw, corpus: Callable[..., Ran]) -> None:
    from corpus.identify.canonical import sha256

    raw.write("a.json", GOOD)
    span = {"start": 1, "end": 6, "label": "other", "text": "ferry"}
    judgement = {"annotator": "ana", "date": "2026-11-20", "spans": [span]}
    raw.write("a.labels.json", {**judgement, "sha256": sha256(str(GOOD["text"]))})
    ran = corpus("validate")
    assert (ran.code, ran.out) == (
        0,
        'raw/a.labels.json:1:54: C602 moved_span: the span "ferry" (1-6, other) is not at its '
        "offsets, which seem to be in an unknown unit; expected code points of the canonical "
        "text; correct the offsets (it is placed at 4-9, the only place with its words)\n",
    )


@pytest.mark.parametrize("path", ["gone", "raw/notes.docx"])
def test_nothing_to_validate(raw: Raw, corpus: Callable[..., Ran], path: str) -> None:
    raw.write("notes.docx", json.dumps(GOOD))
    ran = corpus("validate", path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"corpus: {path}: ")
