"""What the documentation shows is what happens."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr
from pathlib import Path

import pytest

from tests.conftest import ROOT, Ran
from tests.docs.examples import Command, commands, python

# The README has a test of its own: its commands set up an environment.
PAGES = {path.name: path for path in [ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]}
TEXTS = {name: path.read_text("utf-8") for name, path in sorted(PAGES.items())}
# The pages on which a user builds for the first time.
FIRST_BUILD = {"install.md", "tutorial.md", "tutorial-repository.md"}
NEEDS_TRAIN = {"tutorial-train.md"}  # whose commands take the extra `train`
NEEDS_NO_SHELL = re.compile(r"corpus ([\w./=, -]+?)( 2>&1)?")


@pytest.mark.parametrize("page", [name for name, text in TEXTS.items() if python(text)])
def test_python_prints_what_is_shown(
    page: str, built_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import datasets

    monkeypatch.chdir(built_folder)
    datasets.disable_progress_bars()
    ran = doctest.testfile(
        str(PAGES[page]), module_relative=False, encoding="utf-8", optionflags=doctest.ELLIPSIS
    )
    datasets.enable_progress_bars()
    assert ran.attempted > 0
    assert ran.failed == 0


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(name, marks=pytest.mark.slow if name in NEEDS_TRAIN else ())
        for name, text in TEXTS.items()
        if commands(text)
    ],
)
def test_commands_print_what_is_shown(
    page: str,
    request: pytest.FixtureRequest,
    environment: dict[str, str],
    corpus: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Those that need no shell run in this process, which has imported everything already."""
    folder = request.getfixturevalue("sample_folder" if page in FIRST_BUILD else "built_folder")
    monkeypatch.chdir(folder)
    for command in commands(TEXTS[page]):
        if command.line.startswith("cd "):
            monkeypatch.chdir(command.line.removeprefix("cd "))
            continue
        if plain := NEEDS_NO_SHELL.fullmatch(command.line.strip()):
            with redirect_stderr(sys.stdout if plain[2] else sys.stderr):
                ran = corpus(*plain[1].split())
        else:
            ran = in_a_shell(command.line, environment)
        assert shows(command, ran.out), f"$ {command.line}\n{ran.out}{ran.err}"


def in_a_shell(line: str, environment: dict[str, str]) -> Ran:
    ran = subprocess.run(
        ["bash", "-c", line], env=environment, capture_output=True, text=True, check=False
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def shows(command: Command, printed: str) -> bool:
    """Whether the page shows what the command printed."""
    return doctest.OutputChecker().check_output(command.output, printed, doctest.ELLIPSIS)


@pytest.mark.parametrize(
    ("output", "printed", "same"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\nb\n", "a\nc\n", False),
        ("a\n...\n", "a\nb\nc\n", True),
        ("a\n...\n", "b\nc\n", False),
        ("", "a\n", False),
    ],
)
def test_what_counts_as_shown(output: str, printed: str, same: bool) -> None:
    assert shows(Command("", output), printed) is same


def test_commands_are_found_in_indented_blocks_too() -> None:
    page = (
        "1. Do\n\n    ```console\n    ```\n\n```console\n$ one\nx\n$ two\n```\n\n```sh\n$ no\n```\n"
    )
    assert commands(page) == [Command("one", "x\n"), Command("two", "")]
