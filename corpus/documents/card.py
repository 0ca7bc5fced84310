"""`README.md` of a release: the dataset card that people and the Hugging Face Hub read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from corpus.contract.labels import BOILERPLATE, FURNITURE
from corpus.documents import rights
from corpus.documents.card_metadata import front
from corpus.documents.facts import Facts
from corpus.documents.statistics import boilerplate_share, by_label, counted, outlets, ranked, ratio
from corpus.documents.templating import templates
from corpus.documents.wording import COLUMNS, MEANINGS, NAME, UNDETERMINED
from corpus.label.line_model.model import languages as learned

_OUTLETS = 30  # in the table of outlets: what a reader still looks through


def card(facts: Facts) -> str:
    """The dataset card: YAML front matter for machines, then prose for people."""
    import yaml

    pages = templates(escape=False)  # Markdown: what comes from outside goes through `plain`
    pages.filters["plain"] = plain
    pages.filters["number"] = "{:,}".format
    pages.filters["ratio"] = ratio
    head = yaml.safe_dump(front(facts), sort_keys=False, allow_unicode=True, width=100)
    return pages.get_template("card.md.j2").render(front=head, **_prose(facts))


def citation(facts: Facts) -> str:
    """BibTeX for this very release."""
    fields = {
        "title": NAME,
        "version": facts.version,
        "year": facts.date[:4] if facts.date else None,
        "note": f"Logical digest sha256:{facts.logical_digest}",
    }
    said = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{annotated-news-corpus-{facts.version},\n{said}\n}}"


def limits(facts: Facts) -> list[str]:
    """What a user of this release must know, as sentences; each follows from its numbers."""
    held = facts.total
    withheld = sum(n for reason, n in facts.rejected.items() if reason.startswith("withheld_"))
    missing = [label for label in BOILERPLATE if label not in {key[0] for key in held.spans}]
    unknown = held.languages[UNDETERMINED]
    sites, links = len(facts.unknown_outlets), facts.links_refused
    foreign = sum(n for name, n in held.languages.items() if name not in learned())
    said = [
        held.human_labelled < held.rows
        and (
            f"A person judged the whole text of {held.human_labelled:,} of {counted(held.rows)}. "
            "In the others programs chose labels"
            if held.human_labelled
            else "No person has judged a whole text of this release: programs chose the labels"
        )
        + ", some of them wrong, and what has no label may still be boilerplate.",
        held.human_labelled < held.rows
        and foreign
        and f"The line model has learned {_listed(sorted(learned()))}: in {counted(foreign)} of "
        "other languages it was asked on whole pages only, and less is found.",
        missing and f"These labels have no span in this release: {_listed(missing)}.",
        held.near_duplicates
        and f"{counted(held.near_duplicates, 'is a near-copy', 'are near-copies')} of another "
        "one; `near_duplicate_of` names the one that stands for it.",
        unknown
        and f"The language of {counted(unknown)} could not be determined (`{UNDETERMINED}`).",
        sites
        and f"{sites:,} {'site is' if sites == 1 else 'sites are'} in no outlet table: `outlet` is "
        "the domain there, without name and country.",
        withheld
        and f"{counted(withheld, 'is withheld because it', 'are withheld because they')} would "
        "join two splits.",
        links
        and f"{links:,} {'link' if links == 1 else 'links'} between similar stories did not join "
        "their groups, being too weak: an event may be told in two splits in other words.",
        "Texts name people and `authors` names the writers; nothing is made anonymous.",
    ]
    return [sentence for sentence in said if sentence]


def plain(text: object) -> str:
    """`text` as Markdown that shows it and does nothing else, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>()#|~&!])", r"\\\1", " ".join(str(text).split()))


def _listed(labels: Iterable[str]) -> str:
    return ", ".join(f"`{label}`" for label in labels)


def _published(facts: Facts) -> tuple[str, str] | None:
    """The days of the oldest and of the newest article."""
    oldest, newest = facts.total.oldest, facts.total.newest
    return None if oldest is None or newest is None else (_day(oldest), _day(newest))


def _day(milliseconds: int) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    return moment.date().isoformat()


def _prose(facts: Facts) -> dict[str, Any]:
    from corpus.linking.near_duplicates import NEAR, PASSAGE

    held = facts.total
    listed = rights.by_outlet(held)
    return {
        "facts": facts,
        "name": NAME,
        "held": held,
        "columns": COLUMNS,
        "meanings": MEANINGS,
        "share": boilerplate_share,
        "languages": ranked(held.languages),
        "published": _published(facts),
        "countries": sorted({one.country for one in listed if one.country}),
        "families": {
            "Boilerplate": by_label(held, BOILERPLATE),
            "Furniture of the article (never counted as boilerplate)": by_label(held, FURNITURE),
        },
        "human_spans": sum(n for key, n in held.spans.items() if key[1].startswith("human:")),
        "figures": facts.figures,
        "licenses": rights.licenses(held),
        "refused": facts.rejected.get("license_not_allowed", 0),
        "counted": counted,
        "outlet_count": len(outlets(held)),
        "outlets": listed[:_OUTLETS],
        "stated": any(one.statement for one in listed),
        "more_outlets": listed[_OUTLETS:],
        "split": facts.config.get("split", {}),
        "near": NEAR,
        "passage": PASSAGE,
        "limits": limits(facts),
        "citation": citation(facts),
    }
