"""`datasets` and `huggingface_hub` take a second to import: only what uses them loads them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

# Runs in a process of its own, and prints which of the two were imported.
PROGRAM = """
import sys
{program}
print([name for name in ("datasets", "huggingface_hub") if name in sys.modules])
"""
BUILD = """
from corpus.cli import main
sys.argv = ["corpus", "build", sys.argv[1], "--out", sys.argv[2], "--workers", "1"]
try:
    main()
except SystemExit as stop:
    assert not stop.code
"""
IMPORT = "import corpus.documents.render, corpus.publish.hub, corpus.cli.publish"
PACKAGE = """
from pathlib import Path
from corpus.publish.hub import package
package(Path(sys.argv[3]), "my-paper/news")
"""


@pytest.mark.parametrize("program", [BUILD, IMPORT, PACKAGE], ids=["build", "import", "package"])
def test_neither_is_imported(program: str, sample: Path, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(program=program), ROOT / "raw", tmp_path, sample],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == "[]"
