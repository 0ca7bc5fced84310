"""Which node of a page's JSON-LD is about the page."""

from __future__ import annotations

from typing import Any

from corpus.page.declared import Declared
from corpus.page.json_ld import Node, is_article
from corpus.page.words import folded, plain

_MOST = 50  # articles of which one is looked for; lists of a site's news have 20 to 30
_TITLE = 1000  # characters of a title that are compared


def article_node(page: Declared, url: str | None) -> Node:
    """The article that the page is; empty where there is none, or nothing says which it is.

    A page that lists others has a node for each. Where the headlines differ, the headline or the
    address must agree with what the page says of itself elsewhere.

    Args:
        page: What it declares.
        url: Its address; None: it is not known.
    """
    nodes = [node for node in page.nodes if is_article(node.get("@type"))][:_MOST]
    headlines = {text for node in nodes if (text := _headline(node))}
    if len(headlines) <= 1:
        return next((node for node in nodes if _headline(node)), next(iter(nodes), {}))
    titles = " ".join(
        folded(title[:_TITLE])
        for title in (*page.metas_of("og:title"), *page.headings, *page.titles)
    )
    by_headline = (node for node in nodes if (text := _headline(node)) and text in titles)
    addresses = {url, *page.links.get("canonical", ()), *page.metas_of("og:url")}
    by_address = (node for node in nodes if addresses.intersection(_addresses(node)))
    return next(by_address, next(by_headline, {}))


def _headline(node: Node) -> str:
    headline = node.get("headline")
    return folded(plain(headline)) if isinstance(headline, str) else ""


def _addresses(node: Node) -> list[str]:
    entity: Any = node.get("mainEntityOfPage")
    of_entity = entity.get("@id") if isinstance(entity, dict) else entity
    return [one for one in (node.get("url"), node.get("@id"), of_entity) if isinstance(one, str)]
