"""The label model: from votes to spans, people before everything.

The line model has read what the rules say, so the two are not independent: the surer of them
counts. What neither has read (templates, headlines of others, the outlet's phrases) is: odds
multiply (naive Bayes, even prior). The same votes give the same spans, so that a release's
`votes/` replay to its `spans`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from corpus.contract.article import Span, Vote
from corpus.contract.labels import is_boilerplate

# Chosen on domains that the model had not seen: from here up precision is 0.93 on what extractors
# leave of news pages, 0.96 and more on whole pages (docs/quality.md).
MIN_CONFIDENCE = 0.65
HUMAN = "human:"
_MODEL, _RULE, _PHRASES = "model:", "rule:", "rule:outlet_phrases"
# Whose word counts for the kind: the outlet's own, then the model's, which has heard the rules.
_TELLING = (_PHRASES, _MODEL, _RULE, "headline:", "template:")
_SUREST = 0.995  # no evidence but a person's is surer; odds would have no bound


def decide(
    votes: Iterable[Vote], judged: bool = False, least: float = MIN_CONFIDENCE
) -> list[Span]:
    """The spans of one article, sorted and not overlapping, none less confident than `least`.

    Where stretches overlap the most probable one stands, ties going to the earlier start, label
    and source. What a person said stands above all, and where a person `judged` the whole text
    nothing else is said.
    """
    heard = sorted(vote for vote in votes if not judged or is_human(vote.source))
    return [span for cluster in _clusters(heard) for span in _best(cluster, least)]


def is_human(source: str) -> bool:
    """Whether a person said so."""
    return source.startswith(HUMAN)


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


def _best(cluster: list[Vote], least: float) -> list[Span]:
    if len(cluster) == 1:  # three in four on the bench: nothing to weigh
        start, end, label, source, weight, _ = cluster[0]
        stands = weight >= least or is_human(source)
        return [Span(start, end, label, source, weight)] if stands else []
    stretches: dict[tuple[int, int], list[Vote]] = defaultdict(list)
    people: list[Span] = []
    for vote in cluster:
        if is_human(vote.source):
            people.append(Span(vote.start, vote.end, vote.label, vote.source, vote.weight))
        else:
            stretches[vote.start, vote.end].append(vote)
    guessed = [span for some in stretches.values() for span in _weighed(some)]
    ranked = sorted(guessed, key=lambda s: (-s.confidence, s.start, s.end, s.label, s.source))
    chosen: list[Span] = []
    for span in people + [span for span in ranked if span.confidence >= least]:
        if all(span.end <= other.start or span.start >= other.end for other in chosen):
            chosen.append(span)
    return sorted(chosen)


def _weighed(votes: list[Vote]) -> Iterator[Span]:
    """What the votes on one stretch come to, as boilerplate and as the article's furniture."""
    boilerplate = [vote for vote in votes if is_boilerplate(vote.label)]
    if boilerplate:
        told = _telling(boilerplate)
        yield Span(told.start, told.end, told.label, told.source, _together(boilerplate))
    furniture = [vote for vote in votes if not is_boilerplate(vote.label)]
    if furniture:
        told = max(furniture, key=lambda vote: (vote.weight, vote.label, vote.source))
        yield Span(told.start, told.end, told.label, told.source, told.weight)


def _telling(votes: list[Vote]) -> Vote:
    """The vote that names the kind; of those that name the same one, a rule's, which says why."""

    def rank(vote: Vote) -> tuple[int, float, str, str]:
        return _place(vote.source), -vote.weight, vote.label, vote.source

    label = min(votes, key=rank).label
    same = [vote for vote in votes if vote.label == label]
    return min(same, key=lambda vote: (vote.source.startswith(_MODEL), rank(vote)))


@cache
def _place(source: str) -> int:
    """Where a source stands among those that name the kind."""
    return next((n for n, s in enumerate(_TELLING) if source.startswith(s)), len(_TELLING))


@cache
def _reader(source: str) -> str:
    """The source that this one counts with: the line model has read what the rules say."""
    read = source.startswith((_MODEL, _RULE)) and not source.startswith(_PHRASES)
    return _MODEL if read else source


def _together(votes: list[Vote]) -> float:
    """The probability that a stretch is boilerplate, from the surest vote of each source."""
    surest: dict[str, float] = {}
    for vote in votes:
        source = _reader(vote.source)
        surest[source] = max(surest.get(source, 0.0), vote.weight)
    if len(surest) == 1:
        return next(iter(surest.values()))
    bounded = (min(max(weight, 1 - _SUREST), _SUREST) for weight in surest.values())
    odds = math.prod(weight / (1 - weight) for weight in bounded)
    return round(min(odds / (1 + odds), _SUREST), 3)
