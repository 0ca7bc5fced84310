"""`corpus verify`: a flipped byte is found and named, as is every promise that is not kept."""

from __future__ import annotations

import random
import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from corpus.contract.columns import FEATURES
from corpus.release.formats.parquet import write_parquet
from tests.cli.releases import Rows, edit_manifest, edit_rows, reseal
from tests.conftest import ROOT, Ran

CASES = tomllib.loads((Path(__file__).parent / "bad_releases.toml").read_text("utf-8"))["case"]
STAGES = ("files: ", "rows: ", "leak check: ", "load: ")
FILES = [
    "CITATION.cff",
    "README.md",
    "croissant.json",
    "data/test-00000-of-00001.parquet",
    "data/train-00000-of-00001.parquet",
    "data/validation-00000-of-00001.parquet",
    "dataset/dataset_dict.json",
    "dataset/test/data-00000-of-00001.arrow",
    "dataset/test/dataset_info.json",
    "dataset/test/state.json",
    "dataset/train/data-00000-of-00001.arrow",
    "dataset/train/dataset_info.json",
    "dataset/train/state.json",
    "dataset/validation/data-00000-of-00001.arrow",
    "dataset/validation/dataset_info.json",
    "dataset/validation/state.json",
    "labels.json",
    "ledger.parquet",
    "manifest.json",
    "origins/test-00000-of-00001.parquet",
    "origins/train-00000-of-00001.parquet",
    "origins/validation-00000-of-00001.parquet",
    "rejected.jsonl",
    "report.html",
    "votes/test-00000-of-00001.parquet",
    "votes/train-00000-of-00001.parquet",
    "votes/validation-00000-of-00001.parquet",
]


FLATTERED = {
    "on": "articles of this release that people judged",
    "articles": 21,
    "precision": 1.0,
    "recall": 1.0,
    "precision_95": None,
    "recall_95": None,
    "kind_right": 1.0,
}


def told(ran: Ran) -> str:
    """What is printed, without stages and hashes."""
    err = [line for line in ran.err.splitlines(True) if not line.startswith(STAGES)]
    return re.sub(
        r"\b\d+ bytes", "N bytes", re.sub(r"\b[0-9a-f]{64}\b", "SHA", ran.out + "".join(err))
    )


def test_a_whole_release(release: Path, corpus: Callable[..., Ran]) -> None:
    ran = corpus("verify", release)
    assert (ran.code, told(ran)) == (
        0,
        "1.0.0: holds what it promises\n"
        "  files      27, each with the SHA-256 that the manifest names, no other\n"
        "  rows       train 34, validation 4, test 4; the same in both forms\n"
        f"  labels     known, in bounds and in order; {votes(release)} votes give them again\n"
        "  splits     no leak found: no id, URL, text or passage of 25 words stands in two "
        "(certain), no near-duplicate (probable: 98.8% are found at a similarity of 0.6)\n"
        "  documents  card, Croissant file and report are made from the rows and the manifest\n"
        "  manifest   its date, counts, groups, quality and digest follow from the rows; that its "
        "inputs, settings, libraries, changes and unknown outlets are true is not to be seen from "
        "here\n"
        "  load       load_from_disk and load_dataset open it and agree\n",
    )
    assert sorted(p.relative_to(release).as_posix() for p in release.rglob("*.*")) == FILES


def votes(release: Path) -> int:
    return sum(pq.read_metadata(file).num_rows for file in release.glob("votes/*"))


def flip(file: Path, at: int, dice: random.Random) -> None:
    data = bytearray(file.read_bytes())
    data[at % len(data)] ^= 1 << dice.randrange(8)
    file.write_bytes(data)


def damaged(ran: Ran) -> set[str]:
    """The files that `verify` names."""
    assert ran.code == 1
    return {line.split(": ")[0].removeprefix("1.0.0/") for line in ran.out.splitlines()}


@pytest.mark.parametrize("name", FILES)
def test_one_flipped_byte_is_found_and_named(
    few: Path, corpus: Callable[..., Ran], name: str
) -> None:
    dice = random.Random(name)
    flip(few / name, dice.getrandbits(30), dice)
    assert name in damaged(corpus("verify", few))


@pytest.mark.parametrize("at", [0, -1, *(random.Random(n).getrandbits(30) for n in range(1, 3))])
@pytest.mark.parametrize(
    "names", [{"manifest.json"}, {*FILES} - {"manifest.json"}], ids=["the manifest", "the others"]
)
def test_a_flipped_byte_in_each_file_is_found_wherever_it_stands(
    few: Path, corpus: Callable[..., Ran], names: set[str], at: int
) -> None:
    """In all at once: the hash of each is compared with what the manifest says of it alone."""
    for name in sorted(names):
        flip(few / name, at, random.Random(f"{name} {at}"))
    assert names <= damaged(corpus("verify", few))


@pytest.mark.parametrize("name", [b'"url"', b'"headline"', b'"source"', b'"spans"', b'"string"'])
def test_a_flipped_byte_in_the_schema_is_no_other_schema(
    few: Path, corpus: Callable[..., Ran], name: bytes
) -> None:
    manifest = few / "manifest.json"
    text = manifest.read_bytes()
    assert name in text
    manifest.write_bytes(text.replace(name, name[:2] + bytes([name[2] ^ 1]) + name[3:], 1))
    ran = corpus("verify", few)
    assert (ran.code, "1.0.0/manifest.json: damaged_manifest" in ran.out) == (1, True), ran


def test_a_release_of_an_older_schema(release: Path, corpus: Callable[..., Ran]) -> None:
    schema = {name: kind for name, kind in FEATURES.items() if name != "extra"}
    edit_manifest(release, schema=schema, builder="0.0.1")
    ran = corpus("verify", release)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "corpus: 1.0.0: a release of another schema, made by corpus 0.0.1; expected that of "
        "corpus 0.1.0; verify it with the version that made it\n"
    )


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_folder_that_is_no_whole_release(
    case: dict[str, Any], release: Path, corpus: Callable[..., Ran]
) -> None:
    for name in case.get("delete", []):
        shutil.rmtree(name) if Path(name).is_dir() else Path(name).unlink()
    for name, size in case.get("truncate", {}).items():
        Path(name).write_bytes(Path(name).read_bytes()[:size])
    for name, content in case.get("write", {}).items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(content)
    ran = corpus("verify", *case.get("arguments", [release]))
    assert told(ran) == case["told"].lstrip("\n")
    assert ran.code == case["exit"]


def span(rows: Rows, **said: Any) -> Any:
    row = next(row for row in rows if len(row["spans"]) > 2)
    return row["spans"][1].update(said)


def vote(release: Path, edit: Callable[[pa.Table], pa.Table]) -> None:
    file = release / "votes/train-00000-of-00001.parquet"
    write_parquet(edit(pq.read_table(file)), file)


def origins(release: Path, edit: Callable[[pa.Table], pa.Table]) -> None:
    file = release / "origins/train-00000-of-00001.parquet"
    write_parquet(edit(pq.read_table(file)), file)


def text(release: Path, name: str, old: str, new: str) -> None:
    said = (release / name).read_text("utf-8")
    assert old in said
    (release / name).write_text(said.replace(old, new, 1), "utf-8")


def leak(release: Path) -> None:
    """A story of the training set in the test set, in the place of another."""
    train = pq.read_table(release / "data/train-00000-of-00001.parquet").to_pylist()
    long = max(train, key=lambda row: len(row["text"]) * (row["language"] == "en"))
    its = {name: long[name] for name in ("text", "sha256", "spans")}
    edit_rows(release, "test", lambda rows: [rows[0].update(its)])


def row(**said: Any) -> Callable[[Path], None]:
    return lambda release: edit_rows(release, "train", lambda rows: [rows[3].update(said)])


def train(edit: Callable[[Rows], Any], both: bool = True) -> Callable[[Path], None]:
    return lambda release: edit_rows(release, "train", lambda rows: [edit(rows)], both)


BROKEN: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a span that ends behind the text": (
        train(lambda rows: rows[0]["spans"][-1].update(end=99999)),
        "bad_span",
    ),
    "spans out of order": (train(lambda rows: rows[0]["spans"].reverse()), "bad_span"),
    "an empty span": (train(lambda rows: span(rows, start=5, end=5)), "bad_span"),
    "a span that starts before the text": (train(lambda rows: span(rows, start=-1)), "bad_span"),
    "a label that there is not": (train(lambda rows: span(rows, label=23)), "unknown_label"),
    "a negative label": (train(lambda rows: span(rows, label=-1)), "unknown_label"),
    "a row without an id": (row(id=None), "missing_value"),
    "a span without a place": (train(lambda rows: span(rows, start=None)), "missing_value"),
    "a vote without a weight": (
        lambda r: vote(r, lambda t: t.set_column(5, "weight", pa.nulls(len(t), pa.float32()))),
        "missing_value",
    ),
    "a label that nobody voted for": (train(lambda rows: span(rows, label=16)), "other_spans"),
    "a confidence that no votes give": (
        train(lambda rows: span(rows, confidence=0.123)),
        "other_spans",
    ),
    "votes of a rule that are lost": (
        lambda r: vote(r, lambda t: t.filter(pc.field("source") != "rule:title.v1")),
        "other_spans",
    ),
    "votes in another order": (
        lambda r: vote(r, lambda t: t.sort_by([("id", "descending")])),
        "unreadable_file",
    ),
    "a vote of another schema": (
        lambda r: vote(r, lambda t: t.drop_columns(["why"])),
        "wrong_schema",
    ),
    "an origin that is lost": (lambda r: origins(r, lambda t: t.slice(1)), "wrong_rows"),
    "an origin without a line": (
        lambda r: origins(r, lambda t: t.set_column(2, "line", pa.nulls(len(t), pa.int64()))),
        "missing_value",
    ),
    "another text": (row(text="Somebody else said so."), "wrong_text"),
    "a row twice": (train(lambda rows: rows.insert(1, rows[0])), "wrong_order"),
    "rows in another order": (train(lambda rows: rows.reverse()), "wrong_order"),
    "a copy of nothing": (row(near_duplicate_of="nobody"), "wrong_copy"),
    "a row from the future": (row(added_in="1.0.1"), "wrong_version"),
    "a row from no version": (row(added_in="first"), "wrong_version"),
    "one form without the other": (train(lambda rows: rows.pop(), both=False), "wrong_rows"),
    "forms that differ": (train(lambda rows: rows[0].update(title="x"), both=False), "wrong_rows"),
    "a story in two splits": (leak, "leak"),
    "a group in two splits": (
        lambda r: [
            edit_rows(r, split, lambda rows: [rows[0].update(group="g0000000000000000")])
            for split in ("train", "test")
        ],
        "two_splits",
    ),
    "a row that the ledger lacks": (
        lambda r: pq.write_table(
            pq.read_table(r / "ledger.parquet").slice(1), r / "ledger.parquet"
        ),
        "wrong_ledger",
    ),
    "a card that says something else": (
        lambda r: text(r, "README.md", "num_examples: 6", "num_examples: 7"),
        "wrong_document",
    ),
    "a Croissant file that says something else": (
        lambda r: text(r, "croissant.json", "8 articles", "9 articles"),
        "wrong_document",
    ),
    "a report that says something else": (
        lambda r: text(r, "report.html", "</title>", "!</title>"),
        "wrong_document",
    ),
    "a rejected input that is forgotten": (
        lambda r: (r / "rejected.jsonl").write_text(""),
        "wrong_manifest",
    ),
    "rejected inputs that cannot be read": (
        lambda r: (r / "rejected.jsonl").write_text("[]\n"),
        "unreadable_file",
    ),
    "rows that the manifest counts wrongly": (
        lambda r: edit_manifest(r, rows={"train": 5, "validation": 1, "test": 1}),
        "wrong_manifest",
    ),
    "a logical digest of other rows": (
        lambda r: edit_manifest(r, logical_digest="0" * 64),
        "wrong_manifest",
    ),
    "labels that are said to be better than they are": (
        lambda r: edit_manifest(r, quality=FLATTERED),
        "wrong_manifest",
    ),
    "a file that `datasets` cannot open": (
        lambda r: text(r, "dataset/train/dataset_info.json", "ClassLabel", "ClassLabels"),
        "does_not_load",
    ),
    "something else than Parquet": (
        lambda r: (r / "data/test-00000-of-00001.parquet").write_text("rows"),
        "unreadable_file",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_promise_that_is_not_kept_is_found_behind_true_hashes(
    few: Path, corpus: Callable[..., Ran], name: str
) -> None:
    spoil, reason = BROKEN[name]
    spoil(few)
    reseal(few)
    ran = corpus("verify", few)
    reasons = {line.split(": ")[-2] for line in ran.out.splitlines()}
    found = set(re.findall(r"(?m)^1\.0\.0/.*?: (?:row [^:]+: )?([a-z_]+): ", ran.out))
    assert ran.code == 1, ran
    assert reason in found, (reasons, ran.out)


def test_a_release_of_a_newer_schema(release: Path, corpus: Callable[..., Ran]) -> None:
    schema = {**FEATURES, "mood": {"dtype": "string", "_type": "Value"}}
    edit_manifest(release, schema=schema, builder="9.0.0")
    for command in (["verify", release], ["build", ROOT / "raw", "--previous", release]):
        ran = corpus(*command)
        assert (ran.code, ran.out) == (2, "")
        assert (
            "corpus: 1.0.0: a release of a newer schema (column mood), made by corpus 9.0.0; "
            "expected columns and labels that corpus 0.1.0 knows; use the version that made it, "
            "or a later one\n"
        ) in ran.err


def test_a_release_of_another_builder(release: Path, corpus: Callable[..., Ran]) -> None:
    edit_manifest(release, builder="0.0.9")
    ran = corpus("verify", release)
    assert (ran.code, told(ran)) == (
        2,
        "1.0.0: no problem found, but not all was checked; checked was\n"
        "  files      27, each with the SHA-256 that the manifest names, no other\n"
        "  rows       train 34, validation 4, test 4; the same in both forms\n"
        "  labels     known, in bounds and in order\n"
        "  splits     no leak found: no id, URL, text or passage of 25 words stands in two "
        "(certain), no near-duplicate (probable: 98.8% are found at a similarity of 0.6)\n"
        "  load       load_from_disk and load_dataset open it and agree\n"
        "1.0.0: made by corpus 0.0.9, this is 0.1.0: whether votes give the spans, and rows the "
        "documents, is for that version to check\n",
    )


def test_caches_of_datasets_are_a_note(release: Path, corpus: Callable[..., Ran]) -> None:
    names = ["data/cache-1.arrow", "dataset/train/cache-0f1e2d3c4b5a6978.arrow"]
    for name in names:
        (release / name).write_text("rows")
    ran = corpus("verify", release)
    assert (ran.code, ran.out.splitlines()[0]) == (0, "1.0.0: holds what it promises")
    assert "the manifest names, no other but caches\n" in ran.out
    assert [line for line in ran.err.splitlines() if not line.startswith(STAGES)] == [
        f"1.0.0: {name}: not of the release: `datasets` leaves what it filters and maps beside the "
        "data; delete it if you need the room"
        for name in names
    ]


@pytest.mark.parametrize("command", [["show", "te-20902", "--release"], ["evaluate"]])
def test_what_reads_a_release_that_is_not_whole(
    release: Path, corpus: Callable[..., Ran], command: list[str]
) -> None:
    (release / "votes/train-00000-of-00001.parquet").unlink()
    gold = ["--gold", ROOT / "raw"] if command == ["evaluate"] else []
    ran = corpus(*command, release, *gold)
    assert ran.code == 2
    assert ran.err.startswith("corpus: 1.0.0/votes/train-00000-of-00001.parquet: cannot be read")
    assert "`corpus verify 1.0.0`" in ran.err
