"""The plan of a build: which stage follows which, and what each is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.contract.problems import Problem
from corpus.engine import shuffle
from corpus.engine.runner import Runner
from corpus.errors import CannotRunError
from corpus.history import claims
from corpus.label import human_labels
from corpus.linking.leak_groups import groups, originals
from corpus.linking.links import KINDS, LINK, Capped
from corpus.linking.near_duplicates import BANDS
from corpus.outlet import tables
from corpus.pipeline import annotate, buckets, deduplicate, relabel, scan
from corpus.pipeline.assign import Linked
from corpus.pipeline.config import Config
from corpus.pipeline.finish import Outcome, finish
from corpus.read import files
from corpus.release import commit
from corpus.release.commit import workshop
from corpus.release.manifest import File, describe
from corpus.release.version import parse

_SURVEYED = 64  # files a task
# Guesses of an article's size, lines and keys by kind of link: they choose how many buckets and
# parts there are, so that a wrong one costs memory and nothing else.
_ARTICLE, _LINES, _KEYS = 4096, 40, (BANDS, 200, 66)
_PART = 32 << 20  # bytes of text in one range of numbers
_FOLDERS = (
    "articles",
    "index",
    "titles",
    "marks",
    "lines",
    "recurring",
    "numbers",
    "keys",
    "sketches",
)


def build(config: Config, runner: Runner) -> Outcome:
    """Make a release of a raw folder.

    Raises:
        CannotRunError: a folder cannot be used, no article is left, an outlet table is wrong, or
            the release to build on is not as it was published.
        UsageError: the version asked for, or the way to split, cannot be.
        LeakError: the proof of the splits failed.
    """
    if config.version is not None:
        parse(config.version)  # before hours of work
    found = files.find(config.raw)
    outlets, wrong = tables.load(config.raw, found.outlets)
    if wrong:
        raise CannotRunError("\n".join(f"{config.raw}/{one}" for one in wrong))
    with workshop(config.out) as making:
        work = making / "work"
        for folder in (*_FOLDERS, "links", "rows", "exhibits"):
            (work / folder).mkdir(parents=True)
        before = claims.read_previous(
            runner, config.previous or commit.latest(config.out), config.split.by
        )  # before hours of work
        gathered = _gather(config, runner, work, found, outlets)
        return finish(config, runner, making, before, gathered)


def _gather(
    config: Config, runner: Runner, work: Path, found: files.Found, known: tables.Tables
) -> Linked:
    """Everything that comes before the splits."""
    some = [
        tuple(found.articles[at : at + _SURVEYED])
        for at in range(0, len(found.articles), _SURVEYED)
    ]
    tasks = [scan.Scan(config.raw, names) for names in some]
    read = [one for result in runner.run("scan", scan.scan, tasks) for one in result]
    scanned = [one for one in read if isinstance(one, files.ScannedFile)]
    problems = [one for one in read if isinstance(one, Problem)]

    guess = sum(one.size for one in scanned) // _ARTICLE
    line_buckets = shuffle.count(guess * _LINES)
    done = runner.run(
        "annotate",
        annotate.annotate,
        [
            annotate.Annotate(
                config.raw,
                work,
                at,
                shard,
                {name: place for place, name in enumerate(found.articles)},
                frozenset(found.labels),
                known,
                line_buckets,
                config.licenses,
            )
            for at, shard in enumerate(files.shards(scanned))
        ],
    )
    problems += dict.fromkeys(one for result in done for one in result.problems)
    problems += _orphans(config.raw, found, done)
    chunks = tuple(chunk for result in done for chunk in result.chunks)
    numbered = deduplicate.deduplicate(work, chunks, found.articles)
    problems += numbered.problems
    count = len(numbered.index)
    if not count:
        first = "\n".join(f"{config.raw}/{one}" for one in problems[:10])
        raise CannotRunError(
            f"{config.raw}: no article is left of {len(problems)} problems; expected at least one "
            f"good article; mend what was found:\n{first}"
        )
    np.save(work / "rows.npy", numbered.rows)

    runner.run("count lines", buckets.count, [buckets.Count(work, b) for b in range(line_buckets)])
    _merge(work)
    parts = max(1, -(-int(numbered.index["size"].sum()) // _PART))
    key_buckets = (
        shuffle.count(count * _KEYS[0]),
        shuffle.count(count * _KEYS[1]),
        shuffle.count(count * _KEYS[2]),
    )
    outlets: Counter[str] = sum((result.outlets for result in done), Counter())
    runner.run(
        "label",
        relabel.relabel,
        [
            relabel.Relabel(
                work, name, count, parts, key_buckets, dict(outlets), config.min_confidence
            )
            for name, _ in chunks
        ],
    )
    capped = runner.run(
        "link",
        buckets.find_links,
        [
            buckets.Link(work, kind, bucket, chunks)
            for kind in range(len(KINDS))
            for bucket in range(key_buckets[kind])
        ],
    )
    links = np.concatenate(
        [np.load(f) for f in sorted((work / "links").iterdir())] or [np.empty(0, LINK)]
    )
    of_group, refused = groups(count, links)
    return Linked(
        index=numbered.index,
        groups=of_group,
        links=links,
        originals=originals(count, links, numbered.index["published"]),
        links_refused=refused,
        capped=Capped.together(capped),
        parts=parts,
        inputs=_inputs(config.raw, scanned, found),
        files=found.articles,
        problems=sorted(problems, key=lambda p: (p.file, p.line or 0, p.reason, p.message)),
        unknown_outlets=sorted(set().union(*(result.unknown_outlets for result in done))),
        ignored=found.ignored,
    )


def _merge(work: Path) -> None:
    """Put what the corpus says of lines into two sorted files that every task can map."""
    counted = np.concatenate([np.load(file) for file in sorted((work / "recurring").iterdir())])
    np.save(work / "recurring.npy", counted[np.argsort(counted["key"])])
    titles = [np.load(file) for file in sorted((work / "titles").iterdir())]
    np.save(work / "titles.npy", np.unique(np.concatenate(titles)))


def _orphans(raw: Path, found: files.Found, done: Sequence[annotate.Annotated]) -> list[Problem]:
    """Judgements of people that no article was found for, and labels files that are wrong."""
    used: dict[str, set[int]] = {}
    for file, place in set().union(*(result.judged for result in done)):
        used.setdefault(file, set()).add(place)
    beside = {files.labels_file(file): file for file in found.articles}
    orphans = []
    for labels in found.labels:
        judgements, wrong = human_labels.load(raw, labels)
        missing = beside.get(labels, "any file beside it")
        orphans += wrong + human_labels.orphans(
            labels, missing, judgements, used.get(labels, set())
        )
    return orphans


def _inputs(raw: Path, scanned: Sequence[files.ScannedFile], found: files.Found) -> list[File]:
    others = [raw / name for name in (*found.labels, *found.outlets)]
    articles = [File(one.file, one.size, one.sha256) for one in scanned]
    return sorted([*articles, *describe(raw, others)])
