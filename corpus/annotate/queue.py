"""Which articles people should look at first: where their labels teach a model most.

Three orders are made of the articles that nobody has judged: by how far the voters disagree, by how
bad the labels of a page are expected to be, and by how little of the outlet people have judged. The
mean rank in the three decides, so that no weights have to be set.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.contract.article import Vote
from corpus.hashing import id_key
from corpus.labelling.voters.human import SOURCE as HUMAN
from corpus.release.reader import Release

_STORY = ""  # what a voter says who does not believe in the label
_COLUMNS = ("id", "outlet", "language", "text", "page_confidence", "human_labelled",
            "near_duplicate_of")  # fmt: skip
# Shares of the queue that one outlet and one language get before all others had their turn.
_OUTLET_SHARE, _LANGUAGE_SHARE = 0.05, 0.25


class Candidate(NamedTuple):
    """An article that nobody has judged."""

    id: str
    outlet: str
    language: str
    disagreement: float  # of the voters; 0..1
    page_doubt: float  # what is expected to be wrong with the labels of a page; 0..1, 0 for texts


def queue(release: Release, number: int, split: str | None = None) -> list[str]:
    """Ids of the articles to look at, the most instructive first.

    Args:
        release: With its votes.
        number: How many at most.
        split: Only of this split; by default of all.

    Raises:
        CannotRunError: a file of the release cannot be read.
    """
    judged = Counter[str]()
    candidates: list[Candidate] = []
    rows = release.rows(split, _COLUMNS)
    for row, (_, votes) in zip(rows, release.votes(split), strict=True):
        if row["human_labelled"]:
            judged[row["outlet"]] += 1
        elif row["near_duplicate_of"] is None and row["text"]:
            confidence = row.get("page_confidence")  # a column that older releases lack
            doubt = 0.0 if confidence is None else 1 - confidence
            of_votes = disagreement(votes, len(row["text"]))
            place = row["id"], row["outlet"], row["language"]
            candidates.append(Candidate(*place, of_votes, doubt))
    ordered = in_order(candidates, judged)
    return [candidate.id for candidate in spread(ordered, number)]


def disagreement(votes: Iterable[Vote], length: int) -> float:
    """How far the voters disagree on a text: the share of its characters that they would get wrong.

    Of each stretch it is one minus what the committee gives to its likeliest label, where each
    voter gives its weight to a label and the rest to the story (Settles, Active Learning Literature
    Survey, 2009, 3.2: least confident by the consensus).

    Args:
        votes: On the text.
        length: Of the text, in code points.
    """
    by_stretch: defaultdict[tuple[int, int], list[Vote]] = defaultdict(list)
    for vote in votes:
        if not vote.source.startswith(HUMAN):
            by_stretch[vote.start, vote.end].append(vote)
    wrong = 0.0
    for (start, end), on_it in by_stretch.items():
        shares: defaultdict[str, float] = defaultdict(float)
        for vote in on_it:
            shares[vote.label] += vote.weight / len(on_it)
            shares[_STORY] += (1 - vote.weight) / len(on_it)
        wrong += (end - start) * (1 - max(shares.values()))
    return min(1.0, wrong / length)


def in_order(candidates: Sequence[Candidate], judged: Counter[str]) -> list[Candidate]:
    """The candidates by their mean rank, the most instructive first; ties by a hash of the id.

    Args:
        candidates: In any order.
        judged: Articles that people judged, by outlet.
    """
    if not candidates:
        return []
    criteria = np.array(
        [(each.disagreement, each.page_doubt, 1 / (1 + judged[each.outlet])) for each in candidates]
    )
    ranks = np.sum([_ranks(values) for values in criteria.T], axis=0).tolist()
    order = sorted(range(len(candidates)), key=lambda n: (-ranks[n], id_key(candidates[n].id)))
    return [candidates[n] for n in order]


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The rank of each value, equal values the mean of theirs; the lowest has the lowest."""
    ordered = np.sort(values)
    low, high = (np.searchsorted(ordered, values, side) for side in ("left", "right"))
    return (low + high) / 2


def spread(candidates: Sequence[Candidate], number: int) -> Iterator[Candidate]:
    """The first of them, as long as no outlet and no language has had its share; then the others.

    Args:
        candidates: In order.
        number: How many at most.
    """
    most_of_outlet = max(1, round(number * _OUTLET_SHARE))
    most_of_language = max(1, round(number * _LANGUAGE_SHARE))
    outlets, languages = Counter[str](), Counter[str]()
    within: list[Candidate] = []
    beyond: list[Candidate] = []
    for each in candidates:
        is_within = outlets[each.outlet] < most_of_outlet
        if is_within and languages[each.language] < most_of_language:
            outlets[each.outlet] += 1
            languages[each.language] += 1
            within.append(each)
        else:
            beyond.append(each)
    yield from [*within, *beyond][:number]
