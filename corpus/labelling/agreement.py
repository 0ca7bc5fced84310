"""How far annotators agree who judged the same text: Krippendorff's alpha over its characters.

Of every character it counts which labels the annotators gave it, the story among them. What an
annotation without `complete` says nothing of is missing. White space is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.contract.labels import CODE, LABELS
from corpus.labelling.span_places import AnnotatedSpan
from corpus.quoting import shortened

STORY = "story"  # what is left without a label in a complete annotation
_STORY_CODE, _MISSING = -1, -2
_KEPT = 20  # disagreements, the longest: what a section of the report holds
_SHOWN = 80  # characters of the words of one


class Disagreement(NamedTuple):
    """A stretch of a text that annotators gave different labels."""

    id: str  # of the article
    characters: int
    words: str  # its beginning
    labels: tuple[tuple[str, str], ...]  # annotators with their labels


@dataclass
class Agreement:
    """What the annotators of texts said who were not the only ones."""

    texts: int = 0
    units: Counter[tuple[str, ...]] = field(default_factory=Counter)  # characters by their labels
    longest: list[Disagreement] = field(default_factory=list)

    def add(self, other: Agreement) -> None:
        """Take in what was said of other texts."""
        self.texts += other.texts
        self.units += other.units
        self.longest = sorted([*self.longest, *other.longest], key=_rank)[:_KEPT]

    def as_json(self) -> dict[str, Any]:
        """What `from_json` takes."""
        units = [[labels, count] for labels, count in self.units.items()]
        return {"texts": self.texts, "units": units, "longest": self.longest}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Agreement:
        """What `as_json` gave, also after JSON made lists of its tuples."""
        longest = [
            Disagreement(article_id, characters, words, tuple((who, label) for who, label in said))
            for article_id, characters, words, said in data["longest"]
        ]
        units = Counter({tuple(labels): count for labels, count in data["units"]})
        return cls(data["texts"], units, longest)

    def alpha(self, label: str | None = None) -> float | None:
        """Krippendorff's alpha, 1 for agreement, 0 for chance.

        Args:
            label: For this label against all else; by default for all labels, none nearer to one
                than to another.

        Returns:
            None where it is not defined: all characters have one value.
        """
        if label is None:
            return alpha(self.units)
        binary = Counter[tuple[str, ...]]()
        for values, characters in self.units.items():
            binary[tuple("yes" if value == label else "" for value in values)] += characters
        return alpha(binary)

    def labels(self) -> list[tuple[str, int, float | None]]:
        """Each label that somebody gave, the characters that somebody gave it, and its alpha."""
        characters = Counter[str]()
        for values, count in self.units.items():
            for label in set(values):
                characters[label] += count
        given = [label for label in LABELS if characters[label]]
        return [(label, characters[label], self.alpha(label)) for label in given]


def alpha(units: Mapping[tuple[str, ...], int]) -> float | None:
    """Krippendorff's alpha of nominal values (Content Analysis, 2004, 11.3).

    Args:
        units: How many units have these values, two or more each.

    Returns:
        At most 1; None where all values are one.
    """
    values = sorted({value for of_unit in units for value in of_unit})
    coincidences = np.zeros((len(values), len(values)))
    for of_unit, weight in units.items():
        counts = np.array([of_unit.count(value) for value in values], float)
        pairs = np.outer(counts, counts) - np.diag(counts)
        coincidences += weight * pairs / (len(of_unit) - 1)
    totals = coincidences.sum(axis=0)
    expected = (np.outer(totals, totals) - np.diag(totals * totals)).sum() / (totals.sum() - 1)
    observed = coincidences.sum() - np.trace(coincidences)
    return float(1 - observed / expected) if expected else None


def agreement(
    article_id: str, text: str, spans: Sequence[AnnotatedSpan], annotators: Mapping[str, bool]
) -> Agreement:
    """What the annotators of one text said; nothing where there is only one.

    Args:
        article_id: Id of the article.
        text: The canonical text.
        spans: Of all annotators.
        annotators: All of them, and whether each has judged the whole text.
    """
    if len(annotators) < 2:
        return Agreement()
    people = sorted(annotators)
    codes = np.array(
        [np.full(len(text), _STORY_CODE if annotators[who] else _MISSING) for who in people]
    )
    for span in spans:
        codes[people.index(span.annotator), span.start : span.end] = CODE[span.label]
    is_seen = np.array([not letter.isspace() for letter in text])
    is_pair = (codes != _MISSING).sum(axis=0) >= 2
    found = Agreement(texts=1)
    for start, end in _runs(codes):
        column = codes[:, start].tolist()
        said = [(who, _name(code)) for who, code in zip(people, column, strict=True)]
        known = tuple((who, label) for who, label in said if label)
        characters = int((is_seen & is_pair)[start:end].sum())
        labels = tuple(sorted(label for _, label in known))
        if not characters:
            continue
        found.units[labels] += characters
        if len(set(labels)) > 1:
            words = shortened(" ".join(text[start:end].split()), _SHOWN)
            found.longest.append(Disagreement(article_id, characters, words, known))
    found.longest = sorted(found.longest, key=_rank)[:_KEPT]
    return found


def _runs(codes: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Start and end of the stretches in which nobody changes the label."""
    changes = np.flatnonzero((codes[:, 1:] != codes[:, :-1]).any(axis=0)) + 1
    edges = [0, *changes.tolist(), codes.shape[1]]
    return [(start, end) for start, end in zip(edges[:-1], edges[1:], strict=True) if start < end]


def _name(code: int) -> str:
    """The label; empty where nothing was said."""
    return {_MISSING: "", _STORY_CODE: STORY}[code] if code < 0 else LABELS[code]


def _rank(item: Disagreement) -> tuple[int, str, str]:
    return -item.characters, item.id, item.words
