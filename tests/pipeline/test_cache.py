"""An entry of the cache is taken where nothing changed that it depends on, and nowhere else."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zoneinfo
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from corpus.contract.limits import Limits
from corpus.contract.place import Item, Offset, Row
from corpus.contract.problems import Problem
from corpus.contract.span import Span
from corpus.engine.local import Local
from corpus.engine.runner import Runner, Silent
from corpus.labelling.agreement import Agreement, Disagreement
from corpus.labelling.recurrence import MARK, Found
from corpus.outlet.tables import load
from corpus.page.extractors import kept
from corpus.page.extractors.sandbox import Limits as SandboxLimits
from corpus.pipeline import cached_file, fingerprint, last_build
from corpus.pipeline.annotate import AnnotatedCorpus, annotate
from corpus.pipeline.annotate_shard import AnnotatedShard
from corpus.pipeline.articles import INDEX
from corpus.pipeline.cache import Cache
from corpus.pipeline.cached_shard import as_json, from_json
from corpus.pipeline.config import Config
from corpus.pipeline.label_chunk import ReadChunk, Said
from corpus.pipeline.labels_entry import entry_name
from corpus.pipeline.scan import scan
from corpus.pipeline.workdir import Chunk, Workdir
from corpus.read import shards
from corpus.read.foreign.settings import Importing
from corpus.read.foreign.tally import Fact, Tally
from corpus.read.listing import list_raw
from corpus.validation.rights import Rights
from tests.conftest import Ran, Raw, told

TODAY = date(2026, 11, 26)
ARTICLE = {
    "url": "https://a.example/1",
    "title": "The ferry left on time",
    "text": "The ferry left on time.\nAdvertisement",
    "published": "2026-11-01",
    "license": "MIT",
}
ARTEFACT = "[0-9a-f]" * 64  # the names of entries of shards, as a pattern of files
TABLE = 'country = "IE"\n[[outlet]]\nid = "a"\nname = "A"\nhosts = ["a.example"]\n'


class Made(NamedTuple):
    """What annotating came to."""

    files: dict[str, str]  # of all artefacts, with their digests
    corpus: AnnotatedCorpus
    fresh: int  # shards that were annotated, not taken


def forget() -> None:
    """Have hashed again what is hashed once a process."""
    for cached in (fingerprint.code_digest, fingerprint.environment, fingerprint.library_versions):
        cached.cache_clear()


@pytest.fixture(autouse=True)
def _as_new(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield
    monkeypatch.undo()
    forget()


@pytest.fixture
def one(raw: Raw) -> Raw:
    """A raw folder of one article."""
    raw.write("m.json", ARTICLE)
    return raw


def made(raw: Raw, out: str = "out", **settings: Any) -> Made:
    """Annotate a raw folder with the cache of an output folder."""
    place = raw.folder.parent / out
    work = Workdir(place / f"work{len(list(place.glob('work*')))}").create()
    before = {path.stat().st_ino for path in place.glob(".cache/*/*/*")}
    runner = Runner(Local(1), Silent())
    listed = list_raw(raw.folder)
    config = Config(raw.folder, place, **({"present_day": TODAY} | settings))
    tables, _ = load(raw.folder, listed.outlets)
    scanned = scan(runner, raw.folder, listed)
    cache = Cache.of(place)
    last = last_build.take(work, cache)
    corpus = annotate(runner, work, config, listed, scanned, tables, cache, last)
    last_build.keep(work, cache, corpus.shards, {}, scanned.articles)
    folder = work.root / "annotated"
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    digests = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }
    fresh = {path.parent.name for path in files if path.stat().st_ino not in before}
    return Made(digests, corpus, len(fresh))


def same(first: Made, second: Made) -> bool:
    return first.files == second.files and first.corpus == second.corpus


def clean(raw: Raw, **settings: Any) -> Made:
    """The same without anything to take."""
    shutil.rmtree(raw.folder.parent / "clean", ignore_errors=True)
    return made(raw, "clean", **settings)


def test_what_did_not_change_is_taken(one: Raw) -> None:
    one.write("wrong.json", {"text": 1})
    one.write("m.labels.json", "[]")
    first, second = made(one), made(one)
    assert (first.fresh, second.fresh) == (1, 0)
    assert same(first, second)
    assert first.corpus.problems


def test_an_article_edited_in_a_large_file_has_its_shard_made_again(
    raw: Raw, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "SHARD_BYTES", 2000)
    articles = [{**ARTICLE, "url": f"https://a.example/{n}"} for n in range(100)]
    raw.write("m.jsonl", "".join(json.dumps(article) + "\n" for article in articles))
    first = made(raw)
    articles[50]["title"] = "The ferry left late, and came back on time"
    raw.write("m.jsonl", "".join(json.dumps(article) + "\n" for article in articles))
    again = made(raw)
    assert 1 <= again.fresh <= 3 < first.fresh
    assert same(again, clean(raw))


CHANGED_FILES: dict[str, Callable[[Raw], Any]] = {
    "an article": lambda raw: raw.write("m.json", {**ARTICLE, "title": "Ferry"}),
    "a file's name": lambda raw: (raw.folder / "m.json").rename(raw.folder / "n.json"),
    "labels beside it": lambda raw: raw.write("m.labels.json", "[]"),
    "an outlet table": lambda raw: raw.write("outlets/ie.toml", TABLE),
}
OTHERS = {  # of each setting that annotating is given, a value that is not its default
    "licenses": ("Apache-2.0", "MIT"),
    "keep_reserved": True,
    "keep_html": True,
    "map": {"body": "text"},
    "kind": "news-please",
    "outlet": "b",
    "zone": "Asia/Tokyo",
    "dates": "day-first",
}
CHANGED_SETTINGS: dict[str, dict[str, Any]] = {
    **{f: {"rights": Rights(**{f: OTHERS[f]})} for f in Rights._fields},
    **{f: {"importing": Importing(**{f: OTHERS[f]})} for f in Importing._fields},
    **{f: {"limits": Limits()._replace(**{f: 9_999_999})} for f in Limits._fields},
}


@pytest.mark.parametrize("change", CHANGED_FILES)
def test_what_changed_in_the_raw_folder_is_annotated_again(one: Raw, change: str) -> None:
    made(one)
    CHANGED_FILES[change](one)
    again = made(one)
    assert again.fresh == 1
    assert same(again, clean(one))


@pytest.mark.parametrize("setting", CHANGED_SETTINGS)
def test_under_other_settings_all_is_annotated_again(one: Raw, setting: str) -> None:
    made(one)
    assert made(one, **CHANGED_SETTINGS[setting]).fresh == 1
    assert made(one).fresh == 0


def test_every_setting_has_a_say_or_is_of_a_later_stage() -> None:
    """A new setting of a build belongs into the fingerprint, or into this list."""
    later = {"raw", "out", "inputs", "version", "strict", "split", "min_confidence", "previous"}
    in_rows = {"columns"}  # see test_optional_columns.py
    told = {"source_date_epoch", "present_day", "dataset"}
    has_say = {"rights", "limits", "importing", "models"}  # of models: see test_models.py
    assert {f.name for f in fields(Config)} == later | in_rows | told | has_say


def test_under_another_library_all_is_annotated_again(
    one: Raw, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(one)
    real = fingerprint._version
    digests = set()
    for library in fingerprint.LIBRARIES:
        monkeypatch.setattr(
            fingerprint, "_version", lambda name, of=library: real(name) + "+x" * (name == of)
        )
        fingerprint.library_versions.cache_clear()
        fingerprint.environment.cache_clear()
        digests.add(fingerprint.settings_digest(Rights(), Limits(), Importing()))
    assert len(digests) == len(fingerprint.LIBRARIES)
    assert made(one).fresh == 1


def test_with_something_else_installed_all_is_annotated_again(
    one: Raw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(one)
    (tmp_path / "site/dateparser-9.9.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    forget()
    assert made(one).fresh == 1


def test_with_other_rules_of_a_zone_all_is_annotated_again(one: Raw, tmp_path: Path) -> None:
    made(one)
    (tmp_path / "UTC").write_bytes(b"TZif, of another day")
    zoneinfo.reset_tzpath([str(tmp_path)])
    try:
        assert made(one).fresh == 1
    finally:
        zoneinfo.reset_tzpath()


@pytest.mark.parametrize(
    "file", ["pipeline/annotate_shard.py", "labelling/weights.json", "labelling/line_model/"]
)
def test_a_byte_of_the_package_has_all_annotated_again(
    one: Raw, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(one)
    real = fingerprint.package_files()
    changed = next(name for name, _ in real if name.startswith(file))
    other = [(n, content[:-1] + b"~" if n == changed else content) for n, content in real]
    monkeypatch.setattr(fingerprint, "package_files", lambda: other)
    forget()
    assert made(one).fresh == 1


DAYS = {
    # the date of the article, the day of the first build, that of the second: shards made anew
    "nothing to warn of, later": ("2026-11-01", "2026-11-26", "2027-01-01", 0),
    "nothing to warn of, earlier": ("2026-11-25", "2026-11-26", "2026-11-01", 1),
    "warned of, the same day": ("2026-12-24", "2026-11-26", "2026-11-26", 0),
    "warned of, and come since": ("2026-12-24", "2026-11-26", "2026-12-25", 1),
    "warned of, and still ahead": ("2026-12-24", "2026-11-26", "2026-11-27", 1),
}


@pytest.mark.parametrize("case", DAYS)
def test_dates_are_warned_of_as_they_are_without_a_cache(raw: Raw, case: str) -> None:
    published, first, second, fresh = DAYS[case]
    raw.write("m.json", {**ARTICLE, "published": published})
    made(raw, present_day=date.fromisoformat(first))
    again = made(raw, present_day=date.fromisoformat(second))
    assert again.fresh == fresh
    assert same(again, clean(raw, present_day=date.fromisoformat(second)))


def entry_of(raw: Raw) -> Path:
    (entry,) = (raw.folder.parent / "out/.cache").glob(f"*/{ARTEFACT}")
    return entry


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGE: dict[str, Callable[[Path], Any]] = {
    "a bit is another": flip,
    "it breaks off": lambda path: os.truncate(path, path.stat().st_size - 1),
    "it is empty": lambda path: os.truncate(path, 0),
    "it is missing": Path.unlink,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_entry_is_made_again_and_replaced(one: Raw, damage: str) -> None:
    first = made(one)
    files = sorted(path.name for path in entry_of(one).iterdir())
    assert len(files) == 7
    for file in files:
        DAMAGE[damage](entry_of(one) / file)
        again = made(one)
        assert again.fresh == 1, file
        assert same(again, first)
        assert made(one).fresh == 0


def test_an_entry_under_another_name_is_not_taken(one: Raw) -> None:
    made(one)
    old = entry_of(one)
    one.write("m.json", {**ARTICLE, "title": "Ferry"})
    new = clean(one)
    old.rename(old.with_name(next(iter(new.files)).split("/")[0]))
    again = made(one)
    assert again.fresh == 1
    assert same(again, new)


def test_a_build_that_stops_leaves_what_it_finished(
    raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "BASKET_BYTES", 1)
    for n in range(3):
        raw.write(f"{n}.json", {**ARTICLE, "url": f"https://a.example/{n}"})
    real = shards.scan_file

    def scan_and_change(folder: Path, file: str) -> Any:
        scanned = real(folder, file)
        if file == "2.json":
            raw.write(file, {**ARTICLE, "url": "https://a.example/x"})  # stops its shard
        return scanned

    monkeypatch.setattr(cached_file, "scan_file", scan_and_change)
    out = raw.folder.parent / "out"
    assert corpus("build", raw.folder, "--out", out, "--workers", "1").code == 2
    assert Cache.of(out).held().entries == 2 * 2
    monkeypatch.undo()
    monkeypatch.setattr(shards, "BASKET_BYTES", 1)
    assert made(raw, present_day=date.today()).fresh == 1


def test_the_oldest_entries_go_and_those_in_use_last(raw: Raw) -> None:
    cache = Cache.of(raw.folder.parent / "out")
    names = []
    for n in range(4):
        raw.write("m.json", {**ARTICLE, "title": f"Ferry {n}"})
        names.append(next(iter(made(raw).files)).split("/")[0])
        for other in {*cache.root.glob("*/*")} - {*cache.root.glob(f"*/{ARTEFACT}")}:
            shutil.rmtree(other)
    sizes = {}
    for age, name in enumerate(names):  # the last was used before all others
        entry = cache.root / "1" / name
        os.utime(entry, (1_000_000 - age, 1_000_000 - age))
        sizes[name] = sum(path.stat().st_size for path in entry.iterdir())
    other = cache.root / "0" / "x"  # of another layout
    other.mkdir(parents=True)
    (other / "data").write_bytes(b"x" * 1000)
    os.utime(other, (1, 1))
    left = lambda: sorted(path.name for path in cache.root.glob("*/*"))  # noqa: E731
    total = cache.held().size
    assert total == sum(sizes.values()) + 1000
    cache.prune([names[3]], total)
    assert left() == sorted([*names, "x"])
    cache.prune([names[3]], total - 1)
    assert left() == sorted(names)
    cache.prune([names[3]], total - 1001)
    assert left() == sorted([names[0], names[1], names[3]])
    cache.prune([names[3]], sizes[names[3]])
    assert left() == [names[3]]
    cache.prune([names[3]], 0)
    assert left() == []


@pytest.mark.parametrize(
    ("options", "code"),
    [([], 0), (["--strict"], 1), (["--version", "1.0.0"], 2)],
    ids=["published", "rejected", "refused"],
)
def test_old_entries_go_however_a_build_ends(
    raw: Raw,
    corpus: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    code: int,
) -> None:
    out = raw.folder.parent / "out"
    old = out / ".cache" / "0" / "x"
    old.mkdir(parents=True)
    (old / "data").write_bytes(b"x" * (1 << 20))
    monkeypatch.setattr(Cache.prune, "__defaults__", (1 << 20,))
    raw.write("m.json", ARTICLE)
    raw.write("n.json", {"text": "An article from nowhere."})
    if "--version" in options:
        (out / "1.0.0").mkdir()
    assert corpus("build", raw.folder, "--out", out, *options).code == code
    assert not old.exists()


def test_a_shard_comes_back_as_it_was() -> None:
    found = Problem(
        *("a.json", 3, "far_date", "\ud800 \x00", "kind"),
        path=("extra", 2, "x"),
        span=Span(1, 2, 3, 4),
        set_severity="note",
        stretch=(3, 4),
    )
    shard = AnnotatedShard(
        chunks=[Chunk("f", 0, 4096), Chunk("f", 1, 7)],
        outlets=Counter({"b": 2, "a": 1}),
        unknown_outlets={"b"},
        problems=[
            found,
            found._replace(path=None, span=None, stretch=None, line=None),
            *(found._replace(line=number, span=None) for number in (Item(3), Row(4), Offset(0))),
        ],
        used={("a.labels.json", 0), ("a.labels.json", 4)},
        tally=Tally({Fact("warc", "records", "a"): 3, Fact("warc", "left", "b"): 1}),
        agreement=Agreement(
            2,
            Counter({("byline", "story"): 9, ("story", "story"): 70}),
            [Disagreement("a", 9, "By Ana", (("ana", "byline"), ("ben", "story")))],
        ),
    )
    back = from_json("f", json.loads(json.dumps(as_json(shard))))
    assert back == shard
    assert [problem.place for problem in back.problems] == [
        problem.place for problem in shard.problems
    ]
    assert list(back.outlets) == ["b", "a"]
    assert {field.name for field in fields(AnnotatedShard)} == set(vars(back))


def test_the_places_of_what_is_wrong_are_those_of_a_build_without_a_cache(
    raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    raw.write("a.json", [ARTICLE, {"text": "An item without an address."}])
    raw.write("b.csv", "text,url\nThe bus left late on Monday.,https://a.example/5\nNo address,\n")
    raw.write("c.html", "<p>A page that does not say where it is from.")
    cold = corpus("build", "--out", "cold")
    shutil.copytree("cold/.cache", "warm/.cache")
    warm = corpus("build", "--out", "warm")
    rejected = Path("cold/latest/rejected.jsonl").read_text()
    assert Path("warm/latest/rejected.jsonl").read_text() == rejected
    assert told(warm) == [line.replace("cold", "warm") for line in told(cold)]
    assert {json.loads(line)["unit"] for line in rejected.splitlines()} == {
        "item",
        "record",
        "line",
    }


def read_chunk(**other: Any) -> ReadChunk:
    """What the corpus says of a chunk of two articles with three lines."""
    marks = np.zeros(3, MARK)
    said = {
        "articles": np.array([0, 5, 0]),
        "is_often": np.array([False, True, False]),
        "is_title": np.array([False, False, True]),
        "of_articles": np.zeros(2, INDEX),
        "is_kept": np.array([True, True]),
        "min_confidence": 0.65,
    } | other
    counted = Found(marks, *map(said.pop, Found._fields[1:]))
    return ReadChunk(counted=counted, ends=[2, 3], **said)


OTHER_CORPUS = {
    "articles": np.array([0, 6, 0]),
    "is_often": np.array([False, False, False]),
    "is_title": np.array([False, True, True]),
    "is_kept": np.array([True, False]),
    "min_confidence": 0.7,
}


def name_of_labels(chunk: Chunk, read: ReadChunk) -> str:
    return entry_name(chunk, Said.to(read), read.min_confidence)


def test_labels_depend_on_what_the_corpus_says_of_a_chunk() -> None:
    chunk = Chunk("a", 0, 2)
    names = [name_of_labels(chunk, read_chunk(**{what: v})) for what, v in OTHER_CORPUS.items()]
    names += [name_of_labels(other, read_chunk()) for other in (chunk, Chunk("b", 0, 2))]
    names.append(name_of_labels(Chunk("a", 1, 2), read_chunk()))
    assert len(set(names)) == len(names) == 8
    assert name_of_labels(chunk, read_chunk()) in names
    of_the_artefact = {"marks", "ends", "of_articles"}
    read = {*ReadChunk._fields, *Found._fields} - {"counted"}
    assert read == {*OTHER_CORPUS} | of_the_artefact


@pytest.mark.slow
def test_what_an_extractor_had_no_time_for_is_not_kept(
    raw: Raw, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = "".join(f"<p>Ferry {n} left the pier at {n} past six.</p>" for n in range(300))
    page = f"<html><body><h1>Ferries</h1>{story}</body></html>"
    raw.write("a.json", {"url": "https://a.example/1", "html": page})
    kept._SANDBOX.close()
    with monkeypatch.context() as patch:
        patch.setattr(kept._SANDBOX, "_limits", SandboxLimits(seconds=0.001, memory=2 << 30))
        first = made(raw)
    assert "extractor_failed" in {problem.reason for problem in first.corpus.problems}
    again = made(raw)
    assert again.fresh == 1
    assert again.corpus.problems == []
    assert made(raw).fresh == 0


def test_an_entry_may_say_a_name_that_is_no_text(tmp_path: Path) -> None:
    cache, made = Cache.of(tmp_path), tmp_path / "made"
    made.mkdir()
    came_to = {"problems": [{"file": "a\udcff.json", "line": 1}]}
    assert cache.keep("entry", made, came_to, tmp_path) is None
    assert cache.take("entry", tmp_path / "taken") == came_to


def test_one_file_of_an_entry_is_read_only_as_it_was_sealed(tmp_path: Path) -> None:
    cache, made = Cache.of(tmp_path), tmp_path / "made"
    made.mkdir()
    (made / "rows").write_bytes(b"what was made")
    (made / "others").write_bytes(b"more")
    assert cache.keep("entry", made, {}, tmp_path) is None

    assert cache.read("entry", "rows") == b"what was made"
    assert cache.read("entry", "columns") is None
    assert cache.read("another", "rows") is None
    entry = next(cache.root.glob("*/entry"))
    for damaged in (b"what was mode", b"what was", b""):
        (entry / "rows").unlink()
        (entry / "rows").write_bytes(damaged)
        assert cache.read("entry", "rows") is None
        assert cache.read("entry", "others") == b"more"
