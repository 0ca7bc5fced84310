"""What a model says of the lines of articles, and what the package's programs said of them."""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.evaluate.replay import VotedArticle
from corpus.labelling.label_model import is_human, together
from corpus.labelling.line_model import inputs, model
from corpus.labelling.lines import Line, lines
from corpus.labelling.voters import model as by_model
from corpus.labelling.voters import model_line, rule
from corpus.labelling.voters.voter import Batch
from corpus.training.examples import Examples

if TYPE_CHECKING:
    from corpus.training.learn import Learned  # which needs what trains

_AT_ONCE = 8 * inputs.ARTICLES
_OF_PAGES = "dom:"  # sources that vote where the article came as HTML


class Heard(NamedTuple):
    """An article, and what was said of it; arrays over its lines, probabilities in thousandths."""

    article: VotedArticle
    lines: list[Line]
    is_page: bool  # with all its menus
    is_asked: bool  # whether the model votes on it in a build
    own: NDArray[np.int64]  # how likely a line is boilerplate by the model alone
    others: NDArray[np.int64]  # as `label_model.together` gives it


def hear(
    its: Sequence[VotedArticle], learned: model.Weights, languages: Container[str]
) -> list[Heard]:
    """What a model says of articles.

    Args:
        its: The articles.
        learned: The model.
        languages: Those that it has learned.
    """
    heard: list[Heard] = []
    for first in range(0, len(its), _AT_ONCE):
        some = its[first : first + _AT_ONCE]
        split = [lines(article.text) for article in some]
        rules = rule.vote(Batch(lines=split))
        batch = Batch(lines=split, languages=[each.language for each in some], votes=rules)
        own = by_model.alone(batch, learned, languages)
        is_page = inputs.whole_pages(batch.once(model_line.read_lines)).tolist()
        of_each = np.split(own, np.cumsum([len(of_text) for of_text in split])[:-1])
        heard += map(_heard, some, split, is_page, of_each, repeat(languages))
    return heard


def hear_before(
    its: Sequence[VotedArticle], examples: Examples, learned: Learned, languages: Container[str]
) -> list[Heard]:
    """What a model had said of the outlets that were left out at first.

    Args:
        its: All articles that it learned from.
        examples: Their lines.
        learned: What came of them.
        languages: Those that the model has learned.

    Returns:
        The articles of those outlets, as the model without them read them.
    """
    own = np.split(by_model.in_thousandths(learned.sure), examples.lines.ends[:-1])
    is_held_out = np.split(learned.is_held_out, examples.lines.ends[:-1])
    is_page = inputs.whole_pages(examples.lines).tolist()
    return [
        _heard(article, lines(article.text), page, its_own, languages)
        for article, page, its_own, held_out in zip(its, is_page, own, is_held_out, strict=True)
        if held_out.any()
    ]


def _heard(
    article: VotedArticle,
    its: list[Line],
    is_whole: bool,
    own: NDArray[np.int64],
    languages: Container[str],
) -> Heard:
    programs = [vote for vote in article.votes if not is_human(vote.source)]
    is_page = is_whole or any(vote.source.startswith(_OF_PAGES) for vote in programs)
    is_asked = is_page or article.language in languages
    others = np.array(together(its, programs), np.int64)
    return Heard(article, its, is_page, is_asked, own, others)
