"""The counts of one article: characters labelled rightly, wrongly or not at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.contract.article import Span
from corpus.contract.labels import is_boilerplate
from corpus.contract.scripts import UNSPACED
from corpus.evaluate.gold import BOILERPLATE, STORY, UNSCORED, Gold
from corpus.labelling.label_model import given_up_to, is_given

STEPS = 20  # of the confidence that a release asks for, in which characters are counted
_ROUNDING = 1e-6  # confidences are stored as float32
# Scripts without spaces between words: each character counts as a word.
_UNSPACED = "".join(f"{chr(first)}-{chr(last)}" for first, last in UNSPACED)
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")


class Measured(NamedTuple):
    """The counts of one article, in characters; newlines are never counted."""

    # By step of the confidence up to which a release has the label (`label_model.given_up_to`).
    right: NDArray[np.int64]  # boilerplate labelled as such
    wrong: NDArray[np.int64]  # story labelled as boilerplate
    confidence: NDArray[np.float64]  # summed over `right` and `wrong`
    boilerplate: int  # in the gold
    right_by_label: Counter[str]  # from the release's least confidence up
    wrong_by_label: Counter[str]
    kinds: Counter[tuple[str, str]]  # label of the program, label of the gold
    missed: Counter[str]  # boilerplate without a label, by label of the gold
    words: tuple[float, float, float] | None  # F1 of the text left: whole, ours, without the gold


def measure(
    text: str,
    gold: Gold,
    spans: Sequence[Span],
    min_confidence: float,
    counts: Callable[[str], bool] = is_boilerplate,
) -> Measured:
    """Compare the labels of a text with its gold.

    Args:
        text: canonical.
        gold: what people said of it.
        spans: labels of programs, from zero confidence up.
        min_confidence: of the labels that the release gives, 0..1.
        counts: whether a label claims that the span is no text of the article.
    """
    classes = _classes(text, gold)
    boilerplate, story = _before(classes, BOILERPLATE), _before(classes, STORY)
    right, wrong = np.zeros((2, STEPS), np.int64)
    confidence = np.zeros(STEPS)
    right_by_label, wrong_by_label = Counter[str](), Counter[str]()
    kinds = Counter[tuple[str, str]]()
    unlabelled = classes.copy()
    removed = []
    for span in spans:
        if not counts(span.label):
            continue
        start, end, _ = slice(span.start, span.end).indices(len(text))
        is_right = int(boilerplate[max(start, end)] - boilerplate[start])
        is_wrong = int(story[max(start, end)] - story[start])
        step = min(int(given_up_to(span) * STEPS + _ROUNDING), STEPS - 1)
        right[step] += is_right
        wrong[step] += is_wrong
        confidence[step] += (is_right + is_wrong) * span.confidence
        if is_given(span, min_confidence - _ROUNDING):
            removed.append((span.start, span.end))
            unlabelled[span.start : span.end] = UNSCORED
            right_by_label[span.label] += is_right
            wrong_by_label[span.label] += is_wrong
            kinds.update(_shared(span, gold))
    return Measured(
        right=right,
        wrong=wrong,
        confidence=confidence,
        boilerplate=int(boilerplate[-1]),
        right_by_label=right_by_label,
        wrong_by_label=wrong_by_label,
        kinds=kinds,
        missed=_missed(unlabelled, gold),
        words=_words(text, gold, removed),
    )


def _classes(text: str, gold: Gold) -> NDArray[np.int8]:
    """The class of every character, shape `(characters,)`."""
    classes = np.full(len(text), gold.rest, np.int8)
    for start, end, which in gold.classes:
        classes[start:end] = which
    characters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    classes[characters == ord("\n")] = UNSCORED
    return classes


def _before(classes: NDArray[np.int8], which: int) -> NDArray[np.int32]:
    """How many characters of a class stand before each place of a text, and before its end."""
    before = np.zeros(len(classes) + 1, np.int32)
    np.cumsum(classes == which, out=before[1:])
    return before


def _shared(span: Span, gold: Gold) -> dict[tuple[str, str], int]:
    """Characters that a span shares with spans of the gold, by the labels of both."""
    shared = Counter[tuple[str, str]]()
    for start, end, kind in gold.kinds or ():
        shared[span.label, kind] += max(0, min(end, span.end) - max(start, span.start))
    return +shared


def _missed(unlabelled: NDArray[np.int8], gold: Gold) -> Counter[str]:
    missed = Counter[str]()
    for start, end, kind in gold.kinds or ():
        missed[kind] += int((unlabelled[start:end] == BOILERPLATE).sum())
    return missed


def _words(
    text: str, gold: Gold, removed: Sequence[tuple[int, int]]
) -> tuple[float, float, float] | None:
    """F1 against the article's words: of the whole text, without `removed`, without the gold's."""
    if gold.main is None:
        return None
    boilerplate = [(start, end) for start, end, which in gold.classes if which == BOILERPLATE]
    return (
        words_f1(text, gold.main),
        words_f1(cut(text, removed), gold.main),
        words_f1(cut(text, boilerplate), gold.main),
    )


def cut(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """A text without these stretches, which are in order and do not overlap."""
    kept, last_end = [], 0
    for start, end in spans:
        kept.append(text[last_end:start])
        last_end = end
    return "\n".join([*kept, text[last_end:]])


def words_f1(text: str, wanted: str) -> float:
    """F1 of bags of words, 0..1, as WCXB's own evaluation computes it."""
    ours, theirs = (Counter(_WORD.findall(each.lower())) for each in (text, wanted))
    if not ours or not theirs:
        return float(not ours and not theirs)
    return 2 * (ours & theirs).total() / (ours.total() + theirs.total())
