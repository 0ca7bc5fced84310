"""What a page says of itself: candidates for each value, in the order in which they are asked.

The order was tuned on the bench; `docs/pages.md` has how often each source is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from corpus.page.addresses import host
from corpus.page.article_node import article_node
from corpus.page.authors import authors, names
from corpus.page.dates import rfc3339
from corpus.page.declared import Declared
from corpus.page.titles import without_site
from corpus.page.words import folded, plain


class Found(NamedTuple):
    """A value, and what says so."""

    value: Any
    source: str  # such as `json-ld`, `meta:og:title`, `html:lang`


_MOST_OF_TITLE = 500  # characters; the longest title of the bench has 156
_TITLES = (
    *("og:title", "citation_title", "parsely-title", "sailthru.title", "dc.title"),
    *("dcterms.title", "twitter:title"),
)
_AUTHORS = (
    *("author", "citation_author", "parsely-author", "sailthru.author", "dc.creator"),
    *("dcterms.creator", "og:author", "article:author"),
)
_DATES = (
    *("article:published_time", "og:article:published_time", "article:published"),
    *("citation_publication_date", "citation_date", "parsely-pub-date", "sailthru.date"),
    *("dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "dcterms.date"),
    *("datepublished", "cxenseparse:recs:publishtime", "pubdate", "published_time", "date"),
)


class Candidates:
    """The candidates of one page."""

    def __init__(self, page: Declared, url: str | None) -> None:
        """Read what a page declares.

        Args:
            page: What it declares.
            url: Its address; None: it is not known.
        """
        self._page = page
        self._url = url
        self._article = article_node(page, url)
        kinds = ((node, node.get("@type")) for node in page.nodes)
        self._web_page = next((node for node, kind in kinds if kind == "WebPage"), {})

    def titles(self) -> Iterator[Found]:
        """Headlines, without the name of the site where that is known."""
        site = self._site_name()
        given = [
            found
            for found in self._titles()
            if len(found.value) <= _MOST_OF_TITLE and folded(found.value) != folded(site or "")
        ]
        for title, source in given:
            others = [other for other, _ in given if other != title]
            yield Found(without_site(title, others, site), source)

    def authors(self) -> Iterator[Found]:
        """Lists of names; the site as its own author only where the page names no other."""
        site = {folded(self._site_name() or ""), folded(host(self._url or "").removeprefix("www."))}
        of_site = []
        for found, source in self._authors():
            if kept := [name for name in found if folded(name) not in site]:
                yield Found(kept, source)
            elif found:
                of_site.append(Found(found, source))
        yield from of_site

    def dates(self) -> Iterator[Found]:
        """Dates of publication, as RFC 3339."""
        for text, source in self._dates():
            if date := rfc3339(text):
                yield Found(date, source)

    def languages(self) -> Iterator[Found]:
        """BCP 47 tags, as far as the page writes them so."""
        yield from _texts([self._article.get("inLanguage")], "json-ld")
        yield from _texts([self._page.language], "html:lang")
        for found in self._metas(("og:locale", "content-language", "dc.language")):
            yield found._replace(value=found.value.replace("_", "-"))

    def addresses(self) -> Iterator[Found]:
        """Addresses that the page has for itself."""
        yield from _texts(self._page.links.get("canonical", ()), "link:canonical")
        yield from self._metas(("og:url",))
        yield from _texts([self._article.get("url")], "json-ld")

    def site_names(self) -> Iterator[Found]:
        """Names of the site."""
        yield from self._metas(("og:site_name",))
        publisher = self._article.get("publisher")
        if isinstance(publisher, dict):
            yield from _texts([publisher.get("name")], "json-ld")

    def free_access(self) -> Iterator[Found]:
        """Whether everyone may read the article, which says nothing of its licence."""
        value = self._article.get("isAccessibleForFree")
        word = str(value).rsplit("/", 1)[-1].lower() if isinstance(value, bool | str) else ""
        if word in ("true", "false"):
            yield Found(word == "true", "json-ld")

    def licenses(self) -> Iterator[Found]:
        """Licences of the article, as the page writes them."""
        yield from _texts(_addresses(self._article.get("license")), "json-ld")
        yield from _texts(self._page.links.get("license", ()), "link:license")

    def _site_name(self) -> str | None:
        return next((found.value for found in self.site_names()), None)

    def _titles(self) -> Iterator[Found]:
        yield from _texts([self._article.get("headline")], "json-ld")
        yield from _texts(self._page.item.get("headline", ())[:1], "microdata")
        if len(self._page.headings) == 1:
            yield from _texts(self._page.headings, "h1")
        yield from self._metas(_TITLES)
        yield from _texts(self._page.titles[:1], "title")

    def _authors(self) -> Iterator[Found]:
        yield Found(authors(self._article.get("author")), "json-ld")
        yield Found(authors(self._article.get("creator")), "json-ld")
        yield Found(names(self._page.item.get("author", ())), "microdata")
        for name in _AUTHORS:
            yield Found(names(self._page.metas.get(name, ())), f"meta:{name}")
        yield Found(authors(self._web_page.get("author")), "json-ld:WebPage")

    def _dates(self) -> Iterator[Found]:
        yield from _texts([self._article.get("datePublished")], "json-ld")
        yield from _texts(self._page.item.get("datepublished", ())[:1], "microdata")
        yield from self._metas(_DATES)
        yield from _texts([self._web_page.get("datePublished")], "json-ld:WebPage")
        yield from _texts([self._article.get("dateCreated")], "json-ld")

    def _metas(self, names_of_metas: Iterable[str]) -> Iterator[Found]:
        for name in names_of_metas:
            yield from _texts(self._page.metas.get(name, ())[:1], f"meta:{name}")


def _texts(values: Iterable[Any], source: str) -> Iterator[Found]:
    for value in values:
        if isinstance(value, str) and (text := plain(value)):
            yield Found(text, source)


def _addresses(value: Any) -> list[Any]:
    """Of works, which JSON-LD names by their address or as an object that has it."""
    listed = value if isinstance(value, list) else [value]
    return [one.get("url") or one.get("@id") if isinstance(one, dict) else one for one in listed]
