"""The work folder of a build: what the tasks leave for each other, and in which shape.

articles/<chunk>.arrow          articles with their votes, as `annotate` leaves them
index/<chunk>.npy               INDEX rows: what the gather stages need of every article
titles/<chunk>.npy              hashes of the chunk's titles
marks/<chunk>.npy, .ends.npy    MARK rows of the articles' lines, and where each ends
lines/<bucket>/<chunk>.npy      first shuffle: LINE_KEY rows
recurring/<bucket>.npy          lines that recur
recurring.npy, titles.npy       the same of all buckets and chunks, sorted
numbers/<chunk>.npy             each article's number, or -1 where it is a duplicate
keys/<kind>/<bucket>/<chunk>.npy    second shuffle: KEY rows
sketches/<chunk>.<what>.npy     what links are verified with
links/<kind>-<bucket>.npy       LINK rows
rows/<part>/<chunk>.<what>.arrow    finished rows and votes, by range of numbers
rows.npy                        by number, an article's place in the chunks end to end
<split>.npy                     SELECTION rows of a split
exhibits/<bucket>/<file>.npy    the proof's shuffle over the finished files
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from corpus.contract.article import Article, Vote
from corpus.contract.columns import VOTE

INDEX = np.dtype(
    [
        ("id", "S16"),  # SHA-256 of the id, 16 bytes of it
        ("digest", "S16"),  # the same of everything the record says
        ("outlet", "<u8"),
        ("published", "<i8"),  # milliseconds, gather.links.UNDATED where unknown
        ("file", "<u4"),  # place among the raw folder's article files
        ("line", "<u4"),
        ("size", "<u4"),  # UTF-8 bytes of the text
    ]
)

_VOTE = pa.struct([(f.name, f.type) for f in VOTE if f.name not in ("id", "label")]).fields
ARTICLE = pa.schema(
    [
        ("file", pa.string()),
        ("line", pa.int64()),
        ("text", pa.string()),
        ("sha256", pa.string()),
        ("id", pa.string()),
        ("url", pa.string()),
        ("title", pa.string()),
        ("authors", pa.list_(pa.string())),
        ("published", pa.int64()),
        ("license", pa.string()),
        ("extra", pa.string()),
        ("outlet", pa.string()),
        ("outlet_name", pa.string()),
        ("outlet_country", pa.string()),
        ("language", pa.string()),
        ("language_confidence", pa.float32()),
        ("votes", pa.list_(pa.struct([*_VOTE, pa.field("label", pa.string())]))),
        ("judged", pa.bool_()),
    ]
)


def to_row(article: Article, extra: str | None) -> dict[str, Any]:
    """An article as a row of ARTICLE."""
    row = {name: getattr(article, name) for name in ARTICLE.names}
    row["extra"] = extra
    row["votes"] = [vote._asdict() for vote in article.votes]
    return row


def votes_of(row: dict[str, Any]) -> list[Vote]:
    """The votes of a row of ARTICLE."""
    return [Vote(**vote) for vote in row["votes"]]
