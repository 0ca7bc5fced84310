"""The steps of the example's workflow, and of the action that it uses, run as a script.

The server of pull requests is not there: a stand-in for its command `gh` keeps the comment. The
Hub is that of `tests.publish.standin`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.contributions.git import committed, environment, git
from tests.publish.standin import serving

EXAMPLE = ROOT / "examples" / "repository"
WORKFLOW = yaml.safe_load((EXAMPLE / ".github/workflows/corpus.yml").read_text("utf-8"))
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
GH = """#!/bin/sh
printf '%s\\n' "$@" > "$RUNNER_TEMP/gh"
cp comment.md "$RUNNER_TEMP/comment"
"""
VALUES = {
    "inputs.arguments": ACTION["inputs"]["arguments"]["default"],
    "github.base_ref": "main",
    "github.token": "t",
    "github.event.number": "7",
    "vars.DATASET": "paper/news",
    "secrets.HF_TOKEN": "writer",
}


def filled_in(text: str, values: dict[str, str]) -> str:
    """A text of the workflow with its expressions replaced; each must be known here."""
    return re.sub(r"\$\{\{ ([\w.]+) \}\}", lambda found: values[found[1]], text)


class Runner:
    """Runs the steps of a job in a repository, as its environment says."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.folder = folder
        self.temp = folder.parent / f"{folder.name}-temp"
        self.temp.mkdir()
        (self.temp / "bin").mkdir()
        (self.temp / "bin/gh").write_text(GH)
        (self.temp / "bin/gh").chmod(0o755)
        path = [str(self.temp / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]
        self.environment = environment(
            PATH=os.pathsep.join(path),
            RUNNER_TEMP=str(self.temp),
            GITHUB_STEP_SUMMARY=str(self.temp / "summary"),
            **variables,
        )

    def run(self, job: str, until: str = "", **values: str) -> subprocess.CompletedProcess[str]:
        """Run a job to its first step that fails, a step of some name, or its end.

        Returns:
            What the last of these steps said.
        """
        job_steps = WORKFLOW["jobs"][job]["steps"]
        for step in self._steps(job_steps):
            said = {**WORKFLOW["jobs"][job].get("env", {}), **step.get("env", {})}
            filled = {name: filled_in(value, VALUES | values) for name, value in said.items()}
            ran = subprocess.run(
                ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
                cwd=self.folder,
                env=self.environment | filled,
                capture_output=True,
                text=True,
            )
            if ran.returncode or step["name"] == until:
                break
        return ran

    def _steps(self, steps: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Those that run something; those of our own action but the installation stand for it."""
        for step in steps:
            if "run" in step:
                yield step
            elif "annotated-corpus-builder@" in step["uses"]:
                inner = next(s for s in ACTION["runs"]["steps"] if s.get("name") == "Validate")
                yield inner | {"env": {"ARGUMENTS": step.get("with", {}).get("arguments", "raw")}}


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    return committed(Path(shutil.copytree(EXAMPLE, tmp_path / "origin")))


def clone(origin: Path, name: str) -> Path:
    git(origin.parent, "clone", "-q", str(origin), name).check_returncode()
    return origin.parent / name


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / "raw/kauri-bay-courier" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def contribute(folder: Path) -> None:
    """Correct an article, and add one."""
    edit(folder, "lost-hats.json", "Owners of 40 hats", "Owners of 41 hats")
    text = "Quiz night raises 20,500 dollars\n\nThe surf club sold every chair twice over."
    article = {"outlet": "kauri-bay-courier", "license": "CC0-1.0", "text": text}
    (folder / "raw/kauri-bay-courier/quiz.json").write_text(json.dumps(article), "utf-8")
    committed(folder, "A hat, and a quiz")


def test_a_pull_request_is_told_what_it_changes(origin: Path) -> None:
    folder = clone(origin, "work")
    contribute(folder)
    runner = Runner(folder)
    ran = runner.run("check")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    comment = (runner.temp / "comment").read_text("utf-8")
    assert comment.strip() == (runner.temp / "summary").read_text("utf-8").strip()
    assert comment.startswith("## 1.0.0 to 2.0.0\n")
    assert "| rows | 1 added, 0 removed, 1 changed, " in comment
    assert "Owners of [-40-]{+41+} hats" in comment
    assert (runner.temp / "gh").read_text().split()[:3] == ["pr", "comment", "7"]
    assert git(folder, "status", "--porcelain").stdout == ""  # all that is made is ignored


def test_an_article_that_is_gone_is_told(origin: Path) -> None:
    folder = clone(origin, "work")
    file = "raw/kauri-bay-courier/lost-hats.json"
    (folder / file).unlink()
    for labels in (folder / "raw/kauri-bay-courier").glob("lost-hats.labels.json"):
        labels.unlink()
    committed(folder, "No hats")
    ran = Runner(folder).run("check", until="Compare with it")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.startswith(f"::warning file={file},title=C712 removed_article::")


def test_a_mistake_stops_it_at_its_file(origin: Path) -> None:
    folder = clone(origin, "work")
    edit(folder, "lost-hats.json", '"published"', '"publisht"')
    committed(folder, "A typo")
    ran = Runner(folder).run("check")
    assert ran.returncode == 1
    place = "::error file=raw/kauri-bay-courier/lost-hats.json,line=4,"
    assert any(line.startswith(place) for line in ran.stdout.splitlines())
    assert not (folder / "build").exists()


@pytest.mark.slow
def test_each_tag_is_published_on_the_one_before(origin: Path) -> None:
    with serving() as hub:
        point = {"HF_ENDPOINT": hub.url, "HF_HUB_DISABLE_XET": "1", "HF_HUB_OFFLINE": "0"}
        for version in ("1.0.0", "2.0.0"):
            git(origin, "tag", f"v{version}").check_returncode()
            runner = Runner(clone(origin, version), **point)
            runner.environment["HF_HOME"] = str(runner.temp / "cache")
            ran = runner.run("publish", **{"github.ref_name": f"v{version}"})
            assert ran.returncode == 0, ran.stdout + ran.stderr
            assert json.loads(hub.tree("paper/news")["manifest.json"])["version"] == version
            if version == "1.0.0":
                contribute(origin)
        changes = json.loads(hub.tree("paper/news", "2.0.0")["manifest.json"])["changes"]
    assert (changes["since"], changes["added"], changes["removed"]) == ("1.0.0", 2, 1)
