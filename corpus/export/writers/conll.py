"""`conll`: the columns of CoNLL-2003 (Tjong Kim Sang and De Meulder), which most taggers read.

Word, two columns that are not filled, and the tag in the scheme IOB2; a blank line after each line
of the text, and a line `-DOCSTART-` before each article.
"""

from __future__ import annotations

from pathlib import Path

from corpus.export.part import Part
from corpus.export.words import sentences
from corpus.release.token_labels import tag_codes, tags


def write(part: Part, folder: Path) -> int:
    """Write `SPLIT.conll`."""
    names, number = tags(part.labels), 0
    with (folder / f"{part.split}.conll").open("x", encoding="utf-8", newline="\n") as out:
        for row in part.rows:
            text, spans = row["text"], row["spans"]
            in_lines = list(sentences(text, spans))
            words = [word for sentence in in_lines for word in sentence]
            codes = iter(tag_codes(text, spans, words, part.labels))
            out.write("-DOCSTART- -X- -X- O\n\n")
            for sentence in in_lines:
                for start, end in sentence:
                    out.write(f"{text[start:end]} -X- -X- {names[next(codes)]}\n")
                out.write("\n")
            number += 1
    return number
