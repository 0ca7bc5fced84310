"""`corpus show --group`: the articles of a leak group, and what links them."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from corpus.linking.explain import ArticleText, Explanation
    from corpus.release.reader import Release

_WORDS = 40  # of a shared passage that are printed
_MEMBERS = 100  # articles of a larger group beyond these are not compared
_COLUMNS = ["id", "outlet", "title", "language", "published", "url", "text", "spans"]
_DETAIL = " " * 6  # margin of a line about an article


class _Place(NamedTuple):
    id: str
    group: str
    split: str


def group(release: Release, wanted: Set[str]) -> Iterator[str]:
    """Lines that list, for each wanted article, those of its leak group and what links them.

    Args:
        release: where to look.
        wanted: ids of articles.
    """
    common: NDArray[np.void] | None = None
    for place in _places(release, wanted):
        rows = _members(release, place)
        if len(rows) > 1 and common is None:
            common = _common_terms(release)
        yield from _lines(place, rows, common)


def _common_terms(release: Release) -> NDArray[np.void]:
    """The terms that are common in a release, as in the build that linked its articles."""
    import numpy as np

    from corpus.linking import rarity, stories
    from corpus.linking.tokens import read_texts

    found = [
        stories.terms(read_texts([_content(row)]), row["language"])[0]
        for row in release.rows(columns=["language", "text", "spans"])
    ]
    terms = np.sort(np.concatenate(found), axis=None)
    return rarity.common_terms(terms[terms != 0].astype(rarity.TERM), len(found))


def _places(release: Release, wanted: Set[str]) -> Iterator[_Place]:
    for split in release.splits:
        for row in release.rows(split, ["id", "group"]):
            if row["id"] in wanted:
                yield _Place(row["id"], row["group"], split)


def _members(release: Release, place: _Place) -> list[dict[str, Any]]:
    """The rows of a group, the wanted article first."""
    import pyarrow.parquet as pq

    from corpus.release.streams import rows_of

    members: list[dict[str, Any]] = []
    for file in release.files(place.split):
        with release.reading(file):
            table = pq.read_table(file, columns=_COLUMNS, filters=[("group", "=", place.group)])
            members += rows_of(table.to_batches(), release.labels)
    return sorted(members, key=lambda row: (row["id"] != place.id, row["id"]))


def _lines(
    place: _Place, rows: list[dict[str, Any]], common: NDArray[np.void] | None
) -> Iterator[str]:
    yield _heading(rows[0])
    size = len(rows)
    yield f"group {place.group} in {place.split}: " + (
        "no other article" if size == 1 else f"{size} articles"
    )
    if size > _MEMBERS:
        yield f"(the first {_MEMBERS} by id are compared here)"
    by_id = {row["id"]: row for row in rows[:_MEMBERS]}
    for article_id, through, explanation in _spanning_tree(by_id, common):
        yield f"  {_heading(by_id[article_id])}"
        if explanation is None:
            yield f"{_DETAIL}through an article that is not compared here, or is withheld"
            continue
        if through != place.id:
            yield f"{_DETAIL}through {through}:"
        yield from (f"{_DETAIL}{reason}" for reason in _reasons(explanation))


def _spanning_tree(
    by_id: dict[str, dict[str, Any]], common: NDArray[np.void] | None
) -> Iterator[tuple[str, str | None, Explanation | None]]:
    """Each other article, the article through which it is reached, and what explains that link.

    The search starts at the first article. Of the articles that one leads to, the most alike come
    first. Those that no link reaches come last, without explanation.
    """
    from corpus.linking.explain import explain

    contents = {article_id: _article_text(row, common) for article_id, row in by_id.items()}
    first, *unreached = by_id
    reached = [first]
    for through in reached:  # grows in the loop
        compared = [(name, explain(contents[through], contents[name])) for name in unreached]
        for name, link in sorted(compared, key=lambda pair: (-pair[1].similarity, -pair[1].story)):
            if link.links():
                reached.append(name)
                unreached.remove(name)
                yield name, through, link
    for name in unreached:
        yield name, None, None


def _heading(row: dict[str, Any]) -> str:
    day = str(row["published"].date()) if row["published"] else "undated"
    parts = (row["id"], row["outlet"], day, row["language"], row["title"])
    return "  ".join(part for part in parts if part)


def _article_text(row: dict[str, Any], common: NDArray[np.void] | None) -> ArticleText:
    from corpus.linking.explain import ArticleText
    from corpus.linking.stories import UNDATED

    return ArticleText(
        text=row["text"],
        content=_content(row),
        language=row["language"],
        published=(
            UNDATED if row["published"] is None else int(row["published"].timestamp() * 1000)
        ),
        url=row["url"],
        common=common,
    )


def _content(row: dict[str, Any]) -> str:
    from corpus.linking.tokens import content

    return content(
        row["text"], [(span["start"], span["end"], span["label"]) for span in row["spans"]]
    )


def _reasons(explanation: Explanation) -> Iterator[str]:
    from corpus.linking.near_duplicates import NEAR

    if explanation.same_url:
        yield "one URL"
    if explanation.same_text:
        yield "one text"
    if explanation.similarity >= NEAR:
        similarity = (
            f"{explanation.similarity:.2f} alike in runs of five words (from {NEAR:.2f} on)"
        )
        yield f"near-duplicate: {similarity}"
    if explanation.passage:
        words = explanation.passage.split()
        more = " ..." if len(words) > _WORDS else ""
        yield f'passage of {explanation.passage_words} words: "{" ".join(words[:_WORDS])}{more}"'
    if explanation.story >= explanation.needed_story:
        similarity = (
            f"{explanation.story:.2f} alike in rare words (from {explanation.needed_story:.2f} on)"
        )
        yield f"one story: {similarity}: {', '.join(explanation.terms)}"
