"""`corpus build`: raw articles in, a release out."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.release.layout import DATASET, DEFAULT_OUT, LATEST, REJECTED, REPORT

if TYPE_CHECKING:
    from corpus.documents.facts import Facts
    from corpus.pipeline.finish import Outcome

_SHOWN = 20  # problems printed; all of them stand in the release


@click.command()
@click.argument("raw", type=click.Path(path_type=Path), default="raw")
@click.option("--out", type=click.Path(path_type=Path), default=DEFAULT_OUT, show_default=True)
@click.option("--version", "asked", metavar="V", help="Ask for a version; never a lower one.")
@click.option("--split-by", type=click.Choice(["story", "outlet", "time"]), help="Default: story.")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Default: as many as pay.")
@click.option("--engine", type=click.Choice(["local"]), default="local", show_default=True)
@click.option("--config", type=click.Path(path_type=Path), help="TOML file with a [split] table.")
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    metavar="P",
    help="Give no label less likely right than P; more P, fewer labels. Default: 0.65.",
)
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The release to build on: what it published stays in its split. Default: OUT/latest.",
)
@click.option(
    "--license-allow",
    "licenses",
    multiple=True,
    metavar="ID[,ID]",
    help="Keep only articles of these licences: SPDX ids, or as the articles write them.",
)
@click.option("--strict", is_flag=True, help="Publish nothing where an article was rejected.")
def build(
    raw: Path,
    out: Path,
    asked: str | None,
    split_by: str | None,
    workers: int | None,
    engine: str,
    config: Path | None,
    min_confidence: float | None,
    previous: Path | None,
    licenses: tuple[str, ...],
    strict: bool,
) -> None:
    """Build a release of the raw articles below RAW (by default: raw).

    Exit codes: 0 done; 1 articles were rejected under --strict; 2 could not run.
    """
    from corpus.cli.progress import progress
    from corpus.engine.local import Local, suited
    from corpus.engine.runner import Runner
    from corpus.label.label_model import MIN_CONFIDENCE
    from corpus.pipeline.config import EPOCH, Config, read_choice, read_epoch, read_licenses
    from corpus.pipeline.plan import build as run

    wanted = Config(
        raw,
        out,
        asked,
        strict,
        split=read_choice(config, split_by),
        min_confidence=MIN_CONFIDENCE if min_confidence is None else min_confidence,
        previous=previous,
        source_date_epoch=read_epoch(os.environ.get(EPOCH)),
        licenses=read_licenses(licenses),
    )
    local = Local(workers or suited(_size(raw)))
    try:
        with progress() as told:
            outcome = run(wanted, Runner(local, told))
    finally:
        local.close()
    _tell(wanted.raw, wanted.out, outcome)
    if strict and any(one.is_mendable for one in outcome.problems):
        sys.exit(1)


def _size(raw: Path) -> int:
    return sum(path.stat().st_size for path in raw.rglob("*") if path.is_file())


def _tell(raw: Path, out: Path, outcome: Outcome) -> None:
    from corpus.contract.splits import SPLITS

    problems = sorted(outcome.problems, key=lambda one: not one.is_mendable)  # those first
    for one in problems[:_SHOWN]:
        click.echo(f"{raw}/{one}", err=True)
    if len(outcome.problems) > _SHOWN:
        more = len(outcome.problems) - _SHOWN
        where = f": {outcome.release}/{REJECTED}" if outcome.release else ""
        click.echo(f"... and {more} more{where}", err=True)
    if outcome.ignored:
        names = ", ".join(outcome.ignored[:3]) + (", ..." if len(outcome.ignored) > 3 else "")
        click.echo(f"{raw}: not articles, left alone: {names}", err=True)
    if outcome.facts is not None and (
        empty := [s for s in SPLITS if s not in outcome.facts.splits]
    ):
        click.echo(f"no articles fall to {' and '.join(empty)}: left out", err=True)
    if outcome.facts is not None and outcome.facts.date is None:
        click.echo(
            "no article is dated and SOURCE_DATE_EPOCH is not set: croissant.json lacks "
            "datePublished, which Croissant asks for",
            err=True,
        )
    if outcome.facts is None or outcome.release is None:
        click.echo(f"{raw} -> nothing new: {outcome.why_not}")
        return
    click.echo(f"{raw} -> {outcome.release}")
    for name, said in _summary(outcome.facts, out):
        click.echo(f"  {name:<9} {said}")


def _summary(facts: Facts, out: Path) -> list[tuple[str, str]]:
    from corpus.contract.labels import BOILERPLATE

    total = facts.total
    spans = dict.fromkeys(BOILERPLATE, 0)
    covered = 0
    for (label, *_), characters in total.span_characters.items():
        covered += characters if label in spans else 0
    for (label, *_), count in total.spans.items():
        spans[label] = spans.get(label, 0) + count
    boilerplate = sum(spans[label] for label in BOILERPLATE)
    rejected = sum(facts.rejected.values())
    splits = ", ".join(f"{name} {held.rows}" for name, held in facts.splits.items())
    lines = [
        (
            "articles",
            f"{total.rows} from {len(total.outlets)} outlets in {len(total.languages)} languages, "
            f"{rejected} rejected",
        ),
        (
            "labels",
            f"{boilerplate} boilerplate spans, {covered / total.characters:.1%} of the text; "
            f"{total.human_labelled} articles judged by people",
        ),
        (
            "splits",
            f"{splits}; {facts.groups} groups, the largest of {facts.largest_group}; proved",
        ),
    ]
    if facts.changes:
        c = facts.changes
        said = f"{c.added} added, {c.changed} changed, {c.removed} removed, {c.moved} moved"
        lines.append((f"since {c.since}", said))
    lines.append(("load", f'datasets.load_from_disk("{out / LATEST / DATASET}")'))
    lines.append(("look", f"{out / LATEST / REPORT}"))
    return lines
