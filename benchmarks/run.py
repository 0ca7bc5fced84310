"""Measures what a build costs, beside others that read the same articles, in one session.

    benchmarks/run [--quick] [--against REV] [--datatrove PYTHON] [--work FOLDER] [--write]

First start-up. At each of `--compare` articles, in turn, `--rounds` times: the floor (read,
SHA-256, Parquet), a build by one worker and by two, the commit REV, and the program of
`datasets.map`. Then, once each: builds of `--sizes` articles by stage, of the most compared in one
file and in a file each, and builds after nothing changed, ten articles did, and ten came. At last
datatrove's pipeline, where PYTHON is of an environment with `benchmarks/datatrove.txt`.

A row is written to FOLDER as soon as it is measured, and what stands there for the last commit
that changed the package is not measured again: a run that was interrupted goes on. `--write` puts
the tables of all rows into `benchmarks/builds.json`, `docs/performance.md` and
`docs/images/growth.svg`.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from benchmarks import builds
from benchmarks.build import Cost, measured
from benchmarks.builds import Row
from benchmarks.generate import PER_FILE, write

_ROOT = Path(__file__).parent.parent
_COMPARE, _SIZES = (20_000, 200_000), (1_000, 4_000, 20_000, 200_000, 1_000_000)
_QUICK = (1_000, 4_000)
_CHANGED = 10  # articles
ISOLATED = ("-P",)  # Python does not look for packages in the current folder


class Job(NamedTuple):
    """One command to measure, or a few that follow each other."""

    what: str
    articles: int
    workers: int = 1
    form: str = ""
    round: int = 0


class Bench(NamedTuple):
    """Where commands find what they need."""

    work: Path
    other: Path | None  # the folder of another commit
    datatrove: str | None  # a Python

    @property
    def out(self) -> Path:
        """Where the command that is measured writes; removed after it."""
        return self.work / "out"

    def raw(self, articles: int, form: str = "") -> Path:
        """Folder of so many generated articles, which is made where it is missing."""
        folder = self.work / "raw" / f"{articles} {form}".strip().replace(" ", "-")
        if not folder.exists():
            made = folder.with_suffix(".part")
            shutil.rmtree(made, ignore_errors=True)
            per_file = {builds.ONE_FILE: articles, builds.FILE_EACH: 1}.get(form, PER_FILE)
            write(made, articles, per_file=per_file)
            made.rename(folder)
        return folder


def jobs(options: argparse.Namespace) -> list[Job]:
    """Everything to measure, each once, in its order."""
    return list(dict.fromkeys(_jobs(options)))


def _jobs(options: argparse.Namespace) -> Iterator[Job]:
    for number in range(options.rounds):
        yield Job(builds.HELP, 0, round=number)
        yield Job(builds.SAMPLE, 0, round=number)
    for articles in options.compare:
        for number in range(options.rounds):
            yield Job(builds.FLOOR, articles, round=number)
            yield Job(builds.CORPUS, articles, round=number)
            yield Job(builds.CORPUS, articles, 2, round=number)
            if options.against:
                yield Job(builds.AT + options.against, articles, round=number)
            yield Job(builds.MAP, min(articles, options.map_articles), round=number)
    most = max(options.compare)
    for articles in options.sizes:
        yield Job(builds.CORPUS, articles)
    for form in (builds.ONE_FILE, builds.FILE_EACH):
        yield Job(builds.CORPUS, most, form=form)
    if find_spec("benchmarks.incremental"):
        yield Job(builds.INCREMENTAL, most)
    if options.datatrove:
        for articles in options.compare:
            yield Job(builds.DATATROVE, min(articles, options.datatrove_articles))


def measure(job: Job, bench: Bench) -> Iterator[Row]:
    """The rows of a job."""
    shutil.rmtree(bench.out, ignore_errors=True)
    bench.out.parent.mkdir(parents=True, exist_ok=True)
    try:
        if job.what == builds.INCREMENTAL:
            yield from _incremental(job, bench)
        else:
            yield _row(job, _cost(job, bench))
    finally:
        shutil.rmtree(bench.out, ignore_errors=True)


def _cost(job: Job, bench: Bench) -> Cost:
    out = str(bench.out)
    if job.what == builds.HELP:
        return measured(sys.executable, *ISOLATED, "-m", "corpus", "--help", env=package(_ROOT))
    if job.what == builds.SAMPLE:
        return _build(_ROOT / "raw", bench)
    raw = bench.raw(job.articles, job.form)
    if job.what == builds.FLOOR:
        return measured(sys.executable, "-m", "benchmarks.floor", str(raw), out)
    if job.what == builds.MAP:
        bench.out.mkdir()
        env = {**package(_ROOT), "HF_HOME": f"{out}/cache"}
        return measured(sys.executable, "-m", "benchmarks.rival", str(raw), f"{out}/rows", env=env)
    if job.what == builds.DATATROVE:
        assert bench.datatrove is not None
        script = str(_ROOT / "benchmarks" / "rival_datatrove.py")
        return measured(bench.datatrove, script, str(raw), out)
    if job.what.startswith(builds.AT):
        assert bench.other is not None
        return _build(raw, bench, folder=bench.other)
    return _build(raw, bench, "--log-json", "--workers", str(job.workers))


def _build(raw: Path, bench: Bench, *more: str, folder: Path = _ROOT) -> Cost:
    options = more or ("--workers", "1")
    command = ("-m", "corpus", "build", str(raw), "--out", str(bench.out), *options)
    return measured(sys.executable, *ISOLATED, *command, env=package(folder))


@cache
def package(folder: Path) -> dict[str, str]:
    """The environment in which `python -P` finds the package that stands in a folder.

    It is compiled first, as by `pip` or a first run: with PYTHONDONTWRITEBYTECODE, as in many
    containers, each command would compile 230 modules, which takes 0.3 s of a build.
    """
    compileall.compile_dir(folder / "corpus", quiet=1)
    return {"PYTHONPATH": str(folder.absolute())}


def _incremental(job: Job, bench: Bench) -> Iterator[Row]:
    """A build, one of the same articles, one after some of them changed, one with some more."""
    incremental = import_module("benchmarks.incremental")
    raw = bench.work / "changing"
    shutil.rmtree(raw, ignore_errors=True)
    shutil.copytree(bench.raw(job.articles), raw)
    try:
        for what in builds.CHAIN:
            if what == builds.CHANGED:
                incremental.change(raw, _CHANGED, job.articles)
            elif what == builds.ADDED:
                incremental.add(raw, _CHANGED)
            cost = _build(raw, bench, "--log-json", "--workers", "1")
            yield _row(job._replace(what=what), cost)
    finally:
        shutil.rmtree(raw)


def _row(job: Job, cost: Cost) -> Row:
    return Row(**job._asdict(), cost=cost, load=os.getloadavg()[0])


@contextmanager
def _checkout(revision: str | None) -> Iterator[Path | None]:
    """A folder with another commit, for as long as it is measured."""
    if revision is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        tree = str(Path(folder) / "tree")
        _git("worktree", "add", "--detach", tree, revision)
        try:
            yield Path(tree)
        finally:
            _git("worktree", "remove", "--force", tree)


def _git(*command: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(_ROOT), *command], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"git {' '.join(command)}: {done.stderr.strip()}")
    return done.stdout.strip()


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="1,000 and 4,000 articles, one round")
    parser.add_argument("--compare", type=int, nargs="+", help="articles; default: 20000 200000")
    parser.add_argument(
        "--sizes", type=int, nargs="*", help="articles, by stage; default: 1000 to 1000000"
    )
    parser.add_argument("--rounds", type=int, help="default: 3")
    parser.add_argument(
        "--against", metavar="REV", help="another commit to measure beside this one"
    )
    parser.add_argument("--datatrove", metavar="PYTHON", help="of an environment with datatrove")
    parser.add_argument("--map-articles", type=int, default=2_000, help="at most; default: 2000")
    parser.add_argument("--datatrove-articles", type=int, default=200_000, help="at most")
    parser.add_argument("--work", type=Path, default=Path("build/benchmarks"))
    parser.add_argument("--write", action="store_true", help="write the tables into the docs")
    options = parser.parse_args(arguments)
    options.compare = options.compare or (_QUICK if options.quick else _COMPARE)
    options.sizes = (
        (_QUICK if options.quick else _SIZES) if options.sizes is None else options.sizes
    )
    options.rounds = options.rounds or (1 if options.quick else 3)
    return options


def main(arguments: Sequence[str] | None = None) -> None:
    options = _options(arguments)
    commit = _git("log", "-1", "--format=%h", "--abbrev=12", "--", "corpus")
    if _git("status", "--porcelain", "--", "corpus"):
        commit += "-dirty"
    if options.against:
        options.against = _git("rev-parse", "--short=12", options.against)
    options.work.mkdir(parents=True, exist_ok=True)
    kept = options.work / f"{commit}.jsonl"
    kept.touch()
    rows = [Row.read(json.loads(line)) for line in kept.read_text().splitlines()]
    with _checkout(options.against) as tree, kept.open("a") as keep:
        bench = Bench(options.work, tree, options.datatrove)
        for job in jobs(options):
            done = {Job(r.what, r.articles, r.workers, r.form, r.round) for r in rows}
            last = job._replace(what=builds.CHAIN[-1]) if job.what == builds.INCREMENTAL else job
            if last in done:
                continue
            for row in measure(job, bench):
                print(builds.told(row), file=sys.stderr, flush=True)
                print(json.dumps(row.written()), file=keep, flush=True)
                rows.append(row)
    tables = builds.summary(rows, commit)
    if options.write:
        builds.write(tables)
    print(builds.markdown(tables))


if __name__ == "__main__":
    main()
