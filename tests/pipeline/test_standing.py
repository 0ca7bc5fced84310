"""A build of what the last release was made of leaves it, and no other build does."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import corpus as library
from corpus.contract.dataset import Dataset
from corpus.contract.limits import Limits
from corpus.engine.local import Local
from corpus.engine.runner import Runner, Silent
from corpus.labelling.trained import Trained
from corpus.pipeline import fingerprint
from corpus.pipeline.cache import Cache
from corpus.pipeline.config import Config
from corpus.pipeline.scan import scan
from corpus.pipeline.standing import Seal
from corpus.pipeline.workdir import Workdir
from corpus.read.foreign.settings import Importing
from corpus.read.listing import list_raw
from corpus.split.assign import Choice
from corpus.validation.rights import Rights
from tests.conftest import Ran, Raw, told
from tests.pipeline.test_cache import ARTICLE, TABLE, forget

STORY = "The ferry to the islands left on time though the wind had turned in the night before."


class Stages:
    """The names of the stages of a build."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def stage(self, name: str, total: int, unit: str = "") -> None:
        self.names.append(name)

    def step(self, done: int = 1) -> None:
        pass


def build(raw: Raw) -> tuple[str, list[str]]:
    """The version that stands after a build, and the stages that it took."""
    stages = Stages()
    release = library.build(raw.folder, out=out_of(raw), workers=1, progress=stages)
    return release.version, stages.names


def out_of(raw: Raw) -> Path:
    return raw.folder.parent / "out"


@pytest.fixture(autouse=True)
def _as_new() -> Iterator[None]:
    yield
    forget()


def test_what_did_not_change_is_only_hashed(raw: Raw) -> None:
    raw.write("a.jsonl", [{**ARTICLE, "text": f"{STORY} {n}"} for n in range(3)])
    assert build(raw)[0] == "1.0.0"
    assert build(raw) == ("1.0.0", ["scan"])
    raw.write("b.json", {**ARTICLE, "url": "https://a.example/2", "text": "Other words."})
    assert build(raw)[0] == "1.1.0"
    assert build(raw) == ("1.1.0", ["scan"])


def test_it_is_told_as_by_a_build_without_a_cache(raw: Raw, corpus: Callable[..., Ran]) -> None:
    late = {**ARTICLE, "published": "3000-01-01"}
    raw.write("a.json", [late, {"text": 1}, {**late, "body": "x"}])
    raw.write("b.txt", "no address")
    raw.write("notes.xyz", "left alone")
    command = ("build", raw.folder, "--out", out_of(raw), "--workers", "1")
    assert corpus(*command).code == 0
    sealed = corpus(*command)
    shutil.rmtree(out_of(raw) / ".cache")
    full = corpus(*command)
    assert sealed.out == full.out
    assert told(sealed) == told(full)
    assert "far_date" in sealed.err


def test_a_damaged_release_is_refused(raw: Raw, corpus: Callable[..., Ran]) -> None:
    raw.write("a.json", ARTICLE)
    build(raw)
    (file,) = (out_of(raw) / "latest/data").glob("*.parquet")
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    ran = corpus("build", raw.folder, "--out", out_of(raw))
    assert ran.code == 2
    assert f"{file.name}: damaged" in ran.err


def test_a_damaged_seal_is_made_again(raw: Raw) -> None:
    raw.write("a.json", ARTICLE)
    build(raw)
    for entry in Cache.of(out_of(raw)).root.glob("*/*/entry.jsonl"):
        if len(list(entry.parent.iterdir())) == 1:
            entry.write_bytes(entry.read_bytes()[:-9])
    assert len(build(raw)[1]) > 1
    assert build(raw) == ("1.0.0", ["scan"])


def test_a_release_that_the_next_build_would_change_is_not_sealed(raw: Raw) -> None:
    """Of two copies the published one stands; once both are published, the earlier one does."""
    text = " ".join(f"{STORY} {n}." for n in "one two three four five".split())
    copy = {"text": text, "outlet": "a", "title": "The ferry"}
    raw.write("a.json", {**copy, "id": "x1", "published": "2026-05-02"})
    build(raw)
    raw.write("b.json", {**copy, "id": "x2", "published": "2026-05-01", "text": f"{text} Yes."})
    first = build(raw)[0]
    version, stages = build(raw)
    assert version != first
    assert "annotate" in stages
    assert build(raw) == (version, ["scan"])


def name(raw: Raw, release: Path, **settings: Any) -> str:
    """The name of the seal."""
    config = Config(raw.folder, out_of(raw), **settings)
    files = list_raw(raw.folder)
    scanned = scan(Runner(Local(1), Silent()), raw.folder, files)
    return Seal(Cache.of(config.out), Workdir(config.out), config, files, scanned).name(release)


def other_release(raw: Raw) -> None:
    manifest = out_of(raw) / "manifest.json"
    manifest.write_bytes(manifest.read_bytes() + b" ")


CHANGES: dict[str, Callable[[Raw], Any]] = {
    "an article": lambda raw: raw.write("m.json", {**ARTICLE, "title": "Ferry"}),
    "a file's name": lambda raw: (raw.folder / "m.json").rename(raw.folder / "n.json"),
    "a file more": lambda raw: raw.write("n.json", ARTICLE),
    "a file that is left alone": lambda raw: raw.write("n.xyz", "x"),
    "a file that cannot be read": lambda raw: (raw.folder / "n.json").symlink_to("nowhere"),
    "labels": lambda raw: raw.write("m.labels.json", "[]"),
    "an outlet table": lambda raw: raw.write("outlets/ie.toml", TABLE),
    "the last release": other_release,
}
SETTINGS: dict[str, Any] = {
    "strict": True,
    "split": Choice(key="other"),
    "min_confidence": 0.7,
    "source_date_epoch": 0,
    "rights": Rights(keep_html=True),
    "limits": Limits()._replace(record_bytes=9_999_999),
    "importing": Importing(outlet="b"),
    "dataset": Dataset(name="other"),
    "models": (Trained(Path("m"), "m", "00", frozenset(), 0.5, 0.1),),
    "columns": ("text_clean",),
}


@pytest.fixture
def sealed(raw: Raw) -> Raw:
    raw.write("m.json", ARTICLE)
    out_of(raw).mkdir()
    (out_of(raw) / "manifest.json").write_text("{}")
    return raw


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changed_has_a_say(sealed: Raw, change: str) -> None:
    before = name(sealed, out_of(sealed))
    assert name(sealed, out_of(sealed)) == before
    CHANGES[change](sealed)
    assert name(sealed, out_of(sealed)) != before


def test_every_setting_has_a_say(sealed: Raw) -> None:
    names = {name(sealed, out_of(sealed), **{key: value}) for key, value in SETTINGS.items()}
    assert len(names | {name(sealed, out_of(sealed))}) == len(SETTINGS) + 1
    places, asked = {"raw", "out", "inputs", "previous"}, {"version", "present_day"}
    assert {field.name for field in fields(Config)} == {*SETTINGS} | places | asked


def test_the_code_has_a_say(sealed: Raw, monkeypatch: pytest.MonkeyPatch) -> None:
    before = name(sealed, out_of(sealed))
    real = fingerprint.package_files()
    monkeypatch.setattr(fingerprint, "package_files", lambda: [*real, ("x.py", b"")])
    forget()
    assert name(sealed, out_of(sealed)) != before


def test_no_seal_is_taken_for_a_version_or_an_earlier_day(sealed: Raw) -> None:
    late = {**ARTICLE, "published": "3000-01-01"}
    sealed.write("m.json", late)
    shutil.rmtree(out_of(sealed))
    build(sealed)
    release = (out_of(sealed) / "latest").resolve()
    files = list_raw(sealed.folder)
    scanned = scan(Runner(Local(1), Silent()), sealed.folder, files)

    def taken(number: int, **settings: Any) -> bool:
        config = replace(Config(sealed.folder, out_of(sealed)), **settings)
        work = Workdir(sealed.folder.parent / f"work{number}").create()
        seal = Seal(Cache.of(config.out), work, config, files, scanned)
        return seal.take(release) is not None

    today = library.api._present_day()
    assert taken(0, present_day=today)
    assert not taken(1, present_day=date(2026, 1, 1))
    assert not taken(2, present_day=date(3000, 2, 1))
    assert not taken(3, present_day=today, version="1.0.0")
