"""Every file of pages with gold, as `../shared/README.md` describes them.

The files of a `group` come from one place: a model that is to be measured on one of them sees none
of the group, and no page of a domain that occurs in it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

WCXB, NEWS, OTHER = "WCXB", "news", "other"  # the parts of a figure


class Source(NamedTuple):
    """One file of pages."""

    name: str
    folder: str  # below `shared`; what stands in MEASURE is never trained on
    group: str
    part: str
    # How much a line counts when the line model is trained. Less where pages are old, labelled by
    # programs or no articles. Chosen by hand with trees on the bench and the training files, folds
    # over domains; nothing was chosen on the files that only measure.
    weight: float


BENCH, TRAINING, MEASURE = "bench", "training", "measure"
TABLE = (
    Source("wcxb_article", BENCH, "wcxb", WCXB, 1.0),
    Source("shub", BENCH, "shub", NEWS, 1.0),
    Source("fundus", BENCH, "fundus", NEWS, 1.0),
    Source("misinfo", TRAINING, "misinfo", NEWS, 0.7),
    Source("magic", TRAINING, "magic", OTHER, 0.7),
    Source("fundus_eval", TRAINING, "fundus_eval", NEWS, 1.0),
    Source("fundus_old", TRAINING, "fundus", NEWS, 0.8),
    Source("zh_handmade", TRAINING, "zh_handmade", OTHER, 0.5),
    Source("newspaper4k", TRAINING, "newspaper4k", NEWS, 0.7),
    Source("site_rules", TRAINING, "site_rules", OTHER, 0.5),
    Source("traf_segments", TRAINING, "traf_segments", OTHER, 0.5),
    Source("wcxb_other", TRAINING, "wcxb", OTHER, 0.3),
    Source("magic_forum", TRAINING, "magic", OTHER, 0.0),
    Source("ir_news2017", MEASURE, "ir_news2017", NEWS, 0.0),
    Source("htmltotext", MEASURE, "htmltotext", OTHER, 0.0),
)
BY_NAME = {source.name: source for source in TABLE}
# What can be left out of training.
GROUPS = tuple(dict.fromkeys(source.group for source in TABLE if source.folder != MEASURE))
FOLDS = 3  # of domains
ALL = "all"  # the name of the model that has seen everything that may be learned from


def names(*folders: str) -> tuple[str, ...]:
    """The files of these folders."""
    return tuple(source.name for source in TABLE if source.folder in folders)


def path(shared: Path, name: str) -> Path:
    """Where a file's texts are."""
    return shared / BY_NAME[name].folder / f"{name}.jsonl.gz"


def read(file: Path) -> Iterator[dict[str, Any]]:
    """The pages of a file that have a gold: all of the page, or some lines (`partial`)."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from (page for page in map(json.loads, lines) if page["ok"] or page.get("partial"))


def pages(shared: Path, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The pages of files that have a gold, each with the name of its `file`."""
    for name in names:
        yield from ({**page, "file": name} for page in read(path(shared, name)))


def domain(page: dict[str, Any]) -> str:
    """The domain of a page; its id where nobody knows the domain."""
    return str(page["domain"] or page["id"])


def number(domain: str) -> int:
    """A number of a domain; its remainder by FOLDS is the domain's fold."""
    return int(hashlib.md5(domain.encode()).hexdigest()[:8], 16)


def domains(shared: Path, group: str) -> set[str]:
    """The domains that occur in a group."""
    of_group = [source.name for source in TABLE if source.group == group]
    return {domain(page) for page in pages(shared, of_group)}


def digests(shared: Path, names: Sequence[str]) -> dict[str, str]:
    """SHA-256 of each file, to say what a number was measured on."""
    return {name: hashlib.sha256(path(shared, name).read_bytes()).hexdigest() for name in names}
