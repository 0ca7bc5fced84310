"""`report.html` of a release: one page for its maintainer, without outside files.

It has one small script of its own, to browse the sample articles. The page's policy lets that
script run by its hash, and nothing else. Without it all articles are there, one below the other.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from corpus.contract.labels import BOILERPLATE, FURNITURE, LABELS, is_boilerplate
from corpus.contract.problems import REASONS
from corpus.documents.facts import Facts
from corpus.documents.samples import sample
from corpus.documents.statistics import Statistics, ranked, source_kind
from corpus.documents.templating import environment
from corpus.documents.wording import (
    MEANINGS,
    SOURCE_KINDS,
    STANDINGS,
    UNDETERMINED,
    language_name,
)
from corpus.labelling.languages import Standing

if TYPE_CHECKING:
    from jinja2 import Environment, Template

_OUTLETS = 15  # rows of the heat map: what fits on a screen
_UNKNOWN = 60  # unknown outlets that are named
_OPEN = 3  # sample articles that are shown unfolded
# Of labels, in degrees. Steps of 7/17 of the circle: labels that follow each other have distant
# hues.
HUES = {
    label: round(360 / 17 * (index * 7 % 17) + 20) % 360 for index, label in enumerate(BOILERPLATE)
}
HUES |= {label: round(360 / 6 * index + 40) % 360 for index, label in enumerate(FURNITURE)}
_UNDERLINES = dict(
    zip(
        FURNITURE,
        ("double 3px", "solid 3px", "dotted 2px", "dashed 2px", "wavy 1px", "solid 1px"),
        strict=True,
    )
)


_SECTIONS = {
    "rejected": "Rejected",
    "changes": "Changes",
    "splits": "Splits",
    "labels": "Labels",
    "per-article": "Labels per article",
    "languages": "Languages",
    "sources": "Sources",
    "licences": "Licences",
    "quality": "Quality",
    "agreement": "Agreement",
    "unknown": "Unknown outlets",
    "samples": "Sample articles",
}


class Bar(NamedTuple):
    """One bar of a chart."""

    name: str
    value: int
    share: float  # of the sum of all bars, 0 to 1
    width: float  # of the longest bar, 0 to 1
    note: str = ""
    second: int = 0  # another number beside it


class Cell(NamedTuple):
    """One cell of a heat map."""

    label: str
    mean: float  # spans per article
    level: float  # of the colour, 0 to 1


class HeatRow(NamedTuple):
    """One outlet or language of a heat map."""

    id: str  # id or code
    name: str
    articles: int
    cells: list[Cell]  # in the order of `HeatMap.labels`


class HeatMap(NamedTuple):
    """How many spans of each label an article has on average."""

    labels: list[str]
    rows: list[HeatRow]


def report(facts: Facts) -> str:
    """The page as HTML; values from outside are escaped and cannot run."""
    return _template().render(**_values(facts))


@cache
def _template() -> Template:
    """Compiled once: that takes longer than to fill it in."""
    templates = environment(escape=True)
    templates.filters["words"] = lambda label: label.replace("_", " ")
    templates.filters["language"] = language_name
    templates.tests["boilerplate"] = is_boilerplate
    templates.globals["script_hash"] = _policy_hash(_source(templates, "report.js"))
    return templates.get_template("report.html.j2")


def _source(templates: Environment, name: str) -> str:
    assert templates.loader is not None
    return templates.loader.get_source(templates, name)[0]


def _values(facts: Facts) -> dict[str, Any]:
    """What the template of the report shows."""
    total = facts.total
    outlets = total.outlet_rows
    sources = _source_bars(total)
    samples = [sample(row) for row in facts.samples]
    shown = {label for article in samples for label in article.labels}
    licenses = Counter({license or "": rows for license, rows in total.licenses.items()})
    unknown = Counter({site: outlets[site] for site in facts.unknown_outlets})
    rejected = _bars(Counter(facts.rejected), _explain(facts.rejected))
    labels = _label_bars(total)
    filled = {
        "Rejected": rejected,
        "Changes": facts.changes,
        "Labels": labels,
        "Labels per article": labels,
        "Sources": sources,
        "Agreement": facts.agreement.texts,
        "Unknown outlets": unknown,
    }
    return {
        "facts": facts,
        "dataset": facts.dataset,
        "sections": [
            (anchor, name) for anchor, name in _SECTIONS.items() if filled.get(name, True)
        ],
        "nothing": _nothing(facts, labels),
        "total": total,
        "outlets": len(outlets),
        "languages": _bars(total.languages, _language_notes(total)),
        "splits": [
            (split, part, part.rows / max(1, total.rows)) for split, part in facts.by_split.items()
        ],
        "rejected": rejected,
        "labels": labels,
        "meanings": MEANINGS,
        "heat_maps": {
            "outlet": _heat_map(total, "outlet", ranked(outlets)[:_OUTLETS]),
            "language": _heat_map(total, "language", ranked(total.languages)),
        },
        "more_outlets": max(0, len(outlets) - _OUTLETS),
        "sources": sources,
        "source_kinds": _source_kind_bars(sources),
        "licenses": _bars(licenses, {}),
        "unknown": ranked(unknown)[:_UNKNOWN],
        "samples": samples,
        "legend": [label for label in LABELS if label in shown],
        "hues": HUES,
        "underlines": _UNDERLINES,
        "open": _OPEN,
    }


def _policy_hash(script: str) -> str:
    """The source by which a content security policy lets one inline script run."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _nothing(facts: Facts, labels: list[Bar]) -> str:
    """What needs no section, since there is nothing to show, in one sentence."""
    findings = (
        ("no input had a problem", not facts.rejected),
        ("there is no earlier release to compare with", not facts.changes),
        ("no text has a labelled span", not labels),
        ("every site is in an outlet table", not facts.unknown_outlets),
    )
    told = "; ".join(words for words, is_so in findings if is_so)
    return told[:1].upper() + told[1:] + "." if told else ""


def _language_notes(total: Statistics) -> dict[str, str]:
    """What to know of the labels of programs, by language, where they are not measured."""
    notes = {
        language: f"{each}: {STANDINGS[each]}"
        for each, languages in total.standings.items()
        if each is not Standing.MEASURED
        for language, _ in languages
    }
    if UNDETERMINED in total.languages:
        undetermined = "could not be determined"
        notes[UNDETERMINED] = "; ".join(filter(None, (undetermined, notes.get(UNDETERMINED))))
    return notes


def _bars(counts: Counter[str], notes: Mapping[str, str]) -> list[Bar]:
    """One bar for each count above 0, the longest first."""
    total, longest = counts.total(), max(counts.values(), default=0)
    return [
        Bar(name, value, value / total, value / longest, notes.get(name, ""))
        for name, value in ranked(counts)
        if value
    ]


def _explain(rejected: Mapping[str, int]) -> dict[str, str]:
    """What each reason found and what to do: its message without the parts about one input."""
    notes = {}
    for reason in rejected:
        finding, *_, action = REASONS.get(reason, ";").split(";")
        parts = [re.sub(r"\{\w+\}", "…", part).strip() for part in (finding, action)]
        notes[reason] = "; ".join(part for part in parts if len(re.findall(r"[^\s…]+", part)) > 2)
    return notes


def _label_bars(total: Statistics) -> list[Bar]:
    """Characters and spans of each label, boilerplate first."""
    labels = [labelled for labelled in total.labels() if labelled.spans]
    longest = max((labelled.characters for labelled in labels), default=0)
    bars = [
        Bar(
            labelled.label,
            labelled.characters,
            labelled.characters / max(1, total.characters),
            labelled.characters / max(1, longest),
            MEANINGS[labelled.label],
            labelled.spans,
        )
        for labelled in labels
    ]
    return sorted(bars, key=lambda bar: (not is_boilerplate(bar.name), -bar.value, bar.name))


def _heat_map(
    total: Statistics, by: Literal["outlet", "language"], articles: list[tuple[str, int]]
) -> HeatMap:
    """Spans per article, by label and outlet or language.

    Args:
        total: The statistics of the release.
        by: What the rows are.
        articles: The rows: id or code, and number of articles.
    """
    if by == "outlet":
        names = {outlet.id: outlet.name for outlet in total.outlets}
    else:
        names = {code: language_name(code) for code, _ in articles}
    spans = Counter[tuple[str, str]]()
    for kind, count in total.spans.items():
        spans[getattr(kind, by), kind.label] += count
    labels = [label for label in LABELS if any(spans[name, label] for name, _ in articles)]
    means = {
        (name, label): spans[name, label] / rows
        for name, rows in articles
        if rows
        for label in labels
    }
    highest = max(means.values(), default=0) or 1
    return HeatMap(
        labels,
        [
            HeatRow(
                name,
                names.get(name) or name,
                rows,
                [
                    # The root makes rare labels visible beside frequent ones.
                    Cell(label, means[name, label], (means[name, label] / highest) ** 0.5)
                    for label in labels
                ],
            )
            for name, rows in articles
            if rows
        ],
    )


def _source_bars(total: Statistics) -> list[Bar]:
    """Spans and characters of each source, with its labels as note."""
    characters = Counter[str]()
    labels: defaultdict[str, set[str]] = defaultdict(set)
    for kind, count in total.span_characters.items():
        characters[kind.source] += count
        labels[kind.source].add(kind.label)
    notes = {
        source: ", ".join(label for label in LABELS if label in names)
        for source, names in labels.items()
    }
    return [bar._replace(second=characters[bar.name]) for bar in _bars(total.sources, notes)]


def _source_kind_bars(sources: list[Bar]) -> list[Bar]:
    """Spans of each kind of source: `rule`, `template`, `human` and so on."""
    spans = Counter[str]()
    for bar in sources:
        spans[source_kind(bar.name)] += bar.value
    return _bars(spans, SOURCE_KINDS)
