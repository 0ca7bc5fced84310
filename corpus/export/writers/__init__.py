"""The formats of `corpus export`, one row each. docs/export.md says what each one writes."""

from __future__ import annotations

from corpus.contract.labels import BOILERPLATE
from corpus.export.writers.writer import Writer

# The main content of benchmarks is without what they have in fields of their own.
BESIDE_MAIN = (*BOILERPLATE, "headline", "byline", "dateline")
WRITERS = {
    "text": Writer("text:write", BOILERPLATE),
    "lines": Writer("lines:write"),
    "jsonl": Writer("jsonl:write"),
    "bio": Writer("bio:write"),
    "conll": Writer("conll:write"),
    "spacy": Writer("spacy:write", library="spacy"),
    "label-studio": Writer("tasks:label_studio"),
    "doccano": Writer("tasks:doccano"),
    "prodigy": Writer("tasks:prodigy"),
    "argilla": Writer("tasks:argilla"),
    "wcxb": Writer("wcxb:write", BESIDE_MAIN, needs_html=True),
    "boilernet": Writer("boilernet:write", BOILERPLATE, needs_html=True),
}
