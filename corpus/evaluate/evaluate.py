"""`corpus evaluate`: the figures of a release, measured on gold, as one dictionary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.contract.article import Vote
from corpus.contract.labels import is_boilerplate
from corpus.errors import CannotRunError
from corpus.evaluate import figures, gold, measure, replay
from corpus.release.reader import Release

SOURCES = ("rule", "model", "template", "headline")  # what stands before the colon of a source


@dataclass(frozen=True)
class MeasuredArticle:
    """One article compared with gold."""

    groups: dict[str, str]  # its part of the gold, language and outlet
    all_sources: measure.Measured
    without: dict[str, measure.Measured]  # without the votes of one source
    # With captions counted as boilerplate, for gold that counts all that is no main text.
    with_captions: measure.Measured | None


def evaluate(folder: Path, gold_path: Path) -> dict[str, Any]:
    """The figures of a release, measured on the articles that gold knows.

    What people said in the release itself is left out: the labels are those that programs give,
    replayed from the release's votes.

    Args:
        folder: of the release.
        gold_path: as for `gold.KnownTexts`.

    Raises:
        CannotRunError: no release, no gold, or they share no article.
    """
    release = Release.open(folder)
    measured = list(measure_release(release, gold.KnownTexts(gold_path)))
    if not measured:
        raise CannotRunError(
            f"{folder} and {gold_path} share no article (compared by the sha256 of the canonical "
            "text); expected gold for articles of the release; build the release of the same texts"
        )
    return summarise(folder.resolve().name, release.manifest.min_confidence, measured)


def measure_release(release: Release, known: gold.KnownTexts) -> Iterator[MeasuredArticle]:
    """Compare every article of a release that gold knows.

    Args:
        release: with its votes.
        known: the gold.

    Raises:
        CannotRunError: the gold of an article has a span without a place in its text.
    """
    for article in replay.articles(release):
        if truth := known.gold(article):
            yield _compare(article, truth, release.manifest.min_confidence)


def _compare(
    article: replay.VotedArticle, truth: gold.Gold, min_confidence: float
) -> MeasuredArticle:
    groups = {"part": truth.part, "language": article.language, "outlet": article.outlet}
    text, spans = article.text, replay.program_spans(article, 0.0)
    without_words = truth._replace(main=None)  # counting words takes long: once is enough
    return MeasuredArticle(
        groups=groups,
        all_sources=measure.measure(text, truth, spans, min_confidence),
        without={
            source: measure.measure(
                text,
                without_words,
                replay.program_spans(article, 0.0, _is_not_from(source)),
                min_confidence,
            )
            for source in SOURCES
        },
        with_captions=measure.measure(text, truth, spans, min_confidence, _is_cut)
        if truth.kinds is None
        else None,
    )


def summarise(
    name: str, min_confidence: float, measured: Sequence[MeasuredArticle]
) -> dict[str, Any]:
    """The figures over all articles, and over those of each part, language and outlet.

    Args:
        name: of the release.
        min_confidence: of the release, 0..1.
        measured: its articles.
    """
    step = figures.step_of(min_confidence)
    totals = [article.all_sources for article in measured]
    with_captions = [article.with_captions for article in measured if article.with_captions]
    return {
        "release": name,
        "min_confidence": min_confidence,
        "total": figures.figures(totals, step),
        "captions_counted": figures.figures(with_captions, step),
        "kind_right": figures.kinds_right(totals),
        "calibration": figures.calibration(totals, step),
        "curve": figures.curve(totals),
        **_by_group(measured, step),
        "label": figures.labels(totals),
        "without": {
            source: figures.figures(
                [article.without[source] for article in measured], step, intervals=False
            )
            for source in SOURCES
        },
    }


def _by_group(measured: Sequence[MeasuredArticle], step: int) -> dict[str, dict[str, Any]]:
    members: dict[str, dict[str, list[measure.Measured]]] = defaultdict(lambda: defaultdict(list))
    for article in measured:
        for kind, group in article.groups.items():
            members[kind][group].append(article.all_sources)
    return {
        kind: {group: figures.figures(articles, step) for group, articles in sorted(of.items())}
        for kind, of in members.items()
    }


def _is_cut(label: str) -> bool:
    return label == "caption" or is_boilerplate(label)


def _is_not_from(source: str) -> Callable[[Vote], bool]:
    return lambda vote: not vote.source.startswith(f"{source}:")
