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

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa

from corpus.contract.article import DECIMALS, Article, Vote

INDEX = np.dtype(
    [
        ("id", "S16"),  # SHA-256 of the id, 16 bytes of it
        ("digest", "S16"),  # the same of everything the record says
        ("outlet", "<u8"),
        ("language", "<u8"),
        ("url", "<u8"),  # hash, 0 where it has none
        ("text", "<u8"),  # hash
        ("published", "<i8"),  # milliseconds, linking.stories.UNDATED where unknown
        ("file", "<u4"),  # place among the raw folder's article files
        ("line", "<u4"),
        ("size", "<u4"),  # UTF-8 bytes of the text
    ]
)

_VOTES = pa.list_(
    pa.struct(
        [
            ("start", pa.int32()),
            ("end", pa.int32()),
            ("label", pa.string()),
            ("source", pa.string()),
            ("weight", pa.float32()),
            ("why", pa.string()),
        ]
    )
)
ARTICLE = pa.schema(
    [
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
        ("votes", _VOTES),
        ("judged", pa.bool_()),
    ]
)


def to_batch(articles: Sequence[Article], extras: Sequence[str | None]) -> pa.RecordBatch:
    """Articles, and their `extra` as JSON, as rows of ARTICLE."""
    columns = {
        field.name: pa.array([getattr(article, field.name) for article in articles], field.type)
        for field in ARTICLE
        if field.name not in ("extra", "votes")
    }
    columns["extra"] = pa.array(extras, pa.string())
    columns["votes"] = nested([article.votes for article in articles], _VOTES)
    return pa.RecordBatch.from_arrays([columns[name] for name in ARTICLE.names], schema=ARTICLE)


def nested(rows: Sequence[Sequence[tuple[Any, ...]]], kind: pa.ListType) -> pa.ListArray:
    """Lists of named tuples as an Arrow column of lists of structs with their fields."""
    offsets = np.cumsum([0, *map(len, rows)], dtype=np.int32)
    fields = list(kind.value_type)
    flat = zip(*(one for row in rows for one in row), strict=True)
    columns = list(flat) or [()] * len(fields)
    arrays = [pa.array(said, field.type) for said, field in zip(columns, fields, strict=True)]
    structs = pa.StructArray.from_arrays(arrays, fields=fields)
    return pa.ListArray.from_arrays(pa.array(offsets), structs, type=kind)


def votes_of(batch: pa.RecordBatch) -> Iterator[list[Vote]]:
    """The votes of each row of ARTICLE."""
    flat = batch["votes"].flatten()
    columns = {name: flat.field(name).to_pylist() for name in Vote._fields}
    columns["weight"] = [round(weight, DECIMALS) for weight in columns["weight"]]
    every = map(Vote, *columns.values())
    for count in batch["votes"].value_lengths().to_pylist():
        yield list(islice(every, count))
