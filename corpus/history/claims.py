"""What earlier releases say of today's articles, and what this one is to remember of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import locate
from corpus.contract.splits import SPLITS
from corpus.engine.runner import Runner
from corpus.errors import UsageError
from corpus.history import previous
from corpus.history.previous import Previous
from corpus.history.traces import CLAIM, TRACE, Leave, Recall, leave, recall, together
from corpus.release.reader import Release
from corpus.split.assign import CHANGED, NEW, RETURNED, SAME, UNSEEN


class Claims(NamedTuple):
    """Where today's articles stood, by number."""

    claims: NDArray[np.bool_]  # shape `(articles, splits)`: their id or their text stood there
    held: NDArray[np.uint8]  # by the release before, as `split.assign` has it

    @property
    def splits(self) -> NDArray[np.uint8]:
        """The one split that is claimed; UNSEEN where none or more are."""
        return np.where(self.claims.sum(1) == 1, self.claims.argmax(1), UNSEEN).astype(np.uint8)

    @property
    def torn(self) -> NDArray[np.bool_]:
        """Whether two splits are claimed."""
        return np.asarray(self.claims.sum(1) > 1)


def read_previous(runner: Runner, release: Path | None, split_by: str) -> Previous | None:
    """The release to build on, checked and read; None where there is none.

    Raises:
        CannotRunError: it is no release, or not as it was published.
        UsageError: it was split by something else.
    """
    if release is None:
        return None
    opened = Release.open(release)
    opened.check_files()
    by = opened.manifest.split_by
    if by != split_by:
        raise UsageError(
            f"--split-by {split_by}: {opened.version}, the release before, is split by "
            f"{by}, and nothing published moves; expected --split-by {by}; to split anew, begin "
            "another series with another --out"
        )
    read = runner.run("read the last release", previous.published, opened.files())
    return previous.previous(opened, read)


def claims(
    runner: Runner,
    work: Path,
    index: NDArray[np.void],
    before: Previous | None,
    passage_keys: Sequence[Path],
) -> Claims:
    """What the release before, and its ledger, say of the articles of `index` (work.INDEX).

    An article that is not as it was claims every split that its id, its URL, its text or a
    passage of it stood in.
    """
    claimed = np.zeros((len(index), len(SPLITS)), np.bool_)
    if before is None:
        return Claims(claimed, np.full(len(index), NEW, np.uint8))
    at, known = locate(index["id"], before.ledger.stood["id"])
    names = before.ledger.stood["split"].tolist()
    codes = np.array([SPLITS.index(name.decode()) for name in names], np.uint8)
    claimed[np.flatnonzero(known), codes[at[known]]] = True

    at, present = locate(index["id"], before.rows["id"])
    same = present & _same(index, before.rows[at]) if len(before.rows) else present
    traces = together([before.ledger.traces, left(runner, work, index, before)])
    made = _recalled(runner, work, traces, passage_keys)
    made = made[~same[made["article"]]]
    claimed[made["article"], made["split"]] = True

    gone = ~locate(before.rows["id"], index["id"])[1]
    urls = before.rows["url"][gone & (before.rows["url"] != 0)]
    follows = np.isin(index["url"], urls) & ~known  # its id was made of its text
    held = np.select([same, present | follows, claimed.any(1)], [SAME, CHANGED, RETURNED], NEW)
    return Claims(claimed, held.astype(np.uint8))


def left(runner: Runner, work: Path, index: NDArray[np.void], before: Previous) -> NDArray[np.void]:
    """The traces of what the release before holds and `index` does not, or not as it was: TRACE."""
    at, known = locate(before.rows["id"], index["id"])
    rows = before.rows[~(known & _same(before.rows, index[at]))] if len(index) else before.rows
    tasks = []
    for number in np.unique(rows["file"]).tolist():
        its = rows[rows["file"] == number]
        places = work / f"left-{number:05d}.npy"
        np.save(places, np.sort(its["row"]))
        code = SPLITS.index(its["split"][0].decode())
        tasks.append(Leave(before.files[number], code, places))
    if not tasks:
        return np.empty(0, TRACE)
    return together(runner.run("remember", leave, tasks))


def _same(a: NDArray[np.void], b: NDArray[np.void]) -> NDArray[np.bool_]:
    return np.asarray((a["url"] == b["url"]) & (a["text"] == b["text"]))


def _recalled(
    runner: Runner, work: Path, traces: NDArray[np.void], passage_keys: Sequence[Path]
) -> NDArray[np.void]:
    if not len(traces):
        return np.empty(0, CLAIM)
    place = work / "traces.npy"
    np.save(place, traces)
    tasks = [Recall(run, place) for run in passage_keys]
    return np.concatenate([np.empty(0, CLAIM), *runner.run("recall", recall, tasks)])
