"""Votes of line models that were trained on a release: `corpus train`, `[label] models`.

Such a model is a stranger: nothing that the package knows says how good it is. So it has a weight
that was learned where people judged (`training.share`): its share in a pool with what the package's
programs say of the same line. A vote is what they say together, and stands for theirs.
"""

from __future__ import annotations

from collections.abc import Container
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from corpus.contract.article import Vote
from corpus.labelling import odds, trained
from corpus.labelling.label_model import together
from corpus.labelling.line_model import kinds
from corpus.labelling.line_model.inputs import whole_pages
from corpus.labelling.line_model.model import Weights, probabilities
from corpus.labelling.trained import Trained
from corpus.labelling.voters import model_line
from corpus.labelling.voters.voter import Batch, Cast

SOURCE = "model:"  # then the name of the model
# Thousandths: a vote is cast where either it or the programs alone reach this. On other lines it
# would change no label, but for furniture, which it would take away.
LEAST = 500


def vote(batch: Batch) -> list[list[Vote]]:
    """The votes on what extractors leave; on pages `model_page` votes."""
    return batch.once(cast).votes_on(pages=False)


def cast(batch: Batch) -> Cast:
    """The votes of all models of a batch."""
    lines = batch.once(model_line.read_lines)
    pages = batch.pages() if batch.articles else {}
    is_page = whole_pages(lines)
    is_page[list(pages)] = True
    others = said_by_others(batch)
    votes: list[list[Vote]] = [[] for _ in batch.lines]
    for each in batch.models:
        if not each.weight:
            continue
        for its, new in zip(votes, _of_model(batch, each, is_page, others), strict=True):
            its += new
    return Cast(is_page.tolist(), votes)


def said_by_others(batch: Batch) -> NDArray[np.int64]:
    """What the package's programs say of every line, as `label_model.together` gives it."""
    said = [together(lines, votes) for lines, votes in zip(batch.lines, batch.votes, strict=True)]
    return np.array([*chain.from_iterable(said)], np.int64)


def alone(batch: Batch, learned: Weights, languages: Container[str]) -> NDArray[np.int64]:
    """How likely a model by itself takes every line for boilerplate, in thousandths.

    Args:
        batch: The articles.
        learned: The weights.
        languages: Those that the model has learned; in others it reads no words.
    """
    is_foreign = np.array([tag not in languages for tag in batch.languages], np.bool_)
    lines = batch.once(model_line.read_lines).without_words(is_foreign)
    return in_thousandths(probabilities(lines, learned))


def in_thousandths(sure: NDArray[np.float32]) -> NDArray[np.int64]:
    """Probabilities in thousandths."""
    return np.asarray(np.rint(sure * odds.THOUSAND), np.int64)


def with_others(
    own: NDArray[np.int64], others: NDArray[np.int64], weight: float, silence: float
) -> NDArray[np.int64]:
    """What a model and the others say together; where these are silent, silence is what they say.

    Args:
        own: What `alone` gives.
        others: What `said_by_others` gives.
        weight: See `Trained`; so is `silence`.
        silence: See `Trained`.
    """
    heard = np.where(others >= 0, others, round(silence * odds.THOUSAND))
    return odds.pooled(own, heard, round(weight * trained.SHARES), trained.SHARES)


def is_cast(both: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.bool_]:
    """On which lines a model votes, by what it and the others, and the others alone say."""
    return np.asarray(np.maximum(both, others) >= LEAST, np.bool_)


def _of_model(
    batch: Batch, each: Trained, is_page: NDArray[np.bool_], others: NDArray[np.int64]
) -> list[list[Vote]]:
    lines = batch.once(model_line.read_lines)
    learned = trained.weights(each)
    own = alone(batch, learned, each.languages)
    both = with_others(own, others, each.weight, each.silence)
    has_learned = np.array([tag in each.languages for tag in batch.languages], np.bool_)
    is_asked = np.repeat(has_learned | is_page, lines.counts)
    wanted = np.flatnonzero(is_asked & is_cast(both, others))
    labels = kinds.labels(lines, wanted, learned.kinds, learned.names) if len(wanted) else []
    flat = list(chain.from_iterable(batch.lines))
    votes: list[list[Vote]] = [[] for _ in batch.lines]
    articles = np.searchsorted(lines.ends, wanted, side="right")
    columns = (wanted, articles, both[wanted], own[wanted])
    for label, (place, article, sure, by_itself) in zip(
        labels, zip(*(column.tolist() for column in columns), strict=True), strict=True
    ):
        line = flat[place]
        why = f"{by_itself / odds.THOUSAND:.3f} by itself"
        votes[article].append(
            Vote(line.start, line.end, label, each.source, sure / odds.THOUSAND, why)
        )
    return votes
