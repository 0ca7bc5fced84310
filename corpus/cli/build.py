"""`corpus build`: raw articles in, a release out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus import api
from corpus.cli.imported import imported, map_option, outlet_option
from corpus.cli.output import tell
from corpus.cli.places import OutPath, ReleasePath
from corpus.cli.problems import Flood, all_option, as_text, grouped, located
from corpus.contract.problems import IGNORED
from corpus.contract.reasons.rule import Severity
from corpus.documents.wording import counted
from corpus.errors import CannotRunError, UsageError
from corpus.objects import below, is_url, without_options
from corpus.read.listing import left_alone
from corpus.release.layout import CROISSANT, DATASET, DEFAULT_OUT, LATEST, REJECTED, REPORT

if TYPE_CHECKING:
    from corpus.contract.problems import Problem
    from corpus.documents.facts import Facts
    from corpus.documents.statistics import Statistics
    from corpus.engine.base import Engine
    from corpus.pipeline.config import Config
    from corpus.pipeline.plan import Outcome

_LANGUAGES = 6  # named on the screen; the card names all
_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note", "left_out")  # the worst first


@click.command()
@click.argument("raw", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=OutPath(),
    default=DEFAULT_OUT,
    show_default=True,
    help="Where releases are: a folder, or s3://BUCKET/FOLDER.",
)
@click.option("--version", metavar="V", help="Ask for a version; never a lower one.")
@click.option("--split-by", type=click.Choice(["story", "outlet", "time"]), help="Default: story.")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Default: as many as pay.")
@click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="Where tasks run: on this machine, or on a Ray cluster.",
)
@click.option(
    "--address",
    help="Of the Ray cluster, as Ray takes it. Default: RAY_ADDRESS, or the one of this machine.",
)
@click.option(
    "--work",
    metavar="URL",
    help="Where the nodes of a cluster share files, if not in folders: s3://BUCKET/FOLDER. "
    "Default: OUT/.work, where OUT is a URL.",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="TOML file with tables [dataset], [split], [limits], [import], [label] and [release].",
)
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    metavar="P",
    help="Give no label less likely right than P, on pages than 0.85 P; more P, fewer labels. "
    "Default: 0.65.",
)
@click.option(
    "--previous",
    type=ReleasePath(),
    metavar="PATH",
    help="The release to build on: what it published stays in its split. Default: OUT/latest.",
)
@click.option(
    "--license-allow",
    multiple=True,
    metavar="ID[,ID]",
    help="Keep only articles of these licences: SPDX ids, or as the articles write them.",
)
@click.option(
    "--keep-reserved",
    is_flag=True,
    help="Keep articles whose page reserves the rights of text and data mining.",
)
@click.option(
    "--keep-html",
    is_flag=True,
    help="Release the HTML of pages too, where their licence lets everybody copy it.",
)
@click.option("--strict", is_flag=True, help="Publish nothing where an input was rejected.")
@click.option(
    "--log-json", is_flag=True, help="Tell how far the build is as a JSON object a line, on stderr."
)
@map_option
@outlet_option
@all_option
def build(
    out: Path | str,
    version: str | None,
    engine: str,
    address: str | None,
    work: str | None,
    workers: int | None,
    tell_all: bool,
    log_json: bool,
    **options: Any,
) -> None:
    """Build a release of the articles in RAW: folders and files (by default: raw).

    Exit codes: 0 done; 1 inputs were rejected under --strict; 2 could not run.
    """
    config = api.read_config(out=out, version=version, **options)
    where = str(out) if is_url(str(out)) else None
    if where and engine == "ray":
        work = work or below(where, ".work")

    from corpus.cli.progress import show_progress
    from corpus.engine.worker import do_without_pandas

    do_without_pandas()
    try:
        with (
            show_progress(log_json) as progress,
            api.series_at(out, version, progress) as series,
        ):
            running = _engine(config, engine, address, work, workers)
            outcome = api.run_build(*running, progress, series)
    except KeyboardInterrupt:
        _tell_how_to_go_on(config)
        raise
    except CannotRunError as error:
        found = map(as_text, _told(config.raw, error.problems, tell_all))
        raise CannotRunError(*error.lines, *found) from error
    for line in _notes(config, outcome, tell_all):
        tell(line, err=True)
    for line in _result(config, outcome, where and without_options(where)):
        tell(line)
    if config.strict and any(problem.is_fixable for problem in outcome.problems):
        sys.exit(1)


def _engine(
    config: Config,
    engine: str,
    address: str | None,
    work: str | None,
    workers: int | None,
) -> tuple[Config, Engine]:
    """The engine that was asked for, and the settings as it takes them."""
    if engine == "ray":
        if workers is not None:
            raise UsageError(
                "--workers: is for --engine local; expected none with --engine ray, which uses "
                "all processors of the cluster; leave it out"
            )
        return api.cluster(config, address, work, lambda line: tell(line, err=True))
    for option, value in (("--address", address), ("--work", work)):
        if value is not None:
            raise UsageError(
                f"{option} {value}: is for --engine ray; expected none with --engine local; "
                "add --engine ray, or leave it out"
            )
    return config, api.this_machine(config, workers)


def _tell_how_to_go_on(config: Config) -> None:
    from corpus.pipeline.cache import FOLDER

    if (config.out / FOLDER).exists():
        tell(f"build again to go on: {config.out / FOLDER} keeps the parts that are done", err=True)


def _told(raw: Path, problems: Iterable[Problem], tell_all: bool) -> Iterable[Problem | Flood]:
    """What is told of problems, the worst first, with the file as `raw` leads to it."""
    worst_first = sorted(problems, key=lambda problem: _SEVERITIES.index(problem.severity))
    rooted = (p._replace(file=(raw / p.file).as_posix()) for p in worst_first)
    return located(rooted if tell_all else grouped(rooted))


def _notes(config: Config, outcome: Outcome, tell_all: bool) -> Iterator[str]:
    """What a person should look at: problems, files that were not read, what is missing."""
    raw = config.raw
    problems = [problem for problem in outcome.problems if problem.reason not in IGNORED]
    told = list(_told(raw, problems, tell_all))
    yield from map(as_text, told)
    rejected = sum(not problem.keeps_input for problem in problems)
    if outcome.release and rejected and any(isinstance(item, Flood) for item in told):
        yield f"all {rejected:,} rejected inputs: {outcome.release / REJECTED}"
    yield from left_alone(raw, outcome.problems)
    yield from imported(raw, outcome.tally, config.importing)
    if outcome.not_cached is not None:
        from corpus.pipeline.cache import FOLDER

        yield (
            f"{config.out / FOLDER}: cannot keep what was made ({outcome.not_cached}): the next "
            "build makes it again"
        )
    if outcome.facts is not None:
        yield from _gaps(outcome.facts)


def _gaps(facts: Facts) -> Iterator[str]:
    from corpus.contract.splits import SPLITS

    if empty := [split for split in SPLITS if split not in facts.by_split]:
        yield f"no articles fall to {' and '.join(empty)}: left out"
    if facts.date is None:
        yield (
            f"no article is dated and SOURCE_DATE_EPOCH is not set: {CROISSANT} lacks "
            "datePublished, which Croissant asks for"
        )


def _result(config: Config, outcome: Outcome, where: str | None) -> Iterator[str]:
    """What came of the build; `where` is the URL of its series, where it has one."""
    raw = ", ".join(map(str, config.inputs)) or config.raw
    if outcome.facts is None or outcome.release is None:
        yield f"{raw} -> nothing new: {outcome.why_not}"
        return
    release = outcome.facts.version
    published = f"{where}/{release}" if where else outcome.release
    yield f"{raw} -> {published}"
    warnings = sum(problem.severity == "warning" for problem in outcome.problems)
    for name, value in _summary(outcome.facts, warnings):
        yield f"  {name:<9} {value}"
    latest = config.out / LATEST
    dataset = f"{where}/{release}/{DATASET}" if where else latest / DATASET
    yield f'  load      datasets.load_from_disk("{dataset}")'
    yield f"  look      {latest / REPORT}"
    for model in config.models:
        yield f"  {'model':<9} {model.source} counts {model.weight:.2f}, the programs the rest"


def _leak_check(facts: Facts) -> str:
    unchecked = facts.leak_check.unchecked
    return f"no leak found; {unchecked} pairs not compared" if unchecked else "no leak found"


def _unmeasured(total: Statistics) -> Iterator[str]:
    """The languages in which nobody has measured the labels of programs, with their articles."""
    from corpus.labelling.languages import Standing

    for each, languages in total.standings.items():
        if each is not Standing.MEASURED:
            named = ", ".join(f"{language} {rows}" for language, rows in languages[:_LANGUAGES])
            more = len(languages) - _LANGUAGES
            yield f"{each} {named}" + (f" and {more} more" if more > 0 else "")


def _summary(facts: Facts, warnings: int) -> Iterator[tuple[str, str]]:
    total = facts.total
    yield (
        "articles",
        f"{total.rows} from {len(total.outlets)} outlets in {len(total.languages)} languages, "
        f"{facts.rejected_inputs} rejected"
        + (f", {counted(warnings, 'warning', 'warnings')}" if warnings else ""),
    )
    yield (
        "labels",
        f"{total.boilerplate_spans} boilerplate spans, {total.boilerplate_share:.1%} of the "
        f"text; {total.human_labelled} articles judged by people",
    )
    if unmeasured := [*_unmeasured(total)]:
        yield "languages", f"not measured: {'; '.join(unmeasured)}"
    splits = ", ".join(f"{split} {of_split.rows}" for split, of_split in facts.by_split.items())
    yield (
        "splits",
        f"{splits}; {facts.groups} groups, the largest of {facts.largest_group}; "
        f"{_leak_check(facts)}",
    )
    if facts.changes:
        changes = facts.changes
        yield (
            f"since {changes.since}",
            f"{changes.added} added, {changes.changed} changed, {changes.removed} removed, "
            f"{changes.moved} moved",
        )
