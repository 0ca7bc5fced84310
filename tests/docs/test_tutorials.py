"""The tutorial of a corpus repository runs what the workflow of the example runs."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.conftest import ROOT
from tests.docs.examples import commands

EXAMPLE = ROOT / "examples" / "repository"


def commands_of_corpus(path: Path) -> list[str]:
    """The lines of a workflow's checks, and of the action that it uses, that call `corpus`."""
    jobs = yaml.safe_load(path.read_text("utf-8"))["jobs"]
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    own = next(step for step in jobs["check"]["steps"] if "arguments" in step.get("with", {}))
    steps = [*action["runs"]["steps"], *jobs["check"]["steps"]]
    lines = [line.strip() for step in steps for line in step.get("run", "").splitlines()]
    filled = [line.replace("$ARGUMENTS", own["with"]["arguments"]) for line in lines]
    return [line for line in filled if line.startswith("corpus ")]


def test_the_tutorial_runs_what_the_workflow_runs() -> None:
    page = (ROOT / "docs" / "tutorial-repository.md").read_text("utf-8")
    shown = {command.line for command in commands(page)}
    run = commands_of_corpus(EXAMPLE / ".github/workflows/corpus.yml")
    assert len(run) == 5
    assert [line for line in run if line not in shown] == []
