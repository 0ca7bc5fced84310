"""The plan of a build: which stage follows which, and what each is given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from corpus.contract.problems import IGNORED, Problem, in_order
from corpus.documents.facts import Facts
from corpus.engine.garbage import give_back
from corpus.engine.runner import Runner
from corpus.errors import CannotRunError
from corpus.history.claims import Tracer, find_claims
from corpus.history.previous import Previous, open_previous, read_previous
from corpus.labelling.agreement import Agreement
from corpus.outlet import tables
from corpus.pipeline import last_build, last_check, last_export, shared_keys
from corpus.pipeline.annotate import annotate
from corpus.pipeline.assign import (
    LinkedArticles,
    assign_splits,
    group_articles,
    select,
    standing_copies,
    withheld,
)
from corpus.pipeline.cache import Cache
from corpus.pipeline.cached_file import PublishedOfFile, ScanOfFile
from corpus.pipeline.compare import compare, same_data, stamp
from corpus.pipeline.config import Config
from corpus.pipeline.deduplicate import deduplicate
from corpus.pipeline.export import export_all
from corpus.pipeline.finish import (
    gather_facts,
    measure_labels,
    refuse_leaks,
    write_documents,
    write_ledger,
    write_rejected,
)
from corpus.pipeline.gather import Gatherer
from corpus.pipeline.last_build import LastBuild
from corpus.pipeline.link import collect_titles, count_lines, link_articles, passage_keys
from corpus.pipeline.relabel import collect_row_hashes, relabel
from corpus.pipeline.scan import Scanned, scan
from corpus.pipeline.standing import Seal, Told, as_published, withheld_next_time
from corpus.pipeline.workdir import Workdir
from corpus.read.foreign.tally import Tally
from corpus.read.listing import RawFiles, list_raw
from corpus.read.unchanged import refuse_change
from corpus.release import commit, version
from corpus.release.manifest import File

# Entries that say what the last build made, found and read.
_HINTS = (last_build.ENTRY, shared_keys.ENTRY, last_check.ENTRY, last_export.ENTRY)
_PART = 32 << 20  # bytes of text in one range of numbers


class Outcome(NamedTuple):
    """What a build came to."""

    release: Path | None  # None: nothing was published
    why_not: str | None
    is_rejected: bool  # inputs have errors under `strict`
    facts: Facts | None
    problems: list[Problem]
    tally: Tally  # of the records of other tools
    not_cached: str | None  # why the next build has to annotate again what this one did


class _Inputs(NamedTuple):
    """What was read, and what was wrong with it."""

    articles: LinkedArticles
    files: list[File]
    problems: list[Problem]
    unknown_outlets: list[str]
    tally: Tally
    agreement: Agreement  # of annotators of the same text
    not_cached: str | None
    entries: set[str]  # of the cache, that go last


def build(config: Config, runner: Runner) -> Outcome:
    """Make a release of a raw folder.

    Raises:
        CannotRunError: a folder cannot be used, no article is left, an outlet table is wrong, or
            the release to build on is not as it was published.
        UsageError: the version asked for, or the way to split, cannot be, or one of the folders is
            in the other.
        LeakError: the leak check found articles that leak between splits.
    """
    if config.version is not None:
        version.parse(config.version)  # before hours of work
    for path in config.inputs or (config.raw,):
        commit.check_apart(path, config.out)
    files = list_raw(config.raw, config.inputs)
    outlets = _load_outlets(config.raw, files)
    with commit.workshop(config.out) as making:
        work, cache = Workdir(making / "work").create(), Cache.of(config.out)
        before = config.previous or commit.latest(config.out)
        released = open_previous(before, config.split.by)  # before hours of work
        last = last_build.take(work, cache)
        scanned = scan(runner, config.raw, files, ScanOfFile(cache, work, last.sizes))
        for file, table in scanned.others.items():
            refuse_change(config.raw, file, table.sha256, outlets.hashes.get(file, table.sha256))
        seal = Seal(cache, work, config, files, scanned)
        if released and (told := seal.take(released.path)):
            return _nothing_new(released.version, told.problems, told.tally, None)
        read = PublishedOfFile(cache, work)
        previous = read_previous(runner, released, config.columns, read) if released else None
        inputs = _read_and_link(config, runner, work, files, outlets, scanned, last)
        try:
            if config.strict and any(problem.is_fixable for problem in inputs.problems):
                why_not = "rejected inputs under --strict"
                return Outcome(
                    None, why_not, True, None, inputs.problems, inputs.tally, inputs.not_cached
                )
            release = making / "release"
            release.mkdir()
            return _split_and_release(config, runner, work, release, inputs, previous, seal)
        finally:  # many a build ends early
            cache.prune(inputs.entries)


def _read_and_link(
    config: Config,
    runner: Runner,
    work: Workdir,
    files: RawFiles,
    outlets: tables.Tables,
    scanned: Scanned,
    last: LastBuild,
) -> _Inputs:
    """Everything between the scan and the splits."""
    cache = Cache.of(config.out)
    annotated = annotate(runner, work, config, files, scanned, outlets, cache, last)
    problems = files.problems + scanned.problems + annotated.problems
    if not annotated.chunks:
        raise _no_article_left(config.raw, problems)
    articles = deduplicate(work, annotated.chunks, annotated.files_of_shard, files.articles)
    problems += articles.problems
    text_bytes = int(articles.index["size"].sum())
    parts = max(1, -(-text_bytes // _PART))
    count_lines(runner, work, text_bytes)
    collect_titles(work, annotated.chunks)
    labelled = relabel(runner, work, cache, annotated, last, config.min_confidence)
    entries = {*annotated.files_of_shard, *labelled.entries, *_HINTS}
    links = link_articles(runner, work, cache, labelled.entries, len(articles.index))
    labels = zip((chunk.name for chunk in annotated.chunks), labelled.entries, strict=True)
    last_build.keep(work, cache, annotated.shards, dict(labels), scanned.articles)
    return _Inputs(
        articles=group_articles(
            articles.index,
            links,
            parts,
            files.articles,
            collect_row_hashes(work, len(articles.index)),
            labelled.of_pages,
        ),
        files=scanned.inputs(),
        problems=sorted(problems, key=in_order),
        unknown_outlets=annotated.unknown_outlets,
        tally=annotated.tally,
        agreement=annotated.agreement,
        not_cached=annotated.not_kept or labelled.not_kept,
        entries=entries,
    )


def _split_and_release(
    config: Config,
    runner: Runner,
    work: Workdir,
    release: Path,
    inputs: _Inputs,
    previous: Previous | None,
    seal: Seal,
) -> Outcome:
    """Everything from the splits on."""
    articles = inputs.articles
    tracer = Tracer(runner, work.history, passage_keys(work))
    claimed = find_claims(tracer, articles.index, previous)
    placed = assign_splits(config.split, articles, claimed)
    problems = sorted(inputs.problems + withheld(articles, placed, claimed), key=in_order)
    copies = standing_copies(articles, placed.splits, claimed)
    cache = Cache.of(config.out)
    earlier = last_export.take(work, cache)
    splits = select(work, cache, release, articles, placed, copies, config.columns, earlier)
    if not splits:
        raise CannotRunError(f"{config.raw}: every article is withheld; see --split-by")
    gatherer = Gatherer(runner, work, len(articles.index), articles.parts)
    least, changes = compare(runner, gatherer, splits, articles.index, previous)
    chosen = version.agreed(config.version, least)
    commit.check_free(config.out, chosen)
    stamp(splits, chosen)
    exported = export_all(runner, gatherer, [task for split in splits for task in split.exports])
    last_export.keep(work, cache, exported.entries)
    is_named_alike = previous is not None and previous.dataset == config.dataset.recorded()
    # The leaks of the same data were looked for when it was published.
    if previous and is_named_alike and same_data(previous, exported.files):
        seal.keep(previous.files[0].parents[1], Told(problems, inputs.tally))
        return _nothing_new(previous.version, problems, inputs.tally, inputs.not_cached)
    leak_check = refuse_leaks(runner, work, cache, release, exported.files)
    ledger = write_ledger(tracer, release, articles.index, splits, previous)
    give_back()
    write_rejected(release, problems)
    quality = measure_labels(runner, release, exported.statistics, config.min_confidence)
    facts = gather_facts(
        config=config,
        articles=articles,
        placed=placed,
        leak_check=leak_check,
        release=release,
        exported=exported,
        problems=problems,
        inputs=inputs.files,
        unknown_outlets=inputs.unknown_outlets,
        version=chosen,
        changes=changes,
        quality=quality,
        agreement=inputs.agreement,
    )
    write_documents(release, facts)
    give_back()
    of_next = withheld_next_time(
        *(tracer, config.split, articles, placed, copies),
        as_published(chosen, articles, splits, ledger, release),
    )
    if of_next is not None:
        seal.keep(release, Told(sorted(inputs.problems + of_next, key=in_order), inputs.tally))
    published = commit.publish(release, config.out, chosen)
    return Outcome(published, None, False, facts, problems, inputs.tally, inputs.not_cached)


def _nothing_new(
    version: str, problems: list[Problem], tally: Tally, not_cached: str | None
) -> Outcome:
    why_not = f"{version} holds exactly this already"
    return Outcome(None, why_not, False, None, problems, tally, not_cached)


def _load_outlets(raw: Path, files: RawFiles) -> tables.Tables:
    outlets, problems = tables.load(raw, files.outlets)
    if problems:
        raise CannotRunError(
            f"{raw}: wrong outlet tables; expected tables without these problems; correct them:",
            problems=problems,
        )
    return outlets


def _no_article_left(raw: Path, found: Sequence[Problem]) -> CannotRunError:
    problems = [problem for problem in found if problem.reason not in IGNORED]
    if not problems:
        return CannotRunError(
            f"{raw}: no file in it says whose article it is; expected at least one article; name "
            "its outlet with --outlet ID, or its url in front matter"
        )
    return CannotRunError(
        f"{raw}: no article is left of {len(problems)} problems; expected at least one "
        "good article; fix what was found:",
        problems=problems,
    )
