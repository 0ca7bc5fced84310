"""Between the halves of a build: which split each article goes to, and what export is to take."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from corpus.contract.problems import Problem, problem
from corpus.contract.splits import SPLITS
from corpus.history.claims import Claims
from corpus.linking.links import Capped
from corpus.pipeline.export import SELECTION, Export
from corpus.release.manifest import File
from corpus.split.assign import BRIDGE, ELSEWHERE, LINKED, Articles, Choice, Placed, assign

_REASON = {BRIDGE: "withheld_bridge", LINKED: "withheld_story", ELSEWHERE: "withheld_outlet"}
_SHARD = 64 << 20  # bytes of text in one output shard: what a worker holds of it twice


@dataclass(frozen=True)
class Linked:
    """What the first half of a build found out; arrays run over articles by number."""

    index: NDArray[np.void]  # work.INDEX
    groups: NDArray[np.uint32]
    links: NDArray[np.void]  # linking.links.LINK
    originals: NDArray[np.uint32]
    links_refused: int
    capped: Capped
    parts: int
    inputs: list[File]
    files: list[str]  # the raw folder's article files, as `index` counts them
    problems: list[Problem]
    unknown_outlets: list[str]
    ignored: list[str]


class Split(NamedTuple):
    """One split of the release being made."""

    name: str
    code: int
    numbers: NDArray[np.int64]
    selection: Path
    tasks: list[Export]


def place(choice: Choice, gathered: Linked, stood: Claims) -> Placed:
    """The split of every article by number, or why it is withheld."""
    index = gathered.index
    return assign(
        Articles(
            gathered.groups,
            gathered.links,
            index["id"],
            index["outlet"],
            index["language"],
            index["published"],
            stood.splits,
            stood.held,
            stood.torn,
        ),
        choice,
    )


def withheld(gathered: Linked, placed: Placed, stood: Claims) -> list[Problem]:
    """A problem for every article that no split may have."""
    of_group = np.zeros_like(stood.claims)
    for code in range(len(SPLITS)):
        of_group[gathered.groups[placed.splits == code], code] = True
    found = []
    for at in np.flatnonzero(placed.splits >= LINKED).tolist():
        told = of_group[gathered.groups[at]] | stood.claims[at]
        splits = " and ".join(SPLITS[code] for code in np.flatnonzero(told).tolist())
        row = gathered.index[at]
        file, line = gathered.files[row["file"]], int(row["line"])
        found.append(problem(_REASON[int(placed.splits[at])], file, line, splits=splits))
    return found


def select(work: Path, release: Path, gathered: Linked, placed: Placed, code: int) -> Split | None:
    """The split of this code with its selection written; None where it is empty."""
    numbers = np.flatnonzero(placed.splits == code)
    if not len(numbers):
        return None
    selection = work / f"{SPLITS[code]}.npy"
    rows = np.empty(len(numbers), SELECTION)
    rows["number"] = numbers
    rows["group"] = [_group_name(gathered, number) for number in placed.groups[numbers].tolist()]
    rows["near_duplicate_of"] = _near(work, gathered, placed.splits, numbers)
    rows["added_in"] = b""
    np.save(selection, rows)
    shards = max(1, -(-int(gathered.index["size"][numbers].sum()) // _SHARD))
    edges = [len(numbers) * at // shards for at in range(shards + 1)]
    tasks = []
    for shard in range(shards):
        first, last = edges[shard], edges[shard + 1]
        low, high = (_part(gathered, numbers[at]) for at in (first, last - 1))
        parts = tuple(work / "rows" / f"{part:05d}" for part in range(low, high + 1))
        tasks.append(
            Export(
                parts=parts,
                selection=selection,
                first=first,
                last=last,
                out=release,
                split=SPLITS[code],
                shard=shard,
                shards=shards,
            )
        )
    return Split(SPLITS[code], code, numbers, selection, tasks)


def _part(gathered: Linked, number: int) -> int:
    return int(number) * gathered.parts // len(gathered.index)


def _group_name(gathered: Linked, number: int) -> bytes:
    key: bytes = gathered.index["id"][number]
    return b"g" + key.ljust(16, b"\0")[:8].hex().encode()


def _near(
    work: Path, gathered: Linked, places: NDArray[np.uint8], numbers: NDArray[np.int64]
) -> list[bytes]:
    """For every number the id of the copy that stands for it, empty where it stands for itself.

    Where the one that should is withheld, the lowest published copy does.
    """
    stands = gathered.originals.astype(np.int64)
    published = np.flatnonzero(places < LINKED)
    lost = {n for n in np.unique(stands[published]).tolist() if places[n] >= LINKED}
    heir: dict[int, int] = {}
    for number in published[np.isin(stands[published], list(lost))].tolist():
        heir.setdefault(int(stands[number]), number)
    own = [heir.get(n, n) for n in stands[numbers].tolist()]
    wanted = {n for n, number in zip(own, numbers.tolist(), strict=True) if n != number}
    ids = _ids(work, gathered, wanted)
    return [ids[n] if n != number else b"" for n, number in zip(own, numbers.tolist(), strict=True)]


def _ids(work: Path, gathered: Linked, wanted: set[int]) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for part in sorted({_part(gathered, number) for number in wanted}):
        for file in sorted((work / "rows" / f"{part:05d}").glob("*.rows.arrow")):
            for batch in pa.ipc.open_stream(pa.memory_map(str(file))):
                for at, number in enumerate(batch["number"].to_pylist()):
                    if number in wanted:
                        found[number] = batch["id"][at].as_py().encode()
    return found
