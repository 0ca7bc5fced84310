"""How rare a term is in the corpus: what very many of its articles say does not tell a story.

The weights of `stories.terms` say how rare a term is in its language. Articles of one template
(weather, market notes, horoscopes) share dozens of terms that are rare in the language and that
every article of the template has. So a term loses weight in the measure in which it is common in
the corpus (inverse document frequency, Sparck Jones 1972), above a number of articles that the
tellings of one event seldom reach. Below it nothing changes: four articles are compared like a
million.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import KeyTable, run_starts

# Articles that may have a term before it counts as common: MANY, in corpora of over 16,000 a
# SHARE of them. Tuned on the corpora of tests/linking/templates.toml (300 articles of one kind
# among 1,500 pages, 2,000 alone), on invented events with 40 to 100 tellings, and on 1,600 real
# pages, of whose 156 story links 6 are lost and 4 are new.
MANY = 40
SHARE = 1 / 400
# The share of an article's squared length that always stays. If the whole length went with the
# weights, forecasts that have nothing but common terms would be as alike as before; if all of it
# stayed, six more of the 156 links would be lost, as news names the days of the week.
KEPT = 0.8

TERM = np.dtype([("key", "<u8")])
COMMON_TERM = np.dtype([("key", "<u8"), ("factor", "<f4")])
NONE_COMMON = np.empty(0, COMMON_TERM)


def common_terms(rows: NDArray[np.void], articles: int) -> NDArray[np.void]:
    """The terms that are common in the corpus.

    Args:
        rows: TERM rows, sorted by key, one for each term of each article.
        articles: how many articles the corpus has.

    Returns:
        COMMON_TERM rows, sorted by key: the factor on the weight of the term, below 1.
    """
    starts = run_starts(rows, "key")
    counts = np.diff(starts, append=len(rows))
    limit = max(MANY, SHARE * articles)
    is_common = counts > limit
    common = np.empty(int(is_common.sum()), COMMON_TERM)
    common["key"] = rows["key"][starts[is_common]]
    common["factor"] = limit / counts[is_common]
    return common


def weigh(
    terms: NDArray[np.uint64], weights: NDArray[np.float32], common: NDArray[np.void]
) -> NDArray[np.float32]:
    """The weights of terms in this corpus.

    Args:
        terms: hashes of the terms of articles, shape `(articles, TERMS)`.
        weights: how rare they are in their language; each row has length one, or zero.
        common: COMMON_TERM rows, sorted by key.

    Returns:
        Weights of the same shape. A row has length one, or less where more than `1 - KEPT` of its
        squared length was lost with common terms.
    """
    places, is_common = KeyTable(common["key"]).locate(terms.ravel())
    factors = np.ones(terms.size, np.float32)
    factors[is_common] = common["factor"][places[is_common]]
    weighed = weights * factors.reshape(terms.shape)
    length = np.sqrt(np.maximum((weighed**2).sum(axis=1, keepdims=True), KEPT))
    return np.asarray(weighed / length, np.float32)
