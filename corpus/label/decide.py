"""From votes to spans: the most believed vote first, people before everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus.contract.article import Span, Vote

MIN_CONFIDENCE = 0.5  # a span must be more likely right than wrong
HUMAN = "human:"


def decide(votes: Iterable[Vote], judged: bool = False) -> list[Span]:
    """The spans of one article, sorted and not overlapping.

    Where votes overlap the most probable one stands, ties going to the earlier start, label and
    source. What a person said stands above all, and where a person `judged` the whole text
    nothing else is said.
    """
    heard = [
        vote for vote in votes if _is_human(vote) or (not judged and vote.weight >= MIN_CONFIDENCE)
    ]
    return [
        span
        for cluster in _clusters(sorted(heard, key=lambda vote: (vote.start, vote.end)))
        for span in _best(cluster)
    ]


def _is_human(vote: Vote) -> bool:
    return vote.source.startswith(HUMAN)


def _clusters(votes: list[Vote]) -> Iterator[list[Vote]]:
    """Runs of votes that overlap: small, since lines do not, so that time stays linear."""
    cluster: list[Vote] = []
    end = 0
    for vote in votes:
        if cluster and vote.start >= end:
            yield cluster
            cluster = []
        cluster.append(vote)
        end = max(end, vote.end) if len(cluster) > 1 else vote.end
    if cluster:
        yield cluster


def _best(cluster: list[Vote]) -> list[Span]:
    ranked = sorted(
        cluster, key=lambda v: (not _is_human(v), -v.weight, v.start, v.end, v.label, v.source)
    )
    chosen: list[Span] = []
    for vote in ranked:
        if all(vote.end <= span.start or vote.start >= span.end for span in chosen):
            chosen.append(Span(vote.start, vote.end, vote.label, vote.source, vote.weight))
    return sorted(chosen)
