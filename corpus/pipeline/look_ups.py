"""What the articles of a shard find beside them: outlets in the tables, and labels by people.

By what they look is known from an earlier build, so what they find is known before they are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from corpus.outlet.resolve import Site, of_site
from corpus.outlet.tables import Tables
from corpus.pipeline.labels_files import LabelsFiles
from corpus.read.shards import Shard


class LookUps(NamedTuple):
    """By what the articles of a shard look."""

    keys: set[int]  # for their annotations: `LabelsFiles.keys`
    sites: set[Site]  # for their outlets


NOTHING = LookUps(set(), set())


class Found(NamedTuple):
    """What they find, as JSON has it."""

    content: list[Any]  # outlets and annotations
    places: list[Any]  # of the annotations in their file, which messages alone repeat
    files: list[str]  # labels files of these annotations


def find(
    raw: Path, shard: Shard, labels: Mapping[str, str], outlets: Tables, look_ups: LookUps
) -> Found:
    """What the articles of a shard find.

    Args:
        raw: the raw folder.
        shard: its pieces.
        labels: the labels files beside them, with their SHA-256.
        outlets: the tables.
        look_ups: of the articles.
    """
    known = [
        [site.claimed, site.host, *outlet._replace(hosts=())]
        for site in sorted(look_ups.sites, key=str)
        if (outlet := of_site(site, outlets))
    ]
    of_people = None
    if labels and _is_part(shard):
        files = LabelsFiles(raw, dict(labels))
        of_people = files.of_articles(shard[0].file, look_ups.keys)
    if of_people is None:  # the labels of small files are looked at as a whole
        return Found([known, sorted(labels.items())], [], [])
    annotations = [[number, data] for number, _, data, _ in of_people]
    places = [[line, [*steps]] for _, line, _, steps in of_people]
    return Found([known, annotations], places, [*labels])


def _is_part(shard: Shard) -> bool:
    """Whether a shard is a part of a large file, so that most labels beside it are of others."""
    return len(shard) == 1 and (shard[0].start > 0 or shard[0].end is not None)
