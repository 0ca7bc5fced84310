"""Memory of a build that has very many small files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

FILES = 100_000
BOUND = 600 << 20  # bytes; measured 395 MB where each task knew its own files only, 1,960 where not

# The highest resident set of the command or of any of its workers, in KB.
MEASURE = """
import resource, sys
from corpus.cli import main
try:
    main()
except SystemExit as stop:
    assert not stop.code, stop
print(max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF,
    resource.RUSAGE_CHILDREN)), file=sys.stderr)
"""


@pytest.mark.slow
def test_100_000_files_stay_within_a_bound(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    for n in range(FILES):
        folder = raw / f"{n // 1000:03d}"
        folder.mkdir(parents=True, exist_ok=True)
        article = {"url": f"https://a{n % 50}.example/{n}", "text": f"Ferry {n} left on time."}
        (folder / f"{n}.json").write_text(json.dumps(article))
    ran = subprocess.run(
        [sys.executable, "-c", MEASURE, "build", str(raw), "--out", str(tmp_path / "build")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"articles  {FILES} from 50 outlets" in ran.stdout
    peak = int(ran.stderr.splitlines()[-1]) << 10
    assert peak < BOUND, f"{peak >> 20} MB"
