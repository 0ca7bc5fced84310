"""`spacy`: documents as `spacy train` reads them, the spans as entities and as the spans `sc`.

A `DocBin` is held in memory as a whole, so a split is a folder of several, which the reader
`spacy.Corpus.v1` takes. The words are ours, cut where spans begin and end, so that every span is
exact; the white space between them is as the text has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from corpus.export.part import Part
from corpus.export.words import sentences
from corpus.release.streams import Row

_DOCUMENTS = 1000  # in a file
_SPANS = "sc"  # the key that the `spancat` of spaCy looks for


def write(part: Part, folder: Path) -> int:
    """Write `SPLIT/00000.spacy` and so on."""
    import spacy
    from spacy.tokens import DocBin

    folder = folder / part.split
    folder.mkdir()
    vocab = spacy.blank("xx").vocab
    number = files = 0
    while rows := list(islice(part.rows, _DOCUMENTS)):
        documents = DocBin(["ORTH", "ENT_IOB", "ENT_TYPE"], store_user_data=True)
        for row in rows:
            documents.add(_document(row, vocab))
        documents.to_disk(folder / f"{files:05d}.spacy")
        number, files = number + len(rows), files + 1
    return number


def _document(row: Row, vocab: Any) -> Any:
    from spacy.tokens import Doc

    text = row["text"]
    words, spaces = zip(*_tokens(row), strict=True)
    document = Doc(vocab, list(words), list(spaces))
    places = [(*_bare(text, span["start"], span["end"]), span["label"]) for span in row["spans"]]
    spans = [document.char_span(*place) for place in places if place[0] < place[1]]
    document.set_ents(spans)
    document.spans[_SPANS] = spans
    document.user_data["id"] = row["id"]
    return document


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch without the white space around it, with which no entity may begin or end."""
    piece = text[start:end]
    return end - len(piece.lstrip()), start + len(piece.rstrip())


def _tokens(row: Row) -> Iterator[tuple[str, bool]]:
    """Words and white space, and whether one blank follows, which is then no token of its own."""
    text = row["text"]
    words = [word for sentence in sentences(text, row["spans"]) for word in sentence]
    if words[0][0]:
        yield text[: words[0][0]], False
    for (start, end), (following, _) in pairwise([*words, (len(text), len(text))]):
        between = text[end:following]
        yield text[start:end], between.startswith(" ")
        if rest := between.removeprefix(" "):
            yield rest, False
