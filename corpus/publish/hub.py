"""Publish a release on the Hugging Face Hub: whole or not at all.

One commit adds every file that the manifest lists, and deletes those of the previous version that
this one does not have: a shard that stayed behind would be loaded with the new ones. Whoever loads
`main` gets one version or the other. Then the commit is tagged with the version. After an
interruption the same command continues; content that has arrived is not sent again.
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

# The rule of `huggingface_hub.utils.validate_repo_id`, but with a required owner.
_REPO = re.compile(r"(?!.*(?:--|\.\.|\.git$))\w[\w.-]*/\w[\w.-]*(?<![.-])", re.ASCII)
_MADE_BY_HUB = {".gitattributes", CARD}  # what a new repository may contain


class Package(NamedTuple):
    """A release whose files were checked, ready to publish."""

    release: Path
    repo: str  # owner/name
    manifest: Manifest
    files: list[File]  # all of them, the manifest too; sorted by path

    @property
    def version(self) -> str:
        """The version of the release, which is also the name of its tag."""
        return self.manifest.version


def package(release: Path, repo: str) -> Package:
    """Read every file of a release and compare it with the manifest.

    Args:
        release: Folder of the release.
        repo: Dataset repository to publish it in, `owner/name`.

    Raises:
        CannotRunError: This is no release, or one of a newer schema, or one of its files is missing
            or was changed.
        UsageError: `repo` is no valid name of a repository.
    """
    if not _REPO.fullmatch(repo):
        raise UsageError(
            f'--repo "{repo}": not the name of a repository; expected OWNER/NAME in letters, '
            "digits, dots, hyphens and underscores, such as my-paper/news; correct it"
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


def publish(package: Package, private: bool) -> str:
    """Publish a release in its repository, which is created if it does not exist.

    Args:
        package: The release.
        private: Whether a repository that is created can be seen by its owner only.

    Returns:
        The URL of the release.

    Raises:
        UsageError: The repository has this version with other content, a higher version, or
            something that is no release.
        CannotRunError: There is no token, or the Hub cannot be reached or refuses.
    """
    repo = package.repo
    with _client_errors(repo):
        api = _api()
        # None: the default of the owner for new repositories.
        url = api.create_repo(repo, repo_type="dataset", private=private or None, exist_ok=True)
        info = api.repo_info(repo, repo_type="dataset")
        published = _published_manifest(api, repo, info)
        tags = {tag.name for tag in api.list_repo_refs(repo, repo_type="dataset").tags}
        _check(package, info, published, tags)
        commit = info.sha
        if published is None or published.version != package.version:
            commit = api.create_commit(
                repo,
                _operations(package, published),
                commit_message=f"Release {package.version}",
                repo_type="dataset",
                parent_commit=info.sha,  # fails if somebody else commits in the meantime
            ).oid
        if package.version not in tags:
            api.create_tag(repo, tag=package.version, revision=commit, repo_type="dataset")
    return f"{url}/tree/{package.version}"


def _api() -> HfApi:
    from huggingface_hub import HfApi, constants, get_token
    from huggingface_hub.utils import disable_progress_bars  # type: ignore[attr-defined]

    from corpus._version import __version__

    if constants.HF_HUB_OFFLINE:
        raise CannotRunError(
            "the Hub cannot be reached (HF_HUB_OFFLINE is set); expected to be online; unset it, "
            "or see with --dry-run what would be sent"
        )
    if get_token() is None:
        raise CannotRunError(
            "no token for the Hub; expected one that may write: make one at "
            "https://huggingface.co/settings/tokens and give it by `hf auth login` or in HF_TOKEN"
        )
    if not sys.stderr.isatty():
        disable_progress_bars()
    return HfApi(library_name="corpus", library_version=__version__)


def _published_manifest(api: HfApi, repo: str, info: Any) -> Manifest | None:
    """The manifest of the release that a repository has; None if it has none."""
    if MANIFEST not in {file.rfilename for file in info.siblings}:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = api.hf_hub_download(
            repo, MANIFEST, repo_type="dataset", revision=info.sha, local_dir=folder
        )
        manifest = Manifest.parse(Path(path).read_bytes())
    if manifest is None:
        raise _foreign(repo, MANIFEST)
    return manifest


def _foreign(repo: str, file: str) -> UsageError:
    return UsageError(
        f"--repo {repo}: has content that is not a release ({file}); expected a repository with "
        "releases only, or an empty one; name another"
    )


def _check(package: Package, info: Any, published: Manifest | None, tags: set[str]) -> None:
    """Raise `UsageError` if the release may not be published in its repository."""
    repo, version = package.repo, package.version
    foreign = sorted({file.rfilename for file in info.siblings} - _MADE_BY_HUB)
    if published is None and foreign:
        raise _foreign(repo, foreign[0])
    newest = published.version if published else None
    if newest and parse(newest) > parse(version):
        raise UsageError(
            f"--repo {repo}: has {newest}, which is newer than {version}; expected an older "
            "version there (versions never go backwards); publish a release that was built on "
            f"{newest}"
        )
    is_newest = newest == version
    if (is_newest and published != package.manifest) or (version in tags and not is_newest):
        raise UsageError(
            f"--repo {repo}: already has another release {version}; expected a version that was "
            "not published before (a release never changes); build it with a higher --version"
        )


def _operations(package: Package, published: Manifest | None) -> list[Any]:
    """The operations of the commit that replaces the published release by the package."""
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    before = {file.path for file in published.outputs} if published else set()
    obsolete = before - {file.path for file in package.files}
    return [
        *(CommitOperationAdd(file.path, package.release / file.path) for file in package.files),
        *(CommitOperationDelete(path) for path in sorted(obsolete)),
    ]


@contextmanager
def _client_errors(repo: str) -> Iterator[None]:
    """Turn the exceptions of the client into errors of the command."""
    from huggingface_hub.errors import (  # type: ignore[attr-defined]  # HTTPError: that of httpx
        HfHubHTTPError,
        HTTPError,
    )

    retry = "nothing was lost; run the same command again"
    try:
        yield
    except HfHubHTTPError as error:
        code, message = error.response.status_code, error.server_message or str(error)
        action = (
            "give a token that may write there, by `hf auth login` or in HF_TOKEN"
            if code in (401, 403)
            else retry
        )
        raise CannotRunError(
            f"{repo}: the Hub refused ({code}: {' '.join(message.split())}); expected to be "
            f"allowed to publish there; {action}"
        ) from None
    except (HTTPError, OSError) as error:
        raise CannotRunError(
            f"{repo}: the Hub cannot be reached ({error}); expected to be online; {retry}"
        ) from None
    except (ValueError, RuntimeError) as error:  # the client: a bad answer, or its own storage
        raise CannotRunError(
            f"{repo}: the upload stopped ({' '.join(str(error).split())}); expected the Hub to "
            f"accept every file; {retry}"
        ) from None
