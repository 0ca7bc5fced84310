"""What takes long to import is imported by what uses it, and by nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

HUB = {"datasets", "huggingface_hub"}
# Readers of pages, and of other forms: a build of JSON needs none.
OF_PAGES = {
    *("boilerpy3", "chompjs", "htmldate", "justext", "lxml", "resiliparse", "trafilatura"),
    *("corpus.page.page", "corpus.page.extractors", "corpus.labelling.page_model"),
}
OTHERS = {"fastwarc", "jsonschema", "langdetect", "pandas", "rich", "xml.etree.ElementTree"}
ARRAYS = {"numpy", "pyarrow"}

# Runs in a process of its own, and prints what was imported.
PROGRAM = """
import sys
{program}
print(*sys.modules)
"""
BUILD = """
from corpus.cli import main
sys.argv = ["corpus", "build", sys.argv[1], "--out", sys.argv[2], "--workers", "1"]
try:
    main()
except SystemExit as stop:
    assert not stop.code
"""
PACKAGE = """
from pathlib import Path
from corpus.publish.hub import package
package(Path(sys.argv[3]), "my-paper/news")
"""
PROGRAMS = {
    "the library": ("import corpus", HUB | OF_PAGES | OTHERS | ARRAYS | {"click", "orjson"}),
    "the command": ("import corpus.cli", HUB | OF_PAGES | OTHERS | ARRAYS),
    "a build": (BUILD, HUB | OF_PAGES | OTHERS),
    "documents": ("import corpus.documents.render", HUB),
    "the hub": ("import corpus.publish.hub, corpus.cli.publish", HUB),
    "a package": (PACKAGE, HUB),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_is_not_imported(name: str, sample: Path, tmp_path: Path) -> None:
    program, heavy = PROGRAMS[name]
    raw = ROOT / "raw" / "harbour-courier"
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(program=program), raw, tmp_path, sample],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert heavy & set(ran.stdout.splitlines()[-1].split()) == set()
