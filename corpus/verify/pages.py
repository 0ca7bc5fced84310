"""What a shard keeps of pages belongs to its rows: their lines, and their HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from corpus.identify.canonical import sha256
from corpus.labelling.lines import lines
from corpus.release.layout import HTML, LINES, Shard
from corpus.release.rows import batches
from corpus.verify.faults import Fault, fault

_BATCH = 1000  # rows
_PAGES = 16  # of some 200 KB, but of 10 MB too


def check_pages(release: Path, shard: Shard, of_pages: Sequence[str]) -> Iterator[Fault]:
    """What differs between the rows of a shard and what is kept of their pages.

    Args:
        release: Its folder.
        shard: Its files can be read.
        of_pages: Which of the folders `layout.OF_PAGES` the release has.
    """
    if LINES in of_pages:
        yield from _check_lines(release, shard)
    else:
        hashes = pq.read_table(release / shard.data, columns=["html_sha256"])["html_sha256"]
        if count := len(hashes) - hashes.null_count:
            yield _differs(shard, LINES, f"that there is none, for {count} pages")
    if HTML in of_pages:
        yield from _check_html(release, shard)


def _check_lines(release: Path, shard: Shard) -> Iterator[Fault]:
    """Every page has the lines of its text, in the order of the rows, and nothing else has some."""
    stored = pq.read_table(release / shard.of_pages(LINES), columns=["id", "start", "end"])
    ids = stored["id"].combine_chunks()
    offsets = np.column_stack([stored[name].to_numpy() for name in ("start", "end")])
    first = 0
    for batch in batches(release / shard.data, _BATCH, ["id", "text", "html_sha256"]):
        pages = batch.filter(batch["html_sha256"].is_valid())
        for article_id, text in zip(pages["id"], pages["text"], strict=True):
            expected = _offsets(text.as_py())
            last = first + len(expected)
            owners = ids.slice(first, len(expected))
            if not (
                np.array_equal(offsets[first:last], expected)
                and owners.equals(pa.array([article_id.as_py()] * len(expected), ids.type))
            ):
                yield _differs(shard, LINES, f"the lines of {article_id}, or the order of pages")
                return
            first = last
    if more := len(ids) - first:
        yield _differs(shard, LINES, f"its last {more} lines, which no page has")


def _offsets(text: str) -> NDArray[np.int64]:
    return np.array([(line.start, line.end) for line in lines(text)], np.int64).reshape(-1, 2)


def _check_html(release: Path, shard: Shard) -> Iterator[Fault]:
    """Every page of the file is the one that its row names by hash."""
    rows = pq.read_table(release / shard.data, columns=["id", "html_sha256"])
    expected = dict(zip(*(column.to_pylist() for column in rows), strict=True))
    for batch in batches(release / shard.of_pages(HTML), _PAGES):
        for page in batch.to_pylist():
            if expected.pop(page["id"], None) != sha256(page["html"]):
                yield _differs(shard, HTML, f"the page of {page['id']}")


def _differs(shard: Shard, folder: str, where: str) -> Fault:
    return fault("wrong_rows", shard.of_pages(folder), other=shard.data, where=where)
