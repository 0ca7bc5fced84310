"""`bio`: words and their tags in the scheme IOB2, as `transformers` trains on them.

The columns are those of its example of token classification: `tokens` and `ner_tags`. `starts` has
the place of each token in the text, so that what a model says finds its way back.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.export.json_files import write_lines
from corpus.export.part import Part
from corpus.export.words import sentences
from corpus.release.token_labels import tag_codes, tags


def write(part: Part, folder: Path) -> int:
    """Write `SPLIT.jsonl`, an article a line."""
    return write_lines(folder / f"{part.split}.jsonl", _records(part))


def _records(part: Part) -> Iterator[dict[str, Any]]:
    names = tags(part.labels)
    for row in part.rows:
        text, spans = row["text"], row["spans"]
        words = [word for sentence in sentences(text, spans) for word in sentence]
        yield {
            "id": row["id"],
            "tokens": [text[start:end] for start, end in words],
            "ner_tags": [names[code] for code in tag_codes(text, spans, words, part.labels)],
            "starts": [start for start, _ in words],
        }
