"""What the builder must know of a format that a release holds its rows in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pyarrow as pa

# Args: the folder of the release, and by split the shards in order: path below it, and SHA-256.
Finish = Callable[[Path, Mapping[str, Mapping[str, str]]], None]


@dataclass(frozen=True, kw_only=True)
class Format:
    """One format: where its files are, what they are, and how they are written."""

    pattern: str  # path of a shard below the release, with `{split}` and `{shard}`
    media_type: str
    description: str  # one sentence for the users of a release, in Markdown
    write: Callable[[pa.Table, Path], None]  # writes one shard; its folder exists
    finish: Finish | None = None  # writes the files that stand beside the shards

    @property
    def suffix(self) -> str:
        """The end of the name of a shard, such as `.parquet`."""
        return self.pattern.partition("{shard}")[2]

    def path(self, split: str, shard: str) -> str:
        """The path of a shard below the release.

        Args:
            split: Name of the split.
            shard: `00000-of-00001`, or `*` for a pattern that matches all shards of the split.
        """
        return self.pattern.format(split=split, shard=shard)

    def matches(self, path: str, split: str) -> bool:
        """Whether a path below the release is that of a shard of `split` in this format."""
        return fnmatchcase(path, self.path(split, "*"))

    def write_shard(self, table: pa.Table, release: Path, split: str, shard: str) -> None:
        """Write the rows of one shard to its place below `release`."""
        path = release / self.path(split, shard)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.write(table, path)
