"""Releases that somebody made to harm: `corpus verify` ends in sentences and an exit code."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpus.contract.columns import FEATURES, ROW, VOTE
from corpus.release.formats.parquet import write_parquet
from tests.cli.releases import Rows, edit_manifest, edit_rows, reseal
from tests.conftest import ROOT, Ran

DATA = "data/train-00000-of-00001.parquet"
VOTES = "votes/train-00000-of-00001.parquet"
ARROW = "dataset/train/data-00000-of-00001.arrow"
SENTENCE = re.compile(r"1\.0\.0/[^:]+: (?:row [^:]+: )?([a-z_]+): .+; expected .+; .+")


def reasons(ran: Ran) -> set[str]:
    """The reasons of what was found; each problem is one sentence on one line."""
    assert ran.code == 1, ran
    found = [SENTENCE.fullmatch(line) for line in ran.out.splitlines()]
    assert found, ran
    assert [line for line in ran.out.splitlines() if not SENTENCE.fullmatch(line)] == []
    assert "Traceback" not in ran.err
    return {match[1] for match in found if match}


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def listing(edit: Callable[[list[dict[str, Any]]], Any]) -> Callable[[dict[str, Any]], None]:
    return lambda content: edit(content["outputs"])


def path(name: str) -> Callable[[dict[str, Any]], None]:
    return listing(lambda outputs: outputs[0].update(path=name))


def size(value: Any) -> Callable[[dict[str, Any]], None]:
    return listing(lambda outputs: outputs[0].update(bytes=value))


def member(**members: Any) -> Callable[[dict[str, Any]], None]:
    return lambda content: content.update(members)


def first(**members: Any) -> Callable[[dict[str, Any]], None]:
    """Put members before all others: the seal stays the last."""

    def edit(content: dict[str, Any]) -> None:
        others = dict(content)
        content.clear()
        content.update(**members, **others)

    return edit


def config(**members: Any) -> Callable[[dict[str, Any]], None]:
    return lambda content: content["config"].update(members)


def spans(label: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    return member(schema={**FEATURES, "spans": {"feature": {"label": label}, "_type": "List"}})


def sealed(text: str) -> str:
    """The text of a manifest with a true seal."""
    before = text[: text.rindex('  "sha256": ')]
    digest = hashlib.sha256(before.encode()).hexdigest()
    return f'{before}  "sha256": "{digest}"\n}}\n'


FILE = {"bytes": 1, "sha256": "0" * 64}
MANIFESTS: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "a path above the release": (path("../secret"), "damaged_manifest"),
    "a path above the release behind a newline": (path("a\n/../../secret"), "damaged_manifest"),
    "a path above the release at the end": (path("data/.."), "damaged_manifest"),
    "an absolute path": (path("/etc/passwd"), "damaged_manifest"),
    "a path with NUL": (path("data/\0"), "damaged_manifest"),
    "a path with empty names": (path("data//x"), "damaged_manifest"),
    "another spelling of a path": (path("./README.md"), "damaged_manifest"),
    "no path": (path(""), "damaged_manifest"),
    "a name that no system has": (path("a" * 5000), "unreadable_file"),
    "a negative size": (size(-1), "damaged_manifest"),
    "a size as text": (size("12"), "damaged_manifest"),
    "half a byte": (size(0.5), "damaged_manifest"),
    "true bytes": (size(True), "damaged_manifest"),
    "a huge size": (size(10**30), "damaged_manifest"),
    "a large size": (size(2**53 - 1), "truncated_file"),
    "a day beyond the calendar": (config(source_date_epoch=10**15), "damaged_manifest"),
    "a confidence above 1": (config(min_confidence=2), "damaged_manifest"),
    "another confidence": (config(min_confidence=0.99), "other_spans"),
    "a version of many digits": (member(version="1" * 5000 + ".0.0"), "damaged_manifest"),
    "labels that are no texts": (spans({"names": [1, None]}), "damaged_manifest"),
    "no labels": (spans({}), "damaged_manifest"),
    "columns that are none": (member(schema=[]), "damaged_manifest"),
    "a split that is a path": (member(rows={"../../x": 1}), "wrong_manifest"),
    "counts as other numbers": (
        lambda content: content["rows"].update(train=6.0),
        "wrong_document",
    ),
    "a member more": (first(more=1), "wrong_document"),
    "no files": (member(outputs=[]), "wrong_manifest"),
    "a file twice": (listing(lambda files: files.append(files[0])), "wrong_manifest"),
    "rows of a split that there is not": (
        listing(lambda files: files.append({**FILE, "path": "data/dev-00000-of-00001.parquet"})),
        "wrong_manifest",
    ),
    "rows in a file of no split": (
        listing(lambda files: files.append({**FILE, "path": "data/x"})),
        "wrong_manifest",
    ),
    "rows without votes": (
        listing(lambda files: files.remove(next(f for f in files if f["path"] == VOTES))),
        "wrong_manifest",
    ),
    "a folder as a file": (
        listing(lambda files: files.append({**FILE, "path": "data"})),
        "no_file",
    ),
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_hostile_manifest_behind_a_true_seal(
    few: Path, corpus: Callable[..., Ran], name: str
) -> None:
    edit, reason = MANIFESTS[name]
    file = few / "manifest.json"
    content = json.loads(file.read_bytes())
    edit(content)
    file.write_text(sealed(json.dumps(content, indent=2, ensure_ascii=False)), "utf-8")
    assert reason in reasons(corpus("verify", few))


@pytest.mark.parametrize(
    ("levels", "reason"),
    [(300, "wrong_document"), (1000, "unusable_values"), (100_000, "damaged_manifest")],
)
def test_a_manifest_of_many_levels(
    few: Path, corpus: Callable[..., Ran], levels: int, reason: str
) -> None:
    file = few / "manifest.json"
    deep = '"config": {\n    "deep": ' + "[" * levels + "]" * levels + ","
    file.write_text(sealed(file.read_text("utf-8").replace('"config": {', deep, 1)), "utf-8")
    assert reasons(corpus("verify", few)) == {reason}


MEMBERS = list(json.loads((ROOT / "schemas/manifest.schema.json").read_bytes())["required"])


@pytest.mark.parametrize("name", MEMBERS)
def test_a_manifest_without_a_member(few: Path, corpus: Callable[..., Ran], name: str) -> None:
    file = few / "manifest.json"
    content = json.loads(file.read_bytes())
    del content[name]
    file.write_text(json.dumps(content), "utf-8")
    assert reasons(corpus("verify", few)) == {"damaged_manifest"}


def test_a_member_twice_is_not_as_it_was_written(few: Path, corpus: Callable[..., Ran]) -> None:
    file = few / "manifest.json"
    text = file.read_text("utf-8").replace("{\n", '{\n  "date": "2026-01-01",\n', 1)
    file.write_text(sealed(text), "utf-8")
    assert reasons(corpus("verify", few)) == {"wrong_document"}


def table(file: str, edit: Callable[[pa.Table], pa.Table]) -> Callable[[Path], None]:
    return lambda release: write_parquet(edit(pq.read_table(release / file)), release / file)


def column(name: str, values: Callable[[pa.Table], pa.Array]) -> Callable[[pa.Table], pa.Table]:
    def edit(rows: pa.Table) -> pa.Table:
        index = rows.schema.get_field_index(name)
        return rows.set_column(index, rows.schema.field(index), values(rows))

    return edit


def row(**values: Any) -> Callable[[Path], None]:
    return lambda release: edit_rows(release, "train", lambda rows: [rows[3].update(values)])


def span(**values: Any) -> Callable[[Path], None]:
    def edit(rows: Rows) -> list[Any]:
        return [next(row for row in rows if row["spans"])["spans"][0].update(values)]

    return lambda release: edit_rows(release, "train", edit)


def vote(name: str, value: Any) -> Callable[[Path], None]:
    kind = VOTE.field(name).type
    return table(VOTES, column(name, lambda rows: pa.array([value] * len(rows), kind)))


def not_utf8(rows: pa.Table) -> pa.Array:
    return pa.array([b"\xff\xfe"] * len(rows), pa.binary()).view(pa.string())


def write(file: str, content: str | bytes) -> Callable[[Path], None]:
    data = content.encode() if isinstance(content, str) else content
    return lambda release: (release / file).write_bytes(data) and None


def cut(file: str, start: int, end: int) -> Callable[[Path], None]:
    return lambda release: (
        (release / file).write_bytes((release / file).read_bytes()[start:end]) and None
    )


def state(**members: Any) -> Callable[[Path], None]:
    def spoil(release: Path) -> None:
        file = release / "dataset/train/state.json"
        file.write_text(json.dumps({**json.loads(file.read_bytes()), **members}))

    return spoil


def card(old: str, new: str) -> Callable[[Path], None]:
    def spoil(release: Path) -> None:
        text = (release / "README.md").read_text("utf-8")
        assert old in text
        (release / "README.md").write_text(text.replace(old, new, 1), "utf-8")

    return spoil


def stream(rows: pa.Table, **options: Any) -> Callable[[Path], None]:
    def spoil(release: Path) -> None:
        write_options = pa.ipc.IpcWriteOptions(**options)
        with pa.ipc.new_stream(str(release / ARROW), rows.schema, options=write_options) as out:
            out.write_table(rows)

    return spoil


def compressed(release: Path) -> None:
    with pa.memory_map(str(release / ARROW)) as source:
        rows = pa.ipc.open_stream(source).read_all()
        stream(pa.Table.from_pylist(rows.to_pylist(), ROW), compression="zstd")(release)


YAML_BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
PATTERN = "path: data/train-*.parquet"
FILES: dict[str, tuple[Callable[[Path], Any], str]] = {
    "Parquet of another schema": (
        lambda r: pq.write_table(pa.table({"id": [1, 2]}), r / DATA),
        "wrong_schema",
    ),
    "Parquet without columns": (lambda r: pq.write_table(pa.table({}), r / DATA), "wrong_schema"),
    "a column twice": (
        table(DATA, lambda t: t.append_column("id", t["id"])),
        "wrong_schema",
    ),
    "a nested column": (
        table(VOTES, lambda t: t.set_column(6, "why", pa.array([nested(30)] * len(t)))),
        "wrong_schema",
    ),
    "a footer that is cut": (cut(DATA, 0, -9), "unreadable_file"),
    "a head that is cut": (cut(DATA, 100, 1 << 30), "unreadable_file"),
    "pages that are cut": (
        lambda r: (r / DATA).write_bytes(b"PAR1" + (r / DATA).read_bytes()[-9000:]),
        "unreadable_file",
    ),
    "Parquet with no bytes": (write(DATA, b""), "unreadable_file"),
    "votes that are no Parquet": (write(VOTES, "votes"), "unreadable_file"),
    "texts that are not UTF-8": (table(DATA, column("text", not_utf8)), "unusable_values"),
    "a time beyond the calendar": (
        lambda r: [
            table(DATA, column("published", beyond_the_calendar))(r),
            stream(pq.read_table(r / DATA))(r),
        ],
        "unusable_values",
    ),
    "extra that is not JSON": (row(extra="{"), "wrong_manifest"),
    "extra that is nested": (row(extra="[" * 5000 + "]" * 5000), "wrong_manifest"),
    "a group that is none": (row(group="g" * 40), "wrong_group"),
    "a group with a newline": (row(group="g0123456789abcdef\n"), "wrong_group"),
    "an id with NUL": (row(id="a\0"), "wrong_order"),
    "an id of a million characters": (row(id="a" * 1_000_000), "wrong_order"),
    "a version of many digits": (row(added_in="1" * 5000 + ".0.0"), "wrong_version"),
    "a confidence that is no number": (span(confidence=float("nan")), "other_spans"),
    "an endless confidence": (span(confidence=float("inf")), "other_spans"),
    "a huge label": (span(label=2**62), "unknown_label"),
    "the largest offset": (span(end=2**31 - 1), "bad_span"),
    "the smallest offset": (span(start=-(2**31)), "bad_span"),
    "votes without weight": (vote("weight", float("nan")), "other_spans"),
    "endless votes": (vote("weight", float("inf")), "other_spans"),
    "votes from before the text": (vote("start", -(2**31)), "other_spans"),
    "votes that end before they start": (vote("end", -1), "other_spans"),
    "votes of nobody": (vote("source", ""), "other_spans"),
    "a ledger of other types": (
        lambda r: pq.write_table(
            pa.table({"id_sha256": [1], "split": [2.5]}), r / "ledger.parquet"
        ),
        "unreadable_file",
    ),
    "a ledger of other columns": (
        lambda r: pq.write_table(pa.table({"id": ["a"]}), r / "ledger.parquet"),
        "unreadable_file",
    ),
    "compressed Arrow": (compressed, "compressed_file"),
    "Arrow of another schema": (stream(pa.table({"id": [1]})), "wrong_schema"),
    "Arrow that is cut": (cut(ARROW, 0, 2000), "unreadable_file"),
    "Arrow that is cut in its rows": (cut(ARROW, 0, -1000), "unreadable_file"),
    "no Arrow": (write(ARROW, b"\xff" * 64), "unreadable_file"),
    "rejected inputs without end": (write("rejected.jsonl", "[" * 100_000), "unreadable_file"),
    "rejected inputs of NUL": (write("rejected.jsonl", b"\0\n"), "unreadable_file"),
    "a reason that is a list": (write("rejected.jsonl", '{"reason": []}\n'), "unreadable_file"),
    "a shard elsewhere": (state(_data_files=[{"filename": "../../../x"}]), "wrong_reference"),
    "a shard by its address": (
        state(_data_files=[{"filename": "https://shards.example/x.arrow"}]),
        "wrong_reference",
    ),
    "shards that are none": (state(_data_files=nested(50)), "wrong_reference"),
    "a state that is a list": (write("dataset/train/state.json", "[]"), "unreadable_file"),
    "a state without end": (write("dataset/train/state.json", "[" * 100_000), "unreadable_file"),
    "splits elsewhere": (
        write("dataset/dataset_dict.json", '{"splits": ["../../x"]}'),
        "wrong_reference",
    ),
    "features that are nested": (
        write("dataset/train/dataset_info.json", '{"features": ' + "[" * 900 + "]" * 900 + "}"),
        "does_not_load",
    ),
    "data files above the release": (card(PATTERN, "path: ../*.parquet"), "wrong_reference"),
    "data files anywhere": (card(PATTERN, "path: /**/*.parquet"), "wrong_reference"),
    "data files on the Hub": (card(PATTERN, "path: hf://datasets/a/b/*"), "wrong_reference"),
    "a folder above the release": (
        card("  default: true\n", "  default: true\n  data_dir: ..\n"),
        "wrong_reference",
    ),
    "YAML that grows": (card("---\n", "---\n" + YAML_BOMB), "wrong_document"),
    "YAML without end": (card("---\n", "---\nx: " + "[" * 5000 + "\n"), "unreadable_file"),
    "YAML that makes objects": (
        card("---\n", "---\nx: !!python/object/apply:os.getcwd []\n"),
        "unreadable_file",
    ),
    "a card that is not UTF-8": (write("README.md", b"\xff\xfe"), "unreadable_file"),
    "a hidden card": (write(".huggingface.yaml", "configs: []\n"), "wrong_manifest"),
}


def beyond_the_calendar(rows: pa.Table) -> pa.Array:
    return pa.array([2**62] * len(rows), pa.int64()).cast(ROW.field("published").type)


@pytest.mark.parametrize("name", FILES)
def test_hostile_files_behind_true_hashes(few: Path, corpus: Callable[..., Ran], name: str) -> None:
    spoil, reason = FILES[name]
    spoil(few)
    reseal(few)
    ran = corpus("verify", few)
    assert reason in reasons(ran), ran.out
    if reason == "wrong_reference":
        assert "\nload: " not in ran.err


@pytest.fixture
def web() -> Iterator[tuple[str, list[str]]]:
    """The address of a server, and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def parse_request(self) -> bool:
            asked.append(str(self.raw_requestline))
            return False

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("builder", ["0.1.0", "0.0.9"])
def test_no_address_is_followed(
    few: Path, corpus: Callable[..., Ran], web: tuple[str, list[str]], builder: str
) -> None:
    address, asked = web
    card(PATTERN, f"path: {address}/train.parquet")(few)
    edit_manifest(few, builder=builder)
    reseal(few)
    assert "wrong_reference" in reasons(corpus("verify", few))
    assert asked == []


def link(name: str, target: str) -> Callable[[Path], None]:
    def spoil(release: Path) -> None:
        (release / name).rename("kept")
        (release / name).symlink_to(Path(target).absolute())

    return spoil


def pipe(name: str) -> Callable[[Path], None]:
    def spoil(release: Path) -> None:
        (release / name).unlink()
        os.mkfifo(release / name)

    return spoil


LINKS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a file that is a link to itself elsewhere": (link("report.html", "kept"), "linked_file"),
    "a folder that is a link to itself elsewhere": (link("votes", "kept"), "linked_file"),
    "a manifest that is a link": (link("manifest.json", "kept"), "linked_file"),
    "a file that is a link to nothing": (link("README.md", "gone"), "linked_file"),
    "a file that is a link to a device": (link("README.md", "/dev/zero"), "linked_file"),
    "a file that is a link to itself": (link("README.md", "1.0.0/README.md"), "linked_file"),
    "a file that is a pipe": (pipe(DATA), "no_file"),
    "a manifest that is a pipe": (pipe("manifest.json"), "no_file"),
    "a foreign link": (lambda r: (r / "data/x").symlink_to("/etc"), "foreign_file"),
    "a cache that is a link": (
        lambda r: (r / "dataset/cache-1.arrow").symlink_to("/etc/hosts"),
        "foreign_file",
    ),
}


@pytest.mark.parametrize("name", LINKS)
def test_what_is_no_plain_file(few: Path, corpus: Callable[..., Ran], name: str) -> None:
    spoil, reason = LINKS[name]
    spoil(few)
    assert reason in reasons(corpus("verify", few))


def grown(file: str, schema: pa.Schema, values: dict[str, Any], times: int, **options: Any) -> Any:
    """A file with one row group of `times` equal rows."""

    def spoil(release: Path) -> None:
        columns = zip(schema.names, schema.types, strict=True)
        row = {name: [] if pa.types.is_list(kind) else None for name, kind in columns}
        batch = pa.RecordBatch.from_pylist([{**row, **values}], schema)
        rows = pa.Table.from_batches([batch] * times)
        pq.write_table(rows, release / file, times, compression="zstd", **options)

    return spoil


MEGABYTE = "a" * (1 << 20)
MOST = 600  # MB that the command may hold: more than what it takes at once of a file
TIMES = MOST + 100  # so that it would hold more if it unpacked one
SPAN = {"start": 0, "end": 1, "label": 0, "source": "rule:x.v1", "confidence": 1.0}
LEDGER = pa.schema([("id_sha256", pa.string()), ("split", pa.string()), ("trace", pa.uint64())])
BOMBS = {
    "a text hundreds of times": grown(DATA, ROW, {"text": MEGABYTE}, TIMES),
    "pages that were compressed well": grown(
        DATA, ROW, {"text": MEGABYTE}, TIMES, use_dictionary=False
    ),
    "votes": grown(VOTES, VOTE, {"why": MEGABYTE}, TIMES),
    "spans": grown(DATA, ROW, {"spans": [SPAN] * 200_000}, 100),
    "a ledger": grown("ledger.parquet", LEDGER, {"split": MEGABYTE}, TIMES),
}
# `ru_maxrss` would count what the process that started it held.
PROGRAM = """
import re
from pathlib import Path
from corpus.cli import main
try:
    main()
finally:
    held = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
    print("peak", int(held) // 1024)
"""


@pytest.mark.parametrize("name", BOMBS)
def test_a_small_file_of_many_bytes_is_not_unpacked(few: Path, name: str) -> None:
    BOMBS[name](few)
    reseal(few)
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, "verify", "1.0.0"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    *lines, peak = ran.stdout.splitlines()
    assert "too_large" in reasons(Ran(ran.returncode, "\n".join(lines), ran.stderr))
    assert int(peak.removeprefix("peak ")) < MOST
