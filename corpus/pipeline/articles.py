"""How articles travel between the stages: the Arrow and numpy forms of what annotating gives.

Of each chunk, by the names of its files:

    articles.arrow    ARTICLE rows, with the votes so far
    index.npy         INDEX rows: what the stages that see the whole corpus need of an article
    titles.npy        hashes of the titles
    lines.npy         MARK rows of all lines, `line_ends.npy` says where each article's end
    line_keys.npy     LINE_KEY rows, a sorted run of the first shuffle
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from operator import attrgetter
from types import MappingProxyType
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from corpus.contract.article import DECIMALS, Article, Vote
from corpus.contract.columns import LINE
from corpus.contract.page import Page
from corpus.page.text_model import VERSION

INDEX = np.dtype(
    [
        ("id", "S16"),  # SHA-256 of the id, 16 bytes of it
        ("digest", "S16"),  # the same of everything the record says
        ("outlet", "<u8"),
        ("language", "<u8"),
        ("url", "<u8"),  # hash of its page's address, 0 where it has none
        ("text", "<u8"),  # hash
        ("published", "<i8"),  # milliseconds, linking.stories.UNDATED where unknown
        (
            "file",
            "<u4",
        ),  # place of its piece in the shard; later of its file among all files
        ("line", "<u8"),
        ("unit", "u1"),  # what `line` counts, of contract.place.UNITS
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
_LINES = pa.list_(pa.struct([field for field in LINE if field.name != "id"]))
ARTICLE = pa.schema(
    [
        ("text", pa.string()),
        ("sha256", pa.string()),
        ("id", pa.string()),
        ("url", pa.string()),
        ("title", pa.string()),
        ("authors", pa.list_(pa.string())),
        ("published", pa.int64()),
        ("retrieved", pa.int64()),
        ("license", pa.string()),
        ("extra", pa.string()),
        ("outlet", pa.string()),
        ("outlet_name", pa.string()),
        ("outlet_country", pa.string()),
        ("outlet_languages", pa.list_(pa.string())),
        ("outlet_parent", pa.string()),
        ("claimed_language", pa.string()),
        ("file", pa.string()),
        ("line", pa.int64()),
        ("unit", pa.string()),
        ("language", pa.string()),
        ("language_confidence", pa.float32()),
        ("votes", _VOTES),
        ("human_labelled", pa.bool_()),
        ("html_sha256", pa.string()),
        ("charset", pa.string()),
        ("charset_source", pa.string()),
        ("text_model", pa.int32()),
        ("page_confidence", pa.float32()),
        ("page_sources", pa.string()),
        ("lines", _LINES),
        ("html", pa.string()),  # where it is kept
    ]
)
_OF_PAGES = ARTICLE.names[ARTICLE.names.index("html_sha256") :]
_OWN = [name for name in ARTICLE.names if name not in ("extra", "votes", *_OF_PAGES)]
_own_values = attrgetter(*_OWN)


def to_batch(articles: Sequence[Article], extras: Sequence[str | None]) -> pa.RecordBatch:
    """Articles, and their `extra` as JSON, as rows of ARTICLE."""
    own = zip(*map(_own_values, articles), strict=True)
    *of_pages, lines, html = zip(*(_of_page(article.page) for article in articles), strict=True)
    columns = {
        name: pa.array(values, ARTICLE.field(name).type)
        for name, values in zip((*_OWN, *_OF_PAGES), (*own, *of_pages), strict=False)
    }
    columns["lines"] = nested(lines, _LINES)
    columns["html"] = pa.array(html, pa.string())
    columns["extra"] = pa.array(extras, pa.string())
    columns["votes"] = nested([article.votes for article in articles], _VOTES)
    return pa.RecordBatch.from_arrays([columns[name] for name in ARTICLE.names], schema=ARTICLE)


def _of_page(page: Page | None) -> tuple[Any, ...]:
    """The values of the columns that only pages have."""
    if page is None:
        return (*[None] * (len(_OF_PAGES) - 2), [], None)
    charset, source = page.encoding or (None, None)
    lines = [
        (line.start, line.end, path, tag, line.link, *line[-3:])
        for line, path, tag in zip(page.lines, page.paths, page.tags, strict=True)
    ]
    sources = orjson.dumps(page.sources, option=orjson.OPT_SORT_KEYS).decode()
    html = page.html if page.is_kept else None
    return page.sha256, charset, source, VERSION, page.confidence, sources, lines, html


def nested(
    rows: Sequence[Sequence[tuple[Any, ...]]],
    kind: pa.ListType,
    coded: Mapping[str, Mapping[str, int]] = MappingProxyType({}),
) -> pa.ListArray:
    """Lists of named tuples as an Arrow column of lists of structs with their fields.

    Args:
        rows: The lists.
        kind: The type of the column.
        coded: Of the fields that are written as codes, the code of each value.
    """
    offsets = np.cumsum([0, *map(len, rows)], dtype=np.int32)
    fields = list(kind.value_type)
    columns: list[Sequence[Any]] = list(zip(*chain.from_iterable(rows), strict=True))
    columns = columns or [()] * len(fields)
    for place, field in enumerate(fields):
        if field.name in coded:
            columns[place] = [*map(coded[field.name].__getitem__, columns[place])]
    arrays = [pa.array(values, field.type) for values, field in zip(columns, fields, strict=True)]
    structs = pa.StructArray.from_arrays(arrays, fields=fields)
    return pa.ListArray.from_arrays(pa.array(offsets), structs, type=kind)


def votes_of(batch: pa.RecordBatch) -> Iterator[list[Vote]]:
    """The votes of each row of ARTICLE."""
    flat = batch["votes"].flatten()
    columns = {name: flat.field(name).to_pylist() for name in Vote._fields}
    weights = flat.field("weight").to_numpy().astype(np.float64)
    columns["weight"] = weights.round(DECIMALS).tolist()
    votes = map(Vote._make, zip(*columns.values(), strict=True))
    for count in batch["votes"].value_lengths().to_pylist():
        yield list(islice(votes, count))
