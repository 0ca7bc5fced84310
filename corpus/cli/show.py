"""`corpus show`: an article with its labels, in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from corpus.cli.output import tell
from corpus.cli.places import ReleasePath
from corpus.release.layout import DEFAULT_RELEASE

if TYPE_CHECKING:
    from corpus.contract.article import Span, Vote
    from corpus.evaluate.replay import VotedArticle
    from corpus.release.manifest import Manifest
    from corpus.release.reader import Release

_COLUMN = 18  # characters; the longest label and a space
_COLOURS = ("red", "yellow", "magenta", "blue", "cyan")


class _Line(NamedTuple):
    text: str
    style: Mapping[str, Any] = {}  # as `tell` takes it


@click.command()
@click.argument("what", metavar="PATH|ID")
@click.option(
    "--release",
    type=ReleasePath(),
    default=DEFAULT_RELEASE,
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
    from corpus.release.layout import REJECTED
    from corpus.release.reader import Release

    opened = Release.open(release)
    wanted = _ids(Path(what), opened.manifest) if Path(what).is_file() else {what}
    lines = map(_Line, group(opened, wanted)) if linked else _articles(opened, wanted, why)
    first = next(lines, None)
    if first is None:
        raise CannotRunError(
            f'{release}: holds no article "{what}"; expected an id of its column `id`, or a raw '
            f"file it was built from; its {REJECTED} says what was left out and why"
        )
    for line in chain([first], lines):
        tell(line.text, **line.style)


def _ids(path: Path, manifest: Manifest) -> set[str]:
    from corpus.pipeline.read_articles import Checks, read_articles
    from corpus.read.foreign.settings import Importing
    from corpus.read.shards import Piece

    checks = Checks(manifest.limits, date.max, Importing(**manifest.config.get("import", {})))
    found = read_articles(path.parent, Piece(path.name), checks)
    return {article.id for article, *_ in found if article is not None}


def _articles(release: Release, wanted: set[str], why: bool) -> Iterator[_Line]:
    from corpus.evaluate.replay import articles

    origins = {origin.id: origin for origin in release.origins() if origin.id in wanted}
    for article in articles(release):
        if article.id in wanted:
            origin = origins[article.id]
            heading = f"{article.id}  {article.outlet}  {article.language}  {origin}"
            yield _Line(heading, {"bold": True})
            yield from _lines(article, why)


def _lines(article: VotedArticle, why: bool) -> Iterator[_Line]:
    shown_to = 0  # offset
    votes = _with_reasons(article) if why else []
    for span in article.spans:
        yield from _plain(article.text[shown_to : span.start])
        yield from _coloured(span.label, article.text[span.start : span.end])
        if why:
            yield from _votes(span, votes)
        shown_to = span.end
    yield from _plain(article.text[shown_to:])


def _with_reasons(article: VotedArticle) -> list[Vote]:
    """The votes on an article; those of the line model with its reasons in this version."""
    from corpus.labelling.languages import Standing, standing
    from corpus.labelling.line_model.model import weights
    from corpus.labelling.line_model.reasons import reasons
    from corpus.labelling.lines import lines
    from corpus.labelling.voters import model_line, model_page_text, rule
    from corpus.labelling.voters.voter import Batch

    its = lines(article.text)
    (read,) = rule.vote(Batch(lines=[its]))
    reads_words = standing(article.language) is not Standing.UNKNOWN
    found = reasons(its, read, weights(), reads_words)
    by_start = {line.start: ", ".join(of_line) for line, of_line in zip(its, found, strict=True)}
    return [
        vote._replace(why=by_start.get(vote.start, ""))
        if vote.source in (model_line.SOURCE, model_page_text.SOURCE)
        else vote
        for vote in article.votes
    ]


def _coloured(label: str, text: str) -> Iterator[_Line]:
    from corpus.contract.labels import BOILERPLATE, is_boilerplate

    colour = "green"
    if is_boilerplate(label):
        colour = _COLOURS[BOILERPLATE.index(label) % len(_COLOURS)]
    for number, line in enumerate(text.split("\n")):
        margin = label if number == 0 else ""
        yield _Line(f"{margin:{_COLUMN}}{line}", {"fg": colour})


def _votes(span: Span, votes: Sequence[Vote]) -> Iterator[_Line]:
    """The votes that overlap a span, the strongest first."""
    yield _dimmed(f"{span.source}, {span.confidence:.2f}; votes:")
    for vote in sorted(votes, key=lambda vote: -vote.weight):
        if vote.start < span.end and span.start < vote.end:
            yield _dimmed(f"  {vote.source} {vote.weight:.2f} {vote.label} {vote.why}".rstrip())


def _dimmed(line: str) -> _Line:
    return _Line(f"{'':{_COLUMN}}{line}", {"dim": True})


def _plain(text: str) -> Iterator[_Line]:
    for line in text.strip("\n").split("\n") if text.strip() else ():
        yield _Line(f"{'':{_COLUMN}}{line}")
