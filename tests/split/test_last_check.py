"""A leak check that knows of the last one finds what one finds that compares all keys."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.arrays import unique
from corpus.contract.splits import SPLITS
from corpus.engine.local import Local
from corpus.engine.runner import Runner, Silent
from corpus.split import last_check, leak_pairs
from corpus.split.last_check import LastCheck, WrittenKeys
from corpus.split.leak_keys import write_keys
from corpus.split.leakcheck import LeakReport, check_leaks
from tests.split.test_leakcheck import PASSAGE, PLANTED, TRAIN, magnet, prose, row, write

# What articles are made of: whoever shares one may leak, but for the run, which is too short.
PARTS = [prose(seed, 30) for seed in range(30, 34)] + [magnet().run]
rows = st.builds(
    lambda own, parts: row(f"n{own % 12}", " ".join([prose(own, 20), *parts])),
    st.integers(0, 40),
    st.lists(st.sampled_from(PARTS), max_size=2),
)
# Files by split; a file that is in both lists of one split stands as it did.
files = st.lists(st.lists(rows, min_size=1, max_size=4), min_size=5, max_size=5)
Contents = list[list[dict[str, Any]]]


class Checked(NamedTuple):
    """A check of some files."""

    files: dict[Path, str]
    report: LeakReport


def check(folder: Path, contents: Contents, before: Checked | None = None) -> Checked:
    """Check files, two of train, two of validation and one of test."""
    folder.mkdir()
    finished = write(folder, train=contents[:2], validation=contents[2:4], test=contents[4:])
    last = None if before is None else last_of(before, finished, folder / "went")
    runner = Runner(Local(1), Silent())
    report = check_leaks(runner, folder / "check", finished, last=last)
    return Checked(finished, report)


def last_of(before: Checked, today: dict[Path, str], folder: Path) -> LastCheck:
    """What a check says of the files of today, which it knows by their bytes."""

    def known(files: dict[Path, str]) -> dict[tuple[str, str], Path]:
        digests = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
        return {(digests[path], split): path for path, split in files.items()}

    then, now = known(before.files), known(today)
    went = []
    for number, read in enumerate(sorted(then.keys() - now.keys())):
        write_keys(then[read], folder / str(number))
        went.append(WrittenKeys(SPLITS.index(read[1]), folder / str(number)))
    stood = {path for read, path in now.items() if read in then}
    return LastCheck(stood, went, unique(before.report.crossing))


@settings(max_examples=25)
@given(files, st.lists(st.tuples(st.integers(0, 4), st.lists(rows, min_size=1, max_size=4))))
def test_it_finds_what_is_found_without_it(
    contents: Contents, changes: list[tuple[int, list[dict[str, Any]]]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        before = check(Path(folder, "before"), contents)
        for place, content in changes:
            contents[place] = content
        expected = check(Path(folder, "expected"), contents).report
        found = check(Path(folder, "found"), contents, before).report
        assert found.leaking_pairs == expected.leaking_pairs
        assert found.compared == expected.compared
        assert unique(found.crossing).tolist() == unique(expected.crossing).tolist()
        assert {str(leak) for leak in found.leaks} == {str(leak) for leak in expected.leaks}


CLEAN: Contents = [TRAIN[:2], TRAIN[2:], [row("b0", prose(8))], [row("b1", prose(10))], []]
CLEAN[4] = [row("b2", prose(11))]


def note_look_ups(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many keys are looked up, of each check that does so; it grows."""
    numbers: list[int] = []
    real = leak_pairs.look_up_keys

    def noted(folder: Path, files: Any, wanted: Any) -> Any:
        numbers.append(len(wanted))
        return real(folder, files, wanted)

    monkeypatch.setattr(leak_pairs, "look_up_keys", noted)
    return numbers


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    return note_look_ups(monkeypatch)


@pytest.mark.parametrize("kind", PLANTED)
@pytest.mark.parametrize("place", [2, 4])
def test_a_leak_that_came_is_caught(
    tmp_path: Path, looked_up: list[int], kind: str, place: int
) -> None:
    before = check(tmp_path / "before", CLEAN)
    assert not before.report.leaks
    contents = [*CLEAN[:place], [*CLEAN[place], PLANTED[kind]], *CLEAN[place + 1 :]]
    found = check(tmp_path / "found", contents, before).report
    assert kind in {leak.what for leak in found.leaks}
    (keys,) = looked_up
    assert 0 < keys < 150


def test_a_file_that_changes_its_split_comes(tmp_path: Path) -> None:
    shared = [row("a9", f"{prose(12)} {PASSAGE}")]
    before = check(tmp_path / "before", [*CLEAN[:1], shared, *CLEAN[2:]])
    found = check(tmp_path / "found", [*CLEAN[:1], TRAIN[2:], *CLEAN[2:4], shared], before)
    assert "a passage" in {leak.what for leak in found.report.leaks}


def test_where_too_many_keys_came_all_are_compared(
    tmp_path: Path, looked_up: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(last_check, "_MOST", 20)
    before = check(tmp_path / "before", CLEAN)
    contents = [*CLEAN[:4], [PLANTED["a passage"]]]
    found = check(tmp_path / "found", contents, before).report
    assert found.leaks == check(tmp_path / "expected", contents).report.leaks
    assert not looked_up
