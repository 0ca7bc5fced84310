"""Releases of other versions of the builder, as the next build meets them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.cli.releases import reseal
from tests.conftest import Ran, Raw, rows

TRAIN = "data/train-00000-of-00001.parquet"


def text(n: int) -> str:
    return " ".join(f"word{n}x{at}" for at in range(40))


@pytest.fixture
def old(raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A release of twelve articles, one of them removed again."""
    monkeypatch.chdir(raw.folder.parent)
    raw.write("a.jsonl", [{"id": f"n{n}", "outlet": "a", "text": text(n)} for n in range(13)])
    assert corpus("build", "--out", "old").code == 0
    raw.write("a.jsonl", [{"id": f"n{n}", "outlet": "a", "text": text(n)} for n in range(12)])
    assert corpus("build", "--out", "old").code == 0
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
    raw: Raw,
    corpus: Callable[..., Ran],
    file: str,
    change: Callable[[pa.Table], pa.Table],
) -> None:
    before = {name: row["split"] for name, row in rows(old).items()}
    rewrite(old, file, change)
    raw.write("b.json", {"outlet": "a", "text": text(99)})
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
    assert [path.name for path in Path("build").iterdir()] == [".lock"]
