"""May an article be published, by what its source says of rights?"""

from __future__ import annotations

from typing import NamedTuple

from corpus.contract.article import RIGHTS_RESERVED, Article
from corpus.contract.licenses import HUB, canonical, spdx
from corpus.contract.problems import Problem, problem
from corpus.validation.schema import shown


class Rights(NamedTuple):
    """What may be published."""

    licenses: tuple[str, ...] = ()  # canonical, sorted; (): any, and none
    keep_reserved: bool = False  # also where the rights of text and data mining are reserved
    keep_html: bool = False  # the HTML of pages too, where their licence lets everybody copy it


def may_keep_html(article: Article, rights: Rights) -> bool:
    """Whether the HTML of the article becomes part of the release.

    It does where it was asked for and the licence is one of those in the Hub's list, all of which
    let everybody copy the work as it is.
    """
    return rights.keep_html and article.license is not None and spdx(article.license) in HUB


def rights_problem(article: Article, rights: Rights) -> Problem | None:
    """Why the article may not be published; None where it may."""
    reserved = (article.extra or {}).get(RIGHTS_RESERVED)
    if reserved and not rights.keep_reserved:
        return problem("rights_reserved", article.file, article.line, found=shown(reserved))
    name = article.license
    if not rights.licenses or (name and canonical(name) in rights.licenses):
        return None
    found = f'"license" is "{name}"' if name else 'no "license" is given'
    allowed = ", ".join(rights.licenses)
    return problem(
        "license_not_allowed",
        article.file,
        article.line,
        ("license",),
        found=found,
        allowed=allowed,
    )
