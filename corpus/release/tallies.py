"""Numbers of a release, added up the way its documents tell them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from corpus.contract.labels import LABELS, is_boilerplate
from corpus.release.described import UNDETERMINED
from corpus.release.export import Holdings


class Labelled(NamedTuple):
    """What carries one label."""

    label: str
    spans: int
    characters: int
    sources: list[tuple[str, int]]  # kind of source, spans; most first


def languages(held: Holdings) -> list[str]:
    """The languages of the texts, sorted; what could not be determined is left out."""
    return sorted(set(held.languages) - {UNDETERMINED})


def by_label(held: Holdings, family: Iterable[str] = LABELS) -> list[Labelled]:
    """The labels of a family that occur, in their order."""
    spans, characters = Counter[str](), Counter[str]()
    sources: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for key, count in held.spans.items():
        spans[key[0]] += count
        characters[key[0]] += held.span_characters[key]
        sources[key[0]][key[1].split(":")[0]] += count
    return [
        Labelled(label, spans[label], characters[label], ranked(sources[label]))
        for label in family
        if spans[label]
    ]


def boilerplate_share(held: Holdings) -> float:
    """Which part of all characters is labelled as boilerplate, 0..1."""
    marked = sum(n for key, n in held.span_characters.items() if is_boilerplate(key[0]))
    return marked / held.characters if held.characters else 0.0


def ranked(numbers: Counter[str]) -> list[tuple[str, int]]:
    """Most first; ties by name, so that the order never depends on how it was counted."""
    return sorted(numbers.items(), key=lambda item: (-item[1], item[0]))


def counted(articles: int, one: str = "", many: str = "") -> str:
    """A number of articles, and what is said of one or of many."""
    what = f"article {one}" if articles == 1 else f"articles {many}"
    return f"{articles:,} {what}".strip()


def ratio(value: float | None, interval: Sequence[float] | None = None) -> str:
    """A figure between 0 and 1, with its interval where it has one."""
    spread = f" ({interval[0]:.2f} to {interval[1]:.2f})" if interval else ""
    return "-" if value is None else f"{value:.2f}{spread}"


def outlets(held: Holdings) -> Counter[str]:
    """Articles by id of the outlet."""
    found = Counter[str]()
    for (outlet, _, _), rows in held.outlets.items():
        found[outlet] += rows
    return found
