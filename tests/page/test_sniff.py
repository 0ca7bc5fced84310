from __future__ import annotations

import random
import tomllib
from pathlib import Path

import pytest

from corpus.page.decode import Decoded
from corpus.page.sniff import NotAPage, _signatures, binary_kind, read_page, text_kind

CASES = tomllib.loads(Path(__file__).with_name("not_pages.toml").read_text("utf-8"))
OTHERS = {
    kind: [(name, start) for name, starts in CASES[kind].items() for start in starts]
    for kind in ("bytes", "text")
}


@pytest.mark.parametrize(("name", "start"), OTHERS["bytes"])
def test_what_is_no_text_is_named_by_its_first_bytes(name: str, start: str) -> None:
    data = start.encode("latin-1") + b"<html><p>" * 99
    assert read_page(data) == NotAPage(name)


@pytest.mark.parametrize(("name", "start"), OTHERS["text"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_what_is_no_page_is_named_by_its_text(name: str, start: str, charset: str) -> None:
    data = start.encode(charset) if start else b""
    assert read_page(data) == NotAPage(name)


@pytest.mark.parametrize("page", CASES["page"]["pages"])
def test_a_page_is_taken(page: str) -> None:
    assert isinstance(read_page(page.encode()), Decoded)


def test_every_signature_has_a_case() -> None:
    listed = {name for table in _signatures().values() for name in table}
    assert listed <= {*CASES["bytes"], *CASES["text"]}


def test_random_bytes_are_binary_and_some_stray_controls_are_not() -> None:
    random_bytes = b"\x81" + random.Random(0).randbytes(5000)
    assert "binary data" in (binary_kind(random_bytes) or "")
    assert "binary data" in (binary_kind(b"\0" * 500) or "")
    assert binary_kind(b"<html><p>A\0B\x08C" + b"ferry " * 99) is None


def test_every_page_of_others_is_taken(shared: Path) -> None:
    import pyarrow.parquet as parquet

    refused = {}
    for file in sorted((shared / "bench").glob("*.html.parquet")):
        for batch in parquet.ParquetFile(file).iter_batches(20):  # at once they take 1 GB
            for page in batch.to_pylist():
                if found := text_kind(page["html"]):
                    refused[page["id"]] = found
    assert not refused
