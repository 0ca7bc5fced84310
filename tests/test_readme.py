"""What the README shows is what happens."""

from __future__ import annotations

import doctest
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_the_first_command_prints_what_is_shown(built: tuple[Path, str]) -> None:
    shown = re.search(
        r"```console\n\$ [^\n]+/corpus build --config corpus.toml\n(.*?)```", README, re.S
    )
    assert shown is not None
    assert built[1] == shown[1]


def test_the_example_with_pages_prints_what_is_shown(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shown = re.search(r"\n\$ [^\n]+/corpus (build examples/[^\n]+)\n(.*?)```", README, re.S)
    assert shown is not None
    command = [sys.executable, "-m", "corpus", *shown[1].split()]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ran.stdout == shown[2]


def test_the_python_lines_print_what_is_shown(
    built: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import datasets

    monkeypatch.chdir(shutil.copytree(built[0], tmp_path / "built", symlinks=True))
    datasets.disable_progress_bars()
    ran = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    datasets.enable_progress_bars()
    assert ran.attempted > 4
    assert ran.failed == 0


PROMISED = re.findall(r"`pytest ([^`]+)`", README)


@pytest.mark.parametrize("command", PROMISED)
def test_a_promise_names_tests_that_are_there(command: str) -> None:
    paths = [ROOT / argument for argument in command.split() if argument.startswith("tests/")]
    assert paths
    for path in paths:
        files = [path] if path.is_file() else list(path.rglob("test_*.py"))
        assert any("def test_" in file.read_text("utf-8") for file in files)


@pytest.mark.parametrize("command", [command for command in PROMISED if " -" in command])
def test_a_promise_with_options_selects_tests(command: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-n", "0", *command.split()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


def test_it_is_short() -> None:
    assert len(README.splitlines()) < 150
