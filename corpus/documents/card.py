"""`README.md` of a release: the dataset card for people and the Hugging Face Hub."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from corpus.contract.labels import BOILERPLATE, FURNITURE
from corpus.documents import rights
from corpus.documents.card_metadata import metadata
from corpus.documents.citation import bibtex
from corpus.documents.facts import Facts, day
from corpus.documents.statistics import HUMAN, Statistics, ranked
from corpus.documents.templating import environment
from corpus.documents.wording import (
    COLUMNS,
    MEANINGS,
    STANDINGS,
    UNDETERMINED,
    counted,
)
from corpus.labelling.languages import Standing
from corpus.labelling.quality import unseen_pages
from corpus.release import formats
from corpus.visible import visible

if TYPE_CHECKING:
    from jinja2 import Template

_OUTLETS = 30  # rows of the table of outlets: what a reader still looks through


def card(facts: Facts) -> str:
    """The dataset card: YAML metadata for machines, then Markdown for people."""
    import yaml

    head = yaml.safe_dump(metadata(facts), sort_keys=False, allow_unicode=True, width=100)
    return _template().render(metadata=head, **_values(facts))


@cache
def _template() -> Template:
    """Compiled once: that takes longer than to fill it in."""
    templates = environment(escape=False)  # `plain` escapes what comes from outside
    templates.filters["plain"] = plain
    return templates.get_template("card.md.j2")


def limits(facts: Facts) -> list[str]:
    """What a user of this release must know, as sentences that follow from its numbers."""
    return [
        *_label_limits(facts.total),
        *_row_limits(facts),
        "Texts name people and `authors` names their writers: nothing is anonymised.",
    ]


def _label_limits(total: Statistics) -> Iterator[str]:
    if total.human_labelled < total.rows:
        yield (
            f"People labelled the whole text of {total.human_labelled:,} of {counted(total.rows)}. "
            "In the others programs chose the labels"
            if total.human_labelled
            else "No person labelled a whole text of this release: programs chose the labels"
        ) + ". Some of them are wrong, and text without a label may still be boilerplate."
        if others := sum(
            rows
            for each, languages in total.standings.items()
            if each is not Standing.MEASURED
            for _, rows in languages
        ):
            yield (
                f"In {counted(others)} in languages that are not measured fewer labels are found, "
                "and how good they are is not known."
            )
    labels = {kind.label for kind in total.spans}
    if missing := [label for label in BOILERPLATE if label not in labels]:
        yield f"This release has no span with these labels: {_code_list(missing)}."


def _row_limits(facts: Facts) -> Iterator[str]:
    total, sites, links = facts.total, len(facts.unknown_outlets), facts.links_refused
    if total.near_duplicates:
        duplicates = counted(
            total.near_duplicates,
            "article is a near-duplicate of the article",
            "articles are near-duplicates of the articles",
        )
        yield f"{duplicates} that `near_duplicate_of` names."
    if undetermined := total.languages[UNDETERMINED]:
        yield f"The language of {counted(undetermined)} could not be determined (`{UNDETERMINED}`)."
    if sites:
        listed = counted(sites, "site is in no outlet table", "sites are in no outlet table")
        yield f"{listed}: there `outlet` is the domain, without name and country."
    if withheld := sum(n for reason, n in facts.rejected.items() if reason.startswith("withheld_")):
        left_out = counted(
            withheld, "article was left out because it", "articles were left out because they"
        )
        yield f"{left_out} would connect two splits."
    if links:
        refused = counted(
            links, "link between similar stories was", "links between similar stories were"
        )
        yield (
            f"{refused} too weak to join their leak groups: two splits may describe the same event "
            "in different words."
        )


def plain(text: object) -> str:
    """`text` on one line, escaped so that Markdown shows it and nothing else."""
    one_line = visible(" ".join(str(text).split()))
    return re.sub(r"([\\`*_{}\[\]<>()#|~&!])", r"\\\1", one_line)


def _code_list(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _published(total: Statistics) -> tuple[str, str] | None:
    """The dates of the oldest and the newest article."""
    if total.oldest is None or total.newest is None:
        return None
    return day(total.oldest), day(total.newest)


def _values(facts: Facts) -> dict[str, Any]:
    """What the template of the card shows."""
    from corpus.linking.near_duplicates import BANDS, NEAR, PASSAGE, PERMUTATIONS

    total = facts.total
    outlets = rights.by_outlet(total)
    human_spans = sum(n for source, n in total.sources.items() if source.startswith(HUMAN))
    return {
        "facts": facts,
        "dataset": facts.dataset,
        "total": total,
        "columns": {name: COLUMNS[name] for name in facts.features},
        "meanings": MEANINGS,
        "formats": formats.FORMATS,
        "languages": ranked(total.languages),
        "standings": [
            (each, STANDINGS[each], languages) for each, languages in total.standings.items()
        ],
        "published": _published(total),
        "countries": sorted({outlet.country for outlet in outlets if outlet.country}),
        "labels": {
            "boilerplate": total.labels(BOILERPLATE),
            "furniture": total.labels(FURNITURE),
        },
        "human_spans": human_spans,
        "figures": facts.figures,
        "unseen": unseen_pages(),
        "licenses": ranked(total.licenses),
        "reserved": facts.rejected.get("rights_reserved", 0),
        "refused": facts.rejected.get("license_not_allowed", 0),
        "outlet_count": len(total.outlet_rows),
        "outlets": outlets[:_OUTLETS],
        "has_statements": any(outlet.statement for outlet in outlets),
        "more_outlets": outlets[_OUTLETS:],
        "split": facts.config.get("split", {}),
        "near": NEAR,
        # The probability that two texts of this similarity share a band of their signatures.
        "compared": 1 - (1 - NEAR ** (PERMUTATIONS / BANDS)) ** BANDS,
        "passage": PASSAGE,
        "limits": limits(facts),
        "citation": bibtex(facts),
    }
