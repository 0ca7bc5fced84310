"""Releases at a URL, in an S3 server: whole or not at all, and one build at a time."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import corpus as library
from corpus.engine.runner import Silent
from corpus.errors import CannotRunError
from corpus.objects import Objects, below, without_options
from corpus.release.at_url import fetched, home
from corpus.release.series import out_of, series
from tests.conftest import Ran, Raw
from tests.engine.nodes import tree
from tests.engine.s3 import BUCKET, Server


@pytest.fixture
def url(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Of a series of this test; its copies are below `tmp_path / "caches"`."""
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return f"s3://{BUCKET}/{tmp_path.name}"


@pytest.fixture
def there(server: Server, url: str) -> Path:
    """The folder in which the server keeps the objects of the series."""
    return server.bucket / url.rpartition("/")[2]


@pytest.fixture
def published(sample: Path, url: str) -> str:
    with series(url, Silent()) as opened:
        opened.publish(sample)
    return url


def named(sample: Path, version: str, folder: Path) -> Path:
    """The sample under another name, which is all that counts for its way to a URL."""
    return shutil.copytree(sample, folder / version)


def load(url: str) -> Any:
    """What `datasets` loads from a URL, by pyarrow: s3fs is not to be had beside our pins."""
    import datasets
    import fsspec
    from fsspec.implementations.arrow import ArrowFSWrapper
    from pyarrow.fs import S3FileSystem

    class S3(ArrowFSWrapper):  # type: ignore[misc]
        protocol = "s3"

        def __init__(self, **options: Any) -> None:
            super().__init__(S3FileSystem(**options))

    fsspec.register_implementation("s3", S3, clobber=True)
    where = {"endpoint_override": os.environ["AWS_ENDPOINT_URL"]}
    return datasets.load_from_disk(url, storage_options=where)


def test_builds_at_a_url_have_the_bytes_of_local_ones(
    raw: Raw, url: str, there: Path, tmp_path: Path, corpus: Callable[..., Ran]
) -> None:
    """The second is built on another machine, which has nothing of the first."""
    for version in ("1.0.0", "1.1.0"):
        raw.write(f"{version}.json", {"text": f"The ferry of {version} left.", "outlet": "a"})
        local = library.build(raw.folder, out=tmp_path / "local", workers=1)
        shutil.rmtree(tmp_path / "caches", ignore_errors=True)
        ran = corpus("build", raw.folder, "--out", url, "--workers", "1")
        assert ran.code == 0, ran.err
        assert f"{raw.folder} -> {url}/{version}\n" in ran.out
        assert f'  load      datasets.load_from_disk("{url}/{version}/dataset")\n' in ran.out
        assert f"  look      {out_of(url)}/latest/report.html\n" in ran.out
        assert "upload" in ran.err
        assert local.version == version
        assert tree(there / version) == tree(local.path)
        assert (there / "latest").read_text() == f"{version}\n"
    assert {path.name for path in there.iterdir()} == {".lock", "latest", "1.0.0", "1.1.0"}
    assert load(f"{url}/1.1.0/dataset").num_rows == {"train": 2}
    shutil.rmtree(tmp_path / "caches")
    again = library.build(raw.folder, out=url, workers=1)
    assert tree(again.path) == tree(there / "1.1.0")
    refused = corpus("build", raw.folder, "--out", url, "--version", "1.1.0")
    assert refused.code == 2
    assert f"{url}/1.1.0: exists; expected a version that was not released before" in refused.err


def test_other_commands_take_the_url_of_a_release(
    published: str, there: Path, corpus: Callable[..., Ran]
) -> None:
    ran = corpus("show", "te-20902", "--release", f"{published}/latest")
    folder = home(published) / "read" / "1.0.0"
    copied = f"{published}/latest: copied to {folder}"
    fetched_files = f"fetch: {len(tree(folder)) - 1} files"  # all but the manifest
    assert (ran.code, ran.err.splitlines()) == (0, [fetched_files, copied])
    ran = corpus("show", "te-20902", "--release", f"{published}/latest")
    assert (ran.code, ran.err.splitlines()) == (0, [copied])
    assert tree(folder) == tree(there / "1.0.0")
    assert library.open_release(f"{published}/1.0.0").version == "1.0.0"
    assert corpus("cache", "--out", published).out.startswith(f"{out_of(published)}/.cache: 0 ent")
    (folder / "report.html").write_text("not it")  # a copy that is not whole
    assert tree(fetched(f"{published}/1.0.0", Silent())) == tree(there / "1.0.0")
    (there / "1.0.0" / "report.html").write_text("not it")
    assert "/1.0.0/report.html: damaged" in corpus("verify", f"{published}/latest").out


@pytest.mark.parametrize("name", ["2.0.0", "", "other", ".lock"])
def test_what_is_no_release_at_a_url(published: str, name: str, corpus: Callable[..., Ran]) -> None:
    ran = corpus("verify", f"{published}/{name}")
    assert ran.code == 2
    assert "no release here; expected the URL of a release, as s3://" in ran.err


KILLED = """
import os, signal, sys
from pathlib import Path
from corpus.engine.runner import Silent
from corpus.objects import Objects
from corpus.release.series import series

def counted(method):
    def run(objects, *arguments):
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        left.pop()
        method(objects, *arguments)
    return run

left = [None] * int(sys.argv[3])
with series(sys.argv[1], Silent()) as opened:
    Objects._put, Objects.write = counted(Objects._put), counted(Objects.write)
    opened.publish(Path(sys.argv[2]))
"""
MANIFEST, LATEST = 2, 1  # objects that are left to put


@pytest.mark.parametrize("left", [MANIFEST + 20, MANIFEST, LATEST])
def test_killed_while_it_publishes(
    left: int, published: str, there: Path, sample: Path, tmp_path: Path
) -> None:
    """A release is there with its last object, the manifest; `latest` is right at the latest when
    the next build begins."""
    release = named(sample, "1.1.0", tmp_path)
    before, ours = tree(there / "1.0.0"), tree(release)
    command = [sys.executable, "-c", KILLED, published, str(release), str(len(ours) + 1 - left)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert tree(there / "1.1.0")
    is_there = (there / "1.1.0" / "manifest.json").exists()
    assert is_there == (left == LATEST)
    assert (there / "latest").read_text() == "1.0.0\n"
    assert (there / ".lock").read_text()
    with series(published, Silent()) as opened:
        last = "1.1.0" if is_there else "1.0.0"
        assert (out_of(published) / "latest").resolve().name == last
        assert (there / "latest").read_text() == f"{last}\n"
        if not is_there:
            opened.publish(release)
    assert tree(there / "1.1.0") == ours
    assert (there / "latest").read_text() == "1.1.0\n"
    assert tree(there / "1.0.0") == before


def test_what_a_killed_build_left_of_another_release_goes(
    published: str, sample: Path, there: Path, tmp_path: Path
) -> None:
    Objects(published).write("1.1.0/data/train-00000-of-00002.parquet", b"")
    with series(published, Silent()) as opened:
        opened.publish(named(sample, "1.1.0", tmp_path))
    assert tree(there / "1.1.0") == tree(sample)


def test_one_build_at_a_time(
    published: str, there: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = rf"^{published}: another build is at work there, on \S+; expected one at a time; wait"
    with series(published, Silent()):
        with pytest.raises(CannotRunError, match="another build is at work there"):
            series(published, Silent()).__enter__()  # on this machine
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "other machine"))
        with pytest.raises(CannotRunError, match=told) as raised:
            series(published, Silent()).__enter__()
        assert str(raised.value).endswith(f"delete the object {published}/.lock")
    with series(published, Silent()):
        assert (there / ".lock").read_text()
    assert not (there / ".lock").read_text()


OTHERS: list[tuple[Callable[[Objects], None], str]] = [
    (lambda there: there.write(".lock", b"other machine build"), "another build took the lock"),
    (lambda there: there.write(".lock", b""), "another build took the lock, or deleted it,"),
    (lambda there: there.write("1.0.1/manifest.json", b""), "1.0.1 is the last release there"),
]


@pytest.mark.parametrize(("do", "told"), OTHERS)
@pytest.mark.parametrize("is_late", [False, True])
def test_somebody_else_is_at_work_meanwhile(
    do: Callable[[Objects], None],
    told: str,
    is_late: bool,
    published: str,
    there: Path,
    sample: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    release = named(sample, "1.1.0", tmp_path)
    put = Objects.put

    def put_late(objects: Objects, *arguments: Any) -> None:
        put(objects, *arguments)
        do(objects)

    with series(published, Silent()) as opened:
        if is_late:
            monkeypatch.setattr(Objects, "put", put_late)
        else:
            do(Objects(published))
        told = rf"^{published}: {told}.* since this build began; expected one build at a time; noth"
        with pytest.raises(CannotRunError, match=told):
            opened.publish(release)
    assert not (there / "1.1.0" / "manifest.json").exists()
    assert (there / "1.1.0").exists() == is_late
    assert (there / "latest").read_text() == "1.0.0\n"


def test_a_release_is_never_overwritten(published: str, sample: Path, there: Path) -> None:
    before = tree(there)
    with (
        series(published, Silent()) as opened,
        pytest.raises(CannotRunError, match=r"1\.0\.0: exists"),
    ):
        opened.publish(sample)
    assert tree(there) == before


def test_what_this_machine_has_is_made_as_it_is_there(published: str, there: Path) -> None:
    out = out_of(published)
    (out / "1.1.0").mkdir(parents=True)  # of a build whose release did not get there
    (out / "latest").unlink(missing_ok=True)
    (out / "latest").symlink_to("1.1.0")
    with series(published, Silent()):
        assert (out / "latest").readlink() == Path("1.0.0")
        assert {path.name for path in out.iterdir()} == {"1.0.0", "latest"}
        read = tree(out / "1.0.0")
        assert {name.partition("/")[0] for name in read} == {
            "data",
            "ledger.parquet",
            "manifest.json",
        }
        assert read.items() <= tree(there / "1.0.0").items()


def test_a_full_disk_here(published: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> bool:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Objects, "get", full)
    told = rf"^{published}: stopped \(.*No space left.*\); .*write in {out_of(published)} \(XDG"
    with pytest.raises(CannotRunError, match=told):
        series(published, Silent()).__enter__()


def test_the_store_fails_while_it_is_written(
    published: str, sample: Path, there: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("AWS Error ACCESS_DENIED")

    release = named(sample, "1.1.0", tmp_path)
    monkeypatch.setattr(Objects, "_put", fail)
    told = rf"^{published}: stopped \(AWS Error ACCESS_DENIED\); .* stands as it stood$"
    with series(published, Silent()) as opened, pytest.raises(CannotRunError, match=told):
        opened.publish(release)
    assert not (there / "1.1.0").exists()
    assert not (there / ".lock").read_text()


def test_ctrl_c_while_it_publishes(
    raw: Raw, url: str, there: Path, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    raw.write("a.json", {"text": "The ferry left at noon.", "outlet": "a"})
    monkeypatch.setattr(Objects, "put", interrupt)
    ran = corpus("build", raw.folder, "--out", url, "--workers", "1")
    assert ran.code == 130
    assert f"build again to go on: {out_of(url)}/.cache keeps the parts that are done" in ran.err
    assert {path.name: path.read_text() for path in there.iterdir()} == {".lock": ""}


BAD = [
    ({"AWS_SECRET_ACCESS_KEY": "wrong"}, "", "ACCESS_DENIED"),
    ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "", "Could not connect"),
    ({}, "s3://nowhere/series", "NO_SUCH_BUCKET"),
]


@pytest.mark.parametrize(("changes", "other", "told"), BAD)
def test_a_store_that_cannot_be_used(
    url: str,
    changes: dict[str, str],
    other: str,
    told: str,
    raw: Raw,
    corpus: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in changes.items():
        monkeypatch.setenv(name, value)
    ran = corpus("build", raw.folder, "--out", other or url)
    assert ran.code == 2
    assert ran.err.startswith(f"corpus: --out {other or url}: cannot be used (")
    assert told in ran.err
    assert "AWS_ENDPOINT_URL" in ran.err


def test_a_url_that_cannot_be(raw: Raw, url: str, corpus: Callable[..., Ran]) -> None:
    ran = corpus("build", raw.folder, "--out", "s3://a/b?profile=c")
    assert (ran.code, "unknown option profile" in ran.err) == (2, True)


def test_urls_have_options() -> None:
    assert below("s3://a/b/?region=c", ".work") == "s3://a/b/.work?region=c"
    assert without_options("s3://a/b/?region=c") == "s3://a/b"
    assert home("s3://a/b/") == home("s3://a/b") != home("s3://a/c")
