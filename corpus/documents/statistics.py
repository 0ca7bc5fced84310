"""Numbers of a release, added up the way its documents tell them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from corpus.contract.labels import LABELS, is_boilerplate
from corpus.contract.licenses import canonical
from corpus.documents.wording import UNDETERMINED
from corpus.release.rows import digests


@dataclass
class Statistics:
    """What a stretch of a release holds; sums over shards."""

    rows: int = 0
    characters: int = 0
    human_labelled: int = 0
    near_duplicates: int = 0
    outlets: Counter[tuple[str, str | None, str | None]] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    # By outlet, licence (canonical) and statement of rights: what the source says of each.
    rights: Counter[tuple[str, str | None, str | None]] = field(default_factory=Counter)
    spans: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    span_characters: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    digests: list[bytes] = field(default_factory=list)  # of rows, in their order
    oldest: int | None = None  # milliseconds since 1970-01-01 UTC
    newest: int | None = None

    def __iadd__(self, other: Statistics) -> Statistics:
        for name in self.__dataclass_fields__:
            if name not in ("oldest", "newest"):
                mine = getattr(self, name)
                mine += getattr(other, name)
                setattr(self, name, mine)
        for name, pick in (("oldest", min), ("newest", max)):
            dates = [getattr(one, name) for one in (self, other)]
            known = [date for date in dates if date is not None]
            setattr(self, name, pick(known, default=None))
        return self

    @property
    def licenses(self) -> Counter[str | None]:
        """Rows by licence; None: none is known."""
        found = Counter[str | None]()
        for (_, license, _), count in self.rights.items():
            found[license] += count
        return found


class Labelled(NamedTuple):
    """What carries one label."""

    label: str
    spans: int
    characters: int
    sources: list[tuple[str, int]]  # kind of source, spans; most first


def languages(held: Statistics) -> list[str]:
    """The languages of the texts, sorted; what could not be determined is left out."""
    return sorted(set(held.languages) - {UNDETERMINED})


def by_label(held: Statistics, family: Iterable[str] = LABELS) -> list[Labelled]:
    """The labels of a family that occur, in their order."""
    spans, characters = Counter[str](), Counter[str]()
    sources: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for key, count in held.spans.items():
        spans[key[0]] += count
        characters[key[0]] += held.span_characters[key]
        sources[key[0]][key[1].split(":")[0]] += count
    return [
        Labelled(label, spans[label], characters[label], ranked(sources[label]))
        for label in family
        if spans[label]
    ]


def boilerplate_share(held: Statistics) -> float:
    """Which part of all characters is labelled as boilerplate, 0..1."""
    marked = sum(n for key, n in held.span_characters.items() if is_boilerplate(key[0]))
    return marked / held.characters if held.characters else 0.0


def boilerplate_spans(statistics: Statistics) -> int:
    """How many spans are boilerplate."""
    return sum(count for key, count in statistics.spans.items() if is_boilerplate(key[0]))


def ranked(numbers: Counter[str]) -> list[tuple[str, int]]:
    """Most first; ties by name, so that the order never depends on how it was counted."""
    return sorted(numbers.items(), key=lambda item: (-item[1], item[0]))


def counted(articles: int, one: str = "", many: str = "") -> str:
    """A number of articles, and what is said of one or of many."""
    what = f"article {one}" if articles == 1 else f"articles {many}"
    return f"{articles:,} {what}".strip()


def ratio(value: float | None, interval: Sequence[float] | None = None) -> str:
    """A figure between 0 and 1, with its interval where it has one."""
    spread = f" ({interval[0]:.2f} to {interval[1]:.2f})" if interval else ""
    return "-" if value is None else f"{value:.2f}{spread}"


def outlets(held: Statistics) -> Counter[str]:
    """Articles by id of the outlet."""
    found = Counter[str]()
    for (outlet, _, _), rows in held.outlets.items():
        found[outlet] += rows
    return found


def statistics(table: pa.Table) -> Statistics:
    """What rows hold; their columns are those of `ROW`, their labels known."""
    held = Statistics(rows=len(table), digests=digests(table).tolist())
    names = ("outlet", "outlet_name", "outlet_country")
    columns = [table[name].to_pylist() for name in names]
    held.outlets.update(zip(*columns, strict=True))
    held.languages.update(table["language"].to_pylist())
    licenses = [one and canonical(one) for one in table["license"].to_pylist()]
    held.rights.update(zip(columns[0], licenses, _statements(table), strict=True))
    held.human_labelled = pc.sum(table["human_labelled"]).as_py() or 0
    held.near_duplicates = len(table) - table["near_duplicate_of"].null_count
    held.characters = pc.sum(pc.utf8_length(table["text"])).as_py() or 0
    dates = pc.min_max(table["published"].cast(pa.int64())).as_py()
    held.oldest, held.newest = dates["min"], dates["max"]
    for *of, count, characters in zip(*_span_counts(table), strict=True):
        key = (LABELS[of[0]], *of[1:])
        held.spans[key] += count
        held.span_characters[key] += characters
    return held


def _statements(table: pa.Table) -> list[str | None]:
    """The statement of rights of each row, from its `extra`."""
    found: list[str | None] = []
    for extra in table["extra"].to_pylist():
        said = orjson.loads(extra).get("rights") if extra and '"rights"' in extra else None
        found.append(None if said is None else str(said))
    return found


def _span_counts(table: pa.Table) -> list[list[Any]]:
    """By label, source, outlet and language: how many spans, of how many characters."""
    lists = table["spans"].combine_chunks()
    flat, parents = lists.flatten(), pc.list_parent_indices(lists)
    by = {
        "label": flat.field("label"),
        "source": flat.field("source"),
        "outlet": table["outlet"].take(parents),
        "language": table["language"].take(parents),
    }
    sizes = pc.subtract(flat.field("end"), flat.field("start"))
    grouped = pa.table({**by, "size": sizes}).group_by(list(by), use_threads=False)
    summed = grouped.aggregate([("size", "count"), ("size", "sum")])
    return [column.to_pylist() for column in summed.columns]
