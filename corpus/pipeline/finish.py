"""The last stages of a build: leak check, ledger, rejected inputs, facts and documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray

from corpus._version import __version__
from corpus.contract.place import unit_of
from corpus.contract.problems import Problem
from corpus.contract.reasons import RULES
from corpus.contract.span import json_path
from corpus.documents import samples
from corpus.documents.facts import Facts, release_date
from corpus.documents.manifest import manifest
from corpus.documents.render import documents
from corpus.documents.statistics import Statistics
from corpus.engine.runner import Runner
from corpus.errors import LeakError
from corpus.evaluate import card_quality
from corpus.history import claims, ledger
from corpus.history.previous import Previous
from corpus.history.traces import merge_traces
from corpus.labelling.agreement import Agreement
from corpus.labelling.quality import Figure
from corpus.pipeline import last_check
from corpus.pipeline.assign import LinkedArticles, Split
from corpus.pipeline.cache import Cache
from corpus.pipeline.cached_file import KeysOfFile
from corpus.pipeline.config import Config
from corpus.pipeline.export import Release
from corpus.pipeline.fingerprint import library_versions
from corpus.pipeline.workdir import Workdir
from corpus.release.layout import MANIFEST, REJECTED, Shard, data_pattern, is_data, votes_file
from corpus.release.manifest import Changes, File, describe
from corpus.release.rows import logical_digest
from corpus.split.assign import LINKED, Placed
from corpus.split.leak_pairs import Compared
from corpus.split.leakcheck import check_leaks

_SHOWN = 10  # leaks in the message


def refuse_leaks(
    runner: Runner, work: Workdir, cache: Cache, release: Path, files: Sequence[File]
) -> Compared:
    """Look for leaks in the data files among finished files; what was compared.

    Raises:
        LeakError: articles leak between splits.
    """
    data = [file for file in files if is_data(file.path)]
    report = check_leaks(
        runner,
        work.leak_check,
        {release / file.path: Shard.of_data_file(file.path).split for file in data},
        {release / file.path: KeysOfFile(cache, work, file.sha256) for file in data},
        last_check.take(work, cache, release, data),
    )
    if report.leaks:
        raise LeakError(
            f"the splits leak in {report.leaking_pairs} places, nothing was published; expected "
            "none; this is a fault of the builder, please report it:",
            *map(str, report.leaks[:_SHOWN]),
        )
    last_check.keep(work, cache, data, report.crossing)
    return report.compared


def write_ledger(
    tracer: claims.Tracer,
    release: Path,
    index: NDArray[np.void],
    splits: Sequence[Split],
    previous: Previous | None,
) -> ledger.Ledger:
    """Write the ledger: what it said before, where today's articles stand, traces of lost text."""
    numbers = np.concatenate([split.numbers for split in splits])
    rows = np.zeros(len(numbers), ledger.ENTRY)
    rows["id"] = index["id"][numbers]
    rows["split"] = np.repeat([s.name.encode() for s in splits], [len(s.numbers) for s in splits])
    before = previous.ledger if previous else ledger.EMPTY
    traces = [before.traces]
    if previous is not None:
        today = index[np.sort(numbers)]
        traces.append(claims.find_new_traces(tracer, today, previous))
    entries = ledger.merge_entries(before.entries, rows)
    written = ledger.Ledger(entries, merge_traces(traces))
    ledger.write_ledger(release, written)
    return written


def write_rejected(release: Path, problems: Sequence[Problem]) -> None:
    """Write the problems that keep an input from the release, one JSON object a line."""
    lines = [
        orjson.dumps(
            {
                "file": problem.file,
                "line": problem.line,
                "unit": None if problem.line is None else unit_of(problem.line),
                "reason": problem.reason,
                "message": problem.message,
                "code": RULES[problem.reason].code,
                "path": None if problem.path is None else json_path(problem.path),
            },
            option=orjson.OPT_APPEND_NEWLINE,
        )
        for problem in _without_warnings(problems)
    ]
    (release / REJECTED).write_bytes(b"".join(lines))


def _without_warnings(problems: Sequence[Problem]) -> list[Problem]:
    return [problem for problem in problems if not problem.keeps_input]


def measure_labels(
    runner: Runner, release: Path, statistics: Mapping[str, Statistics], min_confidence: float
) -> Figure | None:
    """How good programs' labels are where people judged whole texts; None where nobody did."""
    tasks = [
        card_quality.MeasureShard(data=file, votes=votes_file(file), min_confidence=min_confidence)
        for split, of_split in statistics.items()
        if of_split.human_labelled
        for file in _data_files(release, split)
    ]
    if not tasks:
        return None
    shards = runner.run("measure", card_quality.measure_shard, tasks)
    measured = [article for shard in shards for article in shard]
    return card_quality.figure(measured, min_confidence)


def gather_facts(
    *,
    config: Config,
    articles: LinkedArticles,
    placed: Placed,
    leak_check: Compared,
    release: Path,
    exported: Release,
    problems: Sequence[Problem],
    inputs: list[File],
    unknown_outlets: list[str],
    version: str,
    changes: Changes | None,
    quality: Figure | None,
    agreement: Agreement,
) -> Facts:
    """Everything that the documents say, from the finished files and what the stages counted."""
    group_sizes = np.unique(placed.groups[placed.splits < LINKED], return_counts=True)[1]
    statistics = exported.statistics
    data: dict[str, list[File]] = {split: [] for split in statistics}
    others: list[File] = []
    for file in sorted(exported.files):
        of = data[Shard.of_data_file(file.path).split] if is_data(file.path) else others
        of.append(file)
    known = {release / file.path for file in exported.files}
    beside = [path for path in release.rglob("*") if path.is_file() and path not in known]
    return Facts(
        version=version,
        builder=__version__,
        date=release_date(statistics.values(), config.source_date_epoch),
        libraries=library_versions(),
        config=config.recorded(),
        input_files=inputs,
        by_split=statistics,
        data_files=data,
        other_files=sorted([*others, *describe(release, beside)]),
        logical_digest=logical_digest({split: of.digests for split, of in statistics.items()}),
        groups=len(group_sizes),
        largest_group=int(group_sizes.max()),
        links_refused=articles.links_refused,
        capped=articles.capped,
        leak_check=leak_check,
        rejected=dict(sorted(Counter(p.reason for p in _without_warnings(problems)).items())),
        unknown_outlets=unknown_outlets,
        changes=changes,
        samples=samples.choose(release, data),
        quality=quality,
        agreement=agreement,
    )


def write_documents(release: Path, facts: Facts) -> None:
    """Write card, Croissant file, report, and the manifest that lists every file."""
    texts = documents(facts)
    for name, text in texts.items():
        (release / name).write_text(text, "utf-8")
    described = describe(release, [release / name for name in texts])
    (release / MANIFEST).write_text(manifest(facts, described).sealed(), "utf-8")


def _data_files(release: Path, split: str) -> list[Path]:
    return sorted(release.glob(data_pattern(split)))
