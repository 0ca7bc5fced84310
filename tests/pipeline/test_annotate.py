"""What annotating a shard gives depends on the shard, the code and the configuration alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.engine.local import Local
from corpus.engine.runner import Runner, Silent
from corpus.identify.canonical import sha256
from corpus.outlet.tables import load
from corpus.pipeline import fingerprint, plan
from corpus.pipeline.annotate import AnnotatedCorpus, annotate
from corpus.pipeline.cache import Cache
from corpus.pipeline.config import Config
from corpus.pipeline.last_build import NOTHING
from corpus.pipeline.scan import scan
from corpus.pipeline.workdir import Workdir
from corpus.read import shards
from corpus.read.listing import list_raw
from corpus.validation.rights import Rights
from tests.conftest import ROOT, Ran, Raw

ARTICLE = {"url": "https://a.example/1", "text": "The ferry left on time.\nAdvertisement"}
TABLE = '[[outlet]]\nid = "a"\nname = "A"\nhosts = ["a.example"]\n'


def annotated(raw: Raw, **config: Any) -> tuple[Workdir, AnnotatedCorpus]:
    work = Workdir(raw.folder.parent / f"work{len(list(raw.folder.parent.iterdir()))}").create()
    runner = Runner(Local(1), Silent())
    files = list_raw(raw.folder)
    outlets, _ = load(raw.folder, files.outlets)
    settings = Config(raw.folder, work.root, **config)
    scanned = scan(runner, raw.folder, files)
    return work, annotate(
        runner, work, settings, files, scanned, outlets, Cache.of(work.root), NOTHING
    )


def artefacts(work: Workdir) -> dict[str, str]:
    """The digest of every file that annotating wrote, by its path below the shards."""
    folder = work.root / "annotated"
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def shard_of(corpus: AnnotatedCorpus, place: int) -> str:
    """The fingerprint of the shard that a file, told by its place, is in."""
    (shard,) = (shard for shard, places in corpus.files_of_shard.items() if place in places)
    return shard


def test_other_files_and_their_number_change_nothing(
    raw: Raw, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "BASKET_BYTES", 1)
    raw.write("m.json", ARTICLE)
    alone, corpus = annotated(raw)
    for n in range(30):  # in front of it and behind, of the same outlet
        raw.write(f"{'az'[n % 2]}{n}.json", {**ARTICLE, "url": f"https://a.example/x{n}"})
    crowd, _ = annotated(raw)
    name = shard_of(corpus, 0)
    among_others = {file: d for file, d in artefacts(crowd).items() if file.startswith(name)}
    assert artefacts(alone) == among_others
    assert len(artefacts(crowd)) == 31 * len(artefacts(alone))


CHANGES: dict[str, dict[str, Any]] = {
    "its bytes": {"m.json": {**ARTICLE, "title": "Ferry"}},
    "labels of people": {"m.labels.json": "[]"},
    "an outlet table": {"outlets/ie.toml": f'country = "IE"\n{TABLE}'},
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_an_artefact_depends_on_changes_its_name(raw: Raw, change: str) -> None:
    raw.write("m.json", ARTICLE)
    before = shard_of(annotated(raw)[1], 0)
    for file, content in CHANGES[change].items():
        raw.write(file, content)
    assert shard_of(annotated(raw)[1], 0) != before


def test_configuration_code_and_libraries_change_its_name(
    raw: Raw, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw.write("m.json", ARTICLE)
    names = {
        shard_of(annotated(raw)[1], 0),
        shard_of(annotated(raw, rights=Rights(("MIT",)))[1], 0),
    }
    monkeypatch.setattr(fingerprint, "code_digest", lambda: "another")
    names.add(shard_of(annotated(raw)[1], 0))
    monkeypatch.setattr(fingerprint, "environment", lambda: {"numpy": "another"})
    names.add(shard_of(annotated(raw)[1], 0))
    assert len(names) == 4


def test_the_code_digest_covers_rules_models_and_schemas() -> None:
    names = dict(fingerprint.package_files())
    package = ROOT / "corpus"
    for path in package.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert names[path.relative_to(package).as_posix()] == path.read_bytes()


def test_a_task_carries_its_own_files_only(raw: Raw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "BASKET_BYTES", 1)
    sizes = {}

    class Recorder(Runner):
        def each(self, name: str, task: Any, arguments: Any, amounts: Any = None) -> Any:
            if name == "annotate":
                sizes[len(arguments)] = max(len(repr(argument)) for argument in arguments)
            return super().each(name, task, arguments, amounts)

    runner = Recorder(Local(1), Silent())
    for count in (20, 200):
        for n in range(count):
            raw.write(f"{n:05d}.json", {**ARTICLE, "url": f"https://a.example/{n}"})
            raw.write(f"{n:05d}.labels.json", json.dumps([]))
        work = Workdir(raw.folder.parent / f"work{count}").create()
        files = list_raw(raw.folder)
        scanned = scan(runner, raw.folder, files)
        config = Config(raw.folder, Path("build"))
        tables, _ = load(raw.folder, [])
        annotate(runner, work, config, files, scanned, tables, Cache.of(work.root), NOTHING)
    assert list(sizes) == [20, 200]
    assert sizes[200] < sizes[20] * 1.05


@pytest.mark.parametrize("file", ["outlets/ie.toml", "a.labels.json", "a.json"])
def test_an_input_that_changes_after_the_scan_stops_the_build(
    file: str, raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    article = {"text": "The ferry left on time.", "outlet": "a"}
    labels = {"sha256": sha256(article["text"]), "annotator": "ana", "date": "2026-11-20"}
    raw.write("a.json", article)
    raw.write("a.labels.json", {**labels, "spans": []})
    raw.write("outlets/ie.toml", 'country = "IE"\n' + TABLE)
    real = plan.scan

    def scan_and_change(*arguments: Any) -> Any:
        path = raw.folder / file
        if file.endswith(".toml"):  # is read before the scan
            path.write_bytes(path.read_bytes() + b"\n")
            return real(*arguments)
        scanned = real(*arguments)
        path.write_bytes(path.read_bytes() + b"\n")
        return scanned

    monkeypatch.setattr(plan, "scan", scan_and_change)
    ran = corpus("build", raw.folder, "--out", raw.folder.parent / "out")
    assert ran.code == 2
    assert f"{raw.folder / file}: was changed while it was read" in ran.err
    assert not (raw.folder.parent / "out/latest").exists()
