"""`README.md` of a release: the dataset card that people and the Hugging Face Hub read."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from corpus.contract.columns import FEATURES
from corpus.contract.labels import BOILERPLATE, FURNITURE, LABELS, is_boilerplate
from corpus.release.export import Holdings
from corpus.release.facts import Facts
from corpus.release.pages import templates

NAME = "Annotated news corpus"
TAGS = ("news", "boilerplate", "boilerplate-removal", "content-extraction", "character-spans")
UNDETERMINED = "und"  # BCP 47
COLUMNS = {
    "id": "Stable name of the article over releases.",
    "url": "Where the article was found.",
    "outlet": "Id of the outlet, else the domain of its site.",
    "outlet_name": "Name of the outlet.",
    "outlet_country": "Country of the outlet, ISO 3166-1 alpha-2.",
    "title": "Headline, as the source gives it.",
    "authors": "Names of the authors, as the source gives them.",
    "published": "When the article was published, UTC.",
    "language": "Language of the text, BCP 47; `und` where it could not be determined.",
    "language_confidence": "How sure the language is, 0 to 1.",
    "text": "The article with its boilerplate: Unicode NFC, newline `\\n`, nothing else touched.",
    "spans": "The labelled spans of `text`, sorted, not overlapping.",
    "sha256": "SHA-256 of the UTF-8 bytes of `text`, hexadecimal.",
    "near_duplicate_of": "Id of the article that stands for this near-copy and its like.",
    "group": "Leak group: no group stands in two splits.",
    "human_labelled": "Whether a person judged the whole text.",
    "license": "SPDX id or URL of the licence of the text, as the source gives it.",
    "added_in": "Release that brought the row as it is.",
    "extra": "JSON object of what else the source said.",
}
SPAN = {
    "start": "Code point of `text` where the span begins.",
    "end": "One past its last code point.",
    "label": "What the span is for.",
    "source": "Who chose the label, with its version.",
    "confidence": "How likely the label is right, 0 to 1.",
}
_OUTLETS = 30  # in the table of outlets: what a reader still looks through
_SIZES = ("1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T")
# The Hub has a list of its own for licences; these of it are found on texts. SPDX id -> Hub id.
HUB_LICENSES = {
    **{
        f"CC-{kind}-{version}": f"cc-{kind}-{version}".lower()
        for kind, versions in {
            "BY": ("2.0", "2.5", "3.0", "4.0"),
            "BY-SA": ("3.0", "4.0"),
            "BY-NC": ("2.0", "3.0", "4.0"),
            "BY-ND": ("4.0",),
            "BY-NC-ND": ("3.0", "4.0"),
            "BY-NC-SA": ("2.0", "3.0", "4.0"),
        }.items()
        for version in versions
    },
    "CC0-1.0": "cc0-1.0",
    "Apache-2.0": "apache-2.0",
    "MIT": "mit",
    "ODC-By-1.0": "odc-by",
    "ODbL-1.0": "odbl",
    "PDDL-1.0": "pddl",
    "Unlicense": "unlicense",
}


class Labelled(NamedTuple):
    """What carries one label."""

    label: str
    spans: int
    characters: int
    sources: list[tuple[str, int]]  # kind of source, spans; most first


def card(facts: Facts) -> str:
    """The dataset card: YAML front matter for machines, then prose for people."""
    import yaml

    pages = templates(escape=False)  # Markdown: what comes from outside goes through `plain`
    pages.filters["plain"] = plain
    front = yaml.safe_dump(_front(facts), sort_keys=False, allow_unicode=True, width=100)
    return pages.get_template("card.md.j2").render(front=front, **_prose(facts))


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


def languages(facts: Facts) -> list[str]:
    """The languages of the texts, sorted; what could not be determined is left out."""
    return sorted(set(facts.total.languages) - {UNDETERMINED})


def by_label(held: Holdings, family: Iterable[str] = LABELS) -> list[Labelled]:
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


def boilerplate_share(held: Holdings) -> float:
    """Which part of all characters is labelled as boilerplate, 0..1."""
    marked = sum(n for key, n in held.span_characters.items() if is_boilerplate(key[0]))
    return marked / held.characters if held.characters else 0.0


def limits(facts: Facts) -> list[str]:
    """What a user of this release must know, as sentences; each follows from its numbers."""
    held = facts.total
    withheld = sum(n for reason, n in facts.rejected.items() if reason.startswith("withheld_"))
    missing = [label for label in BOILERPLATE if label not in {key[0] for key in held.spans}]
    unknown = held.languages[UNDETERMINED]
    sites, links = len(facts.unknown_outlets), facts.links_refused
    said = [
        held.human_labelled < held.rows
        and (
            f"A person judged the whole text of {held.human_labelled:,} of {counted(held.rows)}. "
            "In the others programs chose labels"
            if held.human_labelled
            else "No person has judged a whole text of this release: programs chose the labels"
        )
        + ", some of them wrong, and what has no label may still be boilerplate.",
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
    ]
    return [sentence for sentence in said if sentence]


def ranked(numbers: Counter[str]) -> list[tuple[str, int]]:
    """Most first; ties by name, so that the order never depends on how it was counted."""
    return sorted(numbers.items(), key=lambda item: (-item[1], item[0]))


def counted(articles: int, one: str = "", many: str = "") -> str:
    """A number of articles, and what is said of one or of many."""
    what = f"article {one}" if articles == 1 else f"articles {many}"
    return f"{articles:,} {what}".strip()


def outlets(held: Holdings) -> Counter[str]:
    """Articles by id of the outlet."""
    found = Counter[str]()
    for (outlet, _, _), rows in held.outlets.items():
        found[outlet] += rows
    return found


def plain(text: object) -> str:
    """`text` as Markdown that shows it and does nothing else, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>()#|~&!])", r"\\\1", " ".join(str(text).split()))


def _listed(labels: Iterable[str]) -> str:
    return ", ".join(f"`{label}`" for label in labels)


def _front(facts: Facts) -> dict[str, Any]:
    spoken = languages(facts)
    front = {
        "language": spoken,
        **_license(facts.total.licenses),
        "annotations_creators": _annotators(facts.total),
        "language_creators": ["found"],
        "multilinguality": ["multilingual" if len(spoken) > 1 else "monolingual"] if spoken else [],
        "size_categories": [_size(facts.total.rows)],
        "source_datasets": ["original"],
        "task_categories": ["token-classification"],
        "task_ids": [],  # the Hub has none for boilerplate
        "pretty_name": NAME,
        "tags": list(TAGS),
        "configs": [
            {
                "config_name": "default",
                "default": True,
                "data_files": [
                    {"split": split, "path": f"data/{split}-*.parquet"} for split in facts.splits
                ],
            }
        ],
        "dataset_info": _info(facts),
    }
    return {key: value for key, value in front.items() if value != [] or key == "task_ids"}


def _license(held: Counter[str | None]) -> dict[str, Any]:
    known = sorted(name for name in held if name is not None)
    if not known:
        return {"license": "unknown"}
    if len(held) > 1:
        return {"license": "other", "license_name": "see-column-license"}
    if known[0] in HUB_LICENSES:
        return {"license": HUB_LICENSES[known[0]]}
    return {"license": "other", "license_name": re.sub(r"[^a-z0-9.]+", "-", known[0].lower())}


def _annotators(held: Holdings) -> list[str]:
    human = {key[1].startswith("human:") for key in held.spans}
    made = ["machine-generated"] if False in human else []
    return made + (["expert-generated"] if True in human or held.human_labelled else [])


def _size(rows: int) -> str:
    below = next((n for n in range(len(_SIZES)) if rows < 10 ** (n + 3)), len(_SIZES))
    if below == 0:
        return f"n<{_SIZES[0]}"
    return f"{_SIZES[below - 1]}<n<{_SIZES[below]}" if below < len(_SIZES) else f"n>{_SIZES[-1]}"


def _info(facts: Facts) -> dict[str, Any]:
    splits = [
        {"name": split, "num_bytes": _arrow_bytes(facts, split), "num_examples": held.rows}
        for split, held in facts.splits.items()
    ]
    return {
        "config_name": "default",
        "features": _features(FEATURES),
        "splits": splits,
        "download_size": sum(file.bytes for files in facts.data.values() for file in files),
        "dataset_size": sum(split["num_bytes"] for split in splits),
    }


def _arrow_bytes(facts: Facts, split: str) -> int:
    return sum(
        file.bytes
        for file in facts.others
        if file.path.startswith(f"dataset/{split}/") and file.path.endswith(".arrow")
    )


def _features(features: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"name": name, **_feature(kind)} for name, kind in features.items()]


def _feature(kind: dict[str, Any]) -> dict[str, Any]:
    """A feature as cards say it, which is not how `datasets` says it in its JSON files."""
    if kind["_type"] == "ClassLabel":
        names = {str(code): name for code, name in enumerate(kind["names"])}
        return {"dtype": {"class_label": {"names": names}}}
    if kind["_type"] == "List":
        inner = kind["feature"]
        return {"list": inner["dtype"] if "_type" in inner else _features(inner)}
    return {"dtype": kind["dtype"]}


def _prose(facts: Facts) -> dict[str, Any]:
    from corpus.gather.copies import NEAR, PASSAGE

    held = facts.total
    listed = sorted(held.outlets.items(), key=lambda item: (-item[1], str(item[0])))
    return {
        "facts": facts,
        "name": NAME,
        "held": held,
        "columns": COLUMNS,
        "share": boilerplate_share,
        "languages": ranked(held.languages),
        "families": {
            "Boilerplate": by_label(held, BOILERPLATE),
            "Furniture of the article (never counted as boilerplate)": by_label(held, FURNITURE),
        },
        "human_spans": sum(n for key, n in held.spans.items() if key[1].startswith("human:")),
        "licenses": sorted(held.licenses.items(), key=lambda item: (-item[1], item[0] or "")),
        "counted": counted,
        "outlet_count": len(outlets(held)),
        "outlets": listed[:_OUTLETS],
        "more_outlets": listed[_OUTLETS:],
        "split": facts.config.get("split", {}),
        "near": NEAR,
        "passage": PASSAGE,
        "limits": limits(facts),
        "citation": citation(facts),
    }
