"""Which files a repository has changed since a revision, by git."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

from corpus.contributions.places import resolved
from corpus.errors import CannotRunError, UsageError
from corpus.read.files import labels_file


def changed_since(revision: str, paths: Iterable[Path]) -> set[str]:
    """The files at or below some paths that were changed or added since, committed or not.

    What the branch of the revision got since this one left it is no change of this one.

    Args:
        revision: A commit, a branch or a tag.
        paths: Files and folders of one or more repositories.

    Returns:
        The files as `resolved` gives them, those that are gone too, and for each file of articles
        the name that labels beside it have.

    Raises:
        UsageError: the repository has no such revision.
        CannotRunError: a path is in no repository, or there is no git.
    """
    found: set[str] = set()
    for path in paths:
        folder = path if path.is_dir() else path.parent
        top = Path(_git(folder, "rev-parse", "--show-toplevel").rstrip("\n"))
        commit = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        tip = _git(folder, *commit, unknown=revision).strip()
        base = _git(folder, "merge-base", tip, "HEAD", unknown=revision).strip()
        inside = ("--", resolved(path))
        changed = _git(top, "diff", "--name-only", "--no-renames", "-z", base, *inside)
        added = _git(top, "ls-files", "--others", "--exclude-standard", "-z", *inside)
        found.update(resolved(top / name) for name in (changed + added).split("\0") if name)
    return found.union(map(labels_file, found))


def is_changed(file: str, changed: set[str]) -> bool:
    """Whether a file, or what stands beside it, is among those that `changed_since` gives."""
    return not changed.isdisjoint((resolved(Path(file)), resolved(Path(labels_file(file)))))


def _git(folder: Path, *arguments: str, unknown: str = "") -> str:
    try:
        run = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True)
    except OSError as error:
        raise CannotRunError(
            f"git: cannot be run ({error.strerror}); expected it for --since; install it, or leave "
            "--since out"
        ) from None
    if run.returncode and unknown:
        raise UsageError(
            f"--since {unknown}: {folder} knows no such revision; expected a commit, a branch or a "
            "tag; fetch it (in a workflow: fetch-depth: 0), or name another"
        )
    if run.returncode:
        said = run.stderr.decode(errors="replace").strip()
        raise CannotRunError(
            f"{folder}: git says: {said}; expected a repository for --since; leave --since out"
        )
    return run.stdout.decode(errors="surrogateescape")
