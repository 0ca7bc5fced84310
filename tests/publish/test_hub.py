"""Publishing, against a server that speaks the Hub's API: whole or not at all, and it loads."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.api import build
from corpus.release.manifest import describe
from corpus.release.reader import Release
from tests.cli.releases import edit_manifest
from tests.conftest import Ran, Raw
from tests.publish.standin import Hub, serving

REPO = "paper/news"
STALE = "data/train-00001-of-00002.parquet"
Corpus = Callable[..., Ran]


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """An empty hub that the client is pointed at, with a token that may write."""
    monkeypatch.setenv("HF_TOKEN", "writer")
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "none"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", True)  # LFS is plain HTTP
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    with serving() as served:
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", served.url)
        template = served.url + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", template)
        yield served


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose `build/` has 1.0.0, with a shard that is not in 1.1.0, and 1.1.0."""
    folder = tmp_path_factory.mktemp("hub")
    raw = Raw(folder / "raw")
    for number in (0, 1):
        text = f"Ferry number {number} sailed.\nRead more: the other ferry"
        raw.write(f"{number}.json", {"text": text, "url": f"https://ferry.example/{number}"})
        build(raw.folder, out=folder / "build", workers=1)
    first = folder / "build/1.0.0"
    shutil.copy(next(first.glob("data/*.parquet")), first / STALE)
    stale = describe(first, [first / STALE])[0]._asdict()
    edit_manifest(first, outputs=[*listed(first), stale])
    return folder


@pytest.fixture
def releases(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `build/` of one's own, in the current folder."""
    shutil.copytree(built / "build", tmp_path / "build", symlinks=True)
    (tmp_path / "raw").mkdir()
    monkeypatch.chdir(tmp_path)
    return Path("build")


def listed(release: Path) -> list[dict[str, Any]]:
    """The files that the manifest of a release lists."""
    return [file._asdict() for file in Release.open(release).manifest.outputs]


def content(release: Path) -> dict[str, bytes]:
    return {
        path.relative_to(release).as_posix(): path.read_bytes()
        for path in release.rglob("*")
        if path.is_file()
    }


def test_a_dry_run_says_what_would_go_and_asks_nobody(
    releases: Path, corpus: Corpus, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HF_TOKEN")
    ran = corpus("publish", "--repo", REPO, "--dry-run")
    files = content(releases / "1.1.0")
    size = sum(map(len, files.values()))
    listed = "".join(f"  {len(files[path]):>14,}  {path}\n" for path in sorted(files))
    total = f"build/latest -> {REPO}, tag 1.1.0: {len(files)} files, {size:,} bytes\n"
    assert ran == Ran(0, f"{listed}{total}nothing was sent\n", "")
    assert hub.asked == []


def test_one_commit_and_a_tag_and_it_loads(
    releases: Path, corpus: Corpus, hub: Hub, tmp_path: Path
) -> None:
    ran = corpus("publish", "build/1.1.0", "--repo", REPO, "--private")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith(f"\n{hub.url}/datasets/{REPO}/tree/1.1.0\n")
    sent = dict(hub.tree(REPO, "1.1.0"))
    sent.pop(".gitattributes")
    assert sent == content(releases / "1.1.0")
    assert hub.repos[REPO]["private"]
    assert len(hub.repos[REPO]["commits"]) == 2  # the Hub's own, and ours
    assert hub.messages == ["Release 1.1.0"]
    load = (
        "import datasets; from datasets import load_dataset, load_from_disk\n"
        f'there = load_dataset("{REPO}", revision="1.1.0")\n'
        'here = load_from_disk("build/1.1.0/dataset")\n'
        "assert {s: d.to_list() for s, d in there.items()} == "
        "{s: d.to_list() for s, d in here.items()}\n"
        "assert all(there[s].features == here[s].features for s in here)\n"
    )
    point = {"HF_ENDPOINT": hub.url, "HF_HOME": str(tmp_path / "cache")}
    subprocess.run([sys.executable, "-c", load], env=os.environ | point, check=True)


def test_a_later_version_leaves_no_shard_behind_and_nothing_of_others_away(
    releases: Path, corpus: Corpus, hub: Hub
) -> None:
    assert corpus("publish", "build/1.0.0", "--repo", REPO).code == 0
    hub.commit(REPO, hub.tree(REPO) | {"LICENSE": b"ours"})
    assert corpus("publish", "build/1.1.0", "--repo", REPO).code == 0
    assert STALE in hub.tree(REPO, "1.0.0")
    assert STALE not in hub.tree(REPO)
    assert hub.tree(REPO)["LICENSE"] == b"ours"
    assert hub.tree(REPO) == hub.tree(REPO, "1.1.0")


@pytest.mark.parametrize("step", ["commit", "tag"])
def test_what_is_interrupted_is_done_by_the_same_command(
    releases: Path, corpus: Corpus, hub: Hub, step: str
) -> None:
    corpus("publish", "build/1.0.0", "--repo", REPO)
    before, hub.broken = hub.tree(REPO), step
    ran = corpus("publish", "build/1.1.0", "--repo", REPO)
    assert ran.code == 2
    assert ran.err == (
        f"corpus: {REPO}: the Hub refused (500: out of order); expected to be allowed to publish "
        "there; nothing was lost; run the same command again\n"
    )
    whole = content(releases / "1.1.0")
    now = hub.tree(REPO)
    assert now == before if step == "commit" else now.items() >= whole.items()
    hub.broken = ""
    hub.puts.clear()
    commits = len(hub.repos[REPO]["commits"])
    assert corpus("publish", "build/1.1.0", "--repo", REPO).code == 0
    assert hub.puts == []  # what arrived is not sent again
    assert len(hub.repos[REPO]["commits"]) == commits + (step == "commit")
    assert hub.tree(REPO, "1.1.0").items() >= whole.items()
    hub.asked.clear()
    assert corpus("publish", "build/1.1.0", "--repo", REPO).code == 0
    assert not [request for request in hub.asked if "/commit/" in request or "/tag/" in request]


def test_who_commits_meanwhile_is_not_overwritten(releases: Path, corpus: Corpus, hub: Hub) -> None:
    hub.create(REPO, private=False)
    hub.meanwhile = lambda: hub.commit(REPO, {"README.md": b"mine"})
    ran = corpus("publish", "build/1.1.0", "--repo", REPO)
    assert ran.code == 2
    assert "the Hub refused (412: a commit has happened since)" in ran.err
    assert hub.tree(REPO) == {"README.md": b"mine"}


def test_versions_never_change_and_never_go_backwards(
    releases: Path, corpus: Corpus, hub: Hub
) -> None:
    corpus("publish", "build/1.1.0", "--repo", REPO)
    before = dict(hub.repos[REPO]["commits"])
    assert corpus("publish", "build/1.0.0", "--repo", REPO)[::2] == (
        2,
        f"corpus: --repo {REPO}: has 1.1.0, which is newer than 1.0.0; expected an older "
        "version there (versions never go backwards); publish a release that was built on 1.1.0\n",
    )
    edit_manifest(Path("build/1.1.0"), logical_digest="0" * 64)
    assert corpus("publish", "build/1.1.0", "--repo", REPO)[::2] == (
        2,
        f"corpus: --repo {REPO}: already has another release 1.1.0; expected a version that was "
        "not published before (a release never changes); build it with a higher --version\n",
    )
    assert hub.repos[REPO]["commits"] == before


def test_what_is_no_release_is_left_alone(releases: Path, corpus: Corpus, hub: Hub) -> None:
    hub.create(REPO, private=False, tree={"README.md": b"", "model.safetensors": b"weights"})
    message = (
        f"corpus: --repo {REPO}: has content that is not a release ({{}}); expected a "
        "repository with releases only, or an empty one; name another\n"
    )
    assert corpus("publish", "--repo", REPO)[::2] == (2, message.format("model.safetensors"))
    for manifest in (b'{"version": 3}', b"{", b'{"version": "1.0.0", "outputs": [{"path": "a"}]}'):
        hub.commit(REPO, {"manifest.json": manifest})
        assert corpus("publish", "--repo", REPO)[::2] == (2, message.format("manifest.json"))


def test_nothing_outside_the_folder_is_sent(releases: Path, corpus: Corpus, hub: Hub) -> None:
    Path("secret").write_text("mine")
    release = Path("build/1.1.0")
    secret = describe(Path(), [Path("secret")])[0]._replace(path="../../secret")._asdict()
    number = len(listed(release))
    edit_manifest(release, outputs=[*listed(release), secret])
    assert corpus("publish", release, "--repo", REPO)[::2] == (
        2,
        f'corpus: build/1.1.0/manifest.json: damaged ("outputs[{number}].path" is "../../secret"); '
        "expected it as `corpus build` wrote it; restore it from where it was published\n",
    )
    assert hub.asked == []


@pytest.mark.parametrize("file", ["data", "dataset", "votes", "README.md", "ledger.parquet"])
@pytest.mark.parametrize("change", ["flipped", "missing"])
def test_a_damaged_release_stays_at_home(
    releases: Path, corpus: Corpus, hub: Hub, file: str, change: str
) -> None:
    place = releases / "1.1.0" / file
    path = place if place.is_file() else next(p for p in sorted(place.rglob("*")) if p.is_file())
    data = bytearray(path.read_bytes())
    digest = hashlib.sha256(data).hexdigest()
    data[len(data) // 2] ^= 1
    if change == "missing":
        path.unlink()
    else:
        path.write_bytes(data)
    ran = corpus("publish", "build/1.1.0", "--repo", REPO)
    assert (ran.code, ran.out) == (2, "")
    how = "missing" if change == "missing" else "damaged"
    assert ran.err == (
        f"corpus: {path}: {how}; expected {len(data)} bytes with the SHA-256 {digest} that "
        "manifest.json gives; restore the file, or build the release again; nothing was published\n"
    )
    assert hub.asked == []


@pytest.mark.parametrize(
    ("arguments", "token", "message"),
    [
        (
            ["raw", "--repo", REPO],
            "writer",
            "raw: no release here (manifest.json: No such file or directory); expected the folder "
            "of a release, such as build/latest; name one, or delete what is left of it",
        ),
        (
            ["--repo", REPO],
            "",
            "no token for the Hub; expected one that may write: make one at "
            "https://huggingface.co/settings/tokens and give it by `hf auth login` or in HF_TOKEN",
        ),
        (
            ["--repo", REPO],
            "reader",
            f"{REPO}: the Hub refused (403: you may not write there); expected to be allowed to "
            "publish there; give a token that may write there, by `hf auth login` or in HF_TOKEN",
        ),
        *(
            (
                ["--repo", repo],
                "writer",
                f'--repo "{repo}": not the name of a repository; expected OWNER/NAME in '
                "letters, digits, dots, hyphens and underscores, such as my-paper/news; correct it",
            )
            for repo in ("news", "a/b/c", "paper/ news", "paper/news.git", "https://hf.co/a/b")
        ),
    ],
)
def test_what_cannot_be(
    releases: Path,
    corpus: Corpus,
    hub: Hub,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    token: str,
    message: str,
) -> None:
    monkeypatch.setenv("HF_TOKEN", token)
    assert corpus("publish", *arguments)[::2] == (2, f"corpus: {message}\n")
    assert REPO not in hub.repos


def test_offline(releases: Path, corpus: Corpus, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as off:
        off.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
        assert corpus("publish", "--repo", REPO)[::2] == (
            2,
            "corpus: the Hub cannot be reached (HF_HUB_OFFLINE is set); expected to be online; "
            "unset it, or see with --dry-run what would be sent\n",
        )
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    ran = corpus("publish", "--repo", REPO)
    assert ran.code == 2
    assert ran.err.startswith(f"corpus: {REPO}: the Hub cannot be reached (")
    assert ran.err.endswith("; nothing was lost; run the same command again\n")
