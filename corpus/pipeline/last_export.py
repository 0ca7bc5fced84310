"""What the last build wrote of each output shard, so that the next knows where to look for it."""

from __future__ import annotations

from collections.abc import Mapping

from corpus.pipeline.cache import Cache, emptied
from corpus.pipeline.hints import keep_hint, take_hint
from corpus.pipeline.workdir import Workdir

ENTRY = "last-export"  # name of the entry


def take(work: Workdir, cache: Cache) -> Mapping[str, str]:
    """By the place of an output shard, the entry of its files in the last build."""
    kept = take_hint(cache, ENTRY, work.to_cache / ENTRY)
    return {} if kept is None else kept["entries"]


def keep(work: Workdir, cache: Cache, entries: Mapping[str, str]) -> None:
    """Keep for the next build where the files of this one's output shards are."""
    folder = emptied(work.to_cache / ENTRY)
    keep_hint(cache, ENTRY, folder, {"entries": entries}, work.to_cache)
