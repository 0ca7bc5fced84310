"""What a page declares about itself in its markup: the raw values, by their names."""

from __future__ import annotations

from typing import NamedTuple

from corpus.page.json_ld import Node, is_article, nodes
from corpus.page.parse import Tree
from corpus.page.words import READ

_OF_A_PART = frozenset(("aside", "figcaption", "figure"))  # a licence in one is that of a picture
_RELATIONS = frozenset(("canonical", "license"))
_PROPERTIES = frozenset(("author", "datepublished", "headline"))
# Of elements of one kind: more than any page of the bench has of use, and few enough to look at
# all that is around and in each, whatever the page nests.
_MOST = 100


class Declared(NamedTuple):
    """The values of a page, in the order of the page; none is checked."""

    metas: dict[str, list[str]]  # by name or property, in lower case
    links: dict[str, list[str]]  # addresses, by the relation
    nodes: list[Node]  # of JSON-LD
    item: dict[str, list[str]]  # of the first article in microdata, by property in lower case
    titles: list[str]  # of `title` elements
    headings: list[str]  # of `h1`
    language: str | None  # of `html`

    def metas_of(self, *names: str) -> list[str]:
        """The values of meta elements of these names."""
        return [value for name in names for value in self.metas.get(name, ())]


def declared(tree: Tree) -> Declared:
    """Collect what a page declares about itself."""
    metas: dict[str, list[str]] = {}
    links: dict[str, list[str]] = {}
    scripts, titles, headings, properties = [], [], [], []
    language = item = None
    for node, (tag, attributes) in enumerate(zip(tree.tags, tree.attributes, strict=True)):
        if tag == "title":
            titles.append(node)
        elif tag == "h1":
            headings.append(node)
        if not attributes:
            continue
        named = dict(attributes)
        if tag == "meta":
            _add(metas, named.get("property") or named.get("name"), named.get("content"))
        elif tag == "html":
            language = language or named.get("lang") or named.get("xml:lang")
        elif tag == "script" and "ld+json" in (named.get("type") or "").lower():
            scripts.append(tree.text(node))
        elif tag in ("a", "link") and named.get("rel"):
            _add_link(links, tree, node, named)
        if item is None and is_article((named.get("itemtype") or "").split()):
            item = node
        if item is not None and (named.get("itemprop") or "").lower() in _PROPERTIES:
            properties.append(node)
    return Declared(
        metas=metas,
        links=links,
        nodes=nodes(scripts),
        item={} if item is None else _properties(tree, item, properties[:_MOST]),
        titles=_texts(tree, titles),
        headings=_texts(tree, headings),
        language=language,
    )


def _add(values: dict[str, list[str]], name: str | None, value: str | None) -> None:
    if name and value and value.strip():
        values.setdefault(name.strip().lower(), []).append(value)


def _add_link(
    links: dict[str, list[str]], tree: Tree, node: int, named: dict[str, str | None]
) -> None:
    for relation in _RELATIONS.intersection((named["rel"] or "").lower().split()):
        if len(links.get(relation, ())) == _MOST:
            continue
        if tree.tags[node] == "link" or not _is_in(tree, node, _OF_A_PART):
            _add(links, relation, named.get("href"))


def _properties(tree: Tree, item: int, elements: list[int]) -> dict[str, list[str]]:
    """The properties of an item, without those of the items in it."""
    found: dict[str, list[str]] = {}
    for node in elements:
        scopes = (n for n in tree.ancestors(node) if tree.attribute(n, "itemscope") is not None)
        if next(scopes, None) == item:
            value = tree.attribute(node, "content") or tree.attribute(node, "datetime")
            _add(found, tree.attribute(node, "itemprop"), value or tree.text(node)[:READ])
    return found


def _texts(tree: Tree, elements: list[int]) -> list[str]:
    """Of elements outside pictures, which have titles of their own."""
    outside = (n for n in elements[:_MOST] if not _is_in(tree, n, frozenset(("svg",))))
    return [tree.text(n)[:READ] for n in outside]


def _is_in(tree: Tree, node: int, tags: frozenset[str]) -> bool:
    return any(tree.tags[above] in tags for above in tree.ancestors(node))
