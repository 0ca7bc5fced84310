"""Which splits earlier releases claim for today's articles, and which traces the next keep."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import locate
from corpus.contract.splits import SPLITS
from corpus.engine.runner import Runner
from corpus.history.ledger import split_codes
from corpus.history.previous import Previous
from corpus.history.traces import (
    CLAIM,
    TRACE,
    ChunkKeys,
    CollectTraces,
    MatchTraces,
    collect_traces,
    match_traces,
    merge_traces,
    spread_traces,
)
from corpus.split.assign import CHANGED, NEW, RETURNED, SAME, UNSEEN


class Claims(NamedTuple):
    """The claims on today's articles, by number."""

    claimed: NDArray[np.bool_]  # shape `(articles, splits)`
    status: NDArray[np.uint8]  # in the release before: NEW, RETURNED, CHANGED or SAME

    @property
    def splits(self) -> NDArray[np.uint8]:
        """The only split that claims an article; UNSEEN where none or several do."""
        only = self.claimed.sum(1) == 1
        return np.where(only, self.claimed.argmax(1), UNSEEN).astype(np.uint8)

    @property
    def is_disputed(self) -> NDArray[np.bool_]:
        """Whether several splits claim an article."""
        return np.asarray(self.claimed.sum(1) > 1)


class Tracer:
    """Collects traces, and finds the articles that have them; what it found it keeps."""

    def __init__(self, runner: Runner, work: Path, passage_keys: Sequence[ChunkKeys]) -> None:
        """A tracer of today's articles.

        Args:
            runner: runs the tasks.
            work: a folder for what the tasks are given.
            passage_keys: of all today's articles.
        """
        self._runner, self._work, self._passage_keys = runner, work, passage_keys
        self._collected: dict[tuple[Path, bytes], NDArray[np.void]] = {}  # by file and its rows
        self._matched = np.empty(0, TRACE), np.empty(0, CLAIM)  # the traces, and what has them

    def collect(self, rows: NDArray[np.void], release: Previous) -> NDArray[np.void]:
        """The traces that rows of a release leave when they are gone: TRACE.

        Args:
            rows: PUBLISHED.
            release: that they are in.
        """
        keys, tasks = [], {}
        for number in np.unique(rows["file"]).tolist():
            of_file, file = rows[rows["file"] == number], release.files[number]
            places = np.sort(of_file["row"])
            keys.append((file, places.tobytes()))
            if keys[-1] not in self._collected:
                indices = self._work / f"left-{number:05d}.npy"
                np.save(indices, places)
                split = SPLITS.index(of_file["split"][0].decode())
                tasks[keys[-1]] = CollectTraces(file=file, split=split, rows=indices)
        if tasks:
            collected = self._runner.run("collect traces", collect_traces, [*tasks.values()])
            self._collected |= zip(tasks, collected, strict=True)
        return merge_traces([np.empty(0, TRACE), *(self._collected[key] for key in keys)])

    def match(self, traces: NDArray[np.void]) -> NDArray[np.void]:
        """Which of today's articles have which traces: CLAIM rows."""
        if not np.array_equal(traces, self._matched[0]):
            file = self._work / "traces.npy"
            np.save(file, spread_traces(traces))
            tasks = [MatchTraces(chunk=chunk, traces=file) for chunk in self._passage_keys]
            matched = self._runner.run("match traces", match_traces, tasks)
            self._matched = traces, np.concatenate([np.empty(0, CLAIM), *matched])
        return self._matched[1]


def find_claims(tracer: Tracer, index: NDArray[np.void], before: Previous | None) -> Claims:
    """The claims of the release before, and of its ledger, on today's articles.

    An article is claimed by the split in which its id was published. One that is new or changed is
    also claimed by every split in which its URL, its text or one of its passages was published and
    is gone now.

    Args:
        tracer: of today's articles.
        index: `articles.INDEX` of them, sorted by id.
        before: the release before, if there is one.
    """
    if before is None:
        unclaimed = np.zeros((len(index), len(SPLITS)), np.bool_)
        return Claims(unclaimed, np.full(len(index), NEW, np.uint8))
    claimed = _claimed_by_id(index, before)
    was_published = claimed.any(1)
    is_present, is_same = _compare_with(before, index)

    traces = merge_traces([before.ledger.traces, find_new_traces(tracer, index, before)])
    matches = tracer.match(traces)
    matches = matches[~is_same[matches["article"]]]
    claimed[matches["article"], matches["split"]] = True

    follows = _follows_removed(index, before) & ~was_published
    status = np.select(
        [is_same, is_present | follows, claimed.any(1)], [SAME, CHANGED, RETURNED], NEW
    )
    return Claims(claimed, status.astype(np.uint8))


def find_new_traces(tracer: Tracer, index: NDArray[np.void], before: Previous) -> NDArray[np.void]:
    """The traces of rows that the release before holds and today's articles do not: TRACE.

    A row whose URL or text is another today counts as gone.

    Args:
        tracer: of today's articles.
        index: `articles.INDEX` of those of them that are published, sorted by id.
        before: the release before.
    """
    positions, is_present = locate(before.rows["id"], index["id"])
    is_same = is_present & _equal(before.rows, index, positions)
    return tracer.collect(before.rows[~is_same], before)


def _claimed_by_id(index: NDArray[np.void], before: Previous) -> NDArray[np.bool_]:
    """Which split each article's id was published in, shape `(articles, splits)`."""
    entries = before.ledger.entries
    positions, is_known = locate(index["id"], entries["id"])
    codes = split_codes(entries["split"])
    claimed = np.zeros((len(index), len(SPLITS)), np.bool_)
    claimed[np.flatnonzero(is_known), codes[positions[is_known]]] = True
    return claimed


def _compare_with(
    before: Previous, index: NDArray[np.void]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether the release before holds each article, and whether with the same URL and text."""
    positions, is_present = locate(index["id"], before.rows["id"])
    return is_present, is_present & _equal(index, before.rows, positions)


def _follows_removed(index: NDArray[np.void], before: Previous) -> NDArray[np.bool_]:
    """Whether an article has the URL of a removed one: ids made of the text change with it."""
    is_gone = ~locate(before.rows["id"], index["id"])[1]
    urls = before.rows["url"][is_gone & (before.rows["url"] != 0)]
    return np.isin(index["url"], urls)


def _equal(
    rows: NDArray[np.void], others: NDArray[np.void], places: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether each row has the URL and the text of the one at its place among others."""
    is_equal = rows["url"] == others["url"][places]
    return np.asarray(is_equal & (rows["text"] == others["text"][places]))
