"""What the articles of a shard find beside them: outlets in the tables, and labels by people.

By what they look is known from an earlier build, so what they find is known before they are read.
Beside it stands the hash of the line of each, which tells the articles that stand as they did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import load
from corpus.outlet.resolve import Site, of_site
from corpus.outlet.tables import Tables
from corpus.pipeline.labels_files import LabelsFiles
from corpus.read.shards import Shard


class LookUp(NamedTuple):
    """By what one article looks, and where it stands."""

    piece: int  # its place in the shard
    line: int  # or another number of `contract.place`
    sha256: bytes  # of its line, if it is read by lines; else empty
    keys: tuple[int, ...]  # for its annotations: what `labels_files.keys_of` gives
    site: Site | None  # for its outlet; None: it may not be published


_ROW = np.dtype(
    [
        ("piece", "<u4"),
        ("line", "<u8"),
        ("sha256", "V32"),
        ("keys", "<u8", 3),
        ("site", "<i4"),  # its place among all sites; _UNPUBLISHED: there is none
    ]
)
_FILE = "look-ups.npy"
_UNPUBLISHED = -1


class LookUps(NamedTuple):
    """By what the articles of a shard look."""

    rows: NDArray[np.void]  # one for each, sorted by where they stand
    sites: list[Site]  # sorted, each once

    @classmethod
    def of(cls, look_ups: Iterable[LookUp]) -> LookUps:
        """Those of all articles, in any order."""
        in_order = sorted(look_ups, key=attrgetter("piece", "line"))
        sites = sorted({one.site for one in in_order if one.site}, key=str)
        places = {None: _UNPUBLISHED} | {site: place for place, site in enumerate(sites)}
        return cls(np.array([(*one[:-1], places[one.site]) for one in in_order], _ROW), sites)

    def each(self) -> Iterator[LookUp]:
        """Those of each article."""
        sites = [*self.sites, None]
        for piece, line, sha256, keys, site in self.rows.tolist():
            yield LookUp(piece, line, sha256, tuple(keys), sites[site])

    def keys(self) -> set[int]:
        """By what all articles look for their annotations."""
        return set(self.rows["keys"].ravel().tolist())

    def save(self, folder: Path) -> Any:
        """Write the rows into a folder.

        Returns:
            What `load` needs beside them, as JSON has it.
        """
        np.save(folder / _FILE, self.rows)
        return self.sites

    @classmethod
    def load(cls, folder: Path, sites: Any) -> LookUps:
        """What was written; `save` gave the sites."""
        return cls(load(folder / _FILE), [Site(*site) for site in sites])


NOTHING = LookUps.of([])


class Found(NamedTuple):
    """What they find, as JSON has it."""

    content: list[Any]  # outlets and annotations
    places: list[Any]  # of the annotations in their file, which messages alone repeat
    files: list[str]  # labels files of these annotations


def find(
    raw: Path,
    shard: Shard,
    labels: Mapping[str, str],
    outlets: Tables,
    look_ups: LookUps,
) -> Found:
    """What the articles of a shard find.

    Args:
        raw: the raw folder.
        shard: its pieces.
        labels: the labels files beside them, with their SHA-256.
        outlets: the tables.
        look_ups: of the articles.
    """
    known = [
        [site.claimed, site.host, *outlet._replace(hosts=())]
        for site in look_ups.sites
        if (outlet := of_site(site, outlets))
    ]
    of_people = None
    if labels and _is_part(shard):
        files = LabelsFiles(raw, dict(labels))
        of_people = files.of_articles(shard[0].file, look_ups.keys())
    if of_people is None:  # the labels of small files are looked at as a whole
        return Found([known, sorted(labels.items())], [], [])
    annotations = [[number, data] for number, _, data, _ in of_people]
    places = [[line, [*steps]] for _, line, _, steps in of_people]
    return Found([known, annotations], places, [*labels])


def _is_part(shard: Shard) -> bool:
    """Whether a shard is a part of a large file, so that most labels beside it are of others."""
    return len(shard) == 1 and (shard[0].start > 0 or shard[0].end is not None)
