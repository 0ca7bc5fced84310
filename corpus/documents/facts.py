"""The facts of a release: everything that its documents are made from, gathered once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

from corpus.contract.columns import optional_among, row_features
from corpus.contract.dataset import Dataset
from corpus.contract.problems import IGNORED
from corpus.documents.statistics import MS_PER_DAY, Statistics
from corpus.labelling.agreement import Agreement
from corpus.labelling.quality import Figure, unseen
from corpus.linking.links import CappedKeys
from corpus.release.layout import folders_of_pages
from corpus.release.manifest import Changes, File
from corpus.split.leak_pairs import Compared

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A gap of so many days before the newest dates, which so small a share of the articles have, is a
# mistake: one typo must not date a release, and a corpus of few articles may have gaps of years.
_MISTAKES = ((30 * 365, 0.5), (365, 0.01))


@dataclass(frozen=True)
class Facts:
    """What card, Croissant file, manifest and report are made from."""

    version: str
    builder: str  # version of this package
    date: str | None  # YYYY-MM-DD, as `release_date` gives it
    libraries: dict[str, str]  # name -> version
    config: dict[str, Any]
    input_files: list[File]  # below the raw folder
    by_split: dict[str, Statistics]  # in the order train, validation, test; no empty splits
    data_files: dict[str, list[File]]  # by split, the Parquet files under data/
    other_files: list[File]  # all other files except the documents
    logical_digest: str
    groups: int  # number of leak groups
    largest_group: int  # articles
    links_refused: int  # links between stories that were too weak to join their groups
    rejected: dict[str, int]  # reason -> inputs
    unknown_outlets: list[str]  # sites
    changes: Changes | None  # None: first release
    samples: list[dict[str, Any]]  # rows for the report, as `to_pylist` gives them
    capped: CappedKeys = field(default_factory=CappedKeys)  # keys compared with their nearest only
    leak_check: Compared = field(default_factory=Compared)  # pairs of possible near-duplicates
    quality: Figure | None = None  # of programs' labels, where people judged whole texts
    agreement: Agreement = field(default_factory=Agreement)  # of annotators of the same text

    @property
    def rejected_inputs(self) -> int:
        """Problems with inputs, without the files that are no input."""
        return sum(count for reason, count in self.rejected.items() if reason not in IGNORED)

    @property
    def dataset(self) -> Dataset:
        """What the dataset is called, and who made it."""
        return Dataset.of(self.config.get("dataset"))

    @cached_property
    def features(self) -> dict[str, Any]:
        """The columns of the rows, as the manifest has them."""
        return row_features(optional_among(self.config.get("columns", ())))

    @property
    def of_pages(self) -> list[str]:
        """Which of the folders `layout.OF_PAGES` the release has."""
        return folders_of_pages(file.path for file in self.other_files)

    @property
    def figures(self) -> list[Figure]:
        """How good programs' labels are: in this release if measured, and on unseen pages."""
        return [self.quality, *unseen()] if self.quality else unseen()

    @cached_property
    def total(self) -> Statistics:
        """The statistics of all splits together."""
        total = Statistics()
        for statistics in self.by_split.values():
            total += statistics
        return total


def release_date(splits: Iterable[Statistics], source_date_epoch: int | None) -> str | None:
    """The date of a release, YYYY-MM-DD.

    Args:
        splits: Statistics of its rows.
        source_date_epoch: The date asked for, in seconds since 1970-01-01 UTC.

    Returns:
        The date asked for, else that of the newest article with a believable date; None if no
        article has a date.
    """
    if source_date_epoch is not None:
        return day(1000 * source_date_epoch)
    parts = list(splits)
    days = sum((statistics.days for statistics in parts), Counter[int]())
    if days:
        return day(MS_PER_DAY * _newest_day(days))
    dates = [statistics.newest for statistics in parts if statistics.newest is not None]
    return day(max(dates)) if dates else None


def _newest_day(days: Counter[int]) -> int:
    """The newest day that is not far beyond most others: a typo does not date a release.

    No clock tells what the future is, so that the bytes are the same on any day.
    """
    in_order = sorted(days)
    newest = in_order[-1]
    rows_beyond = 0
    for earlier, later in reversed(list(pairwise(in_order))):
        rows_beyond += days[later]
        share = rows_beyond / days.total()
        if any(later - earlier > gap and share < most for gap, most in _MISTAKES):
            newest = earlier
    return newest


def day(milliseconds: int) -> str:
    """The UTC date, YYYY-MM-DD, of a time in milliseconds since 1970-01-01 UTC."""
    return (_EPOCH + timedelta(milliseconds=milliseconds)).date().isoformat()
