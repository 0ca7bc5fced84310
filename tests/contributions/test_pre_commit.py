"""The hook of `.pre-commit-hooks.yaml`, run by the real pre-commit on a repository made for it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT
from tests.contributions.git import committed, environment, git

EXAMPLE = ROOT / "examples" / "repository"
PACKAGE = ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
# What is changed: file, its content, and what the hook says of it.
MISTAKES = {
    "an article": (
        "raw/kauri-bay-courier/new.json",
        {"txt": "The tide was late.", "outlet": "kauri-bay-courier"},
        'raw/kauri-bay-courier/new.json:1: unknown_field: unknown field "txt"',
    ),
    "labels without their article": (
        "raw/kauri-bay-courier/none.labels.json",
        {"sha256": "0" * 64, "annotator": "ana", "date": "2026-11-26", "spans": []},
        "raw/kauri-bay-courier/none.labels.json:1: orphaned_labels",
    ),
}


def test_the_example_asks_for_a_hook_that_is_there() -> None:
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    (repo,) = yaml.safe_load((EXAMPLE / ".pre-commit-config.yaml").read_text())["repos"]
    assert {hook["id"] for hook in repo["hooks"]} == hooks


@pytest.mark.slow
def test_a_commit_with_a_mistake_is_stopped(tmp_path: Path) -> None:
    """pre-commit clones the builder, installs it with its libraries, and runs it at a commit."""
    builder = tmp_path / "builder"
    shutil.copytree(ROOT / "corpus", builder / "corpus", ignore=shutil.ignore_patterns("__pyc*"))
    for name in PACKAGE:
        shutil.copy(ROOT / name, builder)
    committed(builder)
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "news"))
    config = folder / ".pre-commit-config.yaml"
    (repo,) = yaml.safe_load(config.read_text())["repos"]
    revision = git(builder, "rev-parse", "HEAD").stdout.strip()
    config.write_text(yaml.safe_dump({"repos": [{**repo, "repo": str(builder), "rev": revision}]}))
    committed(folder)
    home = {"PRE_COMMIT_HOME": str(tmp_path / "home")}
    installed = subprocess.run(
        [Path(sys.executable).with_name("pre-commit"), "install", "--install-hooks"],
        cwd=folder,
        env=environment(PIP_CONSTRAINT=str(ROOT / "constraints.txt"), **home),
        capture_output=True,
        text=True,
    )
    assert installed.returncode == 0, installed.stdout + installed.stderr
    article = folder / "raw/kauri-bay-courier/lost-hats.json"
    article.write_text(article.read_text("utf-8").replace("300 lost", "301 lost"), "utf-8")
    good = git(folder, "commit", "-aqm", "One more hat", **home)
    assert good.returncode == 0, good.stdout + good.stderr
    for name, (file, content, told) in MISTAKES.items():
        (folder / file).write_text(json.dumps(content))
        git(folder, "add", file)
        bad = git(folder, "commit", "-qm", "Wrong", **home)
        assert bad.returncode == 1, name
        assert told in bad.stdout + bad.stderr, name
        git(folder, "rm", "-qf", file).check_returncode()
