"""The files around the code agree with each other."""

from __future__ import annotations

import re
import tomllib

import yaml

import corpus
from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SESSIONS = set(re.findall(r"^@nox\.session\ndef (\w+)", (ROOT / "noxfile.py").read_text(), re.M))


def test_the_citation_names_this_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == corpus.__version__
    assert citation["license"] == PROJECT["license"]


def test_ci_runs_on_every_python_that_the_package_names() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))
    versions = workflow["jobs"]["test"]["strategy"]["matrix"]["python"]
    prefix = "Programming Language :: Python :: "
    named = [c.removeprefix(prefix) for c in PROJECT["classifiers"] if c.startswith(prefix)]
    assert versions == named
    assert versions[0] == PROJECT["requires-python"].removeprefix(">=")


def test_hooks_ci_and_contributing_name_tasks_that_are_there() -> None:
    files = (".pre-commit-config.yaml", ".ci/run", ".github/workflows/ci.yml", "CONTRIBUTING.md")
    for file in files:
        text = (ROOT / file).read_text("utf-8")
        named = {
            task
            for tasks in re.findall(r"nox(?: -R)? -s((?: [a-z]+)+)", text)
            for task in tasks.split()
        }
        assert named, file
        assert named <= SESSIONS, file


def test_every_package_of_the_extras_is_pinned() -> None:
    pins = (ROOT / "constraints.txt").read_text("utf-8").lower().replace("_", "-")
    pinned = set(re.findall(r"^([a-z0-9.-]+)==", pins, re.M))
    wanted = [*PROJECT["dependencies"]]
    for extra in PROJECT["optional-dependencies"].values():
        wanted += extra
    names = {re.split(r"[\[>=<;]", one)[0].lower().replace("_", "-") for one in wanted}
    assert names - pinned == {"annotated-corpus-builder"}  # an extra that has another one in it
