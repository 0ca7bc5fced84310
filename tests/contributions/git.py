"""Repositories of contributors, made for a test."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

# Nothing of the one who runs the tests: no hooks, no signing.
NOBODY = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_NAME": "Ana" for who in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{who}_EMAIL": "ana@corpus.example" for who in ("AUTHOR", "COMMITTER")},
}
# Where the tests themselves run in a hook of git, its variables name another repository.
_OURS = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | NOBODY


def environment(**more: str) -> dict[str, str]:
    """The variables of this process with a nameless git and some more."""
    return _OURS | more


def git(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run git; what failed is for the test to look at."""
    return subprocess.run(
        ["git", *arguments], cwd=folder, env=environment(**more), capture_output=True, text=True
    )


def committed(folder: Path, message: str = "More") -> Path:
    """The folder, a repository with all that stands in it on the branch `main`."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q", "-b", "main").check_returncode()
    git(folder, "add", "-A").check_returncode()
    git(folder, "commit", "-q", "-m", message).check_returncode()
    return folder
