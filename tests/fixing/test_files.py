"""What `corpus validate --fix` writes, what `--diff` shows, and what both leave as it is."""

from __future__ import annotations

import errno
import gzip
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest

from corpus.identify.canonical import sha256
from tests.conftest import Ran, Raw

CASES = tomllib.loads((Path(__file__).parent / "files.toml").read_text("utf-8"))["case"]
GOOD = {"text": "The ferry left on time.", "url": "https://good.example/1"}
SPAN = {"start": 0, "end": 1, "label": "other", "text": "words that are nowhere"}


def annotation(text: str | None = None, **fields: str) -> dict[str, Any]:
    judged = {} if text is None else {"sha256": sha256(text)}
    return {**judged, "annotator": "ana", "date": "2026-11-20", "spans": [SPAN], **fields}


def write(raw: Raw, case: dict[str, Any]) -> Path:
    raw.write("good.json", GOOD)
    labels = case.get("labels")
    if labels is not None:
        several = [annotation(**one) for one in labels] if isinstance(labels, list) else None
        raw.write(case["file"].split(".")[0] + ".labels.json", several or annotation(**labels))
    return raw.write(case["file"], content(case, "before"))


def content(case: dict[str, Any], when: str) -> bytes:
    text: str = case.get(when, case["before"])
    return text.replace("SHA", sha256("A.")).encode()


def reasons(ran: Ran) -> list[str]:
    return [name for line in ran.out.splitlines() for name in re.findall(r": C\d+ (\w+): ", line)]


QUIET = ("--ignore", "C70", "--ignore", "C72")  # remarks on contributions that are very short


@pytest.fixture(autouse=True)
def here(raw: Raw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(raw.folder.parent)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_fixed_and_shown(case: dict[str, Any], raw: Raw, corpus: Callable[..., Ran]) -> None:
    file, fixed = write(raw, case), case.get("fixed", 0)
    before, after = content(case, "before"), content(case, "after")

    shown = corpus("validate", *QUIET, "--diff")
    assert (shown.code, file.read_bytes()) == (int(fixed > 0), before)

    ran = corpus("validate", *QUIET, "--fix")
    assert file.read_bytes() == after
    said = [f"{fixed} problem{'s' * (fixed > 1)} in 1 file fixed"] if fixed else []
    assert [line for line in ran.err.splitlines() if "fixed" in line] == said
    assert sorted(reasons(ran)) == sorted(case.get("left", []))

    assert corpus("validate", *QUIET, "--fix") == corpus("validate", *QUIET)
    assert corpus("validate", *QUIET, "--diff") == Ran(0, "", "nothing to fix\n")
    assert file.read_bytes() == after

    file.write_bytes(before)
    patch(raw, shown)
    assert file.read_bytes() == after


def patch(raw: Raw, shown: Ran) -> None:
    """Apply a diff as other programs do."""
    program = ["patch", "-p0", "--binary", "--quiet"]
    subprocess.run(program, input=shown.out.encode(), cwd=raw.folder.parent, check=True)


def test_the_hint_counts_what_a_fix_would_fix(raw: Raw, corpus: Callable[..., Ran]) -> None:
    raw.write("a.jsonl", [{**GOOD, "titel": "x"}, {**GOOD, "published": "02/11/2026"}])
    raw.write("b.labels.json", {**annotation(" "), "spans": [{**SPAN, "label": "Other"}]})
    hint = "; 2 of them can be fixed with --fix"
    assert corpus("validate").err.endswith(f"0 articles are valid, 3 problems found{hint}\n")
    assert "--fix" not in corpus("validate", "--format", "github").err
    assert corpus("validate", "--diff").err == "2 problems in 2 files can be fixed with --fix\n"


@pytest.mark.parametrize("places", [[1], [20], [1, 4, 11, 19], [1, 8, 16], []])
def test_a_diff_is_that_of_difflib(places: list[int], raw: Raw, corpus: Callable[..., Ran]) -> None:
    records = [{**GOOD, "id": str(number)} for number in range(1, 21)]
    for place in places:
        records[place - 1]["title"] = ""
    file = raw.write("two words.jsonl", records)
    before = file.read_text()
    shown = corpus("validate", "--diff").out
    corpus("validate", "--fix")
    texts = (text.splitlines(keepends=True) for text in (before, file.read_text()))
    name = "raw/two words.jsonl\t"
    assert shown == "".join(unified_diff(*texts, name, name))


def test_a_diff_of_lines_that_all_change(raw: Raw, corpus: Callable[..., Ran]) -> None:
    file = raw.write("a.jsonl", [{**GOOD, "id": str(number), "title": ""} for number in range(20)])
    shown = corpus("validate", "--diff")
    patch(raw, shown)
    assert shown.out.count("@@ -1,20 +1,20 @@") == 1
    assert [json.loads(line) for line in file.read_text().splitlines()] == [
        {**GOOD, "id": str(number)} for number in range(20)
    ]


def test_links_and_rights_of_files_stay(raw: Raw, corpus: Callable[..., Ran]) -> None:
    real = raw.write("../elsewhere/a.json", {**GOOD, "title": None})
    real.chmod(0o640)
    link = raw.folder / "a.json"
    link.symlink_to("../elsewhere/a.json")
    assert corpus("validate", "--fix").code == 0
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert "title" not in real.read_text()
    assert [path.name for path in real.parent.iterdir()] == ["a.json"]


def test_a_file_without_a_fix_is_not_written(raw: Raw, corpus: Callable[..., Ran]) -> None:
    file = raw.write("a.json", {**GOOD, "published": "02/11/2026"})
    before = file.stat()
    assert corpus("validate", "--fix").code == 1
    after = file.stat()  # all but the time of the last reading
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_file_that_changes_meanwhile_is_left_alone(
    raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    from corpus.contributions import fix_files

    file = raw.write("a.json", {**GOOD, "title": None})
    fix_all = fix_files.fix_all

    def slow_fix(*arguments: Any) -> Any:
        file.write_text("somebody else's")
        return fix_all(*arguments)

    monkeypatch.setattr(fix_files, "fix_all", slow_fix)
    ran = corpus("validate", "--fix")
    assert (ran.code, ran.out) == (2, "")
    assert "raw/a.json: was changed while it was read; expected" in ran.err
    assert file.read_text() == "somebody else's"
    assert [path.name for path in raw.folder.iterdir()] == ["a.json"]


def test_a_file_that_cannot_be_written(
    raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = raw.write("a.json", {**GOOD, "title": None})
    before = file.read_bytes()

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    ran = corpus("validate", "--fix")
    assert (ran.code, ran.out) == (2, "")
    assert "raw/a.json: cannot be written (No space left on device); expected" in ran.err
    assert file.read_bytes() == before
    assert [path.name for path in raw.folder.iterdir()] == ["a.json"]


def test_what_cannot_be_fixed_is_counted_once(raw: Raw, corpus: Callable[..., Ran]) -> None:
    records = [{**GOOD, "id": str(number), "title": None} for number in range(3)]
    lines = "".join(json.dumps(record) + "\n" for record in records).encode()
    packed = raw.write("a.jsonl.gz", gzip.compress(lines))
    before = packed.read_bytes()
    said = "raw: 3 problems with one right answer in files that --fix leaves alone: compressed ones"
    for options in ([], ["--fix"]):
        ran = corpus("validate", *options)
        assert (ran.code, ran.err.count(said)) == (0, 1)
        assert "can be fixed" not in ran.err
    assert corpus("validate", "--diff") == Ran(0, "", "nothing to fix\n")
    assert packed.read_bytes() == before


def test_only_what_is_told_is_fixed(raw: Raw, corpus: Callable[..., Ran]) -> None:
    one = raw.write("a.json", {**GOOD, "titel": "x", "published": "2026/11/02"})
    other = raw.write("b.json", {**GOOD, "id": "b", "license": None, "rights": ""})
    settings = '[validate.paths."raw/b.json"]\nignore = ["C741"]\n'
    raw.write("../corpus.toml", settings)
    before = other.read_bytes()
    assert corpus("validate", "--fix", "--config", "corpus.toml", "--ignore", "C101").code == 0
    assert json.loads(one.read_text()) == {**GOOD, "titel": "x", "published": "2026-11-02"}
    assert other.read_bytes() == before


def test_only_what_changed_is_fixed(raw: Raw, corpus: Callable[..., Ran]) -> None:
    old, new = ({**GOOD, "id": name, "title": None} for name in ("old", "new"))
    raw.write("old.json", old)
    for command in ("init -q", "add .", "-c user.name=a -c user.email=a@b.example commit -qm a"):
        subprocess.run(["git", *command.split()], cwd=raw.folder.parent, check=True)
    raw.write("new.json", new)
    assert corpus("validate", "--diff", "--since", "HEAD").err.startswith("1 problem in 1 file ")
    corpus("validate", "--fix", "--since", "HEAD")
    found = {path.stem: json.loads(path.read_text()) for path in raw.folder.glob("*.json")}
    assert found == {"old": old, "new": {**GOOD, "id": "new"}}


def test_one_of_both(raw: Raw, corpus: Callable[..., Ran]) -> None:
    ran = corpus("validate", "--fix", "--diff")
    assert (ran.code, ran.out) == (2, "")
    assert "--fix with --diff" in ran.err


def test_a_line_beyond_the_limit_is_passed_on(raw: Raw, corpus: Callable[..., Ran]) -> None:
    config = raw.write("../corpus.toml", "[limits]\nrecord_bytes = 200\n")
    long, short = {**GOOD, "text": "A" * 1000, "title": None}, {**GOOD, "title": None}
    file = raw.write("a.jsonl", [long, short, long, long])
    shown = corpus("validate", "--diff", "--config", config)
    before = file.read_bytes()
    assert corpus("validate", "--fix", "--config", config).code == 1
    assert [json.loads(line) for line in file.read_text().splitlines()] == [long, GOOD, long, long]
    file.write_bytes(before)
    patch(raw, shown)
    assert [json.loads(line) for line in file.read_text().splitlines()] == [long, GOOD, long, long]


def test_lines_are_fixed_one_at_a_time(raw: Raw) -> None:
    """30 MB of lines, each of which is fixed, and less than that in memory."""
    line = json.dumps({**GOOD, "extra": {"a": "x" * 1_000_000}, "title": None}).encode() + b"\n"
    file = raw.write("a.jsonl", b"")
    with file.open("wb") as out:
        out.writelines(line for _ in range(30))
    grown = {option: memory(raw, option) for option in ("--diff", "--fix")}
    assert file.stat().st_size == 30 * len(line.replace(b', "title": null', b""))
    assert max(grown.values()) < 20, grown


def memory(raw: Raw, option: str) -> float:
    """How many MB a command takes at most beyond what it takes for one line."""
    code = (
        "import atexit, resource, sys; from corpus.cli import main;"
        "sys.argv = ['corpus', 'validate', *sys.argv[1:]];"
        "atexit.register(lambda: print(resource.getrusage(0).ru_maxrss, file=sys.stderr)); main()"
    )
    raw.write("one.jsonl", [{**GOOD, "title": None}])
    peaks = []
    for file in ("raw/one.jsonl", "raw/a.jsonl"):
        program = [sys.executable, "-c", code, option, file]
        ran = subprocess.run(program, capture_output=True, cwd=raw.folder.parent, check=False)
        peaks.append(int(ran.stderr.split()[-1]) / 1024)
    return peaks[1] - peaks[0]
