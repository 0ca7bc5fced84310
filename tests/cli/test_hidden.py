"""What comes from outside is printed so that it can be read, and does nothing else."""

from __future__ import annotations

import json
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.identify.canonical import canonicalise, sha256
from tests.cli.releases import Rows, edit_manifest, edit_rows, made, reseal
from tests.conftest import Ran, Raw

EVIL = (
    "x\n::error file=a.json::owned\r\x1b[2J\x9b1m\x85::warning::no\u2028\u202eabc\u2066d"
    "\u200b\ufeff\x7f ##[add-mask]the"
)
NAME = "a\n::error::owned\x1b[2J\u202e"  # of a file
TEXT = "The ferry to the island left on time.\n" * 3


def article(number: int, **more: Any) -> dict[str, Any]:
    return {"text": TEXT + EVIL, "url": f"https://a.example/{number}", "id": f"a{number}", **more}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases of articles with hidden characters wherever they are allowed, and problems."""
    folder = tmp_path_factory.mktemp("hidden")
    raw = Raw(folder / "raw")
    evil = {"title": EVIL, "license": EVIL, "rights": EVIL, "authors": [EVIL]}
    raw.write("good.jsonl", [article(1, **evil), article(2, extra={"a": EVIL})])
    span = {"start": 1, "end": 9, "label": "other", "text": EVIL}
    label = {"sha256": sha256(canonicalise(TEXT + EVIL)), "annotator": "ana", "date": "2026-11-20"}
    raw.write("good.labels.json", [{**label, "spans": [span]}])
    raw.write(f"{NAME}.jsonl", [article(3, id=EVIL, published=EVIL, outlet=EVIL, **{EVIL: 1})])
    raw.write(f"{NAME}.txt", "no article")
    table = 'country = "IE"\n[[outlet]]\nid = "a"\nhosts = ["a.example"]\nname = '
    raw.write("outlets/ie.toml", table + json.dumps(EVIL).replace("\x7f", "\\u007f"))
    made(raw.folder, folder / "build")
    changed = Path(shutil.copytree(folder / "build/1.0.0", folder / "1.1.0"))
    edit_rows(changed, "train", retitle)
    edit_manifest(changed, version="1.1.0")
    reseal(changed)
    (folder / f"build/1.0.0/{NAME}").write_text("foreign")
    raw.write("gold/a.json", {"text": TEXT, "outlet": "a"})
    raw.write("gold/a.labels.json", {**label, "annotator": EVIL, "spans": []})
    (folder / "raw/gold").rename(folder / "gold")
    return folder


def retitle(rows: Rows) -> Rows:
    for row in rows:
        row["title"] = row["near_duplicate_of"] = f"new {EVIL}"
    return rows


@pytest.fixture(autouse=True)
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


COMMANDS = {
    "validate": ["validate"],
    "validate as JSON": ["validate", "--format", "json"],
    "validate as JSON lines": ["validate", "--format", "jsonl"],
    "validate as SARIF": ["validate", "--format", "sarif"],
    "validate as JUnit": ["validate", "--format", "junit"],
    "validate nothing": ["validate", NAME],
    "build": ["build", "--out", "other"],
    "build from nothing": ["build", NAME],
    "build into a file": ["build", "--out", f"raw/{NAME}.txt"],
    "a version": ["build", "--version", f"1.0.0{NAME}"],
    "a licence": ["build", "--license-allow", NAME, "--out", "licensed"],
    "settings": ["build", "--config", f"{NAME}.toml"],
    "show": ["show", "a1"],
    "show why": ["show", "a1", "--why"],
    "show a group": ["show", "a1", "--group"],
    "show nothing": ["show", NAME],
    "diff": ["diff", "build/1.0.0", "1.1.0"],
    "diff in Markdown": ["diff", "build/1.0.0", "1.1.0", "--format", "markdown"],
    "diff in JSON": ["diff", "build/1.0.0", "1.1.0", "--format", "json"],
    "evaluate on bad gold": ["evaluate", "--gold", "gold"],
    "evaluate on no gold": ["evaluate", "--gold", NAME],
    "verify a foreign file": ["verify"],
    "verify values": ["verify", "1.1.0"],
    "verify nothing": ["verify", NAME],
    "publish": ["publish", "1.1.0", "--repo", NAME],
    "an option": ["validate", f"--{NAME}"],
    "an argument": ["verify", "build", NAME],
    "a command": [NAME],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_hidden_characters_are_seen_in_every_command(name: str, corpus: Callable[..., Ran]) -> None:
    ran = corpus(*COMMANDS[name])
    said = ran.out + ran.err
    assert "owned" in said
    assert hidden(said) == set()
    assert commands(said) == []


def test_annotations_are_the_only_commands(
    corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    ran = corpus("validate", "--format", "github")
    assert hidden(ran.out + ran.err) == set()
    assert commands(ran.err) == []
    lines = ran.out.splitlines()
    assert len(lines) == 9
    assert commands(ran.out) == lines
    file = r"raw/a\n%3A%3Aerror%3A%3Aowned\u001b[2J\u202e.jsonl"
    place = f"::error file={file},line=1,col="
    assert len([line for line in lines if line.startswith(place)]) == 4


def test_json_says_what_it_said(corpus: Callable[..., Ran]) -> None:
    ran = corpus("diff", "build/1.0.0", "1.1.0", "--format", "json")
    titles = [change["values"]["title"] for change in json.loads(ran.out)["changes"]]
    assert {new for _, new in titles} == {f"new {EVIL}"}


def hidden(text: str) -> set[str]:
    return {c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")}


def commands(text: str) -> list[str]:
    """The lines that GitHub's runner would obey."""
    return [line for line in text.splitlines() if line.lstrip()[:2] == "::" or "##[" in line]
