"""`corpus train`: a line labeller from a release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from corpus import api
from corpus.cli.output import tell
from corpus.cli.places import ReleasePath
from corpus.release.layout import DEFAULT_RELEASE


@click.command()
@click.argument("release", type=ReleasePath(), default=DEFAULT_RELEASE)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default="model",
    show_default=True,
    help="Folder to make; its name is that of the model.",
)
def train(release: Path, out: Path) -> None:
    """Train a line labeller on the train split of RELEASE (by default: build/latest).

    It is measured on the other splits and on outlets that it has not seen, and can vote in the next
    build: `[label] models` in the configuration.

    Exit codes: 0 done; 2 could not run.
    """
    said = api.train(release, out, lambda line: tell(line, err=True))
    tell(f"{release} -> {out}")
    for name, value in _summary(said, out):
        tell(f"  {name:<10} {value}")


def _summary(said: Mapping[str, Any], out: Path) -> Iterator[tuple[str, str]]:
    on = said["trained_on"]
    yield (
        "learned",
        f"from {on['judged']} articles that people judged and {on['labelled_by_programs']} that "
        f"programs labelled, of {on['outlets']} outlets",
    )
    for of, figures in said["figures"].items():
        if figures is not None:
            by = (figures[whose]["words_ours"] for whose in ("programs", "model", "together"))
            programs, alone, both = (f"{value:.3f}" for value in by)
            reference = "people's labels" if figures["judged"] else "the release's own labels"
            yield (
                of.partition(" ")[0],
                f"words F1 {programs} by programs, {alone} by the model, {both} by both, against "
                f"{reference} of {figures['model']['pages']} articles",
            )
    yield "counts", _share(said)
    yield "use", f'models = ["{out}"] below [label] in the configuration of the next build'


def _share(said: Mapping[str, Any]) -> str:
    share, judged = said["weight"], said["weighed_on"]
    if not share:
        return (
            f"nothing: {judged} judged articles of validation that it can read do not show it helps"
        )
    return f"{share:.2f} beside {1 - share:.2f} of the programs, by {judged} articles of validation"
