"""`corpus annotate`: tasks for people's tools out, and their answers back."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from corpus import api
from corpus.annotate.tools import TOOLS
from corpus.cli.output import tell
from corpus.cli.places import ReleasePath
from corpus.cli.problems import grouped, located, tell_as_text
from corpus.documents.wording import counted
from corpus.read.files import LABELS_SUFFIX
from corpus.release.layout import DEFAULT_RELEASE

tool_option = click.option("--tool", type=click.Choice([*TOOLS]), required=True)


@click.group()
def annotate() -> None:
    """Have articles labelled in a tool for people, and bring their labels back."""


@annotate.command("export")
@click.argument("release", type=ReleasePath(), default=DEFAULT_RELEASE)
@tool_option
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The file of tasks.")
@click.option(
    "--number", type=click.IntRange(1), default=100, show_default=True, help="Tasks at most."
)
@click.option("--split", metavar="SPLIT", help="Only articles of this split.")
def export(release: Path, tool: str, out: Path, number: int, split: str | None) -> None:
    """Write the articles of RELEASE (by default: build/latest) that people should look at first.

    These are articles that nobody has judged: those on which the voters disagree, pages whose
    labels are doubtful, and outlets that are new to people. No outlet and no language has more than
    its share. Each task has the labels that the article has now.

    Exit codes: 0 done; 2 could not run.
    """
    from corpus.annotate.export import export as run

    opened = api.open_release(release)
    if split is not None and split not in opened.splits:
        known = ", ".join(opened.splits)
        raise click.UsageError(f"--split {split}: no split of {release}; expected one of {known}")
    tasks = run(opened, TOOLS[tool], out, number, split)
    tell(f"{out}: {counted(tasks, 'task', 'tasks')}")
    tell(f"next: {TOOLS[tool].next_step}")
    tell(f"then: corpus annotate import --tool {tool} EXPORTED", err=True)


@annotate.command("import")
@click.argument(
    "answers", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False, exists=True)
)
@tool_option
@click.option(
    "--release",
    type=ReleasePath(),
    default=DEFAULT_RELEASE,
    show_default=True,
    help="Which the tasks were made of.",
)
@click.option(
    "--raw",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default="raw",
    show_default=True,
    help="Where its articles stand.",
)
@click.option(
    "--config", type=click.Path(path_type=Path), help="TOML file with tables [limits] and [import]."
)
def import_(
    answers: tuple[Path, ...], tool: str, release: Path, raw: Path, config: Path | None
) -> None:
    """Write the ANSWERS that a tool exported as labels beside the articles, and check them.

    An annotator has one annotation of a text: a later one takes its place. A person whom the tool
    does not name has the name of the file.

    Exit codes: 0 done; 1 there are problems, such as spans that the article no longer has; 2 could
    not run.
    """
    from corpus.annotate.import_answers import import_answers

    imported = import_answers(api.open_release(release), raw, tool, answers)
    paths = [raw / file for file in imported.files]
    checked = api.validate(*paths, config=config, against=release) if paths else []
    of_labels = [problem for problem in checked if problem.file.endswith(LABELS_SUFFIX)]
    failed = False
    for item in located(grouped([*imported.problems, *of_labels])):
        tell_as_text(item)
        failed = failed or item.severity == "error"
    written = sum(imported.files.values())
    told = counted(written, "annotation", "annotations")
    tell(f"{raw}: {told} in {counted(len(imported.files), 'labels file', 'labels files')}")
    sys.exit(int(failed))
