"""Memory of a build that has very many small files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

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
    ran = subprocess.run(
        [sys.executable, "-c", MEASURE, "build", str(raw), "--out", str(tmp_path / "build")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"articles  {FILES} from 50 outlets" in ran.stdout
    peak = int(ran.stderr.splitlines()[-1]) << 10
    assert peak < BOUND, f"{peak >> 20} MB"
