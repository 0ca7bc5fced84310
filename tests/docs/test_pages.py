"""The documentation names what there is, all of it, in the project's words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from corpus.contract.columns import ROW, VOTE
from corpus.contract.labels import LABELS
from corpus.contract.problems import REASONS, RULES
from scripts.site_pages import as_page
from tests.conftest import ROOT

DOCS = ROOT / "docs"
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted(DOCS.rglob("*.md")),
]
GLOSSARY = (DOCS / "glossary.md").read_text("utf-8")


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_path_it_names_is_there(path: Path) -> None:
    text = path.read_text("utf-8")
    text = re.sub(r"^( *)```.*?^\1```$", "", text, flags=re.M | re.S)
    links = re.findall(r"\]\((?!\w+:)([^)#]+)(?:#[^)]*)?\)", text)
    names = re.findall(r"`((?:corpus|tests|benchmarks|docs|raw|scripts)/[\w./]+)`", text)
    missing = [link for link in links if not (path.parent / link).exists()]
    missing += [name for name in names if not (ROOT / name).exists()]
    # Pages of the site that are files at the top of the repository.
    assert [name for name in missing if name != "contributing.md"] == []


def test_the_architecture_names_every_room() -> None:
    rooms = {path.parent.name for path in (ROOT / "corpus").glob("*/__init__.py")}
    text = page("architecture.md")
    assert {room for room in rooms if f"`{room}`" not in text} == set()


@pytest.mark.parametrize("schema", [ROW, VOTE], ids=["rows", "votes"])
def test_every_column_is_described(schema: object) -> None:
    described = {
        name
        for row in re.findall(r"^\| (`[^|]*) \|", page("output.md"), re.M)
        for name in re.findall(r"`(\w+)`", row)
    }
    assert set(schema.names) - described == set()  # type: ignore[attr-defined]


def test_every_label_is_defined() -> None:
    assert re.findall(r"^\| `(\w+)` \|", page("labels.md"), re.M) == list(LABELS)


def test_every_reason_is_explained() -> None:
    rows = re.findall(r"^\| \[C\d+\]\S+ \| `(\w+)`( \*+)? \|", page("rules.md"), re.M)
    assert [reason for reason, _ in rows] == list(REASONS)
    marks = {"warning": " *", "note": " **"}
    assert [mark for _, mark in rows] == [marks.get(RULES[name].severity, "") for name in REASONS]


def test_every_member_of_the_manifest_is_explained() -> None:
    schema = json.loads((DOCS / "schemas" / "manifest.schema.json").read_text("utf-8"))
    table = page("formats.md").partition("## manifest.json")[2].partition("## ")[0]
    explained = {
        name
        for row in re.findall(r"^\| (`[^|]*) \|", table, re.M)
        for name in re.findall(r"`(\w+)`", row)
    }
    assert explained == set(schema["properties"])


def test_a_word_has_one_entry_in_the_glossary() -> None:
    words = re.findall(r"^### (.+)$", GLOSSARY, re.M)
    assert len(words) == len(set(words)) > 50


@pytest.mark.parametrize(
    "avoided", re.findall(r"^\| [\w -]+ \| ([\w -]+) \|$", GLOSSARY.partition("| say")[2], re.M)
)
def test_words_to_avoid_are_avoided(avoided: str) -> None:
    using = [
        path.name
        for path in PAGES
        if path.name not in ("glossary.md", "commands.md")  # the latter has the code's words
        and re.search(rf"\b{avoided}", path.read_text("utf-8"), re.IGNORECASE)
    ]
    assert using == []


def test_pages_from_the_top_have_links_as_seen_from_docs() -> None:
    text = "[a](docs/a.md#x) [b](CONTRIBUTING.md) [c](https://x.example/docs/a) [d](#here)"
    moved = "[a](a.md#x) [b](contributing.md) [c](https://x.example/docs/a) [d](#here)"
    assert as_page(text) == moved
