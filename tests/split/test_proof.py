"""Each kind of leak is planted in finished files, and must be caught."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from corpus.contract.columns import ROW
from corpus.contract.labels import CODE
from corpus.identify.canonical import sha256
from corpus.release.tables import write_parquet
from corpus.split.proof import Confront, Exhibit, Finished, Leak, confront, exhibit


def prose(seed: int, length: int = 120) -> str:
    rnd = random.Random(seed)
    return " ".join(f"w{rnd.randrange(3000)}" for _ in range(length))


def row(name: str, text: str, **more: Any) -> dict[str, Any]:
    said = {"outlet": "a", "language": "en", "spans": [], "group": "g", "added_in": "1.0.0"}
    url = f"https://a.example/{name}"
    return {"id": name, "url": url, "text": text, "sha256": sha256(text), **said, **more}


def leaks(folder: Path, train: list[dict[str, Any]], test: list[dict[str, Any]]) -> list[Leak]:
    files = []
    for code, (split, some) in enumerate({"train": train, "test": test}.items()):
        path = folder / f"{split}-00000-of-00001.parquet"
        write_parquet(pa.Table.from_pylist(some, ROW), path)
        files.append(Finished(path, code))
    for at, file in enumerate(files):
        exhibit(Exhibit(file, at, folder / "keys", 3))
    found = [confront(Confront(folder / "keys", bucket, tuple(files))) for bucket in range(3)]
    return list(dict.fromkeys(leak for some in found for leak in some))


PASSAGE = prose(9, 25)
EDITED = " ".join("edited" if n == 60 else word for n, word in enumerate(prose(2).split()))
PLANTED = {
    "one id": row("a2", prose(3)),
    "one url": row("b1", prose(3), url="https://a.example/a2"),
    "one sha256": row("b1", prose(2)),
    "a near-copy": row("b1", EDITED),
    "a passage": row("b1", f"{prose(3)} {PASSAGE} {prose(4)}"),
}
TRAIN = [row("a1", prose(1)), row("a2", prose(2)), row("a3", f"{prose(5)} {PASSAGE} {prose(6)}")]


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_leak_is_caught_and_named(tmp_path: Path, kind: str) -> None:
    found = leaks(tmp_path, TRAIN, [row("b0", prose(8)), PLANTED[kind]])
    assert kind in {leak.what for leak in found}
    leak = next(leak for leak in found if leak.what == kind)
    guilty = "a3" if kind == "a passage" else "a2"
    assert {leak.a, leak.b} == {
        f"train-00000-of-00001.parquet: {guilty}",
        f"test-00000-of-00001.parquet: {PLANTED[kind]['id']}",
    }
    if kind == "a passage":
        assert leak.evidence == PASSAGE


def test_nothing_is_found_where_nothing_leaks(tmp_path: Path) -> None:
    again = row("a4", prose(2))
    assert leaks(tmp_path, [*TRAIN, again], [row("b0", prose(8)), row("b1", prose(7))]) == []


def test_a_shorter_passage_is_no_leak(tmp_path: Path) -> None:
    short = " ".join(PASSAGE.split()[:24])
    assert leaks(tmp_path, TRAIN, [row("b1", f"{prose(3)} {short} {prose(4)}")]) == []


def test_boilerplate_is_set_aside(tmp_path: Path) -> None:
    text = f"{prose(3)}\n{PASSAGE}"
    span = {"start": len(prose(3)) + 1, "end": len(text), "label": CODE["other"]}
    span |= {"source": "rule:other.v1", "confidence": 0.9}
    assert leaks(tmp_path, TRAIN, [row("b1", text, spans=[span])]) == []
    headline = {**span, "label": CODE["headline"]}
    assert leaks(tmp_path, TRAIN, [row("b1", text, spans=[headline])]) != []
