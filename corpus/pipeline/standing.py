"""The seal of a release: a build of the same inputs on it would make its rows again.

It is an entry of the cache without files, named by everything that a build depends on, the release
to build on included. Where it is there, the last release stands, and nothing need be made.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.contract.problems import Problem
from corpus.history.claims import Tracer, find_claims
from corpus.history.ledger import Ledger
from corpus.history.previous import PUBLISHED, Previous
from corpus.pipeline.assign import LinkedArticles, Split, assign_splits, standing_copies, withheld
from corpus.pipeline.cache import Cache
from corpus.pipeline.cached_shard import (
    depends_on_machine,
    holds,
    problems_as_json,
    problems_from_json,
    tally_as_json,
    tally_from_json,
)
from corpus.pipeline.config import Config
from corpus.pipeline.fingerprint import release_fingerprint, settings_digest
from corpus.pipeline.scan import Scanned
from corpus.pipeline.workdir import Workdir
from corpus.read.foreign.tally import Tally
from corpus.read.listing import RawFiles
from corpus.release.layout import data_files
from corpus.release.reader import manifest_bytes
from corpus.split.assign import Choice, Placed

# The fields of PUBLISHED that tell what an earlier release claims: no digests, no versions.
_READ_NEXT = np.dtype(
    [(name, PUBLISHED[name]) for name in ("id", "split", "url", "text", "file", "row")]
)


class Told(NamedTuple):
    """What a build says beside its release."""

    problems: list[Problem]
    tally: Tally  # of the records of other tools


class Seal:
    """The seals of what is being built, one for each release that it could be built on."""

    def __init__(
        self, cache: Cache, work: Workdir, config: Config, files: RawFiles, scanned: Scanned
    ) -> None:
        """Of the files of a raw folder under some settings."""
        self._cache, self._work, self._config = cache, work, config
        self._settings = settings_digest(config.rights, config.limits, config.importing)
        self._inputs = json.dumps(
            [
                [file._asdict() for file in scanned.inputs()],
                [files.articles, files.labels, files.outlets],
                problems_as_json(files.problems + scanned.problems),
            ]
        )

    def name(self, release: Path) -> str:
        """SHA-256 of all that a build on a release depends on."""
        config = self._config.recorded() | {"strict": self._config.strict}
        return release_fingerprint(self._settings, config, self._inputs, manifest_bytes(release))

    def take(self, release: Path) -> Told | None:
        """What a build on a release would say, where the release stands; None: build it."""
        if self._config.version is not None:  # it may be refused
            return None
        today, folder = self._config.present_day, self._work.seal
        taken = self._cache.take(self.name(release), folder, lambda c: holds(c, today))
        return taken and Told(problems_from_json(taken), tally_from_json(taken["tally"]))

    def keep(self, release: Path, told: Told) -> None:
        """Note that a release stands; where the cache cannot be used, nothing is noted."""
        if depends_on_machine(told.problems):
            return
        self._work.seal.mkdir()
        came_to = problems_as_json(told.problems) | {
            "tally": tally_as_json(told.tally),
            "day": self._config.present_day.isoformat(),
        }
        self._cache.keep(self.name(release), self._work.seal, came_to, self._work.to_cache)


def withheld_next_time(
    tracer: Tracer,
    choice: Choice,
    articles: LinkedArticles,
    placed: Placed,
    copies: NDArray[np.int64],
    release: Previous,
) -> list[Problem] | None:
    """What a build of the same inputs on the release just made would withhold.

    Args:
        tracer: of the articles.
        choice: how to split.
        articles: of this build.
        placed: where they went.
        copies: what stands for each, as `standing_copies` gave it.
        release: the release, as the next build reads it.

    Returns:
        The problems; None where that build would give an article another split, group or copy that
        stands for it: what was published before has a say in these, and more is published now.
    """
    claims = find_claims(tracer, articles.index, release)
    again = assign_splits(choice, articles, claims)
    is_same = (
        np.array_equal(again.splits, placed.splits)
        and np.array_equal(again.groups, placed.groups)
        and np.array_equal(standing_copies(articles, again.splits, claims), copies)
    )
    return withheld(articles, again, claims) if is_same else None


def as_published(
    version: str, articles: LinkedArticles, splits: Sequence[Split], ledger: Ledger, folder: Path
) -> Previous:
    """A release just made, as the next build reads it, without digests and versions of its rows.

    Its ledger has an entry for each of its rows.
    """
    split_of = np.zeros(len(articles.index), PUBLISHED["split"])
    for split in splits:
        split_of[split.numbers] = split.name.encode()
    numbers = np.flatnonzero(split_of != b"")
    rows = np.zeros(len(numbers), _READ_NEXT)
    for name in ("id", "url", "text"):
        rows[name] = articles.index[name][numbers]
    rows["split"] = split_of[numbers]
    return Previous(version, rows, ledger, True, data_files(folder), None)
