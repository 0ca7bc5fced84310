"""Articles that clash with others of the corpus, or with what is published.

Each article is told once, of what counts most: an id used twice, then a text, an address, and words
that are nearly the same. Of those that clash the first stays: one that nobody changed before one
that somebody did, then by file and line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import locate
from corpus.contract.article import Article
from corpus.contract.place import UNITS, numbered, shown_place
from corpus.contract.problems import Problem, in_order, problem
from corpus.contributions.places import Scope
from corpus.contributions.policy import Policy
from corpus.contributions.shelf import Shelf
from corpus.hashing import id_key
from corpus.identify.article import digest

if TYPE_CHECKING:
    from corpus.contributions.published import Published

# Share of the runs of five words of two whole texts that are in both. Articles of one outlet share
# what stands around them: of 3,447 whole pages of the bench, the training and the measuring pages
# three pairs reach it, two of shops whose menus are most of a page. Of main texts none does.
_NEARLY_ALL = 0.8
# Share of the published articles that tells the corpus of a release whose files have other names.
_MOST_OF_A_CORPUS = 0.5
_OF_TEXTS = ("copied_text", "near_copy")
_OF_RELEASES = ("changed_id", "removed_article")


class _Clash(NamedTuple):
    """An article that clashes with another; each is a row of ENTRY."""

    reason: str
    at: Any
    other: Any
    holes: dict[str, object]


class Clashes:
    """Takes the articles of a run, then tells those that clash."""

    def __init__(self, policy: Policy, published: Published | None) -> None:
        """No article is known.

        Args:
            policy: Rules that are not told are not looked for.
            published: The release that the articles are compared with.
        """
        self._policy = policy
        self._compares = policy.tells(*_OF_TEXTS, *_OF_RELEASES, "same_address")
        self._published = published if self._compares else None
        self._shelf = Shelf(self._compares, policy.tells("near_copy", *_OF_RELEASES))
        self._files: list[str] = []  # that articles stand in, by their numbers
        self._numbers: dict[str, int] = {}
        self._is_its_corpus = False  # the release is one of what is validated
        self._done: set[int] = set()  # numbers of articles that are told, or that have a successor

    def add(self, article: Article, file: str, has_own_id: bool, is_told: bool) -> None:
        """Take an article of the corpus.

        Args:
            article: The article.
            file: Its file, as a path that can be opened.
            has_own_id: Whether its record says its id.
            is_told: Whether its clashes are told; else it is there for others to clash with.
        """
        place = self._number(file), article.line, UNITS.index(article.unit)
        entry = (id_key(article.id), digest(article), *place, False, has_own_id, is_told)
        self._shelf.add(entry, article.id, article.url, article.text)

    def problems(self, scope: Scope) -> list[Problem]:
        """All clashes, in the order of their places.

        Args:
            scope: What was read.
        """
        try:
            if self._published is not None:
                self._add_published(self._published, scope)
            found = [*self._duplicates()]
            if self._compares:
                found += self._copies(scope)
            if self._published is not None:
                found += self._removed(scope)
            return sorted(self._as_problems(found), key=in_order)
        finally:
            self._shelf.close()

    def _number(self, file: str) -> int:
        if file not in self._numbers:
            self._numbers[file] = len(self._files)
            self._files.append(file)
        return self._numbers[file]

    def _add_published(self, published: Published, scope: Scope) -> None:
        """Add what is published and was not met, under its id or in its file."""
        chunks = [chunk["id"] for chunk in self._shelf.all_entries()]
        met = np.sort(np.concatenate([np.empty(0, "S16"), *chunks]))
        is_met = locate(published.ids, met)[1]
        self._is_its_corpus = scope.has_any(published.files) or is_met.mean() >= _MOST_OF_A_CORPUS
        paths = {
            file: scope.path(file) if self._is_its_corpus else file for file in published.files
        }
        gone = {file for file, path in paths.items() if self._is_gone(path, scope)}
        for row in published.rows():
            if is_met[row.number] and row.origin.file in gone:
                continue
            place = self._number(paths[row.origin.file]), row.number, 0
            entry = (id_key(row.id), b"", *place, True, not row.has_derived_id, False)
            self._shelf.add(entry, row.id, row.url, row.text)

    def _duplicates(self) -> Iterator[_Clash]:
        """Of articles with one id, all but the one that a build keeps."""
        for numbers in self._shelf.groups("id"):
            entries = self._shelf.entries(numbers)
            is_current = ~entries["is_published"]
            order = np.lexsort((entries["line"], entries["file"], entries["digest"], is_current))
            stays, *others = order.tolist()
            for lost in others:
                self._done.add(int(numbers[lost]))
                is_same = entries["digest"][lost] == entries["digest"][stays]
                reason = "duplicate_record" if is_same else "duplicate_id"
                at, other = entries[lost], entries[stays]
                if at["is_told"] or other["is_told"]:
                    yield _Clash(reason, *((at, other) if at["is_told"] else (other, at)), {})

    def _copies(self, scope: Scope) -> Iterator[_Clash]:
        """Articles that are alike: an old id of one that has a new one, and copies of others."""
        for reason, numbers, holes in self._alike():
            entries = self._shelf.entries(numbers)
            files = [self._files[entry["file"]] for entry in entries]
            is_gone = np.array(
                [
                    entry["is_published"] and self._is_gone(file, scope)
                    for entry, file in zip(entries, files, strict=True)
                ]
            )
            order = sorted(range(len(numbers)), key=lambda n: _rank(entries[n]))
            staying = [n for n in order if not is_gone[n]]
            current = [n for n in staying if not entries[n]["is_published"]]
            missing = [n for n in order if is_gone[n] and self._is_left(numbers[n])]
            if current and missing:
                new = current[0]
                self._done.update(numbers[missing].tolist())
                if self._is_renamed(entries[missing[0]], entries[new]):
                    self._done.add(int(numbers[new]))
                    yield _Clash("changed_id", entries[new], entries[missing[0]], {})
            for copy in staying[1:]:
                is_new = entries[copy]["is_told"] and self._is_left(numbers[copy])
                if is_new and entries[copy]["id"] != entries[staying[0]]["id"]:
                    self._done.add(int(numbers[copy]))
                    yield _Clash(reason, entries[copy], entries[staying[0]], holes)

    def _is_left(self, number: np.uint32) -> bool:
        return int(number) not in self._done

    def _alike(self) -> Iterator[tuple[str, NDArray[np.uint32], dict[str, object]]]:
        """The rule, the numbers of articles that are alike, and how alike: the most alike first."""
        for numbers in self._shelf.groups("text"):
            yield "copied_text", numbers, {}
        for numbers in self._shelf.groups("address"):
            yield "same_address", numbers, {}
        if self._policy.tells("near_copy", *_OF_RELEASES):
            for a, b, share in self._shelf.near_copies(_NEARLY_ALL):
                numbers = np.array([a, b], np.uint32)
                yield "near_copy", numbers, {"percent": int(100 * share)}

    def _is_gone(self, file: str, scope: Scope) -> bool:
        """Whether what a file of the release held, and was not met, is in the corpus no more.

        New articles that wait in a folder of their own are not the corpus: nothing is gone there.
        """
        return self._is_its_corpus and scope.is_gone(file)

    def _is_renamed(self, old: Any, new: Any) -> bool:
        """Whether somebody gave an article another id; derived ids change with the text."""
        is_given = bool(old["has_own_id"] or new["has_own_id"])
        is_published = self._published is not None and new["id"] in self._published.ids
        return is_given and bool(new["is_told"]) and not is_published

    def _removed(self, scope: Scope) -> Iterator[_Clash]:
        """What is published, is gone, and is nowhere else under another id."""
        first = 0
        for entries in self._shelf.all_entries():
            for index in np.flatnonzero(entries["is_published"]).tolist():
                file = self._files[entries[index]["file"]]
                is_left = first + index not in self._done
                if is_left and scope.holds(file) and self._is_gone(file, scope):
                    yield _Clash("removed_article", entries[index], entries[index], {})
            first += len(entries)

    def _as_problems(self, clashes: list[_Clash]) -> Iterator[Problem]:
        entries = [entry for clash in clashes for entry in (clash.at, clash.other)]
        rows = {int(entry["line"]) for entry in entries if entry["is_published"]}
        origins = self._published.origins(rows) if self._published else {}
        for reason, at, other, holes in clashes:
            file, line = self._files[at["file"]], numbered(int(at["line"]), UNITS[at["unit"]])
            named = dict[str, object]()
            if other["is_published"] and self._published is not None:
                origin, version = origins[int(other["line"])], self._published.version
                place = shown_place(self._files[other["file"]], numbered(origin.line, origin.unit))
                named = {"published": f'"{origin.id}"', "version": version}
                named["other"] = f"{place}, published as {origin.id} in release {version}"
            else:
                number = numbered(int(other["line"]), UNITS[other["unit"]])
                named["other"] = shown_place(self._files[other["file"]], number)
            is_removed = reason == "removed_article"
            path = ("id",) if reason == "changed_id" and at["has_own_id"] else None
            yield problem(reason, file, None if is_removed else line, path, **named, **holes)


def _rank(entry: Any) -> tuple[bool, bool, int, int]:
    """What is published stays before what nobody changed, and that before what is new."""
    is_current, is_told = not entry["is_published"], bool(entry["is_told"])
    return is_current, is_told, int(entry["file"]), int(entry["line"])
