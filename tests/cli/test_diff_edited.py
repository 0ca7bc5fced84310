"""`corpus diff` on articles without an `id` of their own, which an edit gives another one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Ran, Raw
from tests.pipeline.test_build import article, prose


def anonymous(n: int, **more: Any) -> dict[str, Any]:
    """An article without an id; a value of None leaves the field out."""
    said = {**article(n), "id": None, **more}
    return {name: value for name, value in said.items() if value is not None}


def edited(n: int) -> str:
    return str(article(n)["text"]).replace(f"number {n} ", f"number {n}, corrected, ")


OUTLET = {"url": None, "outlet": "lanternbay-post"}
AT_ONE = {"url": "https://outlet9.example/live"}
# What an article was, what it is now, and the columns that tell it is the same one; None where it
# is not.
CASES: dict[str, tuple[dict[str, Any], dict[str, Any], set[str] | None]] = {
    "words edited": (anonymous(0), anonymous(0, text=edited(0)), {"text"}),
    "all words another, the address in another spelling": (
        anonymous(1),
        anonymous(1, text=article(41)["text"], url="http://www.outlet1.example/1/?utm_source=x"),
        {"text", "url"},
    ),
    "moved to another address": (
        anonymous(2),
        anonymous(2, text=edited(2), url="https://outlet2.example/archive/2"),
        {"text", "url"},
    ),
    "without an address": (
        anonymous(3, **OUTLET),
        anonymous(3, **OUTLET, text=edited(3)),
        {"text"},
    ),
    "one of two at one address": (
        anonymous(4, **AT_ONE),
        anonymous(4, **AT_ONE, text=edited(4)),
        {"text"},
    ),
    "the other of two at one address": (
        anonymous(5, **AT_ONE),
        anonymous(5, **AT_ONE, text=edited(5)),
        {"text"},
    ),
    "all words and the address another": (anonymous(6), anonymous(46), None),
    "without words": (
        anonymous(7, **OUTLET, text="***", title=None),
        anonymous(7, **OUTLET, text="+++", title=None),
        None,
    ),
}


@pytest.fixture
def releases(raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    monkeypatch.chdir(raw.folder.parent)
    unchanged = [anonymous(n) for n in range(20, 40)]
    found = []
    for side in (0, 1):
        raw.write("a.jsonl", [*unchanged, *(case[side] for case in CASES.values())])
        assert corpus("build").code == 0
        found.append(Path("build/latest").resolve())
    return found


def by_text(release: Path) -> dict[str, str]:
    """The ids of a release's articles by their texts."""
    from corpus.release.reader import Release

    return {row["text"]: row["id"] for row in Release.open(release).rows(columns=["id", "text"])}


def test_an_edited_article_is_a_change(releases: list[Path], corpus: Callable[..., Ran]) -> None:
    said = json.loads(corpus("diff", *releases, "--format", "json").out)
    ids = [by_text(release) for release in releases]
    changes = {change["id"]: change for change in said["changes"]}
    for name, (before, after, columns) in CASES.items():
        old, new = ids[0][before["text"]], ids[1][after["text"]]
        if columns is None:
            assert (changes[old]["change"], changes[new]["change"]) == ("removed", "added"), name
            assert (changes[old]["url"], changes[old]["title"]) == (
                before.get("url"),
                before.get("title"),
            ), name
        else:
            change = changes[new]
            assert change["change"] == "changed", name
            assert change["values"]["id"] == [old, new], name
            assert {*change["columns"]} >= {"id", *columns}, name
            assert (change["url"], change["title"]) == (after.get("url"), after["title"]), name
    linked = sum(columns is not None for *_, columns in CASES.values())
    left = len(CASES) - linked
    rows = said["rows"]
    assert (rows["added"], rows["removed"], rows["changed"]) == (left, left, linked)
    assert (said["renamed"], said["bump"], said["kept"]) == (linked, "major", True)


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_people_see_title_and_address(
    releases: list[Path], corpus: Callable[..., Ran], form: str
) -> None:
    ran = corpus("diff", *releases, "--format", form)
    lines = [line.strip() for line in ran.out.splitlines()]
    assert any("6 of the changed rows have another id than before" in line for line in lines)
    entry = lines.index(f"removed {by_text(releases[0])[article(6)['text']]} (train)")
    assert lines[entry + 1 : entry + 3] == [
        'title: "Headline number 6 of the day"',
        'url: "https://outlet2.example/6"',
    ]


def test_nothing_is_linked_twice(raw: Raw, corpus: Callable[..., Ran], tmp_path: Path) -> None:
    """Of many articles that are alike, each is linked with one that is."""
    texts = [[f"{prose(n % 3)} And town {n} says {said}." for n in range(12)] for said in "ab"]
    for release, said in zip(("one", "two"), texts, strict=True):
        raw.write("a.jsonl", [anonymous(n, **OUTLET, text=text) for n, text in enumerate(said)])
        assert corpus("build", raw.folder, "--out", tmp_path / release).code == 0
    one, two = (tmp_path / release / "latest" for release in ("one", "two"))
    said = json.loads(corpus("diff", one, two, "--format", "json").out)
    old, new = by_text(one), {id: text for text, id in by_text(two).items()}
    pairs = dict(change["values"]["id"] for change in said["changes"])
    assert len(pairs) == len({*pairs.values()}) == 12
    for n, text in enumerate(texts[0]):
        assert new[pairs[old[text]]].startswith(prose(n % 3))
