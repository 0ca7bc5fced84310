"""Why the line model takes a line for boilerplate, in words.

A piece of evidence is worth what the score falls by without it (prediction difference;
Robnik-Šikonja and Kononenko 2008): the line is scored once more as if its words said nothing, as if
no rule had voted, and so on. Pieces that say the same share their worth: it is a ranking, no sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.contract.article import Vote
from corpus.labelling.line_model import features, model
from corpus.labelling.line_model.inputs import Lines, read
from corpus.labelling.lines import Line, lines

MOST = 3  # reasons of a line
_LEAST = 200_000  # millionths of log odds that a reason is worth
_WORDS = 2  # named of a line
_LEAST_WORD = 300  # thousandths of log odds that a named word is worth
_RULES = ("rule", "kind", "block", "furniture")
_NO_RULE = (0, -1, 0, 0)
_SHAPE = features.COLUMNS[: features.COLUMNS.index("gap")]
_WORDED, _RULED = "its words", "rules"
_ROW = {name: place for place, name in enumerate(features.COLUMNS)}


def reasons(
    its: Sequence[Line], votes: Sequence[Vote], learned: model.Weights, reads_words: bool
) -> list[list[str]]:
    """The strongest reasons for each line of an article, the strongest first; at most MOST.

    Args:
        its: The lines of the article.
        votes: The votes of the rules on them.
        learned: The weights.
        reads_words: Whether the model reads words in the article's language.
    """
    if not its:
        return []
    no_words = np.full(1, not reads_words)
    article = read([its], [votes]).without_words(no_words)
    alone = _alone(its, votes).without_words(no_words.repeat(len(its)))
    score = model.line_scores(article, learned)
    worth = {name: score - without for name, without in _without(article, alone, learned)}
    names = list(worth)
    table = np.array([*worth.values()])
    found = []
    for place in range(len(its)):
        order = np.argsort(-table[:, place], kind="stable")[:MOST]
        found.append([names[n] for n in order if table[n, place] >= _LEAST])
    voted_on = {vote.start for vote in votes}
    return [
        [_said(name, line, voted_on, learned) for name in of_line]
        for line, of_line in zip(its, found, strict=True)
    ]


def _alone(its: Sequence[Line], votes: Sequence[Vote]) -> Lines:
    """Each line as an article of its own."""
    by_start = {vote.start: vote for vote in votes}
    return read(
        [[line] for line in its],
        [[by_start[line.start]] if line.start in by_start else [] for line in its],
    )


def _without(
    article: Lines, alone: Lines, learned: model.Weights
) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """The scores of the lines without each piece of evidence."""
    table = article.table
    nothing = learned._replace(
        words=np.zeros_like(learned.words), intercepts=np.zeros_like(learned.intercepts)
    )
    if len(article.words):
        yield _WORDED, model.line_scores(article, nothing)
    yield (
        _RULED,
        model.line_scores(article._replace(table=_no_rules(table)), learned),
    )
    yield "its length and signs", model.line_scores(article._replace(table=_prose(table)), learned)
    common = learned._replace(rarity=np.zeros_like(learned.rarity))
    yield "few words that the story has", model.line_scores(article, common)
    yield "the lines around it", model.line_scores(alone, learned)


def _no_rules(table: NDArray[np.float32]) -> NDArray[np.float32]:
    changed = table.copy()
    for name, value in zip(_RULES, _NO_RULE, strict=True):
        changed[_ROW[name]] = value
    return changed


def _prose(table: NDArray[np.float32]) -> NDArray[np.float32]:
    """Every line with the shape of the article's longest."""
    changed = table.copy()
    longest = int(table[_ROW["length"]].argmax())
    for name in (*_SHAPE, "prose"):
        changed[_ROW[name]] = table[_ROW[name], longest]
    return changed


def _said(name: str, line: Line, voted_on: set[int], learned: model.Weights) -> str:
    if name == _RULED:
        return "the vote of a rule" if line.start in voted_on else "votes of rules near it"
    named = _strongest(line, learned) if name == _WORDED else []
    return f"{name} ({', '.join(named)})" if named else name


def _strongest(line: Line, learned: model.Weights) -> list[str]:
    """The words of a line that say most that it is not story."""
    words = [word.strip(".,:;!?()[]\"'") for word in line.raw[: features.HEAD].split()]
    words = list(dict.fromkeys(word for word in words if word))
    if not words:
        return []
    weights = []
    for word in words:
        places, _ = features.words(features.read(lines(word)))
        weights.append(int(learned.words[0].take(places).sum()))
    order = sorted(range(len(words)), key=lambda n: -weights[n])[:_WORDS]
    return [words[n] for n in order if weights[n] >= _LEAST_WORD]
