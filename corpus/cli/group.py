"""`corpus show --group`: with whom an article is linked, and why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.gather.evidence import Evidence

_WORDS = 40  # of a shared passage that are printed
_MEMBERS = 100  # of a larger group only these are compared, each with the article asked for
_COLUMNS = ["id", "outlet", "language", "published", "url", "text", "spans"]


def group(release: Path, wanted: str) -> Iterator[str]:
    """Lines that list the members of an article's leak group, each with what links it."""
    from corpus.gather.evidence import evidence

    name, split, rows = _members(release, wanted)
    size = len(rows)
    articles = "one article" if size == 1 else f"{size} articles"
    yield f"group {name} in {split}: {articles}"
    told = {row["id"]: _told(row) for row in rows[:_MEMBERS]}
    if size > _MEMBERS:
        yield f"  ({_MEMBERS} of them are compared here)"
    reached, left = [wanted], [one for one in told if one != wanted]
    for at in reached:  # grows as members are reached, nearest first
        found = [(one, evidence(told[at], told[one])) for one in left]
        for one, its in sorted(found, key=lambda pair: (-pair[1].similarity, -pair[1].story)):
            if its.links():
                reached.append(one)
                left.remove(one)
                row = next(row for row in rows if row["id"] == one)
                day = row["published"].date() if row["published"] else "no date"
                through = "" if at == wanted else f"  through {at}"
                yield f"  {one}  {row['outlet']}  {day}{through}"
                yield from (f"      {line}" for line in _said(its))
    yield from (f"  {one}  linked by an article that is not in this split" for one in left)


def _members(release: Path, wanted: str) -> tuple[str, str, list[dict[str, Any]]]:
    """The group of an article, its split, and its rows, the article asked for first."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from corpus.errors import CannotRunError

    for file in sorted(release.glob("data/*.parquet")):
        table = pq.read_table(file, columns=["id", "group"])
        place = pc.index(table["id"], wanted).as_py()
        if place >= 0:
            name = table["group"][place].as_py()
            split = file.name.split("-")[0]
            rows = []
            for other in sorted(release.glob(f"data/{split}-*.parquet")):
                rows += pq.read_table(
                    other, columns=_COLUMNS, filters=[("group", "=", name)]
                ).to_pylist()
            return name, split, sorted(rows, key=lambda row: (row["id"] != wanted, row["id"]))
    raise CannotRunError(
        f'{release}: holds no article "{wanted}"; expected an id of its column `id`; '
        "its rejected.jsonl says what was left out and why"
    )


def _told(row: dict[str, Any]) -> Any:
    from corpus.contract.labels import LABELS
    from corpus.gather.evidence import Told
    from corpus.gather.stories import UNDATED
    from corpus.gather.words import content

    spans = [(span["start"], span["end"], LABELS[span["label"]]) for span in row["spans"]]
    day = UNDATED if row["published"] is None else int(row["published"].timestamp() * 1000)
    return Told(content(row["text"], spans), row["language"], day, row["url"])


def _said(its: Evidence) -> Iterator[str]:
    from corpus.gather.copies import NEAR

    if its.same_url:
        yield "one URL"
    if its.similarity >= NEAR:
        yield f"a near-copy: {its.similarity:.2f} of their runs of five words are common"
    if its.passage:
        words = its.passage.split()
        more = " ..." if len(words) > _WORDS else ""
        yield f'a passage of {len(words)} words: "{" ".join(words[:_WORDS])}{more}"'
    if its.story >= its.needed:
        yield f"one story: {its.story:.2f}, enough from {its.needed:.2f} on: {', '.join(its.terms)}"
