"""Card, Croissant file, report and manifest: made again from the rows, and compared."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from corpus.documents import samples
from corpus.documents.facts import Facts, release_date
from corpus.documents.manifest import manifest
from corpus.documents.render import DOCUMENTS, documents
from corpus.documents.statistics import Statistics
from corpus.evaluate import card_quality
from corpus.evaluate.measure import Measured
from corpus.linking.links import CappedKeys
from corpus.release.layout import MANIFEST, REJECTED
from corpus.release.manifest import is_sealed
from corpus.release.reader import Release, manifest_bytes
from corpus.release.rows import logical_digest
from corpus.split.leak_pairs import Compared
from corpus.verify.excerpts import around_difference, one_line
from corpus.verify.faults import Fault, fault


@dataclass(frozen=True, kw_only=True)
class Rows:
    """What the shards say of the rows."""

    statistics: dict[str, Statistics]  # by split
    groups: NDArray[np.bytes_]  # the leak group of every row
    measured: list[Measured]  # rows that a person judged, in their order
    leak_check: Compared  # pairs of possible near-duplicates


def check_documents(release: Release, rows: Rows, whole: set[str]) -> Iterator[Fault]:
    """Where a document or the manifest does not follow from the rows.

    Args:
        release: to check.
        rows: what its shards hold.
        whole: paths of the files that are as the manifest lists them; no other is read.
    """
    try:
        is_whole = REJECTED in whole
        rejected = _rejected(release.path) if is_whole else release.manifest.rejected
    except (KeyError, TypeError, ValueError) as error:
        expected = "an object with a reason on every line"
        yield fault("unreadable_file", REJECTED, error=one_line(error), expected=expected)
        return
    facts = _facts(release, rows, rejected)
    for name, expected in documents(facts).items():
        if name in whole:
            actual = (release.path / name).read_text("utf-8", errors="replace")
            if difference := _first_difference(actual, expected):
                yield fault("wrong_document", name, **difference)
    yield from _manifest_faults(release, facts)


def _manifest_faults(release: Release, facts: Facts) -> Iterator[Fault]:
    listed = [file for file in release.manifest.outputs if file.path in DOCUMENTS]
    expected_text = manifest(facts, listed).sealed()
    expected_members = json.loads(expected_text)
    is_same = True
    for member, actual in release.manifest.content().items():
        if actual != expected_members[member]:
            is_same = False
            found, expected = around_difference(
                json.dumps(actual), json.dumps(expected_members[member])
            )
            yield fault("wrong_manifest", MANIFEST, field=member, found=found, expected=expected)
    text = manifest_bytes(release.path)
    if is_same and is_sealed(text):
        difference = _first_difference(text.decode("utf-8", errors="replace"), expected_text)
        if difference:  # the same members in another form, such as 1.0 for 1, or one twice
            yield fault("wrong_document", MANIFEST, **difference)


def _rejected(release: Path) -> dict[str, int]:
    with (release / REJECTED).open("rb") as lines:
        reasons = Counter(orjson.loads(line)["reason"] for line in lines)
    return dict(sorted(reasons.items()))


def _facts(release: Release, rows: Rows, rejected: dict[str, int]) -> Facts:
    """The facts of a release: from its rows what they can tell, from its manifest the rest."""
    stated = release.manifest
    data = {split: stated.data_files(split) for split in rows.statistics}
    known = {*DOCUMENTS, *(file.path for files in data.values() for file in files)}
    group_sizes = np.unique(rows.groups, return_counts=True)[1]
    digests = {split: numbers.digests for split, numbers in rows.statistics.items()}
    quality = None
    if rows.measured:
        quality = card_quality.figure(rows.measured, stated.min_confidence)
    return Facts(
        version=stated.version,
        builder=stated.builder,
        date=release_date(rows.statistics.values(), stated.config["source_date_epoch"]),
        libraries=stated.libraries,
        config=stated.config,
        input_files=stated.inputs,
        by_split=rows.statistics,
        data_files=data,
        other_files=[file for file in stated.outputs if file.path not in known],
        logical_digest=logical_digest(digests),
        groups=len(group_sizes),
        largest_group=int(group_sizes.max()),
        links_refused=stated.groups.links_refused,
        leak_check=rows.leak_check,
        capped=CappedKeys(stated.groups.keys_capped, stated.groups.largest_key),
        rejected=rejected,
        unknown_outlets=stated.unknown_outlets,
        changes=stated.changes,
        samples=samples.choose(release.path, data),
        quality=quality,
    )


def _first_difference(actual: str, expected: str) -> dict[str, Any]:
    """The first line that differs, counted from 1; empty where none does."""
    pairs = zip_longest(actual.split("\n"), expected.split("\n"))
    for number, (line, expected_line) in enumerate(pairs, 1):
        if line != expected_line:
            found, expected_text = around_difference(_quoted(line), _quoted(expected_line))
            return {"line": number, "found": found, "expected": expected_text}
    return {}


def _quoted(line: str | None) -> str:
    return "missing" if line is None else f'"{line}"'
