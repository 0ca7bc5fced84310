"""The lines of the bench and of the training files, as the line model learns from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks import gold_notes, hand, sources
from benchmarks.sources import BY_NAME, FOLDS, MEASURE
from corpus.contract.labels import CODE
from corpus.labelling import lines
from corpus.labelling.line_model import inputs
from corpus.labelling.voters import rule
from corpus.labelling.voters.voter import Batch
from corpus.training.examples import Examples, joined

TRAINED_ON = tuple(source.name for source in sources.TABLE if source.weight)
UNKNOWN = "a"  # the class of a line that nobody judged
FURNITURE = ("title", "byline", "date", "lede")  # reasons for it
_CLASSES = {"b": 1, "m": 0, "furniture": 0, UNKNOWN: -1}
_AT_ONCE = 64 * inputs.ARTICLES  # texts


class Gold(NamedTuple):
    """Lines with gold, and where they come from."""

    examples: Examples
    domain: NDArray[np.int64]  # of each line


class _Line(NamedTuple):
    boilerplate: int
    furniture: bool
    kind: int
    length: int
    domain: int
    page: int
    fresh: bool
    residual: bool
    weight: float


def load(shared: Path, names: Sequence[str] = TRAINED_ON) -> Gold:
    """The lines of files, with the votes of the rules.

    Raises:
        ValueError: a file is one to measure on, which no model may see.
    """
    for name in names:
        if BY_NAME[name].folder == MEASURE:
            raise ValueError(f"{name} is to measure on, not to train on")
    languages: list[str] = []
    read, rows = [], []
    every = _texts(shared, names, languages)
    while texts := list(islice(every, _AT_ONCE)):
        articles = [its for its, _ in texts]
        read.append(inputs.read(articles, rule.vote(Batch(lines=articles))))
        rows += [row for _, of_text in texts for row in of_text]
    columns = _columns(rows)
    domain = columns.pop("domain")
    return Gold(
        Examples(
            joined(read),
            languages=np.array(languages),
            draw=domain // FOLDS,  # other digits than those by which folds are measured
            **columns,
        ),
        domain,
    )


def _texts(
    shared: Path, names: Sequence[str], languages: list[str]
) -> Iterator[tuple[list[lines.Line], list[_Line]]]:
    """The lines of every variant of every page, and what is known of each; notes the languages."""
    for page in map(gold_notes.corrected, sources.pages(shared, names)):
        number, weight = len(languages), BY_NAME[page["file"]].weight
        domain = sources.number(sources.domain(page))
        languages.append(page["lang"] if page["ok"] else "")
        split = {name: lines.lines(data["text"]) for name, data in page["variants"].items()}
        by_hand = hand.kinds(page["id"], split)
        seen: set[tuple[str, str]] = set()
        for name, its in split.items():
            gold = {start: rest for start, _, *rest in page["variants"][name]["lines"]}
            of_text = []
            for line in its:
                meaning = _meaning(page["ok"], *gold.get(line.start, UNKNOWN))
                has_kind = meaning == "b" and line.key in by_hand
                of_text.append(
                    _Line(
                        _CLASSES[meaning],
                        meaning == "furniture",
                        CODE[by_hand[line.key].label] if has_kind else -1,
                        line.end - line.start,
                        domain,
                        number,
                        (line.key, meaning) not in seen,
                        name != "full",
                        weight,
                    )
                )
                seen.add((line.key, meaning))
            yield its, of_text


def _meaning(is_complete: bool, label: str, why: str = "", *_: Any) -> str:
    return "furniture" if is_complete and label == UNKNOWN and why in FURNITURE else label


def _columns(rows: Sequence[_Line]) -> dict[str, Any]:
    types = (np.int8, np.bool_, np.int64, np.int64, np.int64, np.int64, np.bool_, np.bool_, float)
    return {
        name: np.array(values, of_type)
        for name, values, of_type in zip(_Line._fields, zip(*rows, strict=True), types, strict=True)
    }


def seen(gold: Gold, shared: Path, without: str | None) -> NDArray[np.bool_]:
    """The lines that a model may see.

    Args:
        gold: The lines.
        shared: The folder with the pages.
        without: What it must not see: a fold of the domains by its number, or a group of files and
            all pages of domains that occur there.
    """
    if without is None:
        return np.ones(len(gold.domain), np.bool_)
    if without.isdecimal():
        return np.asarray(gold.domain % FOLDS != int(without), np.bool_)
    unseen = [sources.number(domain) for domain in sources.domains(shared, without)]
    return ~np.isin(gold.domain, unseen)
