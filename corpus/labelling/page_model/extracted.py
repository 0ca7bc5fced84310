"""The page model that also reads what extractors keep: `dom:line` with their evidence.

Boosted trees read the score of the model without extractors (`model`) and the shares of each line
that they keep (`kept`). There are two sets of them: one reads the quick extractors, which are
asked on every page, and one reads all, where the first leaves doubt: a cascade.
`benchmarks/train_extractors.py` trains both.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.labelling.learned import arrays
from corpus.labelling.line_model.model import Trees, tree_scores
from corpus.labelling.page_model import kept, model
from corpus.labelling.page_model.inputs import Pages

FILE = files("corpus.labelling.page_model") / "extractors.npz"
# Expected F1 of a page below which the slow extractors are asked too. Other values, on the bench:
# docs/decisions/0032-a-model-of-pages.md.
DOUBT = 0.9
_SUREST = 0.003  # the least probability of either side that has odds


class Learned(NamedTuple):
    """Trees, and what their scores mean."""

    splits: NDArray[np.int16]  # these three: `Trees`
    borders: NDArray[np.float32]
    leaves: NDArray[np.int32]
    scale: NDArray[np.float32]  # as in `model.Weights`


class Weights(NamedTuple):
    """Everything learned; `extractors.npz` holds the arrays by set and name: `quick_splits`."""

    quick: Learned
    all: Learned
    doubt: NDArray[np.float32]  # expected F1 of a page by the quick ones: see `confidence`
    confidence: NDArray[np.float32]  # the same by those that were asked


@cache
def weights() -> Weights:
    """The weights of the package."""
    stored = arrays(FILE)
    quick, every = (
        Learned(*(stored[f"{of_set}_{name}"] for name in Learned._fields))
        for of_set in ("quick", "all")
    )
    return Weights(quick, every, stored["doubt"], stored["confidence"])


def probabilities(
    pages: Pages, sure: NDArray[np.float32], shares: NDArray[np.float16], learned: Learned
) -> NDArray[np.float32]:
    """The probability that a line is not the article's text, one per line.

    Args:
        pages: The pages.
        sure: The same by the model that reads no extractors.
        shares: Of the words of a line that each extractor keeps, NaN where it abstained; shape
            (lines, extractors).
        learned: What was learned of these extractors.
    """
    read = kept.columns(pages, log_odds(sure), shares)
    score = tree_scores(Trees(learned.splits, learned.borders, learned.leaves), read)
    return model.scaled(score, learned.scale)


def log_odds(sure: NDArray[np.float32]) -> NDArray[np.float32]:
    """The log odds of probabilities, in thousandths so that every machine gives the same."""
    bounded = np.clip(sure.astype(np.float64), _SUREST, 1 - _SUREST)
    return np.round(np.log(bounded / (1 - bounded)), 3).astype(np.float32)
