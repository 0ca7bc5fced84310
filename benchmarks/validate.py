"""What `corpus validate` takes, beside what check-jsonschema takes for the schema alone.

    python -m benchmarks.validate [--articles 10000] [--runs 5] [--rival PROGRAM] [--gigabytes 0]

Whole processes, start-up included: one article a file, in CPU seconds, the median of the runs, that
take turns. `--gigabytes` adds the memory that one file of so many takes, beside one of a tenth.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.generate import articles

SCHEMA = Path(__file__).parents[1] / "schemas" / "article.schema.json"
VALIDATE = (sys.executable, "-m", "corpus", "validate")
CHECKS = {
    "all checks": (),
    "without remarks (C7)": ("--ignore", "C7"),
    "without content (C3, C7)": ("--ignore", "C3,C7"),
}


def cpu(command: Sequence[str], folder: Path) -> float:
    """CPU seconds of a command and its children, whatever its exit code."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if run.returncode > 1:
        sys.exit(f"{' '.join(command[:4])} ...: {run.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def write_files(folder: Path, made: Iterator[dict[str, Any]], count: int) -> None:
    for number in range(count):
        file = folder / f"{number % 100:02d}" / f"{number:06d}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(next(made), indent=2), "utf-8")


def wrong(made: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each with a misspelt field."""
    yield from ({**article, "titel": "Ferry"} for article in made)


def memory(megabytes: int) -> int:
    """Megabytes of memory that one file of articles takes at most."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = [*articles(1000, 0)]
        with (folder / "a.jsonl").open("w", encoding="utf-8") as out:
            size = number = 0
            while size < megabytes << 20:
                article = made[number % len(made)]
                own = {"id": f"a{number}", "url": f"{article['url']}-{number}"}
                text = str(article["text"]).replace("e ", f"e{number} ")  # most runs of words
                size += out.write(json.dumps(article | own | {"text": text}) + "\n")
                number += 1
        program = (
            "import resource, subprocess, sys; subprocess.run(sys.argv[1:], capture_output=True);"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        )
        command = [sys.executable, "-c", program, *VALIDATE, "a.jsonl"]
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
        return int(run.stdout) >> 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rival", help="check-jsonschema, where it is installed")
    parser.add_argument("--gigabytes", type=float, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = options.articles
        write_files(folder / "raw", articles(count, 0), count)
        write_files(folder / "wrong", wrong(articles(count, 0)), count)
        write_files(folder / "one", articles(1, 0), 1)
        commands: dict[str, tuple[str, ...]] = {"start-up: one article": (*VALIDATE, "one")}
        commands |= {name: (*VALIDATE, "raw", *options_) for name, options_ in CHECKS.items()}
        commands["all checks, every record wrong"] = (*VALIDATE, "wrong")
        if options.rival:
            files = [str(file.relative_to(folder)) for file in (folder / "raw").rglob("*.json")]
            schema = ("--schemafile", str(SCHEMA))
            commands["check-jsonschema"] = (options.rival, *schema, *files)
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(options.runs):
            for name, command in commands.items():
                taken[name].append(cpu(command, folder))
    print(f"| {count:,} files | CPU seconds | |\n|---|---|---|")
    for name, seconds in taken.items():
        print(f"| {name} | {median(seconds):.2f} | {min(seconds):.2f} to {max(seconds):.2f} |")
    if options.gigabytes:
        for megabytes in (int(options.gigabytes * 102.4), int(options.gigabytes * 1024)):
            print(f"| one file of {megabytes:,} MB | {memory(megabytes):,} MB of memory | |")


if __name__ == "__main__":
    main()
