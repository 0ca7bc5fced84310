"""`corpus show`: an article with its labels, in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from corpus.evaluate.replay import Row

_COLUMN = 18  # characters; the longest label and a space
_COLOURS = ("red", "yellow", "magenta", "blue", "cyan")


@click.command()
@click.argument("what", metavar="PATH|ID")
@click.option(
    "--release",
    type=click.Path(path_type=Path),
    default="build/latest",
    show_default=True,
    help="Where to look.",
)
@click.option("--why", is_flag=True, help="Under each span, who voted what, and why.")
@click.option("--group", "linked", is_flag=True, help="With which articles it is linked, and why.")
def show(what: str, release: Path, why: bool, linked: bool) -> None:
    """Show the article with this id, or those of a raw file, as they stand in a release.

    Exit codes: 0 done; 2 could not run, or there is no such article.
    """
    from corpus.cli.group import group
    from corpus.errors import CannotRunError

    wanted = _ids(Path(what)) if Path(what).is_file() else {what}
    lines = group(release, wanted) if linked else _articles(release, wanted, why)
    first = next(lines, None)
    if first is None:
        raise CannotRunError(
            f'{release}: holds no article "{what}"; expected an id of its column `id`, or a raw '
            "file it was built from; its rejected.jsonl says what was left out and why"
        )
    for line in (first, *lines):
        click.echo(line)


def _ids(path: Path) -> set[str]:
    from corpus.contract.article import Record
    from corpus.identify.article import identify
    from corpus.read.files import Piece
    from corpus.read.records import records
    from corpus.validate.article import check

    read = records(path.parent, Piece(path.name, 0, None, 1))
    return {identify(one).id for one in read if isinstance(one, Record) and not check(one)}


def _articles(release: Path, wanted: set[str], why: bool) -> Iterator[str]:
    from corpus.evaluate.replay import rows

    for row in rows(release):
        if row.id in wanted:
            yield click.style(f"{row.id}  {row.outlet}  {row.language}", bold=True)
            yield from _lines(row, why)


def _lines(row: Row, why: bool) -> Iterator[str]:
    from corpus.contract.labels import BOILERPLATE

    at = 0
    for span in row.spans:
        yield from _plain(row.text[at : span.start])
        named = span.label in BOILERPLATE
        colour = _COLOURS[BOILERPLATE.index(span.label) % len(_COLOURS)] if named else "green"
        for n, line in enumerate(row.text[span.start : span.end].split("\n")):
            label = span.label if n == 0 else ""
            yield click.style(f"{label:{_COLUMN}}", fg=colour) + click.style(line, fg=colour)
        if why:
            yield click.style(
                f"{'':{_COLUMN}}{span.source}, {span.confidence:.2f}; votes:", dim=True
            )
            for vote in sorted(row.votes, key=lambda vote: -vote.weight):
                if vote.start < span.end and span.start < vote.end:
                    said = f"{vote.source} {vote.weight:.2f} {vote.label} {vote.why}".rstrip()
                    yield click.style(f"{'':{_COLUMN}}  {said}", dim=True)
        at = span.end
    yield from _plain(row.text[at:])


def _plain(text: str) -> Iterator[str]:
    for line in text.strip("\n").split("\n") if text.strip() else ():
        yield f"{'':{_COLUMN}}{line}"
