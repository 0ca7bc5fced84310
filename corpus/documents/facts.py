"""What the documents of a release say: numbers of the finished files, gathered once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from corpus.documents.statistics import Statistics
from corpus.label.quality import Figure, unseen
from corpus.linking.links import Capped
from corpus.release.manifest import Changes, File


@dataclass(frozen=True)
class Facts:
    """Everything that card, Croissant file, manifest and report are made of."""

    version: str
    builder: str  # version of this package
    date: str | None  # YYYY-MM-DD: SOURCE_DATE_EPOCH, else the newest article's
    libraries: dict[str, str]  # name -> version
    config: dict[str, Any]
    inputs: list[File]  # below the raw folder
    splits: dict[str, Statistics]  # by split, in the order train, validation, test; no empty ones
    data: dict[str, list[File]]  # by split, the Parquet files under data/
    others: list[File]  # all other files but the documents
    logical_digest: str
    groups: int
    largest_group: int
    links_refused: int  # between stories, too weak to join the groups they are of
    rejected: dict[str, int]  # reason -> inputs
    unknown_outlets: list[str]
    changes: Changes | None
    samples: list[dict[str, Any]]  # some rows, as `columns.ROW.to_pylist` gives them
    # Where articles were compared with their nearest only.
    capped: Capped = field(default_factory=Capped)
    quality: Figure | None = None  # of programs' labels, where people judged whole texts

    @property
    def figures(self) -> list[Figure]:
        """How good programs' labels are: here, where people judged, and on pages of others."""
        return [self.quality, *unseen()] if self.quality else unseen()

    @cached_property
    def total(self) -> Statistics:
        """All splits together."""
        everything = Statistics()
        for held in self.splits.values():
            everything += held
        return everything


def dated(held: Iterable[Statistics], source_date_epoch: int | None) -> str | None:
    """The day of a release, YYYY-MM-DD: the one asked for, in seconds, else the newest article's.

    None where nobody said and no article has a date.
    """
    newest = [one.newest for one in held if one.newest is not None]
    if source_date_epoch is not None:
        moment = timedelta(seconds=source_date_epoch)
    elif newest:
        moment = timedelta(milliseconds=max(newest))
    else:
        return None
    return (datetime(1970, 1, 1, tzinfo=UTC) + moment).date().isoformat()
