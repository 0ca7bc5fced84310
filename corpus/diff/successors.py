"""Which added article is a removed one, edited.

The id of an article that brings none comes from its address and its text, so that an edit gives it
another id. Here what stands in one release alone is linked again: by the address of the page, then
by the words, with the signatures that find near-duplicates in a build.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from corpus.arrays import distinct
from corpus.diff.join import join
from corpus.engine.runner import Progress
from corpus.identify.address import page_address
from corpus.linking import near_duplicates
from corpus.linking.links import KEY, NEAR_DUPLICATE, Sketches, link
from corpus.linking.tokens import content, words
from corpus.release.reader import Release
from corpus.release.rows import batches
from corpus.release.streams import rows_of

_BATCH = 1000  # rows in memory at once
_Urls = dict[str, str | None]  # by id


def successors(a: Release, b: Release, progress: Progress) -> dict[str, str]:
    """The id in `b` of each article of `a` that was edited and has another id there.

    Time and memory grow with the number of articles that stand in one release alone: about 400
    bytes for each that no address links.

    Args:
        a: the first release.
        b: the second release.
        progress: is told of each data file.

    Raises:
        CannotRunError: a data file cannot be read, or its rows are not in their order.
    """
    removed: _Urls = {}
    added: _Urls = {}
    progress.stage("match", len(a.files()) + len(b.files()))
    for before, after in join(a, b, progress.step, ["id", "url"]):
        if before is None and after is not None:
            added[after.values["id"]] = after.values["url"]
        if after is None and before is not None:
            removed[before.values["id"]] = before.values["url"]
    if not (removed and added):
        return {}
    found = _by_address(removed, added)
    removed_left = removed.keys() - found.keys()
    added_left = added.keys() - set(found.values())
    if removed_left and added_left:
        found |= _by_words((a, removed_left), (b, added_left))
    return found


def _by_address(removed: _Urls, added: _Urls) -> dict[str, str]:
    """Articles whose address stands once on either side: of more nobody knows which is which."""
    old, new = _at_one_address(removed), _at_one_address(added)
    return {old[address]: new[address] for address in old if address in new}


def _at_one_address(urls: _Urls) -> Mapping[str, str]:
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for article_id, url in urls.items():
        if url is not None:
            ids[page_address(url)].append(article_id)
    return {address: found[0] for address, found in ids.items() if len(found) == 1}


def _by_words(*sides: tuple[Release, Collection[str]]) -> dict[str, str]:
    """Near-duplicates, the most alike first; each article is linked once."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        ids: list[str] = []
        chunks: list[tuple[str, int]] = []
        keys: list[NDArray[np.void]] = []
        for release, left in sides:
            first = len(ids)
            for rows in _rows(release, left):
                hashes = [words(_content(row)).hashes for row in rows]
                signatures = near_duplicates.minhash(hashes)
                chunk = f"{len(chunks):05d}"
                np.save(folder / f"{chunk}.minhash.npy", signatures)
                chunks.append((chunk, len(rows)))
                # Articles without words have the same signature and nothing in common.
                has_words = np.flatnonzero([len(found) for found in hashes])
                keys.append(_keys(signatures[has_words], has_words + len(ids)))
                ids += [row["id"] for row in rows]
        sketches = Sketches(folder, np.arange(len(ids), dtype=np.uint32), chunks)
        links, _ = link(NEAR_DUPLICATE, _on_both_sides(np.concatenate(keys), first), sketches)
    links = links[(links["a"] < first) & (links["b"] >= first)]
    links = links[np.lexsort((links["b"], links["a"], -links["margin"]))]
    found: dict[int, int] = {}  # both ways
    for old, new in zip(links["a"].tolist(), links["b"].tolist(), strict=True):
        if old not in found and new not in found:
            found[old], found[new] = new, old
    return {ids[old]: ids[new] for old, new in found.items() if old < first}


def _rows(release: Release, ids: Collection[str]) -> Iterator[list[dict[str, Any]]]:
    """The rows of these ids, in batches that are not empty."""
    wanted = pa.array(sorted(ids))
    for file in release.files():
        with release.reading(file):
            for batch in batches(file, _BATCH, ["id", "text", "spans"]):
                left = batch.filter(pc.is_in(batch.column("id"), value_set=wanted))
                if left.num_rows:
                    yield list(rows_of([left], release.labels))


def _content(row: Mapping[str, Any]) -> str:
    return content(row["text"], ((s["start"], s["end"], s["label"]) for s in row["spans"]))


def _keys(signatures: NDArray[np.uint32], numbers: NDArray[np.int64]) -> NDArray[np.void]:
    """The band keys of the articles of these numbers."""
    keys = np.empty(signatures.shape[0] * near_duplicates.BANDS, KEY)
    keys["key"] = near_duplicates.bands(signatures).ravel()
    keys["article"] = np.repeat(numbers, near_duplicates.BANDS)
    return keys


def _on_both_sides(keys: NDArray[np.void], first: int) -> NDArray[np.void]:
    """The keys that articles below the number `first` and others have, sorted by key."""
    is_added = keys["article"] >= first
    shared = np.intersect1d(keys["key"][is_added], keys["key"][~is_added])
    return distinct(keys[np.isin(keys["key"], shared)], "key", "article")
