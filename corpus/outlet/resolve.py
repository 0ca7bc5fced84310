"""The outlet of an article, by its URL or by the outlet that its record names."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from corpus.contract.article import Article
from corpus.identify.address import host_of
from corpus.outlet.tables import Outlet, Tables

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_OTHERS = ""  # for the last labels that are not of ASCII in the list


class Site(NamedTuple):
    """What the outlet of an article is looked up by."""

    claimed: str | None  # the outlet that its record names
    host: str  # of its URL; empty where the record names an outlet


def site_of(article: Article) -> Site:
    """What the outlet of an article is looked up by."""
    if article.claimed_outlet:
        return Site(article.claimed_outlet, "")
    return Site(None, host_of(article.url or ""))


def resolve(article: Article, tables: Tables) -> Outlet:
    """The outlet of an article: the one it names, else the one that its host belongs to.

    The host is that of the page itself where the URL is one of an archive, a cache or a translator.
    A host or id that is in no table is not an error. The outlet is then the registrable domain (or
    the id itself), without name and country.

    Args:
        article: The article.
        tables: The outlet tables of the raw folder.
    """
    site = site_of(article)
    return of_site(site, tables) or Outlet(site.claimed or registrable(site.host), None, None)


def of_site(site: Site, tables: Tables) -> Outlet | None:
    """The outlet of an outlet table that a site belongs to."""
    if site.claimed:
        return tables.by_id.get(site.claimed) or tables.by_host.get(site.claimed)
    return of_host(site.host, tables)


def of_host(host: str, tables: Tables) -> Outlet | None:
    """The outlet of an outlet table that a host, or a domain above it, belongs to."""
    labels = host.split(".")
    for depth in range(len(labels)):
        if outlet := tables.by_host.get(".".join(labels[depth:])):
            return outlet
    return None


@cache
def _rules() -> dict[str, list[str]]:
    """The rules of the Public Suffix List by their last label; those not of ASCII in one."""
    listed = (files("publicsuffixlist") / "public_suffix_list.dat").read_text("utf-8")
    rules: dict[str, list[str]] = {}
    for rule in listed.splitlines():
        label = rule.split(" ", 1)[0].rpartition(".")[2]
        rules.setdefault(label if label.isascii() else _OTHERS, []).append(rule)
    return rules


@cache
def _suffixes(last_label: str) -> PublicSuffixList:
    """The suffixes with this last label: to read the whole list takes 60 ms."""
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(_rules()[last_label])


@lru_cache(maxsize=1 << 12)  # articles that follow each other are often of one site
def registrable(host: str) -> str:
    """The registrable domain by the Public Suffix List; IP addresses and bare names unchanged."""
    if ":" in host or host.replace(".", "").isdigit():
        return host
    last_label = host.removesuffix(".").rpartition(".")[2].lower()
    # Whatever articles say, there are no more lists than the last labels of rules.
    return _suffixes(last_label if last_label in _rules() else _OTHERS).privatesuffix(host) or host
