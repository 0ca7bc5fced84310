"""What the last build made of the raw files, so that the next knows where to look for it.

Of the piece that a hint names, the hash tells the artefact, the labels of a chunk say themselves
what they were made of, and a file is hashed whatever its size was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from corpus.pipeline.cache import Cache, emptied
from corpus.pipeline.hints import keep_hint, take_hint
from corpus.pipeline.workdir import Workdir
from corpus.read.shards import BASKET_BYTES, Piece, ScannedFile, Shard

ENTRY = "last-build"  # name of the entry


class LastBuild(NamedTuple):
    """What the last build made."""

    pieces: dict[tuple[str, int], Piece]  # that were shards by themselves; by file and first line
    labels: dict[str, str]  # by name of a chunk, the entry of its labels
    sizes: dict[str, int]  # bytes, of files that were scanned by themselves

    def piece(self, shard: Shard) -> Piece | None:
        """The piece that began where a shard of one piece begins."""
        return self.pieces.get((shard[0].file, shard[0].line)) if len(shard) == 1 else None


NOTHING = LastBuild({}, {}, {})  # is known


def take(work: Workdir, cache: Cache) -> LastBuild:
    """What the last build kept."""
    kept = take_hint(cache, ENTRY, work.to_cache / ENTRY)
    if kept is None:
        return NOTHING
    pieces = (Piece(*piece) for piece in kept["pieces"])
    return LastBuild(
        {(piece.file, piece.line): piece for piece in pieces}, kept["labels"], kept["sizes"]
    )


def keep(
    work: Workdir,
    cache: Cache,
    shards: Iterable[Shard],
    labels: Mapping[str, str],
    files: Iterable[ScannedFile],
) -> None:
    """Keep for the next build what one made that annotated and labelled its shards.

    Args:
        work: the work folder.
        cache: of what earlier builds made.
        shards: all of them.
        labels: by name of a chunk, the entry of its labels.
        files: with articles.
    """
    kept = {
        "pieces": [shard[0] for shard in shards if len(shard) == 1],
        "labels": labels,
        "sizes": {file.file: file.size for file in files if file.size > BASKET_BYTES},
    }
    keep_hint(cache, ENTRY, emptied(work.to_cache / ENTRY), kept, work.to_cache)
