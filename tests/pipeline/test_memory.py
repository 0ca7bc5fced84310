"""Memory of a build that has very many small files, or one hostile one."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from zstandard import ZstdCompressor

FILES = 100_000
BOUND = 600 << 20  # bytes; 368 MB were measured, 1,892 where each task knew the places of all files

# The most memory that the command, or any of its workers, held at once, in KB. `ru_maxrss` of the
# command would count what the process that started it held.
MEASURE = """
import re, resource, sys
from pathlib import Path
from corpus.cli import main
try:
    main()
except SystemExit as stop:
    assert not stop.code, stop
command = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
print(max(command, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss), file=sys.stderr)
"""


@pytest.mark.slow
def test_100_000_files_stay_within_a_bound(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    for n in range(FILES):
        folder = raw / f"{n // 1000:03d}"
        folder.mkdir(parents=True, exist_ok=True)
        article = {"url": f"https://a{n % 50}.example/{n}", "text": f"Ferry {n} left on time."}
        (folder / f"{n}.json").write_text(json.dumps(article))
    said, peak = build(raw)
    assert f"articles  {FILES} from 50 outlets" in said
    assert peak < BOUND, f"{peak >> 20} MB"


def build(raw: Path) -> tuple[str, int]:
    """What a build of a raw folder says, and how many bytes it held at most."""
    ran = subprocess.run(
        [sys.executable, "-c", MEASURE, "build", str(raw), "--out", str(raw.parent / "build")],
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout, int(ran.stderr.splitlines()[-1]) << 10


def record(text: str) -> bytes:
    return json.dumps({"text": text, "outlet": "a"}).encode()


def newlines() -> bytes:
    return b"\n" * 300_000_000


MANY_AUTHORS = {"text": "The ferry left.", "outlet": "a", "authors": [1] * 200_000}
HOSTILE: dict[str, tuple[str, Callable[[], bytes], int]] = {
    "newlines in gzip": ("a.jsonl.gz", lambda: gzip.compress(newlines()), 0),
    "newlines in Zstandard": ("a.jsonl.zst", lambda: ZstdCompressor(19).compress(newlines()), 0),
    "newlines in bzip2": ("a.jsonl.bz2", lambda: bz2.compress(newlines()), 0),
    "newlines in xz": ("a.jsonl.xz", lambda: lzma.compress(newlines(), preset=0), 0),
    "a long line": ("a.jsonl", lambda: record("x" * 300_000_000), 1),
    "a long file": ("a.json", lambda: record("x" * 300_000_000), 1),
    "a long item": ("b.json", lambda: b"[" + record("x" * 300_000_000) + b"]", 1),
    "a long row": ("a.csv", lambda: b"text,outlet\n" + b"x" * 300_000_000, 1),
    "an open quotation mark": ("a.csv", lambda: b'text,outlet\n"' + newlines(), 1),
    "a long text": ("a.txt.zst", lambda: ZstdCompressor().compress(newlines()), 1),
    "a long document": ("a.xml", lambda: b"<doc><main>" + b"<p/>" * 75_000_000, 1),
    "wrong authors": ("a.json", lambda: json.dumps(MANY_AUTHORS).encode(), 21),
    "a million lines": ("a.json", lambda: record("a\n" * 1_000_000), 1),
    "as many lines as the limit": ("a.json", lambda: record("Tags\n" * 199_999 + "The end."), 0),
    "as many words as the limit": ("a.json", lambda: record("ab cd ef gh " * 998_000), 0),
    "one word": ("a.json", lambda: record("x" * 11_990_000), 0),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_stays_within_a_gigabyte(name: str, tmp_path: Path) -> None:
    file, content, problems = HOSTILE[name]
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "good.json").write_bytes(record("The ferry left on time."))
    (raw / file).write_bytes(content())
    said, peak = build(raw)
    assert f", {problems} rejected" in said
    assert peak < 1 << 30, f"{peak >> 20} MB"
