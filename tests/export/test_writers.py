"""What writers write, read again: exact for any text."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.contract.labels import LABELS
from corpus.export.part import Part
from corpus.export.writers import WRITERS

Row = dict[str, Any]
PIECES = st.sampled_from(
    [
        *("Ferry", "sails", "again.", "😀", "👨‍👩‍👧", "é", "e\u0301"),
        *("قطار", "نهاية", "船が再開", "हिन्दी", "&<b>", '"q"'),
    ]
)
FEW = settings(max_examples=40)  # each writes files
BLANKS = st.sampled_from([" ", "  ", "\n", "\n\n", " \n", "\t", "\u00a0"])


@st.composite
def rows(draw: st.DrawFn) -> Row:
    """A text of pieces, of which runs are spans."""
    text, spans = draw(st.sampled_from(["", " ", "\n"])), []
    for number in range(draw(st.integers(1, 5))):
        start = len(text)
        text += draw(PIECES)
        for _ in range(draw(st.integers(0, 3))):
            text += draw(BLANKS) + draw(PIECES)
        if draw(st.booleans()):
            label = draw(st.sampled_from(LABELS))
            spans.append({"start": start, "end": len(text), "label": label, "confidence": 0.9})
        text += draw(BLANKS) if number % 2 else ""
    return {"id": "a", "text": text, "spans": spans, "sha256": "00"}


@contextmanager
def written(to: str, row: Row) -> Iterator[Path]:
    spans = [{**span, "source": "human:ana"} for span in row["spans"]]
    with tempfile.TemporaryDirectory() as folder:
        part = Part("train", iter([{**row, "spans": spans}]), LABELS)
        assert WRITERS[to].load()(part, Path(folder)) == 1
        yield Path(folder)


def record(folder: Path) -> Any:
    return json.loads((folder / "train.jsonl").read_text("utf-8"))


def places(row: Row) -> list[tuple[int, int, str]]:
    return [(span["start"], span["end"], span["label"]) for span in row["spans"]]


def decoded(words: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The spans of words with their tags."""
    found: list[tuple[int, int, str]] = []
    inside = False
    for start, end, tag in words:
        if tag.startswith("B-"):
            found.append((start, end, tag[2:]))
        elif tag.startswith("I-"):
            assert inside
            assert found[-1][2] == tag[2:]
            found[-1] = (found[-1][0], end, tag[2:])
        inside = tag != "O"
    return found


@FEW
@given(rows())
def test_bio(row: Row) -> None:
    with written("bio", row) as folder:
        article = record(folder)
    ends = [
        start + len(token)
        for start, token in zip(article["starts"], article["tokens"], strict=True)
    ]
    words = list(zip(article["starts"], ends, article["ner_tags"], strict=True))
    assert decoded(words) == places(row)
    assert [row["text"][start:end] for start, end, _ in words] == article["tokens"]


@FEW
@given(rows())
def test_conll(row: Row) -> None:
    with written("conll", row) as folder:
        text = (folder / "train.conll").read_text("utf-8")
    start, *lines = text.split("\n")
    assert start.split() == ["-DOCSTART-", "-X-", "-X-", "O"]
    words, end = [], 0
    for line in filter(None, lines):
        word, _, _, tag = line.split()
        start_of_word = row["text"].index(word, end)
        end = start_of_word + len(word)
        words.append((start_of_word, end, tag))
    assert decoded(words) == places(row)


@FEW
@given(rows())
def test_lines(row: Row) -> None:
    with written("lines", row) as folder:
        lines = [json.loads(line) for line in (folder / "train.jsonl").open(encoding="utf-8")]
    for line in lines:
        assert row["text"][line["start"] : line["end"]] == line["text"] == line["text"].strip()
        assert row["text"].split("\n")[line["line"] - 1].strip() == line["text"]
        whole = [
            each
            for each in row["spans"]
            if each["start"] <= line["start"] and line["end"] <= each["end"]
        ]
        if whole:
            assert (line["label"], line["confidence"]) == (whole[0]["label"], 0.9)
    assert len(lines) == sum(1 for line in row["text"].split("\n") if line.strip())


@FEW
@given(rows())
def test_text(row: Row) -> None:
    with written("text", row) as folder:
        text = (folder / "train" / "a.txt").read_bytes().decode()
    kept, position = "", 0
    for start, end, _ in places(row):
        kept, position = kept + row["text"][position:start], end
    assert "".join(text.split()) == "".join((kept + row["text"][position:]).split())


@FEW
@given(rows())
def test_jsonl(row: Row) -> None:
    with written("jsonl", row) as folder:
        article = record(folder)
    assert (article["text"], places(article)) == (row["text"], places(row))


@pytest.mark.slow  # spaCy is not small: it has an extra of its own
@FEW
@given(rows())
def test_spacy(row: Row) -> None:
    import spacy
    from spacy.training import Corpus

    nlp = spacy.blank("xx")
    with written("spacy", row) as folder:
        (example,) = Corpus(folder / "train")(nlp)
    document = example.reference
    assert document.text == row["text"]
    assert document.user_data["id"] == "a"
    for spans in document.ents, document.spans["sc"]:
        assert [(s.start_char, s.end_char, s.label_) for s in spans] == places(row)
