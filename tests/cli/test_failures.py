"""Whatever stops the command is one line and an exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import ROOT, Ran, Raw
from tests.forks import Command

GOOD = {"text": "The ferry left on time.", "url": "https://good.example/1"}


def problems(ran: Ran) -> list[str]:
    return [
        line for line in (ran.out + ran.err).splitlines() if line.startswith(("raw/", "corpus:"))
    ]


def nested(levels: int) -> str:
    return "[" * levels + "]" * levels


@pytest.fixture
def folder(raw: Raw, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with a raw folder of one good article."""
    raw.write("good.json", GOOD)
    monkeypatch.chdir(raw.folder.parent)
    return raw.folder.parent


@pytest.mark.usefixtures("folder")
def test_deep_nesting_costs_one_article(raw: Raw, corpus: Callable[..., Ran]) -> None:
    deep = '{"text": "Some words.", "outlet": "a", "extra": {"a": ' + nested(1000) + "}}"
    raw.write("a.jsonl", deep)
    told = (
        'raw/a.jsonl:1:55: C103 wrong_type: "extra.a" is a list; expected string or number or '
        "boolean or null; change its type"
    )
    assert problems(corpus("validate")) == [told]
    built = corpus("build")
    assert (built.code, problems(built)) == (0, [told])


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (
            "country = 2026-01-01\noutlet = []",
            '1:11: C103 wrong_type: "country" is "2026-01-01"; expected ISO 3166-1 alpha-2; '
            "change its type",
        ),
        (
            f"country = {nested(500)}",
            "1:1: C604 bad_outlets: nested too deep; expected a TOML table; "
            "correct the outlet table",
        ),
    ],
)
def test_outlet_tables(
    folder: Path, raw: Raw, corpus: Callable[..., Ran], table: str, told: str
) -> None:
    raw.write("outlets/ie.toml", table)
    told = f"raw/outlets/ie.toml:{told}"
    validated, built = corpus("validate"), corpus("build")
    assert (validated.code, problems(validated)) == (1, [told])
    head = "raw: wrong outlet tables; expected tables without these problems; correct them:"
    assert (built.code, problems(built)) == (2, [f"corpus: {head}", told])


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("[split]\ntrain = inf", "the sizes of the splits are inf, 0.1, 0.1; SIZES"),
        ("[split]\ntrain = nan", "the sizes of the splits are nan, 0.1, 0.1; SIZES"),
        ("[split]\ntrain = true", "the sizes of the splits are True, 0.1, 0.1; SIZES"),
        (
            f"[split]\ntrain = 1{'0' * 400}",
            f"the sizes of the splits are 1{'0' * 56}..., 0.1, 0.1; SIZES",
        ),
        (
            "[split]\ntrain = 2026-01-01",
            "the sizes of the splits are 2026-01-01, 0.1, 0.1; SIZES",
        ),
        (
            "[split]\nby = 2026-01-01",
            'split.by is "2026-01-01"; expected one of story, outlet, time; correct it',
        ),
        (
            "[split]\nby = [[]]",
            'split.by is "list"; expected one of story, outlet, time; correct it',
        ),
        (
            "[split]\nkey = 2026-01-01",
            "split.key is 2026-01-01; expected a text; put it in quotation marks",
        ),
        (
            "split = 2026-01-01",
            "split is no table; expected a table [split] with by, key, train, validation, test; "
            "correct it",
        ),
        (
            f"split = {nested(500)}",
            "cannot be read (nested too deep); expected a TOML file; correct it",
        ),
    ],
)
def test_settings(folder: Path, corpus: Callable[..., Ran], settings: str, told: str) -> None:
    (folder / "corpus.toml").write_text(settings)
    told = told.replace(
        "SIZES", "expected numbers from zero to 1,000,000,000,000,000, not all zero; correct them"
    )
    ran = corpus("build", "--config", "corpus.toml")
    assert (ran.code, ran.out, ran.err) == (2, "", f"corpus: corpus.toml: {told}\n")


@pytest.mark.usefixtures("folder")
def test_an_epoch_of_many_digits(
    corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "9" * 5000)
    ran = corpus("build")
    assert (ran.code, ran.err) == (
        2,
        f'corpus: SOURCE_DATE_EPOCH is "{"9" * 57}..."; expected seconds since 1970-01-01, such as '
        "1767225600; correct it, or unset it: the date is then that of the newest article\n",
    )
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0" * 5000 + "9")
    assert corpus("build").code == 0


def test_a_name_that_is_not_utf8(folder: Path, corpus: Callable[..., Ran]) -> None:
    raw = os.fsencode(folder / "raw")
    for name in (b"a\xff.json", b"a\xff.labels.json", b"notes\xff.txt"):
        Path(os.fsdecode(raw + b"/" + name)).write_text(json.dumps({**GOOD, "id": "x"}))
    told = [
        f"raw/a\\xff{suffix}: C002 bad_file_name: the name is not UTF-8; expected a name that "
        "every system can read; rename the file"
        for suffix in (".json", ".labels.json")
    ]
    built = corpus("build")
    assert (built.code, problems(built)[:2]) == (0, told)
    validated = corpus("validate")
    assert validated.code == 1
    assert told[0] in problems(validated)
    assert corpus("verify").code == 0


@pytest.mark.parametrize("command", ["build", "validate"])
def test_what_never_ends_is_not_read(folder: Path, command: str) -> None:
    """Pipes and a device, in a process that can be ended."""
    (folder / "raw/outlets").mkdir()
    pipes = ["raw/outlets/x.toml", "raw/x.json", "raw/x.jsonl.gz", "raw/x.labels.json"]
    for name in pipes:
        os.mkfifo(folder / name)
    (folder / "raw/z.json").symlink_to("/dev/zero")
    ran = Command(command, prepare=partial(signal.alarm, 60)).wait()
    assert problems(Ran(*ran)) == [
        f"{name}: C001 unreadable_file: cannot be read (a pipe, a device or a socket); expected a "
        "readable file; check the path, the link's target and the rights"
        for name in [*pipes, "raw/z.json"]
    ]
    assert ran.code == (command == "validate")


@pytest.mark.usefixtures("folder")
def test_a_long_name_is_no_traceback(raw: Raw, corpus: Callable[..., Ran]) -> None:
    raw.write("a" * 245 + ".json", {**GOOD, "url": "https://good.example/2", "text": "It sank."})
    assert corpus("build").code == 0
    assert corpus("validate").code == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
@pytest.mark.parametrize("mode", [0o600, 0o300])
@pytest.mark.usefixtures("folder")
def test_a_folder_that_is_closed_is_no_traceback(
    raw: Raw, corpus: Callable[..., Ran], mode: int
) -> None:
    raw.write("closed/a.json", GOOD)
    (raw.folder / "closed").chmod(mode)
    try:
        ran = corpus("build")
    finally:
        (raw.folder / "closed").chmod(0o700)
    assert ran.code in (0, 2)
    assert "Traceback" not in ran.err


FAULT = """
import sys
from corpus import cli
def fail(*_, **__):
    raise {error}
cli.command.main = fail
cli.main()
"""


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (
            "KeyError('a\\nb')",
            2,
            "corpus: KeyError: 'a\\nb'; expected no such error: it is a fault of the builder; "
            "report it as an issue of the builder's repository, with what CORPUS_TRACEBACK=1 shows",
        ),
        (
            "ValueError('\\x1b[2J\\u202e')",
            2,
            "corpus: ValueError: \\u001b[2J\\u202e; expected no such error: it is a fault of the "
            "builder; report it as an issue of the builder's repository, with what "
            "CORPUS_TRACEBACK=1 shows",
        ),
        (
            "PermissionError(13, 'Permission denied', 'raw/x')",
            2,
            "corpus: raw/x: Permission denied; expected a file or folder that can be used; check "
            "its path, its name and its rights (CORPUS_TRACEBACK=1 shows where it was used)",
        ),
        ("KeyboardInterrupt", 130, "corpus: stopped by Ctrl-C; nothing was published"),
        ("BrokenPipeError", 141, ""),
    ],
)
def test_what_is_unforeseen_is_one_line(error: str, code: int, told: str) -> None:
    command = [sys.executable, "-c", FAULT.format(error=error)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr.strip()) == (code, told)
    environment["CORPUS_TRACEBACK"] = "1"
    ran = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert ("Traceback" in ran.stderr) == (code == 2)
    assert not set("\x1b\u202e") & set(ran.stderr)


def hear_interrupts() -> None:
    """For a process to be: a shell may have them ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize(("workers", "stage"), [("1", "annotate"), ("2", "label")])
def test_ctrl_c(folder: Path, raw: Raw, workers: str, stage: str) -> None:
    words = [f"{n * 7919 % 10007} boats and {n} ferries left the harbour." for n in range(700)]
    for part in range(3):
        articles = [
            {"text": "\n".join(words[n : n + 30]), "outlet": "a"} for n in range(part, 660, 3)
        ]
        raw.write(f"a{part}.jsonl", articles)
    running = subprocess.Popen(
        [sys.executable, "-m", "corpus", "build", "--workers", workers],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=hear_interrupts,
    )
    assert running.stderr is not None
    assert any(line.startswith(stage) for line in running.stderr)  # reads no further
    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (130, "")
    assert err.rstrip().endswith("corpus: stopped by Ctrl-C; nothing was published")
    goes_on = "build again to go on: build/.cache keeps the parts that are done" in err
    assert goes_on == (stage == "label")  # by then something is done
    assert "Traceback" not in err
    assert not (folder / "build/latest").exists()
