"""`corpus build` and `corpus validate` name the same problems of the same raw folder."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from corpus.contract.problems import KEPT, REASONS, RULES
from corpus.identify.canonical import sha256
from tests.cli.test_build import CASES, GOOD, arguments, write_files
from tests.conftest import Ran, Raw

_PROBLEM = re.compile(r"^(?:corpus: )?raw/(\S+?)(?::(\d+)(?::\d+)?)?: C\d+ (\w+): ", re.M)
_OTHER = re.compile(r"(?:raw/)?(\S+?:\d+)(?:, which is kept| too)")
LEFT_OUT = {name for name, rule in RULES.items() if rule.severity == "left_out"}
_NOTE = re.compile(r"^raw: .*, left alone: .*", re.M)


def problems(text: str) -> Counter[tuple[str, ...]]:
    """How often each reason is given, with file and line, and the copy that is kept.

    Notes on how a file is written are of `validate` alone.
    """
    return Counter(
        (match[3], match[1], match[2], *_OTHER.findall(text[match.end() :].partition("\n")[0]))
        for match in _PROBLEM.finditer(text)
        if match[3] in REASONS and match[3] not in LEFT_OUT
        if RULES[match[3]].severity != "note"
    )


def compare(corpus: Callable[..., Ran], *options: str) -> Counter[tuple[str, ...]]:
    """What both commands name; the files that are left alone must agree too."""
    built, validated = corpus("build", *options), corpus("validate", "--ignore", "C7", *options)
    assert problems(built.err) == problems(validated.out)
    if built.code == 0:
        assert _NOTE.findall(built.err) == _NOTE.findall(validated.err)
        named = problems(built.err)
        counts = "--strict" in options
        assert validated.code == any(
            counts or RULES[reason].severity not in KEPT for reason, *_ in named
        )
    return problems(validated.out)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_both_commands_give_the_same_reasons(
    case: dict[str, Any],
    raw: Raw,
    corpus: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    write_files(case, raw)
    shared = {"--strict", "--config", "corpus.toml"}
    named = compare(corpus, *(option for option in arguments(case) if option in shared))
    if case.get("rejected"):
        expected = [line.rsplit(" ", 1)[1] for line in case["rejected"]]
        lost = (reason for reason, *_ in named.elements() if RULES[reason].severity not in KEPT)
        assert Counter(lost) == Counter(reason for reason in expected if reason not in LEFT_OUT)


def labels(text: str, **span: Any) -> dict[str, Any]:
    spans = [{"start": 0, "end": 3, "label": "other", "text": "The", **span}] if span else []
    return {"sha256": sha256(text), "annotator": "ana", "date": "2026-11-20", "spans": spans}


TWICE = [{**GOOD, "id": "a"}, {**GOOD, "id": "b", "url": "https://good.example/2"}]
FOLDERS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "labels beside nothing": ({"x.labels.json": labels("x")}, ["orphaned_labels"]),
    "labels of another text of the file": (
        {"a.jsonl": TWICE, "a.labels.json": [labels("x")]},
        ["orphaned_labels"],
    ),
    "labels of an article that is invalid": (
        {"a.json": {"text": "x"}, "a.labels.json": [labels("x")]},
        ["missing_field", "orphaned_labels"],
    ),
    "labels that two files share": (
        {"a.jsonl": TWICE[:1], "a.json": TWICE[1], "a.labels.json": [labels(GOOD["text"])]},
        [],
    ),
    "one text twice, with a span that is wrong": (
        {"a.jsonl": TWICE, "a.labels.json": [labels(GOOD["text"], start=1)]},
        ["moved_span"],
    ),
    "labels that are not JSON": ({"good.labels.json": "{"}, ["not_json"]),
    "files of an unknown kind": ({"b.txt": "", "c.csv": "", "d.7z": ""}, []),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_both_commands_say_the_same_of_labels(
    name: str, raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    files, reasons = FOLDERS[name]
    raw.write("good.json", {**GOOD, "text": "Nobody saw the whale again.", "id": "good"})
    for file, content in files.items():
        raw.write(file, json.dumps(content) if isinstance(content, dict) else content)
    assert sorted(reason for reason, *_ in compare(corpus).elements()) == reasons


def test_both_commands_keep_the_same_of_many_with_one_id(
    raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of six texts twice, in two files: one article is kept, and five and six are named."""
    monkeypatch.chdir(raw.folder.parent)
    texts = [{**GOOD, "id": "x", "text": f"The ferry left at {hour}."} for hour in range(6)]
    raw.write("a.jsonl", texts)
    raw.write("b.jsonl", texts[::-1])
    named = compare(corpus)
    assert Counter(reason for reason, *_ in named) == {"duplicate_record": 1, "duplicate_id": 10}
    (kept,) = {other for *_, other in named}
    assert kept.startswith("a.jsonl:")
    # Another name changes no choice: the article that is kept has the same text.
    (raw.folder / "a.jsonl").rename(raw.folder / "c.jsonl")
    (renamed,) = {other for *_, other in compare(corpus)}
    assert int(kept.removeprefix("a.jsonl:")) + int(renamed.removeprefix("b.jsonl:")) == 7


def test_validate_names_the_files_that_it_leaves_alone(
    raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    raw.write("good.json", GOOD)
    raw.write("more.docx", "")
    assert corpus("validate") == Ran(
        0,
        "",
        "raw: no input by their names, left alone: 1 (more.docx)\n"
        "1 articles are valid, 0 problems found\n",
    )
