"""Files of other forms that are cut, broken or not what they seem: a reason each."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.contract.article import Record
from corpus.contract.limits import Limits
from corpus.contract.problems import Problem
from corpus.read.foreign.settings import Importing
from corpus.read.records import records
from corpus.read.shards import Piece, scan_file
from tests.conftest import Raw

ROWS = [
    {"body": f"The ferry left at {n}.", "link": f"https://a.example/{n}", "day": "x" * (n % 7)}
    for n in range(1000)
]
TABLE = pa.Table.from_pylist(ROWS)


def parquet() -> bytes:
    sink = io.BytesIO()
    pq.write_table(TABLE, sink, row_group_size=100)
    return sink.getvalue()


def arrow(new: Callable[..., pa.RecordBatchWriter], table: pa.Table = TABLE) -> bytes:
    sink = io.BytesIO()
    with new(sink, table.schema) as file:
        file.write_table(table, max_chunksize=100)
    return sink.getvalue()


def csv(rows: list[str]) -> bytes:
    return "\n".join(["body,link", *rows, ""]).encode()


ARRAY = json.dumps(ROWS).encode()
LINES = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
FILE, STREAM = arrow(pa.ipc.new_file), arrow(pa.ipc.new_stream)
# Where the texts of the first rows end, as the stream has it.
ENDS = np.cumsum([0, *(len(row["body"]) for row in ROWS[:100])], dtype="<i4").tobytes()
XML = b'<doc url="https://a.example/1"><main><p>The ferry left.</p></main></doc>'
GOOD_ROW = "The ferry left.,https://a.example/1"

GOOD = {
    "a list": ("a.json", ARRAY, 1000),
    "a list with white space and a mark": ("a.json", b"\xef\xbb\xbf \n[\n {" + ARRAY[2:], 1000),
    "a list that is compressed": ("a.json.gz", gzip.compress(ARRAY), 1000),
    "a list named as lines": ("a.jsonl", ARRAY, 1000),
    "lines named as one": ("a.json", LINES, 1000),
    "lines named as one, compressed": ("a.json.gz", gzip.compress(LINES), 1000),
    "lines named as text": ("a.txt", LINES, 1000),
    "Parquet": ("a.parquet", parquet(), 1000),
    "Parquet named as CSV": ("a.csv", parquet(), 1000),
    "an Arrow file": ("a.arrow", FILE, 1000),
    "an Arrow stream": ("a.feather", STREAM, 1000),
    "CSV": ("a.csv", csv([GOOD_ROW]), 1),
    "CSV with a mark and CRLF": (
        "a.csv",
        b"\xef\xbb\xbf" + csv([GOOD_ROW]).replace(b"\n", b"\r\n"),
        1,
    ),
    "CSV with line breaks in a field": (
        "a.csv",
        csv(['"The\nferry, ""it"" left.",https://a.example/1']),
        1,
    ),
    "CSV with semicolons": ("a.csv", csv([GOOD_ROW]).replace(b",", b";"), 1),
    "CSV without rows": ("a.csv", b"body,link\n", 0),
    "a table without rows": ("a.parquet", b"", 0),
    "TSV": ("a.tsv.gz", gzip.compress(csv([GOOD_ROW]).replace(b",", b"\t")), 1),
    "XML": ("a.xml", XML, 1),
}
sink = io.BytesIO()
pq.write_table(TABLE.slice(0, 0), sink)
GOOD["a table without rows"] = ("a.parquet", sink.getvalue(), 0)


def read(raw: Raw, file: str, data: bytes, **limits: int) -> list[Record | Problem]:
    raw.write(file, data)
    (piece,) = scan_file(raw.folder, file).pieces
    return list(records(raw.folder, piece, Limits(**limits), Importing(outlet="a")))


@pytest.mark.parametrize("name", GOOD)
def test_what_stands_in_a_file_decides_its_form(raw: Raw, name: str) -> None:
    file, data, count = GOOD[name]
    found = read(raw, file, data)
    assert [item.line for item in found] == list(range(1, count + 1))
    for number, record in enumerate(found):
        assert isinstance(record, Record)
        assert record.data["text"].startswith("The")
        if count > 1:
            assert record.data["url"] == f"https://a.example/{number}"


DAMAGED = {
    "half a list": (
        "a.json",
        ARRAY[: len(ARRAY) // 2],
        "a.json: item 502: C007 damaged_file: JSON data that cannot be read from here on (",
    ),
    "a list with an error": (
        "a.json",
        ARRAY[:-1] + b", nonsense]",
        "a.json: item 1001: C007 damaged_file: JSON data that cannot be read from here on (",
    ),
    "a list that is compressed, and cut": (
        "a.json.gz",
        gzip.compress(ARRAY, mtime=0)[:-8],
        "a.json.gz: item 1001: C006 truncated_file: gzip data ends or breaks after item 1000; ",
    ),
    "half a Parquet file": (
        "a.parquet",
        parquet()[:-100],
        "a.parquet: record 1: C007 damaged_file: Parquet data that cannot be read from here on (",
    ),
    "a Parquet file with a hole": (
        "a.parquet",
        parquet()[:4000] + bytes(3000) + parquet()[7000:],
        "a.parquet: record ",
    ),
    "half an Arrow file": (
        "a.arrow",
        FILE[: len(FILE) // 2],
        "a.arrow: record 1: C007 damaged_file: Arrow data that cannot be read from here on (",
    ),
    "half an Arrow stream": (
        "a.arrow",
        STREAM[: len(STREAM) // 2],
        "a.arrow: record 401: C007 damaged_file: Arrow data that cannot be read from here on (",
    ),
    "Parquet by its name alone": (
        "a.parquet",
        b"text,url\n",
        "a.parquet: C007 damaged_file: Parquet data that cannot be read from here on (its first "
        "bytes are those of another format); ",
    ),
    "nothing named Arrow": ("a.arrow", b"", "a.arrow: C007 damaged_file: Arrow data that "),
    "half an XML file": ("a.xml", XML[:-5], "a.xml:1: C007 damaged_file: XML data that "),
    "XML of something else": (
        "a.xml",
        b"<rss><channel/></rss>",
        "a.xml:1: C008 no_articles: is XML whose root is <rss>; expected <doc> or <TEI>",
    ),
    "XML that unfolds": (
        "a.xml",
        b'<!DOCTYPE doc [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(
            b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
        )
        + b"]><doc><main><p>&j;</p></main></doc>",
        "a.xml:1: C007 damaged_file: XML data that ",
    ),
    "a row with a NUL": (
        "a.csv",
        csv([GOOD_ROW, "The\0 ferry,https://a.example/1"]),
        "a.csv: record 2: C009 bad_row: a NUL character; ",
    ),
    "a ragged row": (
        "a.csv",
        csv([GOOD_ROW, "The ferry"]),
        "a.csv: record 2: C009 bad_row: 1 field where the first row has 2; expected as many ",
    ),
    "a row with too many fields": (
        "a.csv",
        csv([GOOD_ROW, "The, ferry, left"]),
        "a.csv: record 2: C009 bad_row: 3 fields where the first row has 2; ",
    ),
    "an open quotation mark": (
        "a.csv",
        csv([GOOD_ROW, '"The ferry left.,https://a.example/1']),
        "a.csv: record 2: C009 bad_row: ",
    ),
    "CSV in another encoding": (
        "a.csv",
        csv([GOOD_ROW, "Die Fähre,https://a.example/1"]).decode().encode("latin-1"),
        "a.csv: record 2: C011 not_utf8: bytes that are not UTF-8; ",
    ),
    "CSV in UTF-16": (
        "a.csv",
        csv([GOOD_ROW]).decode().encode("utf-16"),
        "a.csv:1: C011 not_utf8: UTF-16",
    ),
    "names in another encoding": (
        "a.csv",
        "Fähre,url\na,b\n".encode("latin-1"),
        "a.csv:1: C011 not_utf8: bytes that are not UTF-8; ",
    ),
    "half a character in a list": (
        "a.json",
        b'[{"body": "The ferry left.", "link": "https://a.example/1"}, {"body": "\\udc00"}]',
        "a.json: item 2: C007 damaged_file: JSON data that ",
    ),
    "a damaged batch": (
        "a.arrow",
        STREAM.replace(ENDS, ENDS[:-4] + b"\xff\xff\xff\x7f", 1),
        "a.arrow: record 1: C007 damaged_file: Arrow data that ",
    ),
    "columns of one name": (
        "a.arrow",
        arrow(pa.ipc.new_stream, pa.table([["a"], ["b"]], names=["body", "body"])),
        'a.arrow: C107 duplicate_key: "body" stands 2 times',
    ),
    "a column twice": (
        "a.csv",
        b"body,body\na,b\n",
        'a.csv:1: C107 duplicate_key: "body" stands 2 times',
    ),
    "text in another encoding": ("a.txt", b"The\nf\xe4rry", "a.txt:2: C011 not_utf8: "),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_told_at_its_place(raw: Raw, name: str) -> None:
    file, data, message = DAMAGED[name]
    *before, last = read(raw, file, data)
    assert str(last).startswith(message)
    assert all(isinstance(item, Record) for item in before)


def test_bad_rows_cost_no_other_row(raw: Raw) -> None:
    rows = [GOOD_ROW, "short", GOOD_ROW, '"a"b,c', GOOD_ROW, "", GOOD_ROW]
    found = read(raw, "a.csv", csv(rows))
    assert [(item.line, isinstance(item, Record)) for item in found] == [
        (1, True), (2, False), (3, True), (4, False), (5, True), (6, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "data"),
    [
        ("a.json", b'[{"body": "%s"}]' % (b"x" * 200_000)),
        ("a.csv", b"body,link\n%s,x\n" % (b"x" * 200_000)),
        ("a.csv", b'body,link\n"%s",x\n' % (b"x\n" * 100_000)),
        ("a.txt", b"x" * 200_000),
        ("a.xml", b"<doc><main>%s</main></doc>" % (b"x" * 200_000)),
    ],
    ids=["an item", "a line", "a field of many lines", "a text", "a document"],
)
def test_a_record_beyond_the_limit_is_told_and_not_read(raw: Raw, file: str, data: bytes) -> None:
    (told,) = read(raw, file, data, record_bytes=100_000)
    assert isinstance(told, Problem)
    assert told.reason == "too_large"


SAMPLES = Path(__file__).parent / "samples"
FILES = sorted(path for path in SAMPLES.rglob("*") if path.is_file())


@given(
    path=st.sampled_from(FILES),
    places=st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=5),
    byte=st.integers(0, 255),
    cut=st.floats(0, 1),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_bytes_never_end_the_reading(
    raw: Raw, path: Path, places: list[float], byte: int, cut: float
) -> None:
    data = bytearray(path.read_bytes())
    for place in places:
        data[int(place * len(data))] = byte
    raw.write(path.name, bytes(data[: int(cut * len(data)) or len(data)]))
    for item in records(raw.folder, Piece(path.name), Limits(), Importing(outlet="a")):
        assert str(item)
