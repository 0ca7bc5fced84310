"""May an article be published, by the licence that its source gives?"""

from __future__ import annotations

from collections.abc import Collection

from corpus.contract.article import Article
from corpus.contract.licenses import canonical
from corpus.contract.problems import Problem, problem


def license_problem(article: Article, allowed: Collection[str]) -> Problem | None:
    """Why the article may not be published; None where it may.

    `allowed` are canonical licences, as `corpus.contract.licenses` makes them; none: any will do.
    """
    if not allowed or (article.license and canonical(article.license) in allowed):
        return None
    name = article.license
    found = f'"license" is "{name}"' if name else 'no "license" is given'
    return problem(
        "license_not_allowed", article.file, article.line, found=found, allowed=", ".join(allowed)
    )
