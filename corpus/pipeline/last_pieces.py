"""Where the last build cut the raw files, so that the next knows of which shard one was made.

It is an entry of the cache whose name says nothing of what it depends on. What it says is a hint:
of the piece that it names, the hash tells the artefact.
"""

from __future__ import annotations

from collections.abc import Iterable

from corpus.pipeline.cache import Cache, emptied
from corpus.pipeline.workdir import Workdir
from corpus.read.shards import Piece, Shard

ENTRY = "last-pieces"  # name of the entry

LastPieces = dict[tuple[str, int], Piece]  # by file and first line


def take(work: Workdir, cache: Cache) -> LastPieces:
    """The pieces that were shards by themselves; none where nothing is known."""
    kept = cache.take(ENTRY, work.to_cache / ENTRY) or {"pieces": []}
    pieces = (Piece(*piece) for piece in kept["pieces"])
    return {(piece.file, piece.line): piece for piece in pieces}


def keep(work: Workdir, cache: Cache, shards: Iterable[Shard]) -> None:
    """Keep the pieces of a build that annotated its shards, for the next."""
    pieces = [shard[0] for shard in shards if len(shard) == 1]
    cache.keep(ENTRY, emptied(work.to_cache / ENTRY), {"pieces": pieces}, work.to_cache)


def of_shard(last: LastPieces, shard: Shard) -> Piece | None:
    """The piece that began where a shard of one piece begins."""
    return last.get((shard[0].file, shard[0].line)) if len(shard) == 1 else None
