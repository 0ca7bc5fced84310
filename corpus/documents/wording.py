"""The words that the documents of a release share: names, descriptions, and how numbers are put."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import orjson

from corpus.contract.labels import LABELS
from corpus.labelling.languages import Standing

if TYPE_CHECKING:
    from corpus.documents.statistics import Statistics

TAGS = ("news", "boilerplate", "boilerplate-removal", "content-extraction", "character-spans")
UNDETERMINED = "und"  # BCP 47
COLUMNS = {
    "id": "Stable name of the article across releases.",
    "url": "Address of the article.",
    "outlet": "Id of the outlet; the domain of its site if no outlet table lists it.",
    "outlet_name": "Name of the outlet.",
    "outlet_country": "Country of the outlet, ISO 3166-1 alpha-2.",
    "title": "Headline, as the source gives it.",
    "authors": "Names of the authors, as the source gives them.",
    "published": "Time of publication, UTC.",
    "language": "Language of the text, BCP 47; `und` if it could not be determined.",
    "language_confidence": "Confidence in the language, 0 to 1.",
    "text": "The article with its boilerplate, in Unicode NFC with `\\n` as line break.",
    "spans": "The labelled spans of `text`, sorted, without overlaps.",
    "sha256": "SHA-256 of the UTF-8 bytes of `text`, hexadecimal.",
    "near_duplicate_of": "For a near-duplicate: id of the article that represents it.",
    "group": "Leak group: articles of one group are all in the same split.",
    "human_labelled": "Whether a person labelled the whole text.",
    "license": "Licence of the text, as the source gives it: SPDX id, name or URL.",
    "added_in": "First release that has the row in its present form.",
    "extra": "JSON object of further fields of the source; `rights` is its statement of rights.",
    "retrieved": "Time at which the source was scraped, UTC.",
    "claimed_language": "Language that the source claims, BCP 47.",
    "outlet_languages": "Languages of the outlet by its outlet table, BCP 47.",
    "outlet_parent": "Company that owns the outlet.",
    "html_sha256": "SHA-256 of the page's HTML in UTF-8, hexadecimal; null if the source gave "
    "a text.",
    "charset": "Encoding that the page's bytes were read with; null if the source gave characters.",
    "charset_source": "What named this encoding: `bom`, `http`, `meta` or `detected`.",
    "text_model": "Version of what makes `text` of a page.",
    "page_confidence": "Expected F1 of the labels of a page, 0 to 1.",
    "page_sources": "JSON object: which columns the page filled, and where on it their values are.",
    "text_clean": "The article as a reader expects it: `text` without its boilerplate spans.",
}
SPAN = {
    "start": "Index in `text` of the first code point of the span.",
    "end": "Index after its last code point.",
    "label": "What the span is for.",
    "source": "What chose the label, with its version.",
    "confidence": "Probability that the label is right, 0 to 1.",
}
# What the labels of programs rest on in a language.
STANDINGS = {
    Standing.MEASURED: "figures say how good its labels are",
    Standing.KNOWN: "rules know its wordings; nobody has measured its labels",
    Standing.UNKNOWN: "only layout, repetition and wordings of other languages tell boilerplate",
}
# Completes "a line that ...", in the order of the labels. docs/labels.md has more, with examples.
MEANINGS = dict(
    zip(
        LABELS,
        (
            "leads to other articles",
            "promotes other products of the publisher",
            "asks readers to subscribe to a mailing list or alert",
            "says that an account or a subscription is needed to read on",
            "asks readers for money",
            "is an advertisement, or marks one",
            "leads around the page or site",
            "asks readers to share the page or follow accounts",
            "belongs to the readers' comments",
            "asks readers to write, call or send tips",
            "describes the author",
            "describes the publisher or its standards",
            "names the agency or paper that the text comes from",
            "lists tags, topics or categories",
            "states copyright, terms, privacy or consent",
            "is text of a player, gallery, embed or poll",
            "is boilerplate of another kind",
            "is the title of the article, at its top",
            "summarises the story below the headline",
            "names the author and nothing else",
            "gives place and date, or the time of publication",
            "describes a picture of the story",
            "is the heading of a part of the story",
        ),
        strict=True,
    )
)
# By what stands before the colon of a `source`.
SOURCE_KINDS = {
    "human": "people who labelled the article",
    "rule": "patterns for the wording of a line, the outlet's own phrases, the article's title",
    "model": "the line model",
    "dom": "the model that sees where a line stands on its page",
    "extractors": "what article extractors keep of a page",
    "template": "lines that recur in articles of the outlet",
}


def language_name(code: str) -> str:
    """The English name of a language.

    Args:
        code: BCP 47; what is no language is its own name.
    """
    if name := _language_names().get(code):
        return name
    if code == UNDETERMINED:
        return "Undetermined"
    from langcodes import Language, tag_is_valid

    return str(Language.get(code).display_name()) if tag_is_valid(code) else code


@cache
def _language_names() -> dict[str, str]:
    """By code of two letters, from `scripts/language_names.py`: `langcodes` is slow to import."""
    names: dict[str, str] = orjson.loads((files(__package__) / "language_names.json").read_bytes())
    return names


def contents(total: Statistics) -> str:
    """What a release holds, in one sentence."""
    return (
        f"{counted(total.rows, 'news article', 'news articles')} from "
        f"{counted(len(total.outlet_rows), 'outlet', 'outlets')}, with the boilerplate of each "
        "labelled as character spans."
    )


def counted(count: int, one: str = "article", many: str = "articles") -> str:
    """A number with what it counts: `1 article`, `1,200 articles`."""
    return f"{count:,} {one if count == 1 else many}"


def ratio(value: float | None, interval: Sequence[float] | None = None) -> str:
    """A figure from 0 to 1, with its interval if it has one; `-` for None."""
    ends = f" ({interval[0]:.2f} to {interval[1]:.2f})" if interval else ""
    return "-" if value is None else f"{value:.2f}{ends}"


def percent(share: float) -> str:
    """A share from 0 to 1 as a percentage."""
    return f"{100 * share:.1f}%"
