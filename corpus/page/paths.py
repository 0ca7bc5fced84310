"""Where an element stands on its page, as XPath."""

from __future__ import annotations

from collections import Counter

from corpus.page.parse import TEXT, Tree


class Paths:
    """The paths of the elements of one tree."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._places = _places(tree)
        self._known: dict[int, str] = {-1: ""}

    def of(self, node: int) -> str:
        """The path of an element, such as `/html/body/div[2]/p[1]`."""
        unknown = []
        while node not in self._known:
            unknown.append(node)
            node = self._tree.parents[node]
        path = self._known[node]
        for node in reversed(unknown):
            path += f"/{self._tree.tags[node]}{self._places[node]}"
            self._known[node] = path
        return path


def _places(tree: Tree) -> list[str]:
    """`[2]` for the second child of its tag; empty where a tag stands once only, or is text."""
    seen: Counter[tuple[int, str]] = Counter()
    numbers = []
    keys = list(zip(tree.parents, tree.tags, strict=True))
    for key in keys:
        seen[key] += 1
        numbers.append(seen[key])
    return [
        f"[{number}]" if key[1] != TEXT and seen[key] > 1 else ""
        for key, number in zip(keys, numbers, strict=True)
    ]
