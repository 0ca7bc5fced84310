"""Card, Croissant file, report and manifest, made again from what was seen, against those there."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from corpus.documents.facts import Changes, Facts, dated
from corpus.documents.manifest import manifest
from corpus.documents.render import DOCUMENTS, documents, samples
from corpus.documents.statistics import Statistics
from corpus.evaluate import own
from corpus.evaluate.measure import Measured
from corpus.linking.links import Capped
from corpus.release.manifest import MANIFEST, File, listed
from corpus.release.rows import logical
from corpus.verify.faults import Fault, fault

_SHOWN = 160  # characters of what differs
REJECTED = "rejected.jsonl"


class Found(NamedTuple):
    """What was seen of the rows."""

    held: dict[str, Statistics]  # by split
    groups: NDArray[np.bytes_]  # the leak group of every row
    measured: list[Measured]  # rows that a person judged, in their order


def compare(release: Path, said: dict[str, Any], rows: Found, damaged: set[str]) -> Iterator[Fault]:
    """Where a document or the manifest says what the rows do not.

    Args:
        release: its folder.
        said: its manifest.
        rows: what was seen of them.
        damaged: files that are not looked at again.
    """
    try:
        rejected = said["rejected"] if REJECTED in damaged else _rejected(release)
    except (KeyError, TypeError, ValueError) as error:
        expected = "an object with a reason on every line"
        yield fault("unreadable_file", REJECTED, error=repr(error), expected=expected)
        return
    again = _facts(release, said, rows, rejected)
    for name, text in documents(again).items():
        if name not in damaged:
            found = (release / name).read_text("utf-8", errors="replace")
            if difference := _first(text, found):
                yield fault("wrong_document", name, **difference)
    described = [file for file in listed(said) if file.path in DOCUMENTS]
    for field, value in json.loads(manifest(again, described)).items():
        if field != "sha256" and said[field] != value:
            one, other = (_short(json.dumps(each)) for each in (said[field], value))
            yield fault("wrong_manifest", MANIFEST, field=field, found=one, expected=other)


def _rejected(release: Path) -> dict[str, int]:
    with (release / REJECTED).open("rb") as lines:
        reasons = Counter(orjson.loads(line)["reason"] for line in lines)
    return dict(sorted(reasons.items()))


def _facts(release: Path, said: dict[str, Any], rows: Found, rejected: dict[str, int]) -> Facts:
    """The facts again: what files can tell is theirs to tell, the manifest knows the rest."""
    data = {
        split: [file for file in listed(said) if file.path.startswith(f"data/{split}-")]
        for split in rows.held
    }
    known = {*DOCUMENTS, *(file.path for files in data.values() for file in files)}
    least = said["config"]["min_confidence"]
    sizes = np.unique(rows.groups, return_counts=True)[1]
    return Facts(
        version=said["version"],
        builder=said["builder"],
        date=dated(rows.held.values(), said["config"]["source_date_epoch"]),
        libraries=said["libraries"],
        config=said["config"],
        inputs=[File(**file) for file in said["inputs"]],
        splits=rows.held,
        data=data,
        others=[file for file in listed(said) if file.path not in known],
        logical_digest=logical({name: its.digests for name, its in rows.held.items()}),
        groups=len(sizes),
        largest_group=int(sizes.max()),
        links_refused=said["groups"]["links_refused"],
        capped=Capped(said["groups"]["keys_capped"], said["groups"]["largest_key"]),
        rejected=rejected,
        unknown_outlets=said["unknown_outlets"],
        changes=Changes(**said["changes"]) if said["changes"] else None,
        samples=samples(release, data),
        quality=own.figure(rows.measured, least) if rows.measured else None,
    )


def _first(expected: str, found: str) -> dict[str, Any]:
    """The first line that differs, counted from 1; empty where none does."""
    pairs = zip_longest(expected.split("\n"), found.split("\n"))
    for line, (mine, theirs) in enumerate(pairs, 1):
        if mine != theirs:
            one, other = ("missing" if x is None else f'"{_short(x)}"' for x in (theirs, mine))
            return {"line": line, "found": one, "expected": other}
    return {}


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
