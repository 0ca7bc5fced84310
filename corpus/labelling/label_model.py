"""The label model: from votes to spans, votes of people before all others.

Votes on the same stretch count together. Of sources with the same `evidence` only the surest vote
counts, because they have read the same thing. Where one of them has read the votes of the others,
its vote and the surest of theirs are pooled: the log odds are averaged, by its `pool_weight`
(a logarithmic opinion pool, Genest and Zidek 1986). So are the votes of several models of the user,
each of which has read the package's programs. The odds of independent evidence multiply
(naive Bayes, even prior). The same votes always give the same spans, so a release's `votes/` replay
to its `spans`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from corpus.contract.article import Span, Vote
from corpus.contract.labels import is_boilerplate
from corpus.labelling.lines import Line
from corpus.labelling.voters import LINE, TIERS, human, is_trained, standing

# Chosen on domains that the model had not seen: at this value precision is 0.93 on residual text
# of news pages, 0.96 and more on whole pages (docs/quality.md).
MIN_CONFIDENCE = 0.65
_LAST = len(TIERS)  # no rank comes after it
NO_VOTE = -1  # see `together`
_SUREST = 0.995  # the most that programs together are sure of; without it odds have no bound


class _Said(NamedTuple):
    """What a vote says, whatever stretch it is on."""

    label: str
    source: str
    weight: float
    has_reason: bool  # it says why


def choose_spans(
    votes: Iterable[Vote], human_labelled: bool = False, min_confidence: float = MIN_CONFIDENCE
) -> list[Span]:
    """The spans of one article, from all votes on it.

    Where stretches overlap, the most probable one is chosen; ties go to the earlier start, then
    the earlier end, label and source. A span of a person comes before every other.

    Args:
        votes: The votes, in any order.
        human_labelled: Whether a person labelled the whole text: no other votes count then.
        min_confidence: Spans of programs that are less sure are left out; those that a voter of
            pages names need a share of it (`Voter.needed`).

    Returns:
        Spans that do not overlap, sorted.
    """
    counted = sorted(votes)
    if human_labelled:
        counted = [vote for vote in counted if is_human(vote.source)]
    return [span for cluster in _clusters(counted) for span in _best(cluster, min_confidence)]


def is_human(source: str) -> bool:
    """Whether votes of this source are a person's."""
    return source.startswith(human.SOURCE)


def _clusters(votes: list[Vote]) -> Iterator[list[Vote]]:
    """Runs of votes that overlap: short, because lines do not, so that time is linear."""
    cluster: list[Vote] = []
    end = 0
    for vote in votes:
        if cluster and vote.start >= end:
            yield cluster
            cluster = []
        cluster.append(vote)
        end = max(end, vote.end)
    if cluster:
        yield cluster


def _best(cluster: list[Vote], min_confidence: float) -> list[Span]:
    """The spans of votes that overlap."""
    if len(cluster) == 1:  # three in four on the bench: there is nothing to weigh
        span = _span(cluster[0])
        return [span] if is_human(span.source) or is_given(span, min_confidence) else []
    start, end = cluster[0][:2]
    if cluster[-1][:2] == (start, end):  # votes are sorted, so all are on this stretch
        said = tuple([(vote[2], vote[3], vote[4], vote[5] != "") for vote in cluster])
        return [Span(start, end, *chosen) for chosen in _chosen(said, min_confidence)]
    return _best_of_several(cluster, min_confidence)


@lru_cache(maxsize=1 << 14)  # an outlet's boilerplate has the same votes on all its pages
def _chosen(
    said: tuple[tuple[str, str, float, bool], ...], min_confidence: float
) -> tuple[tuple[str, str, float], ...]:
    """Label, source and confidence of the span of a stretch, given what its votes say (`_Said`)."""
    votes = [
        Vote(0, 1, label, source, weight, "said" if has_reason else "")
        for label, source, weight, has_reason in said
    ]
    return tuple(span[2:] for span in _best_of_several(votes, min_confidence))


def _best_of_several(cluster: list[Vote], min_confidence: float) -> list[Span]:
    """The same of several votes, on any stretches."""
    stretches: dict[tuple[int, int], list[_Said]] = defaultdict(list)
    chosen: list[Span] = []
    for vote in cluster:
        if is_human(vote.source):
            _add_if_free(chosen, _span(vote))
        else:
            said = _Said(vote.label, vote.source, vote.weight, bool(vote.why))
            stretches[vote.start, vote.end].append(said)
    spans = [
        Span(start, end, label, source, confidence)
        for (start, end), on_stretch in stretches.items()
        for label, source, confidence in _weighed(tuple(on_stretch))
    ]
    for span in sorted(spans, key=lambda s: (-s.confidence, s.start, s.end, s.label, s.source)):
        if is_given(span, min_confidence):
            _add_if_free(chosen, span)
    return sorted(chosen)


def together(lines: Sequence[Line], votes: Iterable[Vote]) -> list[int]:
    """What the package's programs that look at a line say of each: is it boilerplate?

    These are the sources whose evidence is the line itself; models of the user do not count.

    Args:
        lines: Of an article.
        votes: On it, in any order.

    Returns:
        Thousandths; NO_VOTE where no vote stands on the line.
    """
    stretches: dict[tuple[int, int], list[_Said]] = defaultdict(list)
    for vote in sorted(votes):
        if standing(vote.source).evidence == LINE and not is_trained(vote.source):
            said = _Said(vote.label, vote.source, vote.weight, bool(vote.why))
            stretches[vote.start, vote.end].append(said)
    return [
        _together(tuple(stretches[line.start, line.end]))
        if (line.start, line.end) in stretches
        else NO_VOTE
        for line in lines
    ]


@lru_cache(maxsize=1 << 14)
def _together(votes: tuple[_Said, ...]) -> int:
    """Where they are surer of furniture, that is: of no boilerplate."""
    counted = _unread(votes)
    boilerplate = [vote for vote in counted if is_boilerplate(vote.label)]
    sure = _pooled(boilerplate) if boilerplate else 0.0
    furniture = max((vote.weight for vote in counted if not is_boilerplate(vote.label)), default=0)
    return round((min(furniture, 1 - furniture) if furniture > sure else sure) * 1000)


def is_given(span: Span, min_confidence: float) -> bool:
    """Whether a span of a program is sure enough to be in a release that asks for so much."""
    return given_up_to(span) >= min_confidence


def given_up_to(span: Span) -> float:
    """The most that a release can ask for and still have this span of a program."""
    return min(span.confidence / standing(span.source).needed, 1.0)


def _add_if_free(chosen: list[Span], span: Span) -> None:
    if all(span.end <= other.start or span.start >= other.end for other in chosen):
        chosen.append(span)


def _span(vote: Vote) -> Span:
    return Span(vote.start, vote.end, vote.label, vote.source, vote.weight)


@lru_cache(maxsize=1 << 14)  # an outlet's boilerplate has the same votes on all its pages
def _weighed(votes: tuple[_Said, ...]) -> tuple[tuple[str, str, float], ...]:
    """What votes on one stretch support: as boilerplate, and as furniture.

    Returns:
        Label, source and confidence of a span, for each of the two that has votes.
    """
    counted = _unread(votes)
    supported = []
    if boilerplate := [vote for vote in counted if is_boilerplate(vote.label)]:
        naming = _naming(boilerplate)
        supported.append((naming.label, naming.source, _probability(boilerplate)))
    if furniture := [vote for vote in counted if not is_boilerplate(vote.label)]:
        surest = max(furniture, key=lambda vote: (vote.weight, vote.label, vote.source))
        supported.append((surest.label, surest.source, surest.weight))
    return tuple(supported)


def _unread(votes: Sequence[_Said]) -> Sequence[_Said]:
    """The votes without those that do not count beside the vote of a source that has read them."""
    readers: dict[str, int] = {}
    for vote in votes:
        its = standing(vote.source)
        if its.pool_weight == 1:
            readers[its.evidence] = min(its.rank, readers.get(its.evidence, its.rank))
    if not readers:
        return votes
    return [
        vote
        for vote in votes
        if standing(vote.source).rank <= readers.get(standing(vote.source).evidence, _LAST)
    ]


def _naming(votes: list[_Said]) -> _Said:
    """The vote that names the kind of boilerplate.

    If several votes name the same kind, it is one that says why, if any does.
    """

    def rank(vote: _Said) -> tuple[int, float, str, str]:
        return standing(vote.source).rank, -vote.weight, vote.label, vote.source

    label = min(votes, key=rank).label
    same_kind = [vote for vote in votes if vote.label == label]
    return min(same_kind, key=lambda vote: (not vote.has_reason, rank(vote)))


def _probability(votes: list[_Said]) -> float:
    """The probability that a stretch is boilerplate, from the votes on it that it is."""
    if len(votes) == 1:
        return votes[0].weight
    by_evidence: dict[str, list[_Said]] = defaultdict(list)
    for vote in votes:
        by_evidence[standing(vote.source).evidence].append(vote)
    weights = [_pooled(its) for its in by_evidence.values()]
    if len(weights) == 1:
        return weights[0]
    return _from_odds(math.prod(map(_odds, weights)))


def _pooled(votes: list[_Said]) -> float:
    """What votes with the same evidence say together."""
    first = min(standing(vote.source).rank for vote in votes)
    readers = [vote for vote in votes if standing(vote.source).rank == first]
    share = standing(readers[0].source).pool_weight
    if len(votes) == 1 or not share:
        return max(vote.weight for vote in votes)
    odds = math.prod(_odds(vote.weight) ** (share / len(readers)) for vote in readers)
    read = [vote.weight for vote in votes if vote not in readers]
    return _from_odds(odds * _odds(max(read)) ** (1 - share) if read else odds)


def _odds(weight: float) -> float:
    bounded = min(max(weight, 1 - _SUREST), _SUREST)
    return bounded / (1 - bounded)


def _from_odds(odds: float) -> float:
    return round(min(odds / (1 + odds), _SUREST), 3)
