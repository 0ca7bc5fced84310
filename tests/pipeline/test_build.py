"""A build from raw articles to a release, on a small corpus with everything in it."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.api import open_release
from corpus.contract.columns import ROW
from corpus.identify.canonical import canonicalise, sha256
from corpus.read import shards
from corpus.read.foreign.kinds import our_fields
from corpus.split.assign import Articles, Choice, Placed
from tests.conftest import Ran, Raw, rows

WORDS = (
    "harbour council ferry engine budget winter school bridge farmer museum choir river night "
    "market teacher storm library garden factory island train doctor"
).split()


def prose(seed: int, length: int = 90) -> str:
    rnd = random.Random(seed)
    words = [rnd.choice(WORDS) + rnd.choice(WORDS) for _ in range(length)]
    return " ".join(f"The {' '.join(words[at : at + 9])}." for at in range(0, length, 9))


def article(n: int, **more: Any) -> dict[str, Any]:
    outlet = f"outlet{n % 4}.example"
    text = f"Headline number {n} of the day\n{prose(n)}.\n© 2026 {outlet}, printed in {n} towns"
    said = {"id": f"n{n}", "url": f"https://{outlet}/{n}", "text": text}
    return {**said, "title": f"Headline number {n} of the day", **more}


@pytest.fixture
def sample(raw: Raw) -> Raw:
    everything = [article(n, published=f"2026-11-{n % 28 + 1:02d}") for n in range(60)]
    everything[7]["text"] = everything[6]["text"].replace(prose(6)[-20:], "otherwise")  # a copy
    everything[8]["text"] += "\r\n👩\u200d👧 e\u0301 שלום"
    everything[9] |= {"extra": {"b": 1, "a": None}, "authors": ["Ana Ruiz"], "license": "CC0-1.0"}
    raw.write("a/one.jsonl", everything[:30])
    raw.write("b/two.jsonl", everything[30:50])
    for n in range(50, 60):
        raw.write(f"c/{n}.json", everything[n])
    raw.write("c/bad.json", {"text": "x"})
    text = canonicalise(everything[55]["text"])
    start = text.index("©")
    span = {"start": start, "end": len(text), "label": "about_publisher", "text": text[start:]}
    judged = {"sha256": sha256(text), "annotator": "ana", "date": "2026-11-20", "complete": True}
    raw.write("c/55.labels.json", {**judged, "spans": [span]})
    return raw


def tree(folder: Path) -> dict[str, str]:
    """The hash of every file of a release."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def build(corpus: Callable[..., Ran], raw: Raw, out: str, *options: str) -> Path:
    ran = corpus("build", raw.folder, "--out", raw.folder.parent / out, *options)
    assert ran.code == 0, ran.err
    return raw.folder.parent / out / "latest"


def test_what_a_release_holds(sample: Raw, corpus: Callable[..., Ran]) -> None:
    release = build(corpus, sample, "build")
    names = {path.relative_to(release).parts[0] for path in release.rglob("*")}
    assert names == {
        "CITATION.cff",
        "README.md",
        "croissant.json",
        "data",
        "dataset",
        "labels.json",
        "ledger.parquet",
        "manifest.json",
        "origins",
        "rejected.jsonl",
        "report.html",
        "votes",
    }
    found = rows(release)
    assert len(found) == 60
    for row in found.values():
        assert row["sha256"] == sha256(row["text"]) == sha256(canonicalise(row["text"]))
        spans = row["spans"]
        assert all(a["end"] <= b["start"] for a, b in zip(spans, spans[1:], strict=False))
        assert all(0 <= s["start"] < s["end"] <= len(row["text"]) for s in spans)
        assert row["added_in"] == "1.0.0"
    assert found["n8"]["text"].endswith("\n👩\u200d👧 é שלום")
    assert json.loads(found["n9"]["extra"]) == {"a": None, "b": 1}
    assert (found["n9"]["authors"], found["n9"]["license"]) == (["Ana Ruiz"], "CC0-1.0")
    assert (found["n6"]["near_duplicate_of"], found["n7"]["near_duplicate_of"]) == (None, "n6")
    assert found["n6"]["group"] == found["n7"]["group"]
    footers = [row["text"][s["start"] : s["end"]] for row in found.values() for s in row["spans"]]
    assert sum(footer.startswith("© 2026") for footer in footers) == 60
    judged = found["n55"]
    assert judged["human_labelled"]
    assert [(s["label"], s["source"], s["confidence"]) for s in judged["spans"]] == [
        ("about_publisher", "human:ana", 1.0)
    ]


def test_the_bytes_depend_on_the_articles_alone(
    sample: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = tree(build(corpus, sample, "one", "--workers", "1"))
    for size in ("SHARD_BYTES", "BASKET_BYTES"):
        monkeypatch.setattr(shards, size, 4000)  # many shards
    two = tree(build(corpus, sample, "two", "--workers", "2"))
    assert one == two

    renamed = Raw(sample.folder.parent / "renamed")
    shutil.copytree(sample.folder, renamed.folder)
    (renamed.folder / "a/one.jsonl").rename(renamed.folder / "z.jsonl")
    (renamed.folder / "c/bad.json").rename(renamed.folder / "0.json")
    three = tree(build(corpus, renamed, "three", "--workers", "1"))
    differ = {name for name in one if one[name] != three[name]}
    differ = {name for name in differ if not name.startswith("origins/")}
    assert differ <= {"manifest.json", "rejected.jsonl"}  # these name the files as well


def test_loads_with_datasets(
    sample: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_OFFLINE", True)
    release = build(corpus, sample, "build")
    from_disk = datasets.load_from_disk(str(release / "dataset"))
    from_parquet = datasets.load_dataset(str(release), cache_dir=str(release.parent / "cache"))
    assert list(from_disk) == list(from_parquet) == ["train", "validation", "test"]
    for split in from_disk:
        assert from_disk[split].column_names == ROW.names
        assert from_disk[split].features == from_parquet[split].features
        assert from_disk[split].to_list() == from_parquet[split].to_list()


def test_the_manifest_knows_every_file(sample: Raw, corpus: Callable[..., Ran]) -> None:
    release = build(corpus, sample, "build")
    manifest = json.loads((release / "manifest.json").read_bytes())
    said = {file["path"]: file["sha256"] for file in manifest["outputs"]}
    assert said == {
        name: digest for name, digest in tree(release).items() if name != "manifest.json"
    }
    inputs = {file["path"]: file["sha256"] for file in manifest["inputs"]}
    assert inputs == tree(sample.folder)
    assert manifest["rejected"] == {"missing_field": 1}


def test_every_span_has_its_vote(sample: Raw, corpus: Callable[..., Ran]) -> None:
    import pyarrow.parquet as pq

    from corpus.contract.labels import LABELS

    release = build(corpus, sample, "build")
    votes = {
        (vote["id"], vote["start"], vote["end"], LABELS[vote["label"]], vote["source"])
        for file in (release / "votes").glob("*.parquet")
        for vote in pq.read_table(file).to_pylist()
    }
    for name, row in rows(release).items():
        for s in row["spans"]:
            assert (name, s["start"], s["end"], s["label"], s["source"]) in votes


@pytest.mark.parametrize("by", ["story", "outlet", "time"])
def test_ways_to_split(sample: Raw, corpus: Callable[..., Ran], by: str) -> None:
    found = rows(build(corpus, sample, "build", "--split-by", by)).values()
    if by == "outlet":
        assert len({(r["outlet"], r["split"]) for r in found}) == len({r["outlet"] for r in found})
    if by == "time":
        latest = {
            s: max(r["published"] for r in found if r["split"] == s) for s in ("train", "test")
        }
        assert latest["train"] <= latest["test"]
    assert len({(r["group"], r["split"]) for r in found}) == len({r["group"] for r in found})


def test_versions_follow_the_difference(sample: Raw, corpus: Callable[..., Ran]) -> None:
    first = rows(build(corpus, sample, "build"))
    sample.write("d.json", article(60))
    release = build(corpus, sample, "build")
    assert release.readlink() == Path("1.1.0")
    second = rows(release)
    assert {n for n, row in second.items() if row["added_in"] == "1.1.0"} == {"n60"}
    assert {n: second[n] for n in first} == first
    sample.write("d.json", article(60, title="Another headline"))
    assert build(corpus, sample, "build").readlink() == Path("2.0.0")
    (sample.folder / "d.json").unlink()
    release = build(corpus, sample, "build", "--version", "3.1.0")
    assert release.readlink() == Path("3.1.0")
    assert rows(release) == first
    assert sorted(p.name for p in release.parent.iterdir() if p.name[0] != ".") == [
        "1.0.0",
        "1.1.0",
        "2.0.0",
        "3.1.0",
        "latest",
    ]


def test_a_new_article_that_joins_two_splits_is_withheld(
    raw: Raw, corpus: Callable[..., Ran]
) -> None:
    raw.write("a.jsonl", [article(n) for n in range(40)])
    first = rows(build(corpus, raw, "build"))
    train = next(r for r in first.values() if r["split"] == "train")
    test = next(r for r in first.values() if r["split"] == "test")
    both = f"{train['text']}\n{test['text']}"
    raw.write("b.json", article(99, text=both))
    ran = corpus("build", raw.folder, "--out", raw.folder.parent / "build")
    assert "C503 withheld_bridge: joins groups that stand in the splits train and test" in ran.err
    assert {n: r["split"] for n, r in rows(raw.folder.parent / "build/latest").items()} == {
        n: r["split"] for n, r in first.items()
    }


def test_outlets_that_merge_leave_out_what_would_leak_which_strict_allows(
    raw: Raw, corpus: Callable[..., Ran]
) -> None:
    raw.write("a.jsonl", [article(n, url=f"https://o{n}.example/{n}") for n in range(40)])
    options = ("--split-by", "outlet", "--strict")
    first = rows(build(corpus, raw, "build", *options))
    train = next(n for n, r in first.items() if r["split"] == "train")
    test = next(n for n, r in first.items() if r["split"] == "test")
    hosts = ", ".join(f'"o{name[1:]}.example"' for name in (train, test))
    (raw.folder / "outlets").mkdir()
    (raw.folder / "outlets/at.toml").write_text(
        f'country = "AT"\n\n[[outlet]]\nid = "merged"\nname = "Merged"\nhosts = [{hosts}]\n'
    )
    ran = corpus("build", raw.folder, "--out", raw.folder.parent / "build", *options)
    assert "C504 withheld_outlet: stood in " in ran.err
    assert ran.code == 0, ran.err
    second = rows(raw.folder.parent / "build/latest")
    assert len(first.keys() - second.keys()) == 1
    assert {n: r["split"] for n, r in second.items()} == {n: first[n]["split"] for n in second}


def test_a_leak_publishes_nothing(
    sample: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    import numpy as np

    from corpus.pipeline import assign

    def scattered(articles: Articles, choice: Choice) -> Placed:
        return Placed((np.arange(len(articles.ids)) % 3).astype(np.uint8), articles.groups)

    monkeypatch.setattr(assign, "assign", scattered)
    texts = [article(n, text=prose(1)) for n in range(3)]
    sample.write("d.jsonl", [{**one, "id": f"copy{n}"} for n, one in enumerate(texts)])
    ran = corpus("build", sample.folder, "--out", sample.folder.parent / "build")
    assert ran.code == 2
    assert "the splits leak" in ran.err
    assert "stands in two splits: " in ran.err
    assert {p.name for p in (sample.folder.parent / "build").iterdir()} == {".lock", ".cache"}


def test_what_the_schema_accepts_reaches_the_row(raw: Raw, corpus: Callable[..., Ran]) -> None:
    raw.write(
        "outlets/ie.toml",
        'country = "IE"\n[[outlet]]\nid = "quay"\nname = "The Quay"\nhosts = ["quay.example"]\n'
        'languages = ["en", "ga"]\nparent = "Harbour Media"\n',
    )
    given = {
        "id": "n1",
        "url": "https://quay.example/1",
        "text": "The ferry left on time.",
        "title": "Ferry",
        "authors": ["Ana Ruiz"],
        "published": "2026-01-02T03:04:05Z",
        "retrieved": "2026-01-03T01:00:00+01:00",
        "language": "pt-BR",
        "license": "CC0-1.0",
        "rights": "None reserved.",
        "extra": {"section": "Harbour"},
    }
    raw.write("a/b.jsonl", [{**given, "id": "n0", "text": "Another text."}, given])
    release = open_release(build(corpus, raw, "out"))
    row = next(row for row in release.rows() if row["id"] == "n1")
    when = row.pop("retrieved"), row.pop("published")
    assert [moment.isoformat() for moment in when] == [
        "2026-01-03T00:00:00+00:00",
        "2026-01-02T03:04:05+00:00",
    ]
    expected = {name: given[name] for name in ("url", "text", "title", "authors", "license")}
    expected |= {"outlet": "quay", "outlet_name": "The Quay", "outlet_country": "IE"}
    expected |= {"outlet_languages": ["en", "ga"], "outlet_parent": "Harbour Media"}
    expected |= {"claimed_language": "pt-BR", "language": "en"}
    assert row | expected == row
    assert json.loads(row["extra"]) == {"section": "Harbour", "rights": "None reserved."}
    assert {origin.id: str(origin) for origin in release.origins()} == {
        "n0": "a/b.jsonl:1",
        "n1": "a/b.jsonl:2",
    }
    assert "n1  quay  en  a/b.jsonl:2\n" in corpus("show", "n1", "--release", release.path).out


def test_every_property_of_the_schema_has_a_place_in_the_row() -> None:
    places = {"html": "text", "language": "claimed_language", "rights": "extra"}
    columns = {places.get(name, name) for name in our_fields()}
    assert columns <= set(ROW.names)
