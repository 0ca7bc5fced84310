"""The things that travel through a build: a raw record, an article, a vote, a span.

Offsets are half-open, in Unicode code points of the article's canonical `text`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from corpus.contract.page import Encoding, Page
from corpus.contract.place import unit_of


class Record(NamedTuple):
    """One raw article as it stands in a file, in the fields of `article.schema.json`."""

    file: str  # POSIX path relative to the raw folder
    line: int  # 1-based; 1 for a .json file. Or another number of `contract.place`
    data: Any  # whatever the file said; validated later
    encoding: Encoding | None = None  # of a page that came as bytes
    headers: Mapping[str, str] = MappingProxyType({})  # of HTTP, that reserve rights of a page
    is_foreign: bool = False  # its fields were those of another tool


# The key of `extra` that says what reserves the rights of text and data mining, such as `noai`.
RIGHTS_RESERVED = "rights_reserved"

DECIMALS = 4  # of a vote's weight: it is stored as float32 and must come back as it was


class Vote(NamedTuple):
    """One piece of evidence about one stretch of text."""

    start: int
    end: int
    label: str  # of contract.labels.LABELS
    source: str  # who says so, with its version: `rule:comments.v1`, `human:ana`
    weight: float  # probability that the vote is right, measured on gold data; 0..1
    why: str  # the pattern, line count or quotation behind it, for people to read


class Span(NamedTuple):
    """One labelled stretch of text, as it stands in the release."""

    start: int
    end: int
    label: str
    source: str
    confidence: float  # 0..1


@dataclass(slots=True)
class Article:
    """One valid article; `read` to `label` fill it from top to bottom."""

    file: str
    line: int  # as that of its record
    text: str  # canonical: no BOM, newline is \n, Unicode NFC
    sha256: str  # of the UTF-8 bytes of `text`
    former_sha256: str  # of the text in the canonical form of before; ids derive from it
    id: str
    url: str | None
    title: str | None
    authors: list[str]
    published: int | None  # milliseconds since 1970-01-01 UTC
    retrieved: int | None  # the same
    license: str | None
    extra: dict[str, Any] | None
    claimed_language: str | None
    claimed_outlet: str | None
    page: Page | None = None  # None: the record brought the text
    outlet: str = ""
    outlet_name: str | None = None
    outlet_country: str | None = None
    outlet_languages: list[str] = field(default_factory=list)
    outlet_parent: str | None = None
    language: str = "und"
    language_confidence: float = 0.0
    votes: list[Vote] = field(default_factory=list)
    human_labelled: bool = False  # a person judged the whole text

    @property
    def unit(self) -> str:
        """What `line` counts."""
        return unit_of(self.line)
