"""What takes long to import is imported by what uses it, and by nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.conftest import ROOT, rows

HUB = {"datasets", "huggingface_hub"}
# Readers of pages, and of other forms: a build of JSON needs none.
OF_PAGES = {
    *("boilerpy3", "chompjs", "htmldate", "justext", "lxml", "resiliparse", "trafilatura"),
    *("corpus.page.page", "corpus.page.extractors", "corpus.labelling.page_model"),
}
OTHERS = {
    *(
        "fastwarc",
        "jsonschema",
        "langdetect",
        "multiprocessing",
        "pandas",
        "requests",
        "rich",
        "tqdm",
    ),
    "xml.etree.ElementTree",
}
ARRAYS = {"numpy", "pyarrow"}
LIGHT = HUB | OF_PAGES | OTHERS | ARRAYS | {"orjson", "re2", "yaml"}
COMMANDS = {f"corpus.cli.{path.stem}" for path in (ROOT / "corpus" / "cli").glob("*.py")} - {
    "corpus.cli.__init__",
    "corpus.cli.commands",
    "corpus.cli.output",
}

# What `run` runs: it prints what was imported.
PROGRAM = """
import sys
{program}
print(*sys.modules)
"""
CALLED = """
from corpus.cli import main
sys.argv = ["corpus", *{arguments}]
try:
    main()
except SystemExit as stop:
    assert stop.code == {code}
"""
BUILD = """
from corpus.cli import main
sys.argv = ["corpus", "build", sys.argv[1], "--out", sys.argv[2], "--workers", "1"]
try:
    main()
except SystemExit as stop:
    assert not stop.code
"""
DAMAGE = """
from corpus.validation.damage import find_mojibake
assert find_mojibake("fermÃ©") and not find_mojibake("café»")
"""
PACKAGE = """
from pathlib import Path
from corpus.publish.hub import package
package(Path(sys.argv[3]), "my-paper/news")
"""
PROGRAMS = {
    "the library": ("import corpus", HUB | OF_PAGES | OTHERS | ARRAYS | {"click", "orjson"}),
    "the commands": (f"import {', '.join(sorted(COMMANDS))}", HUB | OF_PAGES | OTHERS | ARRAYS),
    "the help": (CALLED.format(arguments=["--help"], code=0), LIGHT | COMMANDS),
    "a command that is none": (CALLED.format(arguments=["biuld"], code=2), LIGHT | COMMANDS),
    "raw articles that are none": (
        CALLED.format(arguments=["build", "nosuch"], code=2),
        LIGHT - {"orjson"},
    ),
    "a build": (BUILD, HUB | OF_PAGES | OTHERS),
    "what judges letters": (DAMAGE, {"ftfy", "wcwidth"}),
    "documents": ("import corpus.documents.render", HUB),
    "the hub": ("import corpus.publish.hub, corpus.cli.publish", HUB),
    "a package": (PACKAGE, HUB),
}


def run(program: str, *arguments: Path) -> set[str]:
    """The modules that a program imports in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(program=program), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return set(ran.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_is_not_imported(name: str, sample: Path, tmp_path: Path) -> None:
    program, heavy = PROGRAMS[name]
    raw = ROOT / "raw" / "harbour-courier"
    imported = run(program, raw, tmp_path, sample)
    assert heavy & imported == set()


def test_a_table_has_pandas_for_its_nanoseconds(tmp_path: Path) -> None:
    """Without it pyarrow cannot say them, and a build keeps it from pyarrow."""
    when = pa.array([1_767_225_600_123_456_789], pa.timestamp("ns", "UTC"))
    table = pa.table({"text": ["The ferry left."], "outlet": ["a"], "when": when})
    pq.write_table(table, tmp_path / "a.parquet")
    run(BUILD, tmp_path / "a.parquet", tmp_path / "build")
    (row,) = rows(tmp_path / "build" / "latest").values()
    assert json.loads(row["extra"]) == {"when": "2026-01-01T00:00:00.123456789+00:00"}
