"""A release to the Hugging Face Hub: whole or not at all.

One commit brings every file that the manifest lists and takes away what the version before had and
this one has not: a shard that stayed behind would be loaded with the new ones. Whoever loads
`main` sees one version or the other. Then the commit is tagged with the version. What is
interrupted is done again by the same command; content that arrived is not sent twice.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from corpus.errors import CannotRunError, UsageError
from corpus.release.layout import CARD, MANIFEST
from corpus.release.manifest import File, Manifest, describe, file_condition
from corpus.release.reader import Release
from corpus.release.version import parse

if TYPE_CHECKING:
    from huggingface_hub import HfApi

# As `huggingface_hub.utils.validate_repo_id` has it, but the owner is always named.
_REPO = re.compile(r"(?!.*(?:--|\.\.|\.git$))\w[\w.-]*/\w[\w.-]*(?<![.-])", re.ASCII)
_OF_THE_HUB = {".gitattributes", CARD}  # what a new repository may hold


class Package(NamedTuple):
    """A release that is as its manifest says, ready to go."""

    release: Path
    repo: str  # owner/name
    manifest: Manifest
    files: list[File]  # all of them, the manifest too; sorted by path

    @property
    def version(self) -> str:
        """The version of the release, and the tag that it gets."""
        return self.manifest.version


def package(release: Path, repo: str) -> Package:
    """The files of a release for a dataset repository, each read and held against the manifest.

    Raises:
        CannotRunError: this is no release, or one of a newer schema, or a file of it is missing
            or was changed.
        UsageError: `repo` can be no name of a repository.
    """
    if not _REPO.fullmatch(repo):
        raise UsageError(
            f'--repo "{repo}": no name of a repository; expected OWNER/NAME in letters, digits, '
            "dots, hyphens and underscores, such as my-paper/news; correct it"
        )
    manifest = Release.open(release).manifest
    for file in manifest.outputs:
        if condition := file_condition(release, file):
            raise CannotRunError(
                f"{release}/{file.path}: {condition}; expected {file.bytes} bytes with the SHA-256 "
                f"{file.sha256} that {MANIFEST} gives; restore the file, or build the release "
                "again; nothing was published"
            )
    files = sorted([*manifest.outputs, *describe(release, [release / MANIFEST])])
    return Package(release, repo, manifest, files)


def publish(made: Package, private: bool) -> str:
    """Bring a release to its repository, which is made where it is not there; its URL.

    Raises:
        UsageError: the repository holds this version otherwise, a higher one, or something that
            is no release.
        CannotRunError: there is no token, or the Hub cannot be reached or refuses.
    """
    repo = made.repo
    with _told(repo):
        api = _api()
        hidden = private or None  # None: as the owner's new repositories are
        url = api.create_repo(repo, repo_type="dataset", private=hidden, exist_ok=True)
        info = api.repo_info(repo, repo_type="dataset")
        there = _manifest(api, repo, info)
        tags = {one.name: one for one in api.list_repo_refs(repo, repo_type="dataset").tags}
        _check(made, info, there, tags)
        commit = info.sha
        if there is None or there.version != made.version:
            commit = api.create_commit(
                repo,
                _operations(made, there),
                commit_message=f"Release {made.version}",
                repo_type="dataset",
                parent_commit=info.sha,  # who else commits meanwhile makes this one fail
            ).oid
        if made.version not in tags:
            api.create_tag(repo, tag=made.version, revision=commit, repo_type="dataset")
    return f"{url}/tree/{made.version}"


def _api() -> HfApi:
    from huggingface_hub import HfApi, constants, get_token
    from huggingface_hub.utils import disable_progress_bars  # type: ignore[attr-defined]

    from corpus._version import __version__

    if constants.HF_HUB_OFFLINE:
        raise CannotRunError(
            "the Hub cannot be reached (HF_HUB_OFFLINE is set); expected to be online; unset it, "
            "or see with --dry-run what would go"
        )
    if get_token() is None:
        raise CannotRunError(
            "no token for the Hub; expected one that may write: make one at "
            "https://huggingface.co/settings/tokens and give it by `hf auth login` or in HF_TOKEN"
        )
    if not sys.stderr.isatty():
        disable_progress_bars()
    return HfApi(library_name="corpus", library_version=__version__)


def _manifest(api: HfApi, repo: str, info: Any) -> Manifest | None:
    """The manifest of the release that a repository holds."""
    if MANIFEST not in {one.rfilename for one in info.siblings}:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = api.hf_hub_download(
            repo, MANIFEST, repo_type="dataset", revision=info.sha, local_dir=folder
        )
        manifest = Manifest.parse(Path(path).read_bytes())
    if manifest is None:
        raise UsageError(_FOREIGN.format(repo=repo, found=MANIFEST))
    return manifest


_FOREIGN = (
    "--repo {repo}: holds something that is no release ({found}); expected a repository of "
    "releases alone, or an empty one; name another"
)


def _check(made: Package, info: Any, there: Manifest | None, tags: dict[str, Any]) -> None:
    """Raise `UsageError` where the release may not go to its repository."""
    repo = made.repo
    foreign = sorted({one.rfilename for one in info.siblings} - _OF_THE_HUB)
    if there is None and foreign:
        raise UsageError(_FOREIGN.format(repo=repo, found=foreign[0]))
    newest = there.version if there else None
    if newest and parse(newest) > parse(made.version):
        raise UsageError(
            f"--repo {repo}: holds {newest}, newer than {made.version}; expected an older version "
            f"there (versions never go backwards); publish a release that was built on {newest}"
        )
    same = there is not None and newest == made.version
    if (same and there != made.manifest) or (made.version in tags and not same):
        raise UsageError(
            f"--repo {repo}: holds another release {made.version} already; expected a version that "
            "was not published before (a release never changes); build it with a higher --version"
        )


def _operations(made: Package, there: Manifest | None) -> list[Any]:
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    before = {file.path for file in there.outputs} if there else set()
    gone = before - {one.path for one in made.files}
    return [
        *(CommitOperationAdd(one.path, made.release / one.path) for one in made.files),
        *(CommitOperationDelete(path) for path in sorted(gone)),
    ]


@contextmanager
def _told(repo: str) -> Iterator[None]:
    """What the client raises, in the words of a command."""
    from huggingface_hub.errors import (  # type: ignore[attr-defined]  # HTTPError: that of httpx
        HfHubHTTPError,
        HTTPError,
    )

    again = "nothing was lost; run the same command again"
    try:
        yield
    except HfHubHTTPError as error:
        code, said = error.response.status_code, error.server_message or str(error)
        mend = (
            "give a token that may write there, by `hf auth login` or in HF_TOKEN"
            if code in (401, 403)
            else again
        )
        raise CannotRunError(
            f"{repo}: the Hub refuses ({code}: {' '.join(said.split())}); expected that a release "
            f"may be published there; {mend}"
        ) from None
    except (HTTPError, OSError) as error:
        raise CannotRunError(
            f"{repo}: the Hub cannot be reached ({error}); expected to be online; {again}"
        ) from None
    except (ValueError, RuntimeError) as error:  # the client, of an answer or of its own storage
        raise CannotRunError(
            f"{repo}: the upload broke off ({' '.join(str(error).split())}); expected that the "
            f"Hub takes every file; {again}"
        ) from None
