"""Source code that the bench calls boilerplate counts as main text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks import gold_notes, sources
from tests.conftest import ROOT

CODE = "def main(path):\n    x = {path: [1]}\n    y_1 = x[path]\n    return y_1 == {}"


def page(page_id: str, label: str = "b") -> dict[str, Any]:
    """A paragraph, a program and ten lines of a menu."""
    story = "The program reads a file and returns what it holds."
    text = "\n".join([story, CODE, *["Read more about us"] * 10])
    lines, start = [], 0
    for line in text.split("\n"):
        stripped = line.strip()
        where = start + line.index(stripped)
        lines.append([where, where + len(stripped), "m" if line == story else label])
        start += len(line) + 1
    variants = {name: {"text": text, "lines": lines} for name in ("full", "traf")}
    return {"id": page_id, "gold_main": story, "variants": variants}


def test_code_is_main_text_on_the_pages_that_are_noted() -> None:
    ((noted, _), *_) = sorted(gold_notes.wrong("code"))
    given = page(noted)
    corrected = gold_notes.corrected(given)
    for variant in corrected["variants"].values():
        meanings = [line[2] for line in variant["lines"]]
        assert meanings[:5] == ["m"] * 5
        assert meanings[-7:] == ["b"] * 7
    assert corrected["gold_main"].startswith(given["gold_main"])
    assert "return y_1 == {}" in corrected["gold_main"]
    assert given == page(noted), "the page itself stays as it is"


def test_lines_that_nobody_judged_stay_so() -> None:
    ((noted, _), *_) = sorted(gold_notes.wrong("code"))
    given = page(noted, "a")
    assert gold_notes.corrected(given)["variants"] == given["variants"]


def test_other_pages_stay_as_they_are() -> None:
    given = page("no such page")
    assert gold_notes.corrected(given) is given


def test_as_many_lines_change_as_the_documentation_says(shared: Path) -> None:
    changed = 0
    ids = {page_id for page_id, _ in gold_notes.wrong("code")}
    for given in sources.pages(shared, ["wcxb_article"]):
        if given["id"] in ids:
            corrected = gold_notes.corrected(given)
            for name, variant in given["variants"].items():
                pairs = zip(variant["lines"], corrected["variants"][name]["lines"], strict=True)
                of_variant = [new for old, new in pairs if old != new]
                assert {new[2] for new in of_variant} <= {"m"}
                changed += len(of_variant)
    assert f"{changed:,} lines" in (ROOT / "docs/gold-notes.md").read_text("utf-8")
