"""The statistics of a release: counts over its rows that its documents state."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import starmap
from typing import Any, NamedTuple, TypeVar

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from corpus.contract.labels import LABELS, is_boilerplate
from corpus.contract.licenses import canonical
from corpus.documents.wording import UNDETERMINED
from corpus.labelling.languages import Standing, standing
from corpus.release.rows import digests

MS_PER_DAY = 24 * 60 * 60 * 1000
HUMAN = "human:"  # begins the `source` of what people labelled
_Name = TypeVar("_Name", str, str | None)


class Outlet(NamedTuple):
    """An outlet as rows name it."""

    id: str
    name: str | None
    country: str | None


class Rights(NamedTuple):
    """What the source of an article says about rights."""

    outlet: str  # id
    license: str | None  # in canonical form
    statement: str | None  # in words


class SpanKind(NamedTuple):
    """What spans are counted by."""

    label: str
    source: str  # with version, such as `rule:comments.v1`
    outlet: str  # id
    language: str


class Labelled(NamedTuple):
    """The spans of one label."""

    label: str
    spans: int
    characters: int
    sources: list[tuple[str, int]]  # kind of source and its spans; most frequent first


@dataclass
class Statistics:
    """Counts over some rows; those of shards add up to those of a split."""

    rows: int = 0
    characters: int = 0
    human_labelled: int = 0  # rows
    near_duplicates: int = 0  # rows
    outlets: Counter[Outlet] = field(default_factory=Counter)  # rows
    languages: Counter[str] = field(default_factory=Counter)  # rows
    by_programs: Counter[str] = field(default_factory=Counter)  # the same, of rows that they label
    rights: Counter[Rights] = field(default_factory=Counter)  # rows
    spans: Counter[SpanKind] = field(default_factory=Counter)
    span_characters: Counter[SpanKind] = field(default_factory=Counter)
    digests: bytearray = field(default_factory=bytearray)  # 32 bytes a row, in the order of rows
    oldest: int | None = None  # `published`, milliseconds since 1970-01-01 UTC
    newest: int | None = None
    days: Counter[int] = field(default_factory=Counter)  # rows by day, see `_believable_days`

    @classmethod
    def of(cls, table: pa.Table, row_digests: NDArray[np.bytes_] | None = None) -> Statistics:
        """The statistics of rows with the columns of `ROW` and known labels.

        Args:
            table: the rows.
            row_digests: what `release.rows.digests` gives of them, where that is known.
        """
        row_digests = digests(table) if row_digests is None else row_digests
        outlet_columns = [table[f"outlet{part}"].to_pylist() for part in ("", "_name", "_country")]
        licenses = [text and canonical(text) for text in table["license"].to_pylist()]
        rights = zip(outlet_columns[0], licenses, _statements(table), strict=True)
        dates = pc.min_max(table["published"].cast(pa.int64())).as_py()
        statistics = cls(
            rows=len(table),
            characters=pc.sum(pc.utf8_length(table["text"])).as_py() or 0,
            human_labelled=pc.sum(table["human_labelled"]).as_py() or 0,
            near_duplicates=len(table) - table["near_duplicate_of"].null_count,
            outlets=Counter(starmap(Outlet, zip(*outlet_columns, strict=True))),
            languages=Counter(table["language"].to_pylist()),
            by_programs=Counter(
                table["language"].filter(pc.invert(table["human_labelled"])).to_pylist()
            ),
            rights=Counter(starmap(Rights, rights)),
            digests=bytearray(row_digests.tobytes()),
            oldest=dates["min"],
            newest=dates["max"],
            days=_believable_days(table),
        )
        for code, source, outlet, language, count, characters in _span_counts(table):
            kind = SpanKind(LABELS[code], source, outlet, language)
            statistics.spans[kind] += count
            statistics.span_characters[kind] += characters
        return statistics

    def __iadd__(self, other: Statistics) -> Statistics:
        for name, value in vars(other).items():
            total = getattr(self, name)
            if isinstance(total, Counter):
                total.update(value)  # `+=` would look through all that was counted before
            elif name not in ("oldest", "newest"):
                setattr(self, name, total + value)
        for name, pick in (("oldest", min), ("newest", max)):
            dates = [getattr(self, name), getattr(other, name)]
            known = [date for date in dates if date is not None]
            setattr(self, name, pick(known, default=None))
        return self

    def as_json(self) -> bytes:
        """The counts as JSON; `from_json` gives them back."""
        content: dict[str, Any] = dict(vars(self))
        for name in ("languages", "by_programs", "days"):
            content[name] = list(content[name].items())
        for name in ("outlets", "rights"):
            content[name] = _columns(content[name])
        # Kinds as texts: there are thousands, and those of many shards are added up by them.
        kinds = [orjson.dumps([*kind]).decode() for kind in self.spans]
        content["spans"] = [kinds, [*self.spans.values()]]
        content["span_characters"] = [self.span_characters[kind] for kind in self.spans]
        content["digests"] = self.digests.hex()
        return orjson.dumps(content)

    @classmethod
    def from_json(cls, texts: Iterable[bytes]) -> Statistics:
        """The sum of the statistics that `as_json` gave these texts of."""
        total = cls()
        spans: dict[str, int] = {}
        characters: dict[str, int] = {}
        row_digests: list[str] = []
        for known in map(orjson.loads, texts):
            kinds, counts = known.pop("spans")
            lengths = known.pop("span_characters")
            for kind, count, length in zip(kinds, counts, lengths, strict=True):
                spans[kind] = spans.get(kind, 0) + count
                characters[kind] = characters.get(kind, 0) + length
            for name, made in (("outlets", Outlet), ("rights", Rights)):
                *fields, counts = known[name]
                keys = starmap(made, zip(*fields, strict=True))
                known[name] = Counter(dict(zip(keys, counts, strict=True)))
            for name in ("languages", "by_programs", "days"):
                known[name] = Counter(dict(known[name]))
            row_digests.append(known.pop("digests"))
            total += cls(**known)
        total.digests = bytearray.fromhex("".join(row_digests))
        kinds = [SpanKind(*orjson.loads(kind)) for kind in spans]
        total.spans = Counter(dict(zip(kinds, spans.values(), strict=True)))
        total.span_characters = Counter(dict(zip(kinds, characters.values(), strict=True)))
        return total

    @property
    def licenses(self) -> Counter[str | None]:
        """Rows by licence; None where none is known."""
        rows = Counter[str | None]()
        for rights, count in self.rights.items():
            rows[rights.license] += count
        return rows

    @property
    def outlet_rows(self) -> Counter[str]:
        """Rows by id of the outlet."""
        rows = Counter[str]()
        for outlet, count in self.outlets.items():
            rows[outlet.id] += count
        return rows

    @property
    def sources(self) -> Counter[str]:
        """Spans by source."""
        spans = Counter[str]()
        for kind, count in self.spans.items():
            spans[kind.source] += count
        return spans

    @property
    def named_languages(self) -> list[str]:
        """The languages of the texts, sorted, without the undetermined."""
        return sorted(set(self.languages) - {UNDETERMINED})

    @property
    def standings(self) -> dict[Standing, list[tuple[str, int]]]:
        """The languages of the rows that programs label, by how well these know them."""
        found: dict[Standing, list[tuple[str, int]]] = {each: [] for each in Standing}
        for language, rows in ranked(self.by_programs):
            found[standing(language)].append((language, rows))
        return {each: languages for each, languages in found.items() if languages}

    @property
    def boilerplate_share(self) -> float:
        """The part of all characters that is labelled as boilerplate, 0 to 1."""
        characters = sum(
            n for kind, n in self.span_characters.items() if is_boilerplate(kind.label)
        )
        return characters / self.characters if self.characters else 0.0

    @property
    def boilerplate_spans(self) -> int:
        """How many spans are boilerplate."""
        return sum(count for key, count in self.spans.items() if is_boilerplate(key[0]))

    def labels(self, family: Iterable[str] = LABELS) -> list[Labelled]:
        """The labels of `family`, in its order."""
        spans, characters = Counter[str](), Counter[str]()
        sources: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for kind, count in self.spans.items():
            spans[kind.label] += count
            characters[kind.label] += self.span_characters[kind]
            sources[kind.label][source_kind(kind.source)] += count
        return [
            Labelled(label, spans[label], characters[label], ranked(sources[label]))
            for label in family
        ]


def ranked(counts: Counter[_Name]) -> list[tuple[_Name, int]]:
    """Most frequent first; ties by name, so that the order of counting does not matter."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0] or ""))


def _columns(counts: Counter[Any]) -> list[Sequence[Any]]:
    """Each field of what was counted, and the counts: in JSON read much faster than row by row."""
    return [*zip(*counts, strict=True), [*counts.values()]]


def source_kind(source: str) -> str:
    """The kind of a source: `rule` of `rule:comments.v1`."""
    return source.split(":")[0]


def _believable_days(table: pa.Table) -> Counter[int]:
    """Rows by the day of `published`, in days since 1970-01-01 UTC, unless it is after `retrieved`.

    Nobody retrieves an article before it is published: one of the two dates is wrong. A day's
    difference is allowed, for dates without a time.
    """
    published, retrieved = (table[name].cast(pa.int64()) for name in ("published", "retrieved"))
    is_believable = pc.less_equal(published, pc.add(retrieved, MS_PER_DAY))
    believable = published.filter(pc.fill_null(is_believable, fill_value=True)).drop_null()
    return Counter((believable.to_numpy() // MS_PER_DAY).tolist())


def _statements(table: pa.Table) -> list[str | None]:
    """The statement of rights of each row, from its `extra`."""
    statements: list[str | None] = []
    for extra in table["extra"].to_pylist():
        rights = orjson.loads(extra).get("rights") if extra and '"rights"' in extra else None
        statements.append(None if rights is None else str(rights))
    return statements


def _span_counts(table: pa.Table) -> Iterable[tuple[Any, ...]]:
    """Label code, source, outlet, language, number of spans, their characters: one row a kind."""
    lists = table["spans"].combine_chunks()
    spans, parents = lists.flatten(), pc.list_parent_indices(lists)
    keys = {
        "label": spans.field("label"),
        "source": spans.field("source"),
        "outlet": table["outlet"].take(parents),
        "language": table["language"].take(parents),
    }
    sizes = pc.subtract(spans.field("end"), spans.field("start"))
    grouped = pa.table({**keys, "size": sizes}).group_by(list(keys), use_threads=False)
    counts = grouped.aggregate([("size", "count"), ("size", "sum")])
    return zip(*(column.to_pylist() for column in counts.columns), strict=True)
