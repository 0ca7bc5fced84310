from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import settings

from corpus.engine.garbage import collect_seldom
from tests.engine.s3 import Server

# Processes that tests start keep what they compile, whatever the shell says: without it each
# compiles the package anew, in a third of a second.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

collect_seldom()  # as every command does; four thousand tests are collected in less time

settings.register_profile(
    "corpus", deadline=None, derandomize=os.environ.get("CI") == "true", max_examples=50
)
settings.register_profile("thorough", settings.get_profile("corpus"), max_examples=1000)
settings.load_profile("corpus")

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
# Of made-up words: in Latin letters these could be of any language, which takes 0.1 s to guess.
LETTERS = "αβγδεζηθικλμνξοπρτυφχψω"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The texts that belong to others: read there, never copied into the project."""
    if not SHARED.is_dir():
        why = "../shared is absent: its texts belong to others and are not in the repository"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{why}; under CI=true it must be there")
        pytest.skip(why)
    return SHARED


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def told(ran: Ran) -> list[str]:
    """The lines on stderr that are not about how far a build is."""
    return [line for line in ran.err.splitlines() if not re.match(r"[a-z ]+: \d", line)]


@pytest.fixture
def corpus(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """Run the command `corpus` in this process."""
    from corpus.cli import main

    def run(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["corpus", *map(str, arguments)])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run


class Raw:
    """A raw folder to fill."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, file: str, content: Any) -> Path:
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, str):
            path.write_text(content, "utf-8")
        elif file.endswith(".jsonl"):
            path.write_text("".join(json.dumps(one) + "\n" for one in content), "utf-8")
        else:
            path.write_text(json.dumps(content), "utf-8")
        return path


@pytest.fixture
def raw(tmp_path: Path) -> Raw:
    folder = tmp_path / "raw"
    folder.mkdir()
    return Raw(folder)


def rows(release: Path) -> dict[str, dict[str, Any]]:
    """All rows of a release by id, with their split and labels as names."""
    import pyarrow.parquet as pq

    from corpus.contract.labels import LABELS

    found = {}
    for file in sorted((release / "data").glob("*.parquet")):
        for row in pq.read_table(file).to_pylist():
            row["split"] = file.name.split("-")[0]
            for span in row["spans"]:
                span["label"] = LABELS[span["label"]]
            found[row["id"]] = row
    return found


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the tracked raw folder; to be read only."""
    import corpus

    out = tmp_path_factory.mktemp("sample") / "build"
    return corpus.build(ROOT / "raw", out=out, config=ROOT / "corpus.toml", workers=1).path


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder in which `corpus build` was run on the tracked sample, and what it printed."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(ROOT / "raw", folder / "raw")
    shutil.copy(ROOT / "corpus.toml", folder)
    from corpus.cli import command

    with chdir(folder), redirect_stdout(StringIO()) as printed:
        command.main(["build", "--config", "corpus.toml"], standalone_mode=False)
    return folder, printed.getvalue()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of the S3 protocol, for the tests of a module."""
    server = Server(tmp_path_factory.mktemp("s3"))
    yield server
    server.close()
