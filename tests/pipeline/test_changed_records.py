"""Of a shard that changed, the records that stand as they did are not annotated again.

What comes of it is, byte for byte, what annotating the whole shard gives.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.limits import Limits
from corpus.pipeline import annotate_shard, chunk_rows
from corpus.read import shards
from corpus.validation.rights import Rights
from tests.conftest import LETTERS, Raw
from tests.pipeline.test_cache import ARTEFACT, DAMAGE, Made, clean, made, same
from tests.pipeline.test_cached_labels import annotation

COUNT = 60
ONE = 31  # an article in the middle of a shard, at whose line none ends
SETTINGS = {"limits": Limits()._replace(record_bytes=2000), "rights": Rights(licenses=("MIT",))}


def record(number: int, **other: Any) -> dict[str, Any]:
    """An article whose text is that of `test_cached_labels.TEXTS`."""
    text = f"The ferry of quay {number} left on time.\nAdvertisement"
    return {"id": f"a{number}", "outlet": "echo", "text": text, "license": "MIT"} | other


# By name, the line of a record with a number.
LINES: dict[str, Callable[[int], str]] = {
    "an article": lambda n: json.dumps(record(n)),
    "at an address": lambda n: json.dumps(
        {
            "url": f"https://{'ab'[n % 2]}.example/{n}",
            "text": f"{LETTERS[n:]} {n}\n\nAds {n}",
            "license": "MIT",
        }
    ),
    "far": lambda n: json.dumps(record(n, published="2040-01-01")),
    "with more": lambda n: json.dumps(record(n, extra={"n": [n, None]}, authors=["Ana", "Bo"])),
    "a page": lambda n: json.dumps(
        {
            "url": f"https://a.example/{n}",
            "html": f"<title>Ferry</title><p>Ferry {n} left.",
            "license": "MIT",
        }
    ),
    "refused": lambda n: json.dumps(record(n, license="Apache-2.0")),
    "misspelled": lambda n: json.dumps(record(n, titel="Ferry")),
    "without a text": lambda n: json.dumps({"id": f"a{n}", "outlet": "echo"}),
    "of another tool": lambda n: json.dumps({"maintext": f"Ferry {n}", "source_domain": "a.b"}),
    "no object": str,
    "no JSON": lambda n: f"{{ferry {n}",
    "blank": lambda n: " " * (n % 3),
    "on several lines": lambda n: f'{{\n"id": "a{n}"\n}}',
    "too long": lambda n: json.dumps(record(n, text="Ferry " * 400)),
}
ARTICLES = ["an article", "at an address", "far", "with more"]  # most lines are of these
one_line = st.builds(
    lambda kind, number: LINES[kind](number),
    st.one_of(*[st.sampled_from(ARTICLES)] * 9, st.sampled_from(list(LINES))),
    st.integers(0, 20),
)
Edit = Callable[[list[str], int, str], Any]
EDITS: dict[str, Edit] = {
    "changed": lambda lines, at, line: lines.__setitem__(at, line),
    "removed": lambda lines, at, _: lines.pop(at),
    "put in": lambda lines, at, line: lines.insert(at, line),
    "added": lambda lines, _, line: lines.append(line),
    "doubled": lambda lines, at, _: lines.append(lines[at]),
}
edits = st.tuples(st.sampled_from(list(EDITS)), st.integers(0, 1 << 20), one_line)


@pytest.fixture(scope="module", autouse=True)
def _small_parts() -> Any:
    """Shards, chunks and batches of few articles."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "SHARD_BYTES", 1000)
        patch.setattr(shards, "BASKET_BYTES", 1000)
        for module in (annotate_shard, chunk_rows):
            patch.setattr(module, "BATCH", 4)
            patch.setattr(module, "CHUNK", 2)
        yield


def entries(out: Path) -> dict[str, bytes]:
    """The files of all entries that say of shards what they are, by their paths."""
    cache = out / ".cache"
    folders = [*cache.glob(f"*/{ARTEFACT}"), *cache.glob("*/*-look-ups")]
    files = [file for folder in folders for file in folder.iterdir()]
    return {file.relative_to(cache).as_posix(): file.read_bytes() for file in files}


def is_as_from_nothing(raw: Raw, again: Made, **settings: Any) -> bool:
    """Whether a build, and all that it left, is as without an earlier one."""
    from_nothing = clean(raw, **settings)
    kept = entries(raw.folder.parent / "out")
    return (
        same(again, from_nothing) and entries(raw.folder.parent / "clean").items() <= kept.items()
    )


@given(st.lists(one_line, min_size=1, max_size=30), st.lists(edits, min_size=1, max_size=4))
def test_a_changed_shard_is_what_it_is_when_all_of_it_is_annotated(
    lines: list[str], changes: list[tuple[str, int, str]]
) -> None:
    with TemporaryDirectory() as folder:
        raw = Raw(Path(folder, "raw"))
        raw.write("m.jsonl", "\n".join(lines))
        made(raw, **SETTINGS)
        for edit, at, line in changes:
            EDITS[edit](lines, at % (len(lines) or 1), line) if lines else lines.append(line)
        raw.write("m.jsonl", "\n".join(lines))
        assert is_as_from_nothing(raw, made(raw, **SETTINGS), **SETTINGS)


@pytest.fixture
def annotated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of the articles that are annotated, which grow."""
    texts: list[str] = []
    real = annotate_shard.detect

    def noted(text: str) -> Any:
        texts.append(text)
        return real(text)

    monkeypatch.setattr(annotate_shard, "detect", noted)
    return texts


@pytest.fixture
def large(raw: Raw, annotated: list[str]) -> Raw:
    """A raw folder with one large file, of which a build was made."""
    write(raw, {})
    raw.write("outlets/ie.toml", 'country = "IE"\n[[outlet]]\nid = "echo"\nname = "Echo"\n')
    raw.write("m.labels.json", [annotation(3)])
    made(raw)
    assert len(annotated) == COUNT
    annotated.clear()
    return raw


def write(raw: Raw, changed: dict[int, Any]) -> None:
    """Write the large file, with other lines in the place of some."""
    lines = {number: LINES["an article"](number) for number in range(COUNT)} | changed
    raw.write("m.jsonl", "".join(f"{line}\n" for line in lines.values()))


def line(number: int, **other: Any) -> str:
    return json.dumps(record(number, **other))


CHANGED = {ONE: line(ONE, title="The ferry is late")}
FAR = {ONE: line(ONE, published="2040-01-01"), ONE + 1: line(ONE + 1, published="2040-01-01")}
WITH_FAR = {ONE + 1: FAR[ONE + 1]}
WITH_FOREIGN = {ONE + 1: LINES["of another tool"](ONE + 1)}
REFUSED = {ONE + 1: line(ONE + 1, license="Apache-2.0")}
FEW, SHARD, ALL_BEHIND = range(2), range(3, 15), range(20, COUNT)  # articles annotated again
# What changed before, what changes, and how many articles are annotated again.
CHANGES: dict[str, tuple[dict[int, str], dict[int, str], range]] = {
    "a title": ({}, CHANGED, FEW),
    "a byte that says nothing": ({}, {ONE: line(ONE) + " "}, FEW),
    "one goes": ({}, {ONE: ""}, FEW),
    "one is wrong": ({}, {ONE: "ferry"}, FEW),
    "one is right again": ({ONE: "ferry"}, CHANGED, FEW),
    "one has a warning, and one behind it": (WITH_FAR, FAR, FEW),
    "one has none any more, and one behind it": (FAR, CHANGED | WITH_FAR, FEW),
    "one beside one that is refused": (REFUSED, CHANGED | REFUSED, FEW),
    "one is of another tool": ({}, {ONE: LINES["of another tool"](ONE)}, SHARD),
    "one beside one of another tool": (WITH_FOREIGN, CHANGED | WITH_FOREIGN, SHARD),
    "one stands on several lines": ({}, {ONE: "{", ONE + 1: '"id": "a"', ONE + 2: "}"}, SHARD),
    "a line comes": ({}, {ONE: f"{line(ONE)}\n"}, ALL_BEHIND),
    "one that a person labelled": ({}, {3: line(3, title="The ferry is late")}, SHARD),
    "one beside one that a person labelled": ({}, {2: line(2, title="The ferry is late")}, SHARD),
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_the_records_that_changed_are_annotated(
    large: Raw, annotated: list[str], change: str
) -> None:
    before, after, count = CHANGES[change]
    write(large, before)
    made(large, **SETTINGS)
    annotated.clear()
    write(large, after)
    again = made(large, **SETTINGS)
    assert len(annotated) in count
    assert is_as_from_nothing(large, again, **SETTINGS)


def label(raw: Raw, *numbers: int) -> None:
    raw.write("m.labels.json", [annotation(3), *map(annotation, numbers)])


def rename_outlet(raw: Raw) -> None:
    raw.write("outlets/ie.toml", '[[outlet]]\nid = "echo"\nname = "The Echo"\n')


# What changes with the article, and the settings of the build.
ALSO: dict[str, tuple[Callable[[Raw], Any], dict[str, Any]]] = {
    "its outlet": (rename_outlet, {}),
    "a label of its own": (lambda raw: label(raw, ONE), {}),
    "a label of another": (lambda raw: label(raw, ONE + 1), {}),
    "no labels": (lambda raw: (raw.folder / "m.labels.json").unlink(), {}),
    "a setting": (lambda _: None, {"rights": Rights(licenses=("MIT",))}),
    "a limit": (lambda _: None, {"limits": Limits()._replace(record_bytes=5_000)}),
    "an earlier day": (lambda _: None, {"present_day": date(2026, 11, 25)}),
}


@pytest.mark.parametrize("also", ALSO)
def test_what_else_changes_has_its_say(large: Raw, annotated: list[str], also: str) -> None:
    change, settings = ALSO[also]
    write(large, CHANGED)
    change(large)
    again = made(large, **settings)
    assert is_as_from_nothing(large, again, **settings)


def test_dates_that_were_far_are_looked_at_again(large: Raw, annotated: list[str]) -> None:
    far = {ONE + 1: line(ONE + 1, published="2026-12-24")}
    write(large, far)
    made(large)
    annotated.clear()
    write(large, far | CHANGED)
    day = {"present_day": date(2026, 12, 25)}
    again = made(large, **day)
    assert len(annotated) in SHARD
    assert same(again, clean(large, **day))


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("of", [ARTEFACT, "*-look-ups", "last-build"])
def test_of_a_damaged_entry_nothing_is_taken(
    large: Raw, annotated: list[str], damage: str, of: str
) -> None:
    for file in (large.folder.parent / "out/.cache").glob(f"*/{of}/*"):
        DAMAGE[damage](file)
    write(large, CHANGED)
    again = made(large)
    assert len(annotated) >= min(SHARD)
    assert is_as_from_nothing(large, again)


def test_an_artefact_in_the_place_of_another_is_not_taken(large: Raw, annotated: list[str]) -> None:
    """Whatever is said of the last build, the name of an artefact tells what it is of."""
    cache = large.folder.parent / "out/.cache"
    for entry in list(cache.glob("*/last-build")):
        shutil.rmtree(entry)
    other = Raw(large.folder.parent / "other" / "raw")
    write(other, {number: LINES["far"](number) for number in range(COUNT)})
    made(other)
    shutil.copytree(other.folder.parent / "out/.cache", cache, dirs_exist_ok=True)
    annotated.clear()
    write(large, CHANGED)
    again = made(large)
    assert len(annotated) in SHARD
    assert is_as_from_nothing(large, again)
