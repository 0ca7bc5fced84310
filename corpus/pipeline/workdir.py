"""The work folder of a build: the name of every intermediate file, and nothing else.

A chunk is a batch of annotated articles: what later tasks take at once. What one shard came to,
its artefact, is a folder named by the shard's fingerprint; everything else is named by chunk,
bucket or part.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Chunk(NamedTuple):
    """Some articles of one shard, annotated."""

    shard: str  # fingerprint of the shard
    number: int  # of the chunk in its shard, from 0
    articles: int  # how many, duplicates included

    @property
    def name(self) -> str:
        """Its name in the names of files."""
        return f"{self.shard}-{self.number:04d}"


def first_places(chunks: Sequence[Chunk]) -> NDArray[np.int64]:
    """By chunk, the place of its first article when all are laid end to end."""
    return np.cumsum([0, *(chunk.articles for chunk in chunks)])[:-1]


def grouped(chunks: Sequence[Chunk], articles: int) -> Iterator[tuple[Chunk, ...]]:
    """Chunks in their order, in groups of so many articles or a little more."""
    group: list[Chunk] = []
    held = 0  # articles of the group
    for chunk in chunks:
        group.append(chunk)
        held += chunk.articles
        if held >= articles:
            yield tuple(group)
            group, held = [], 0
    if group:
        yield tuple(group)


def artefact_file(artefact: Path, chunk: int, name: str) -> Path:
    """The file of a shard's chunk that holds `name`."""
    return artefact / f"{chunk:04d}.{name}"


@dataclass(frozen=True)
class Workdir:
    """The paths of a build's intermediate files."""

    root: Path

    def scanned(self, name: str) -> Path:
        """Folder of the entry that says where a raw file may be cut, which holds no file."""
        return self.root / "scanned" / name

    # What annotating leaves: the artefact of a shard.

    def artefact(self, shard: str) -> Path:
        """Folder of everything that annotating one shard gives."""
        return self.root / f"annotated/{shard}"

    def annotated(self, chunk: Chunk, name: str) -> Path:
        """One file of a chunk in the artefact of its shard."""
        return artefact_file(self.artefact(chunk.shard), chunk.number, name)

    @property
    def to_cache(self) -> Path:
        """Folder of what is on its way into the cache, or out of it."""
        return self.root / "to-cache"

    @property
    def seal(self) -> Path:
        """Folder of the seal of the release, which holds no file."""
        return self.root / "seal"

    # What is known of the whole corpus.

    @property
    def _chunks(self) -> Path:
        return self.root / "chunks.json"

    def write_chunks(self, chunks: Sequence[Chunk]) -> None:
        """Keep the list of all chunks for the tasks that need every one of them."""
        self._chunks.write_text(json.dumps(chunks))

    def chunks(self) -> list[Chunk]:
        """All chunks, in the order of the raw files."""
        return [Chunk(*chunk) for chunk in json.loads(self._chunks.read_text())]

    @property
    def outlets(self) -> Path:
        """OUTLET_COUNT rows: how many articles each outlet has, sorted by hash."""
        return self.root / "outlets.npy"

    @property
    def titles(self) -> Path:
        """Hashes of all titles, sorted."""
        return self.root / "titles.npy"

    @property
    def recurring_lines(self) -> Path:
        """Lines that recur in their outlet, of all buckets, sorted by key."""
        return self.root / "recurring-lines.npy"

    def recurring(self, bucket: int) -> Path:
        """Lines of one bucket that recur."""
        return self.root / "recurring" / f"{bucket:05d}.npy"

    @property
    def places(self) -> Path:
        """For every number, the place of its article in the chunks laid end to end."""
        return self.root / "places.npy"

    @property
    def all_numbers(self) -> Path:
        """The number of every article of the chunks laid end to end, -1 for a duplicate."""
        return self.root / "all-numbers.npy"

    # What later stages leave, by chunk.

    def labelled(self, chunk: Chunk) -> Path:
        """Folder of what labelling a chunk gives; it names articles by their places in it."""
        return self.root / f"labelled/{chunk.name}"

    @property
    def sketches(self) -> Path:
        """Folder of the sketches, those of several chunks in one file."""
        return self.root / "sketches"

    @property
    def dates(self) -> Path:
        """The order of all articles by date: `linking.links.Dates`, a row for each field."""
        return self.root / "dates.npy"

    def wanted(self, number: int) -> Path:
        """Which articles a round of gathering writes the rows of, by number."""
        return self.root / f"wanted-{number}.npy"

    def exported(self, name: str) -> Path:
        """Folder of what exporting some articles gives."""
        return self.root / "exported" / name

    def earlier(self, split: str, shard: str) -> Path:
        """Folder of the files that the last build wrote of an output shard."""
        return self.root / "earlier" / f"{split}-{shard}"

    def part(self, part: int) -> Path:
        """Folder of the rows and votes whose numbers fall into one range."""
        return self.root / "rows" / f"{part:05d}"

    # What the shuffles leave.

    def links(self, kind: str, bucket: int) -> Path:
        """LINK rows of one bucket."""
        return self.root / "links" / f"{kind}-{bucket:05d}.npy"

    def met(self, kind: str, bucket: int) -> Path:
        """KEY rows of one bucket whose keys are shared, by the places of articles."""
        return self.root / "met" / f"{kind}-{bucket:05d}.npy"

    def candidates(self, bucket: int) -> Path:
        """Pairs of articles under the story keys of one bucket that may be alike, by number."""
        return self.root / "links" / f"candidates-{bucket:05d}.npy"

    def alike(self, bucket: int) -> Path:
        """The same pairs, by the places of articles."""
        return self.root / "met" / f"alike-{bucket:05d}.npy"

    def unlike(self, bucket: int) -> Path:
        """Pairs of the same articles that their terms tell apart, by the places of articles."""
        return self.root / "met" / f"unlike-{bucket:05d}.npy"

    @property
    def came(self) -> Path:
        """Places of the chunks that the last build had not."""
        return self.root / "came.npy"

    @property
    def moved(self) -> Path:
        """By the place of an article in the last build, its place in this one."""
        return self.root / "moved.npy"

    @property
    def shared_keys(self) -> Path:
        """Folder of the rows that met, of all buckets."""
        return self.root / "shared-keys"

    @property
    def last_shared(self) -> Path:
        """Folder of the same of the last build."""
        return self.root / "last-shared-keys"

    def fresh_keys(self, kind: str) -> Path:
        """Keys of chunks that came, which none has that went."""
        return self.root / f"fresh-{kind}.npy"

    def found_keys(self, kind: str, name: str) -> Path:
        """KEY rows of some chunks that have fresh keys."""
        return self.root / "found" / f"{kind}-{name}.npy"

    # The second half of a build.

    def selection(self, split: str, shard: int) -> Path:
        """SELECTION rows of one output shard of a split."""
        return self.root / "selections" / f"{split}-{shard:05d}.npy"

    def statistics(self, split: str, shard: int) -> Path:
        """The statistics of one output shard of a split, as JSON."""
        return self.root / "statistics" / f"{split}-{shard:05d}.json"

    def content_keys(self, split: str, shard: str) -> Path:
        """CONTENT_KEYS rows of an output shard that was written, not taken."""
        return self.root / "content-keys" / f"{split}-{shard}.arrow"

    @property
    def leak_check(self) -> Path:
        """Folder of what the leak check writes."""
        return self.root / "leak-check"

    def checked(self, name: str) -> Path:
        """Folder of an entry that says what the last leak check read or found."""
        return self.root / "checked" / name

    @property
    def history(self) -> Path:
        """Folder of what is compared with earlier releases."""
        return self.root / "history"

    def published(self, name: str) -> Path:
        """Folder of the rows of a data file, on their way into the cache."""
        return self.history / name

    def create(self) -> Workdir:
        """Make the folders that every build uses."""
        for folder in ("annotated", "recurring", "sketches", "rows", "selections"):
            (self.root / folder).mkdir(parents=True)
        for folder in ("labelled", "links", "met", "found", "history", "to-cache"):
            (self.root / folder).mkdir()
        for folder in ("exported", "statistics", "content-keys"):
            (self.root / folder).mkdir()
        return self
