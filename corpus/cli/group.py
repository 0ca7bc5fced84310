"""`corpus show --group`: with whom an article is linked, and why."""

from __future__ import annotations

from collections.abc import Iterator, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from corpus.errors import CannotRunError

if TYPE_CHECKING:
    from corpus.linking.explain import Evidence

_WORDS = 40  # of a shared passage that are printed
_MEMBERS = 100  # of a larger group only these are compared with each other
_COLUMNS = ["id", "outlet", "title", "language", "published", "url", "text", "spans"]


class _Place(NamedTuple):
    id: str
    group: str
    split: str


def group(release: Path, wanted: Set[str]) -> Iterator[str]:
    """Lines that list, for each wanted article, those of its leak group and what links them.

    Raises:
        CannotRunError: this is no release.
    """
    for place in _places(release, wanted):
        yield from _lines(place, _members(release, place))


def _places(release: Path, wanted: Set[str]) -> Iterator[_Place]:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    files = sorted(release.glob("data/*.parquet"))
    if not files:
        raise CannotRunError(f"{release}: no release here (no data/*.parquet); name its folder")
    for file in files:
        table = pq.read_table(file, columns=["id", "group"])
        for row in table.filter(pc.is_in(table["id"], pa.array(sorted(wanted)))).to_pylist():
            yield _Place(row["id"], row["group"], file.name.split("-")[0])


def _members(release: Path, place: _Place) -> list[dict[str, Any]]:
    """The rows of a group, the article asked for first."""
    import pyarrow.parquet as pq

    rows: list[dict[str, Any]] = []
    for file in sorted(release.glob(f"data/{place.split}-*.parquet")):
        table = pq.read_table(file, columns=_COLUMNS, filters=[("group", "=", place.group)])
        rows += table.to_pylist()
    return sorted(rows, key=lambda row: (row["id"] != place.id, row["id"]))


def _lines(place: _Place, rows: list[dict[str, Any]]) -> Iterator[str]:
    from corpus.linking.explain import evidence

    yield _named(rows[0])
    size = len(rows)
    yield f"group {place.group} in {place.split}: " + (
        "no other article" if size == 1 else f"{size} articles"
    )
    if size > _MEMBERS:
        yield f"(the first {_MEMBERS} by id are compared here)"
    by_id = {row["id"]: row for row in rows[:_MEMBERS]}
    told = {name: _told(row) for name, row in by_id.items()}
    reached, left = [place.id], [name for name in by_id if name != place.id]
    for at in reached:  # grows as members are reached, nearest first
        found = [(name, evidence(told[at], told[name])) for name in left]
        for name, its in sorted(found, key=lambda pair: (-pair[1].similarity, -pair[1].story)):
            if its.links():
                reached.append(name)
                left.remove(name)
                yield f"  {_named(by_id[name])}"
                if at != place.id:
                    yield f"      through {at}:"
                yield from (f"      {line}" for line in _said(its))
    for name in left:
        yield f"  {_named(by_id[name])}"
        yield "      through an article that is not compared here, or is withheld"


def _named(row: dict[str, Any]) -> str:
    day = str(row["published"].date()) if row["published"] else "undated"
    said = (row["id"], row["outlet"], day, row["language"], row["title"])
    return "  ".join(part for part in said if part)


def _told(row: dict[str, Any]) -> Any:
    from corpus.contract.labels import LABELS
    from corpus.linking.explain import Told
    from corpus.linking.stories import UNDATED
    from corpus.linking.tokens import content

    spans = [(span["start"], span["end"], LABELS[span["label"]]) for span in row["spans"]]
    day = UNDATED if row["published"] is None else int(row["published"].timestamp() * 1000)
    return Told(row["text"], content(row["text"], spans), row["language"], day, row["url"])


def _said(its: Evidence) -> Iterator[str]:
    from corpus.linking.near_duplicates import NEAR

    if its.same_url:
        yield "one URL"
    if its.same_text:
        yield "one text"
    if its.similarity >= NEAR:
        yield f"near-copy: {its.similarity:.2f} alike in runs of five words (from {NEAR:.2f} on)"
    if its.passage:
        words = its.passage.split()
        more = " ..." if len(words) > _WORDS else ""
        yield f'passage of {its.words} words: "{" ".join(words[:_WORDS])}{more}"'
    if its.story >= its.needed:
        terms = ", ".join(its.terms)
        yield f"one story: {its.story:.2f} alike in rare words (from {its.needed:.2f} on): {terms}"
