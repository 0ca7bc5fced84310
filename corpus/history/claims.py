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


def find_claims(
    runner: Runner,
    work: Path,
    index: NDArray[np.void],
    before: Previous | None,
    passage_keys: Sequence[ChunkKeys],
) -> Claims:
    """The claims of the release before, and of its ledger, on today's articles.

    An article is claimed by the split in which its id was published. One that is new or changed is
    also claimed by every split in which its URL, its text or one of its passages was published and
    is gone now.

    Args:
        runner: runs the tasks.
        work: a folder for what the tasks are given.
        index: `articles.INDEX` of today's articles, sorted by id.
        before: the release before, if there is one.
        passage_keys: of all today's articles.
    """
    if before is None:
        unclaimed = np.zeros((len(index), len(SPLITS)), np.bool_)
        return Claims(unclaimed, np.full(len(index), NEW, np.uint8))
    claimed = _claimed_by_id(index, before)
    was_published = claimed.any(1)
    is_present, is_same = _compare_with(before, index)

    traces = merge_traces([before.ledger.traces, find_new_traces(runner, work, index, before)])
    matches = _match(runner, work, traces, passage_keys)
    matches = matches[~is_same[matches["article"]]]
    claimed[matches["article"], matches["split"]] = True

    follows = _follows_removed(index, before) & ~was_published
    status = np.select(
        [is_same, is_present | follows, claimed.any(1)], [SAME, CHANGED, RETURNED], NEW
    )
    return Claims(claimed, status.astype(np.uint8))


def find_new_traces(
    runner: Runner, work: Path, index: NDArray[np.void], before: Previous
) -> NDArray[np.void]:
    """The traces of rows that the release before holds and today's articles do not: TRACE.

    A row whose URL or text is another today counts as gone.

    Args:
        runner: runs the tasks.
        work: a folder for what the tasks are given.
        index: `articles.INDEX` of today's articles, sorted by id.
        before: the release before.
    """
    positions, is_present = locate(before.rows["id"], index["id"])
    rows = before.rows[~(is_present & _equal(before.rows, index[positions]))]
    tasks = []
    for number in np.unique(rows["file"]).tolist():
        of_file = rows[rows["file"] == number]
        indices = work / f"left-{number:05d}.npy"
        np.save(indices, np.sort(of_file["row"]))
        split = SPLITS.index(of_file["split"][0].decode())
        tasks.append(CollectTraces(file=before.files[number], split=split, rows=indices))
    if not tasks:
        return np.empty(0, TRACE)
    return merge_traces(runner.run("collect traces", collect_traces, tasks))


def _claimed_by_id(index: NDArray[np.void], before: Previous) -> NDArray[np.bool_]:
    """Which split each article's id was published in, shape `(articles, splits)`."""
    entries = before.ledger.entries
    positions, is_known = locate(index["id"], entries["id"])
    codes = np.array([SPLITS.index(name.decode()) for name in entries["split"].tolist()], np.uint8)
    claimed = np.zeros((len(index), len(SPLITS)), np.bool_)
    claimed[np.flatnonzero(is_known), codes[positions[is_known]]] = True
    return claimed


def _compare_with(
    before: Previous, index: NDArray[np.void]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether the release before holds each article, and whether with the same URL and text."""
    positions, is_present = locate(index["id"], before.rows["id"])
    return is_present, is_present & _equal(index, before.rows[positions])


def _follows_removed(index: NDArray[np.void], before: Previous) -> NDArray[np.bool_]:
    """Whether an article has the URL of a removed one: ids made of the text change with it."""
    is_gone = ~locate(before.rows["id"], index["id"])[1]
    urls = before.rows["url"][is_gone & (before.rows["url"] != 0)]
    return np.isin(index["url"], urls)


def _equal(a: NDArray[np.void], b: NDArray[np.void]) -> NDArray[np.bool_]:
    return np.asarray((a["url"] == b["url"]) & (a["text"] == b["text"]))


def _match(
    runner: Runner, work: Path, traces: NDArray[np.void], passage_keys: Sequence[ChunkKeys]
) -> NDArray[np.void]:
    """CLAIM rows of all traces on today's articles."""
    if not len(traces):
        return np.empty(0, CLAIM)
    file = work / "traces.npy"
    np.save(file, traces)
    tasks = [MatchTraces(chunk=chunk, traces=file) for chunk in passage_keys]
    return np.concatenate([np.empty(0, CLAIM), *runner.run("match traces", match_traces, tasks)])
