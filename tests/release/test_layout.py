"""The names of a release's files are written in `corpus/release/layout.py` and nowhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import build
from corpus.release import layout
from corpus.release.layout import Shard
from tests.conftest import ROOT, Raw

NAMES = re.compile(
    r"manifest\.json|ledger\.parquet|rejected\.jsonl|README\.md|croissant\.json|report\.html(?!\.j2)"
    r"|dataset_dict\.json|dataset_info\.json|state\.json|\.parquet$|^data-$"
    r"|^(data|votes|dataset)/|/(data|votes|dataset)$|-of-$|build/latest"
)
OTHER_MEANINGS = {
    "corpus/labelling/trained.py": {"README.md"},  # the card of a model
    "corpus/documents/croissant.py": {".parquet"},  # media types by suffix
    "corpus/read/forms/__init__.py": {".parquet"},  # files of other tools
    "corpus/read/saved.py": {"dataset_dict.json", "dataset_info.json", "state.json"},
}


def literals(source: str) -> Iterator[tuple[int, str]]:
    """Line and value of every string that is no docstring."""
    tree = ast.parse(source)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in docstrings:
            yield node.lineno, node.value


def misplaced(source: str, allowed: set[str]) -> list[tuple[int, str]]:
    return [
        (line, text)
        for line, text in literals(source)
        if NAMES.search(text) and text not in allowed
    ]


def test_no_other_module_names_a_file_of_a_release() -> None:
    found = {}
    for path in sorted((ROOT / "corpus").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name != "corpus/release/layout.py":
            found[name] = misplaced(path.read_text("utf-8"), OTHER_MEANINGS.get(name, set()))
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "source",
    [
        'open(release / "manifest.json")',
        'release.glob(f"data/{split}-*")',
        'name = f"data-{part}.arrow"',
        'name = f"{number:05d}-of-{count:05d}"',
        'default = "build/latest"',
    ],
)
def test_a_name_that_is_written_elsewhere_is_noticed(source: str) -> None:
    assert misplaced(source, set())


def test_the_files_of_a_shard() -> None:
    shard = Shard.numbered("train", 3, 12)
    assert shard.data == "data/train-00003-of-00012.parquet"
    assert shard.votes == "votes/train-00003-of-00012.parquet"
    assert shard.arrow == "dataset/train/data-00003-of-00012.arrow"
    assert Shard.of_data_file(shard.data) == shard
    assert layout.votes_file(Path("1.0.0") / shard.data) == Path("1.0.0") / shard.votes


@pytest.mark.parametrize(
    ("path", "is_data"),
    [
        ("data/train-00000-of-00001.parquet", True),
        ("votes/train-00000-of-00001.parquet", False),
        ("dataset/train/data-00000-of-00001.arrow", False),
        ("database/train.parquet", False),
    ],
)
def test_what_a_path_is(path: str, is_data: bool) -> None:
    assert layout.is_data(path) == is_data


def test_the_names_of_files_never_change() -> None:
    """Users and earlier releases rely on them."""
    assert (layout.MANIFEST, layout.LEDGER) == ("manifest.json", "ledger.parquet")
    assert (layout.REJECTED, layout.CARD) == ("rejected.jsonl", "README.md")
    assert (layout.CROISSANT, layout.REPORT) == ("croissant.json", "report.html")
    assert layout.DEFAULT_RELEASE == "build/latest"
    assert layout.data_pattern("test") == "data/test-*.parquet"


def test_the_contents_are_the_files_of_releases(sample: Path, raw: Raw) -> None:
    page = "<html><body><article><p>The ferry left.</p></article></body></html>"
    raw.write("a.json", {"outlet": "o", "html": page, "license": "CC0-1.0"})
    of_page = build(raw.folder, out=raw.folder.parent / "build", keep_html=True, workers=1).path
    blanks = {"<split>": "[a-z]+", "<part>": "[0-9]{5}-of-[0-9]{5}"}
    patterns = {path: re.escape(path) for path in layout.CONTENTS}
    for blank, filled in blanks.items():
        patterns = {path: its.replace(blank, filled) for path, its in patterns.items()}
    found = set()
    for release in (sample, of_page):
        for file in (path for path in release.rglob("*") if path.is_file()):
            name = file.relative_to(release).as_posix()
            (its,) = [path for path, pattern in patterns.items() if re.match(pattern, name)]
            found.add(its)
    assert found == set(layout.CONTENTS)
