"""`report.html` of a release: one page for the maintainer, without scripts or outside resources."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from corpus.contract.labels import BOILERPLATE, FURNITURE, LABELS, is_boilerplate
from corpus.contract.problems import REASONS
from corpus.documents.facts import Facts
from corpus.documents.statistics import boilerplate_share, by_label, outlets, ranked, ratio
from corpus.documents.templating import templates
from corpus.documents.wording import NAME, UNDETERMINED

_OUTLETS = 15  # rows of the heat map: what one looks at without scrolling
_UNKNOWN = 60  # unknown outlets named
_OPEN = 3  # sample articles shown unfolded
# Hues of labels that follow each other lie far apart: 7 steps of 17 around the circle.
_HUES = {label: round(360 / 17 * (at * 7 % 17) + 20) % 360 for at, label in enumerate(BOILERPLATE)}
_HUES |= {label: round(360 / 6 * at + 40) % 360 for at, label in enumerate(FURNITURE)}
_LINES = dict(
    zip(
        FURNITURE,
        ("double 3px", "solid 3px", "dotted 2px", "dashed 2px", "wavy 1px", "solid 1px"),
        strict=True,
    )
)


class Bar(NamedTuple):
    """One line of a chart."""

    name: str
    value: int
    share: float  # of the whole, 0..1
    width: float  # of the longest, 0..1
    note: str = ""
    second: int = 0  # another number beside it


class Heat(NamedTuple):
    """How often each label stands in an article: one row an outlet or language."""

    labels: list[str]
    rows: list[tuple[str, int, list[tuple[float, float]]]]  # name, articles, (value, level)


class Piece(NamedTuple):
    """A stretch of a sample article: plain text, or a span."""

    text: str
    label: str = ""
    source: str = ""
    confidence: float = 1.0
    named: bool = False  # the label is written at its beginning


class Sample(NamedTuple):
    """An article to look at."""

    row: Mapping[str, Any]
    url: str | None
    published: str | None
    share: float  # of boilerplate
    pieces: list[Piece]


def report(facts: Facts) -> str:
    """The page as HTML; what comes from outside is escaped and can run nothing."""
    pages = templates(escape=True)
    pages.filters["number"] = "{:,}".format
    pages.filters["percent"] = lambda share: f"{100 * share:.1f}%"
    pages.filters["words"] = lambda label: label.replace("_", " ")
    pages.filters["ratio"] = ratio
    pages.tests["boilerplate"] = is_boilerplate
    return pages.get_template("report.html.j2").render(**_content(facts))


def _content(facts: Facts) -> dict[str, Any]:
    held = facts.total
    sites = outlets(held)
    sources = _sources(facts)
    samples = [_sample(row) for row in facts.samples]
    shown = {piece.label for sample in samples for piece in sample.pieces}
    return {
        "facts": facts,
        "name": NAME,
        "held": held,
        "outlets": len(sites),
        "languages": _bars(held.languages, {UNDETERMINED: "could not be determined"}),
        "boilerplate": boilerplate_share(held),
        "splits": [
            (split, part, part.rows / max(1, held.rows), boilerplate_share(part))
            for split, part in facts.splits.items()
        ],
        "rejected": _bars(Counter(facts.rejected), _why(facts.rejected)),
        "labels": _labels(facts),
        "heats": {
            "outlet": _heat(held.spans, 2, ranked(sites)[:_OUTLETS]),
            "language": _heat(held.spans, 3, ranked(held.languages)),
        },
        "more_outlets": max(0, len(sites) - _OUTLETS),
        "sources": sources,
        "kinds": _kinds(sources),
        "licenses": _bars(Counter({k or "": n for k, n in held.licenses.items()}), {}),
        "unknown": sorted(
            ((site, sites[site]) for site in facts.unknown_outlets),
            key=lambda item: (-item[1], item[0]),
        )[:_UNKNOWN],
        "samples": samples,
        "legend": [label for label in LABELS if label in shown],
        "hues": _HUES,
        "lines": _LINES,
        "open": _OPEN,
    }


def _bars(numbers: Counter[str], notes: Mapping[str, str]) -> list[Bar]:
    whole, longest = numbers.total(), max(numbers.values(), default=0)
    return [
        Bar(name, value, value / whole, value / longest, notes.get(name, ""))
        for name, value in ranked(numbers)
        if value
    ]


def _why(rejected: Mapping[str, int]) -> dict[str, str]:
    """What each reason found and asks for, of its sentence what is not about one input."""
    said = {}
    for reason in rejected:
        found, *_, todo = REASONS.get(reason, ";").split(";")
        own = [re.sub(r"\{\w+\}", "…", part).strip() for part in (found, todo)]
        said[reason] = "; ".join(part for part in own if len(re.findall(r"[^\s…]+", part)) > 2)
    return said


def _labels(facts: Facts) -> list[Bar]:
    held = facts.total
    found = by_label(held)
    longest = max((one.characters for one in found), default=0)
    bars = [
        Bar(
            one.label,
            one.characters,
            one.characters / max(1, held.characters),
            one.characters / max(1, longest),
            second=one.spans,
        )
        for one in found
    ]
    return sorted(bars, key=lambda bar: (not is_boilerplate(bar.name), -bar.value, bar.name))


def _heat(
    spans: Mapping[tuple[str, str, str, str], int], at: int, rows: list[tuple[str, int]]
) -> Heat:
    """Spans an article, by label and by part `at` of the key, which `rows` names."""
    counts = Counter[tuple[str, str]]()
    for key, count in spans.items():
        counts[key[at], key[0]] += count
    labels = [label for label in LABELS if any(counts[name, label] for name, _ in rows)]
    means = {
        (name, label): counts[name, label] / articles
        for name, articles in rows
        if articles
        for label in labels
    }
    most = max(means.values(), default=0) or 1
    return Heat(
        labels,
        [
            # The root lets rare labels be seen beside common ones.
            (name, articles, [(mean, (mean / most) ** 0.5) for mean in _row(means, name, labels)])
            for name, articles in rows
            if articles
        ],
    )


def _row(means: Mapping[tuple[str, str], float], name: str, labels: list[str]) -> list[float]:
    return [means[name, label] for label in labels]


def _sources(facts: Facts) -> list[Bar]:
    spans, characters = Counter[str](), Counter[str]()
    labels: defaultdict[str, set[str]] = defaultdict(set)
    for key, count in facts.total.spans.items():
        spans[key[1]] += count
        characters[key[1]] += facts.total.span_characters[key]
        labels[key[1]].add(key[0])
    notes = {
        source: ", ".join(label for label in LABELS if label in some)
        for source, some in labels.items()
    }
    return [bar._replace(second=characters[bar.name]) for bar in _bars(spans, notes)]


def _kinds(sources: list[Bar]) -> list[Bar]:
    """The sources by what stands before their name: `rule`, `template`, `human` ..."""
    kinds = Counter[str]()
    for bar in sources:
        kinds[bar.name.split(":")[0]] += bar.value
    return _bars(kinds, {})


def _sample(row: Mapping[str, Any]) -> Sample:
    url = row["url"] or ""
    marked = sum(
        span["end"] - span["start"]
        for span in row["spans"]
        if is_boilerplate(LABELS[span["label"]])
    )
    return Sample(
        row=row,
        url=url if url.startswith(("http://", "https://")) else None,
        published=row["published"].date().isoformat() if row["published"] else None,
        share=marked / max(1, len(row["text"])),
        pieces=list(_pieces(row["text"], row["spans"])),
    )


def _pieces(text: str, spans: list[Mapping[str, Any]]) -> Iterator[Piece]:
    """The whole text, cut at its spans; of neighbours with one label the first is named."""
    at, before = 0, ""
    for span in spans:
        between, label = text[at : span["start"]], LABELS[span["label"]]
        if between:
            yield Piece(between)
        named = label != before or bool(between.strip())
        at, before = span["end"], label
        yield Piece(text[span["start"] : at], label, span["source"], span["confidence"], named)
    if text[at:]:
        yield Piece(text[at:])
