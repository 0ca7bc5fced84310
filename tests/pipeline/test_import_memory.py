"""Memory of reading large files of other tools: what is held does not grow with the file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.exports import EXPORTS
from tests.pipeline.test_memory import MEASURE

RECORDS = 100_000
BOUND = 200 << 20  # bytes; 51 to 110 MB were measured, the same for 5,000 records and for 25,000


def articles(count: int) -> Iterator[dict[str, Any]]:
    for n in range(count):
        yield {
            "id": f"a{n}",
            "url": f"https://a{n % 50}.example/{n}",
            "title": f"Ferry {n} left on time",
            "published": "2026-02-11",
            "text": f"Ferry {n} left on time, and everybody waved. " * 40,
        }


def peak(*arguments: str) -> tuple[str, int]:
    """What a command says, and how many bytes it held at most."""
    ran = subprocess.run(
        [sys.executable, "-c", MEASURE, *arguments], capture_output=True, text=True, check=True
    )
    return ran.stdout, int(ran.stderr.splitlines()[-1]) << 10


@pytest.mark.slow
@pytest.mark.parametrize("kind", EXPORTS)
def test_100_000_records_of_each_kind_stream(kind: str, tmp_path: Path) -> None:
    file, write = EXPORTS[kind]
    write(articles(RECORDS), tmp_path / file)
    said, held = peak("import", str(tmp_path / file), "--to", str(tmp_path / "raw"))
    assert said == f"{tmp_path / 'raw' / 'a.jsonl'}: 100,000 articles\n"
    assert held < BOUND, f"{held >> 20} MB"


@pytest.mark.slow
def test_a_build_of_one_large_table_streams(tmp_path: Path) -> None:
    file, write = EXPORTS["Parquet"]
    write(
        ({**article, "text": f"{article['title']}."} for article in articles(RECORDS)),
        tmp_path / file,
    )
    said, held = peak("build", str(tmp_path / file), "--out", str(tmp_path / "build"))
    assert "articles  100000 from 50 outlets" in said
    assert held < 2 * BOUND, f"{held >> 20} MB"
