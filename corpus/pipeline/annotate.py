"""Stage `annotate`: the shards of a raw folder as tasks, and what they come to together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.contract.problems import Problem
from corpus.engine.runner import BYTES, Amounts, Runner
from corpus.labelling.agreement import Agreement
from corpus.outlet.tables import Tables
from corpus.pipeline.annotate_shard import AnnotateShard, EarlierRows
from corpus.pipeline.cache import Cache
from corpus.pipeline.cached_shard import CachedShard, annotate_or_take, name_if_nothing_found
from corpus.pipeline.config import Config
from corpus.pipeline.fingerprint import settings_digest
from corpus.pipeline.labels_files import Used, problems_of_files
from corpus.pipeline.last_build import LastBuild
from corpus.pipeline.read_articles import Checks
from corpus.pipeline.scan import Scanned
from corpus.pipeline.workdir import Chunk, Workdir
from corpus.read.files import labels_file
from corpus.read.foreign.tally import Tally
from corpus.read.listing import RawFiles
from corpus.read.shards import Shard, cut_into_shards


@dataclass(frozen=True)
class AnnotatedCorpus:
    """What all shards came to."""

    shards: list[Shard]  # that were annotated
    chunks: list[Chunk]  # in the order of the raw files
    files_of_shard: dict[str, list[int]]  # name of its artefact -> places of its pieces' files
    outlets: Counter[str]
    unknown_outlets: list[str]
    problems: list[Problem]
    tally: Tally  # of the records of other tools
    agreement: Agreement  # of annotators of the same text
    not_kept: str | None  # why the cache could not keep a shard
    # By name of an artefact that was made of an earlier one.
    earlier: dict[str, EarlierRows] = field(compare=False)


def annotate(
    runner: Runner,
    work: Workdir,
    config: Config,
    files: RawFiles,
    scanned: Scanned,
    outlets: Tables,
    cache: Cache,
    last: LastBuild,
) -> AnnotatedCorpus:
    """Annotate all shards of a raw folder that are not in the cache."""
    scanned_labels = [scanned.others[file] for file in files.labels if file in scanned.others]
    hashes = {file.path: file.sha256 for file in scanned_labels}
    settings = settings_digest(config.rights, config.limits, config.importing, config.models)
    shards = list(cut_into_shards(scanned.articles))
    shard_tasks = [
        AnnotateShard(
            raw=config.raw,
            artefact=work.artefact(name_if_nothing_found(shard, settings)),
            shard=shard,
            labels={file: hashes[file] for file in _beside(shard) if file in hashes},
            outlets=outlets,
            rights=config.rights,
            models=config.models,
            checks=Checks(config.limits, config.present_day, config.importing),
        )
        for shard in shards
    ]
    tasks = [
        CachedShard(
            shard=task,
            settings=settings,
            cache=cache,
            making=work.to_cache,
            before=last.piece(task.shard),
        )
        for task in shard_tasks
    ]
    sizes = {file.file: file.size for file in scanned.articles}
    amounts = Amounts(BYTES, [_size(shard, sizes) for shard in shards])
    place = {file: number for number, file in enumerate(files.articles)}
    chunks: list[Chunk] = []
    files_of_shard: dict[str, list[int]] = {}
    by_outlet, unknown_outlets = Counter[str](), set[str]()
    problems: dict[Problem, None] = {}
    used: Used = set()
    tally, agreement = Tally(), Agreement()
    not_kept = None
    earlier: dict[str, EarlierRows] = {}
    # One by one: each names its outlets, in 25 KB where there are 200 of them.
    each = runner.each("annotate", annotate_or_take, tasks, amounts)
    for shard, (name, result, why_not) in zip(shards, each, strict=True):
        chunks += result.chunks
        files_of_shard[name] = [place[piece.file] for piece in shard]
        by_outlet.update(result.outlets)
        unknown_outlets |= result.unknown_outlets
        problems |= dict.fromkeys(result.problems)
        used |= result.used
        tally.update(result.tally)
        agreement.add(result.agreement)
        not_kept = not_kept or why_not
        if result.earlier is not None:
            earlier[name] = result.earlier
    work.write_chunks(chunks)
    return AnnotatedCorpus(
        shards=shards,
        chunks=chunks,
        files_of_shard=files_of_shard,
        outlets=by_outlet,
        unknown_outlets=sorted(unknown_outlets),
        tally=tally,
        agreement=agreement,
        not_kept=not_kept,
        earlier=earlier,
        problems=[*problems, *problems_of_files(config.raw, files, hashes, used)],
    )


def _size(shard: Shard, sizes: Mapping[str, int]) -> int:
    """How many bytes a shard is, by the sizes of its files."""
    return sum((piece.end or sizes[piece.file]) - piece.start for piece in shard)


def _beside(shard: Shard) -> list[str]:
    """The labels files that may stand beside the files of a shard."""
    return sorted({labels_file(piece.file) for piece in shard})
