"""Releases of other versions of the builder, as the next build meets them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpus.api import build
from corpus.contract.columns import FEATURES
from corpus.contract.labels import LABELS
from corpus.engine.local import Local
from corpus.engine.runner import Runner, Silent
from corpus.hashing import id_keys
from corpus.history import previous, traces
from corpus.history.previous import Previous, open_previous, read_previous, read_published
from corpus.history.traces import CollectTraces, collect_traces
from corpus.release.layout import data_files
from corpus.release.rows import digests
from tests.cli.releases import edit_manifest, reseal
from tests.conftest import Ran, Raw, rows

TRAIN = "data/train-00000-of-00001.parquet"


def text(n: int) -> str:
    return " ".join(f"word{n}x{at}" for at in range(40))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose `old/` has a release of twelve articles, one of them removed again."""
    raw = Raw(tmp_path_factory.mktemp("previous") / "raw")
    for articles in (13, 12):
        told = [{"id": f"n{n}", "outlet": "a", "text": text(n)} for n in range(articles)]
        raw.write("a.jsonl", told)
        build(raw.folder, out=raw.folder.parent / "old", workers=1)
    return raw.folder.parent


@pytest.fixture
def old(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy to change, and the raw folder, in the working folder."""
    shutil.copytree(built, tmp_path, symlinks=True, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return Path("old/latest")


def rewrite(release: Path, file: str, change: Callable[[pa.Table], pa.Table]) -> None:
    """Change a file, and let the manifest say so: as another version would have written it."""
    pq.write_table(change(pq.read_table(release / file)), release / file)
    reseal(release)


def of_split(name: str) -> Callable[[pa.Table], pa.Table]:
    return lambda table: table.set_column(1, "split", pa.array([name] * len(table)))


OLDER = {
    "a ledger without traces": ("ledger.parquet", lambda t: t.drop_columns("trace").drop_null()),
    "data without a later column": (TRAIN, lambda t: t.drop_columns("near_duplicate_of")),
    "data without the features of datasets": (TRAIN, lambda t: t.replace_schema_metadata(None)),
}
FOREIGN = {
    "ledger.parquet: columns id_sha256, trace; expected id_sha256, split, trace; build with the "
    "version of this builder that wrote it, or a newer one": (
        "ledger.parquet",
        lambda t: t.drop_columns("split"),
    ),
    "ledger.parquet: a split dev; expected train, validation, test; build with the version of "
    "this builder that wrote it, or a newer one": ("ledger.parquet", of_split("dev")),
    f'{TRAIN}: no column "added_in"; expected the columns id, url, text, spans, added_in and a '
    "split of train, validation, test; this builder cannot build on it: begin another series with "
    "another --out": (TRAIN, lambda t: t.drop_columns("added_in")),
}


@pytest.mark.parametrize(("file", "change"), OLDER.values(), ids=list(OLDER))
def test_an_older_release_is_built_on(
    old: Path,
    corpus: Callable[..., Ran],
    file: str,
    change: Callable[[pa.Table], pa.Table],
) -> None:
    before = {name: row["split"] for name, row in rows(old).items()}
    rewrite(old, file, change)
    Raw(Path("raw")).write("b.json", {"outlet": "a", "text": text(99)})
    ran = corpus("build", "--previous", old)
    assert ran.code == 0, ran.err
    now = rows(Path("build/latest"))
    assert {name: now[name]["split"] for name in before} == before


@pytest.mark.parametrize("message", FOREIGN, ids=range(len(FOREIGN)))
def test_a_release_that_cannot_be_understood_is_refused(
    old: Path, corpus: Callable[..., Ran], message: str
) -> None:
    rewrite(old, *FOREIGN[message])
    ran = corpus("build", "--previous", old)
    assert (ran.code, ran.err.splitlines()[-1]) == (2, f"corpus: {old}/{message}")
    assert {path.name for path in Path("build").iterdir()} <= {".lock", ".cache"}


def read(folder: Path) -> Previous:
    released = open_previous(folder, "story")
    assert released is not None
    found = read_previous(Runner(Local(1), Silent()), released)
    assert found is not None
    return found


def test_every_row_is_found_where_it_stands(old: Path) -> None:
    before = read(old)
    assert before.version == "2.0.0"
    assert before.files == [
        old / f"data/{split}-00000-of-00001.parquet" for split in ("train", "validation", "test")
    ]
    assert len(before.rows) == 12
    assert (np.sort(before.rows["id"]) == before.rows["id"]).all()
    for row in before.rows:
        file = before.files[row["file"]]
        table = pq.read_table(file).slice(row["row"], 1)
        assert id_keys(table["id"].to_pylist()).tolist() == [row["id"]]
        assert digests(table).tolist() == [row["digest"]]
        assert file.name.startswith(row["split"].decode())
        assert row["added_in"].decode() == table["added_in"][0].as_py()


def test_the_ledger_has_its_own_rows_and_those_that_are_gone(old: Path) -> None:
    entries = read(old).ledger.entries
    assert set(entries["id"].tolist()) == set(id_keys([f"n{n}" for n in range(13)]).tolist())


def test_batches_do_not_matter(old: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (file,) = [path for path in data_files(old) if path.name.startswith("train")]
    np.save(tmp_path / "rows.npy", np.array([0, 3, 4, 7]))
    task = CollectTraces(file=file, split=0, rows=tmp_path / "rows.npy")
    whole = read_published(file), collect_traces(task)
    monkeypatch.setattr(previous, "_BATCH", 2)
    monkeypatch.setattr(traces, "_BATCH", 2)
    in_parts = read_published(file), collect_traces(task)
    assert whole[0].tolist() == in_parts[0].tolist()
    assert whole[0]["row"].tolist() == list(range(len(whole[0])))
    assert whole[1].tolist() == in_parts[1].tolist()
    assert len(whole[1]) > 4


@pytest.mark.parametrize(
    ("change", "same"),
    [
        (lambda table: table, True),
        (lambda table: table.drop_columns("near_duplicate_of"), False),
        (lambda table: table.select(table.column_names[::-1]), False),
        # How `datasets` is told of the columns is no column.
        (lambda table: table.replace_schema_metadata(None), True),
    ],
)
def test_whether_columns_are_the_same(
    old: Path, change: Callable[[pa.Table], pa.Table], same: bool
) -> None:
    rewrite(old, TRAIN, change)
    assert read(old).same_columns == same


def test_a_label_set_that_grew_is_not_the_same_columns(old: Path) -> None:
    label = {"names": list(LABELS[:-1]), "_type": "ClassLabel"}
    spans = {**FEATURES["spans"], "feature": {**FEATURES["spans"]["feature"], "label": label}}
    edit_manifest(old, schema={**FEATURES, "spans": spans})
    assert not read(old).same_columns


def test_without_all_columns_no_row_is_the_same(old: Path) -> None:
    rewrite(old, TRAIN, lambda table: table.drop_columns("near_duplicate_of"))
    assert set(read_published(old / TRAIN)["digest"].tolist()) == {b""}


def test_a_release_that_is_split_in_another_way_is_refused(
    old: Path, corpus: Callable[..., Ran]
) -> None:
    ran = corpus("build", "--previous", old, "--split-by", "time")
    assert (ran.code, ran.err.splitlines()[-1]) == (
        2,
        "corpus: --split-by time: 2.0.0, the release before, is split by story, and nothing "
        "published moves; expected --split-by story; to split anew, begin another series with "
        "another --out",
    )


def test_an_unknown_split_is_refused(old: Path, corpus: Callable[..., Ran]) -> None:
    (old / TRAIN).rename(old / "data/dev-00000-of-00001.parquet")
    reseal(old)
    ran = corpus("build", "--previous", old)
    assert ran.code == 2
    assert ran.err.splitlines()[-1].startswith(
        f'corpus: {old}/data/dev-00000-of-00001.parquet: split "dev"; expected the columns id, '
    )
