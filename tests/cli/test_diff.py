"""`corpus diff`: the whole output, in every form, and the version that a difference asks for."""

from __future__ import annotations

import json
import shutil
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.columns import FEATURES
from corpus.contract.labels import CODE
from corpus.diff.text import readable
from corpus.hashing import id_keys
from corpus.identify.canonical import sha256
from corpus.release.formats.parquet import write_parquet
from tests.cli.releases import Rows, edit_manifest, edit_rows, made, reseal
from tests.conftest import ROOT, Ran, Raw
from tests.pipeline.test_build import article

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(ROOT / "raw", tmp_path_factory.mktemp("diff") / "build")


@pytest.fixture
def first(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(whole, "1.0.0")
    return Path("1.0.0")


def copy(release: Path, version: str) -> Path:
    made = Path(shutil.copytree(release, version))
    edit_manifest(made, version=version)
    return made


def ordered(rows: Rows) -> None:
    rows.sort(key=lambda row: id_keys([row["id"]]).tolist())


def retext(row: dict[str, Any], old: str, new: str) -> None:
    """Change words of a row's text, its spans staying at their words."""
    at, by = row["text"].index(old), len(new) - len(old)
    row["text"] = row["text"].replace(old, new, 1)
    row["sha256"] = sha256(row["text"])
    for span in row["spans"]:
        span["start"] += by * (span["start"] > at)
        span["end"] += by * (span["end"] > at)


def second(first: Path) -> Path:
    """A release with some of everything in it."""
    release = copy(first, "1.1.0")
    moved: Rows = []

    def edit_train(rows: Rows) -> None:
        row = next(row for row in rows if row["id"] == "te-20902")
        retext(row, "after 61 years", "after sixty-one years")
        other = next(one for one in rows if len(one["spans"]) > 9)
        other["spans"][3]["label"] = CODE["legal_notice"]
        del row["spans"][1]
        row["spans"][-1] |= {"confidence": 0.75}
        end = row["spans"][0]["end"]
        source = {"source": "human:ana", "confidence": 1.0}
        row["spans"].insert(1, {"start": end + 1, "end": end + 3, "label": CODE["other"], **source})
        other |= {"title": "Another headline", "added_in": "1.1.0", "language_confidence": 0.5}
        moved.append(rows.pop())

    def edit_test(rows: Rows) -> None:
        rows.append(moved[0])
        rows.append({**rows[0], "id": "a-new-one"})
        del rows[1]
        ordered(rows)

    edit_rows(release, "train", lambda rows: [edit_train(rows)])
    edit_rows(release, "test", lambda rows: [edit_test(rows)])
    reseal(release)
    return release


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_the_whole_output(first: Path, corpus: Callable[..., Ran], form: str) -> None:
    ran = corpus("diff", first, second(first), "--format", form)
    assert (ran.code, ran.err) == (0, "match: 6 tasks\ncompare: 6 tasks\n")
    assert ran.out == (GOLDEN / f"diff.{form}").read_text("utf-8")
    if form == "json":
        said = json.loads(ran.out)
        assert [change["change"] for change in said["changes"]].count("added") == 1


def test_nothing_changed(first: Path, corpus: Callable[..., Ran]) -> None:
    said = json.loads(corpus("diff", first, first, "--format", "json").out)
    assert said["changes"] == []
    assert said["rows"] == {"same": 42, "added": 0, "removed": 0, "changed": 0, "moved": 0}
    assert (said["bump"], said["least"], said["kept"]) == ("none", "1.0.0", True)


def test_what_a_build_computes_is_what_diff_says(
    raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    articles = [article(n) for n in range(30)]
    found = []
    for some in (
        articles[:20],
        articles,
        articles[1:],
        [*articles[2:], {**articles[1], "title": "x"}],
    ):
        raw.write("a.jsonl", some)
        assert corpus("build").code == 0
        found.append((Path("build") / "latest").resolve())
    assert [release.name for release in found] == ["1.0.0", "1.1.0", "2.0.0", "3.0.0"]
    for a, b in zip(found, found[1:], strict=False):
        said = json.loads(corpus("diff", a, b, "--format", "json").out)
        assert (said["least"], said["kept"]) == (b.name, True)
        changes = json.loads((b / "manifest.json").read_bytes())["changes"]
        assert {**said["rows"], "since": a.name} == {**changes, "same": said["rows"]["same"]}


def test_added_in_selects_the_rows_of_an_earlier_release(
    raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    import datasets

    monkeypatch.chdir(raw.folder.parent)
    articles = [article(n) for n in range(40)]
    for count, version in ((20, "1.0.0"), (30, "1.1.0"), (40, "1.2.0")):
        raw.write("a.jsonl", articles[:count])
        assert corpus("build").code == 0
        assert (Path("build") / "latest").readlink() == Path(version)
    earlier, later = (datasets.load_from_disk(f"build/{v}/dataset") for v in ("1.1.0", "1.2.0"))
    for split, rows in earlier.items():
        old = [row for row in later[split].to_list() if row["added_in"] in ("1.0.0", "1.1.0")]
        assert old == rows.to_list()
    assert sum(len(rows) for rows in later.values()) == 40


def test_columns_and_labels_that_came(first: Path, corpus: Callable[..., Ran]) -> None:
    """From a release of a schema with a column and two labels less."""
    spans = FEATURES["spans"]["feature"]
    older = {**spans, "label": {**spans["label"], "names": spans["label"]["names"][:-2]}}
    schema = {**FEATURES, "spans": {"feature": older, "_type": "List"}}
    old = copy(first, "0.9.0")
    for file in old.glob("data/*.parquet"):
        table = pq.read_table(file).drop_columns(["extra"])
        kept = [
            [span for span in row if span["label"] < len(CODE) - 2]
            for row in table["spans"].to_pylist()
        ]
        at = table.schema.get_field_index("spans")
        table = table.set_column(at, table.schema.field(at), pa.array(kept, table.schema.types[at]))
        write_parquet(table, file)
    edit_manifest(old, schema={name: of for name, of in schema.items() if name != "extra"})
    reseal(old)
    said = json.loads(corpus("diff", old, first, "--format", "json").out)
    assert said["columns"] == {"added": ["extra"], "removed": [], "changed": []}
    assert said["labels"] == {"added": ["caption", "subheading"], "removed": [], "changed": []}
    assert (said["bump"], said["least"], said["kept"]) == ("major", "1.0.0", True)
    assert said["spans"]["added"] > 0
    assert said["spans"]["relabelled"] == 0


BAD = {
    "missing": lambda path: path.unlink(),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:1000]),
    "foreign": lambda path: shutil.copy(path, path.with_name("train-00001-of-00002.parquet")),
}


@pytest.mark.parametrize("how", BAD)
def test_a_release_that_is_not_whole(first: Path, corpus: Callable[..., Ran], how: str) -> None:
    other = copy(first, "1.0.1")
    BAD[how](other / "data/train-00000-of-00001.parquet")
    said = {
        "missing": "corpus: 1.0.1/data/train-00000-of-00001.parquet: missing",
        "truncated": "corpus: 1.0.1/data/train-00000-of-00001.parquet: damaged",
        "foreign": "corpus: 1.0.1/data/train-00001-of-00002.parquet: not in the manifest",
    }[how]
    for command in (
        ["diff", first, other],
        ["diff", other, first],
        ["build", ROOT / "raw", "--previous", other],
    ):
        ran = corpus(*command)
        assert ran.code == 2
        assert ran.err.splitlines()[-1].startswith(said), ran.err
        assert not Path("build/latest").exists()


LINES = st.lists(st.text(string.ascii_lowercase + " ", max_size=12), min_size=1, max_size=8)


@given(LINES, LINES)
def test_a_readable_difference_tells_every_line_that_differs(
    old: list[str], new: list[str]
) -> None:
    lines = readable("\n".join(old), "\n".join(new))
    assert (lines == []) == (old == new)
    words = "".join(line[2:] for line in lines if line[:2] in ("- ", "+ ", "~ ", "  "))
    for line in {*old} ^ {*new}:
        for word in line.split():
            assert all(letter in words for letter in word)
