"""`corpus build` at the keyboard: exact words, exit codes, nothing lost."""

from __future__ import annotations

import gzip
import json
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from corpus.contract.problems import IGNORED
from tests.conftest import Ran, Raw, rows

CASES = tomllib.loads((Path(__file__).parent / "bad_inputs.toml").read_text("utf-8"))["case"]
STAGES = (
    *("scan", "annotate", "count lines", "label", "link", "read the", "compare", "export"),
    *("gather", "leak check", "measure", "no articles fall", "no article is dated"),
)
GOOD = {"text": "The ferry left on time.", "url": "https://good.example/1"}
NAMES = {".cache", ".lock", "1.0.0", "latest"}  # of an output folder with one release


def told(err: str) -> str:
    """Stderr without the lines that say how far the build is."""
    lines = err.splitlines(keepends=True)
    return "".join(x for x in lines if not x.startswith(STAGES))


def rejected(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "latest/rejected.jsonl").open("rb")]


def names(problems: Iterable[dict[str, Any]]) -> list[str]:
    return [f"{p['file']}:{p['line']} {p['reason']}" for p in problems]


def write_files(case: dict[str, Any], raw: Raw) -> None:
    """The raw folder of a case of `bad_inputs.toml`."""
    if not case.get("alone"):
        raw.write("good.json", GOOD)
    for file, content in case.get("files", {}).items():
        raw.write(file, content.strip("\n") if file.endswith(".jsonl") else content)


def arguments(case: dict[str, Any]) -> list[str]:
    """What follows the command."""
    if "config" not in case:
        return list(case.get("arguments", []))
    Path("corpus.toml").write_text(case["config"])
    return [*case.get("arguments", []), "--config", "corpus.toml"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_bad_input(
    case: dict[str, Any],
    raw: Raw,
    corpus: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    write_files(case, raw)
    if "before" in case:
        assert corpus("build", "--out", "old").code == 0
        for file, content in case["before"].items():
            path = Path("old/latest", file)
            path.unlink() if content == "gone" else path.write_text(content)
    ran = corpus("build", *arguments(case))
    assert told(ran.err) == case["err"].lstrip("\n")
    assert ran.code == case.get("exit", 0)
    if "out" in case:
        assert ran.out == case["out"].lstrip("\n")
    if ran.code == 0:
        assert names(rejected(Path("build"))) == case["rejected"]
        for problem in rejected(Path("build")):
            assert problem["message"] in ran.err or problem["reason"] in IGNORED
        warnings = case.get("warnings", 0)
        counted = (
            f", {warnings} warning{'s' if warnings > 1 else ''}\n" if warnings else "rejected\n"
        )
        assert counted in ran.out
        assert len(rows(Path("build/latest"))) == case.get("articles", 1 + ("articles" in case))
    else:
        assert not Path("build/latest").exists()
        assert {path.name for path in Path("build").glob("*")} <= {".cache", ".lock"}


def test_an_unreadable_file_and_a_truncated_archive(
    raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    (raw.folder / "a.json").symlink_to("nowhere.json")
    lines = b"".join(json.dumps({**GOOD, "id": f"n{n}"}).encode() + b"\n" for n in range(3))
    whole = gzip.compress(lines, mtime=0)
    raw.write("b.jsonl.gz", whole[:-8])  # all lines are there, the checksum is not
    ran = corpus("build")
    assert ran.code == 0
    assert told(ran.err) == (
        "raw/a.json: C001 unreadable_file: cannot be read (No such file or directory); expected a "
        "readable file; check the path, the link's target and the rights\n"
        "raw/b.jsonl.gz:4: C006 truncated_file: gzip data ends or breaks after line 3; expected a "
        "whole archive; make or download the file again (what stands before is kept)\n"
    )
    assert names(rejected(Path("build"))) == [
        "a.json:None unreadable_file",
        "b.jsonl.gz:4 truncated_file",
    ]
    assert sorted(rows(Path("build/latest"))) == ["n0", "n1", "n2"]


def test_a_release_is_never_overwritten(
    raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    raw.write("good.json", GOOD)
    assert corpus("build").code == 0
    more = {"text": "Nobody saw the whale again.", "url": "https://good.example/2"}
    raw.write("more.json", more)
    Path("build/1.1.0").mkdir()
    ran = corpus("build")
    assert (ran.code, told(ran.err)) == (
        2,
        "corpus: build/1.1.0: exists; expected a version that was not released before (a release "
        "is never overwritten); ask for a higher one with --version, or delete it\n",
    )
    assert corpus("build", "--version", "1.2.0").code == 0
    assert Path("build/latest").readlink() == Path("1.2.0")


@pytest.mark.parametrize("asked", ["1.0.0", "0.9.0", "1.0.5"])
def test_a_version_never_goes_backwards(
    asked: str, raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    raw.write("good.json", GOOD)
    assert corpus("build").code == 0
    raw.write("more.json", {"text": "Nobody saw the whale again.", "outlet": "a"})
    ran = corpus("build", "--version", asked)
    assert (ran.code, told(ran.err)) == (
        2,
        f"corpus: --version {asked}: less than the difference to the release before asks for; "
        "expected 1.1.0 or higher; leave it out to have it computed\n",
    )
    assert {path.name for path in Path("build").iterdir()} == NAMES


def test_a_release_without_a_date_is_told(
    raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    said = (
        "no article is dated and SOURCE_DATE_EPOCH is not set: croissant.json lacks datePublished, "
        "which Croissant asks for\n"
    )
    raw.write("good.json", GOOD)
    assert said in corpus("build", "--out", "a").err
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert said not in corpus("build", "--out", "b").err
    assert '"datePublished": "2026-01-01"' in Path("b/latest/croissant.json").read_text()


def test_nothing_new(raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(raw.folder.parent)
    raw.write("good.json", GOOD)
    corpus("build")
    ran = corpus("build")
    assert (ran.code, ran.out) == (0, "raw -> nothing new: 1.0.0 holds exactly this already\n")
    assert {path.name for path in Path("build").iterdir()} == NAMES
