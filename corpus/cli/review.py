"""`corpus review`: correct labels in the browser."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import click

from corpus import api
from corpus.cli.output import tell
from corpus.cli.places import ReleasePath
from corpus.documents.wording import counted
from corpus.release.layout import DEFAULT_RELEASE


@click.command()
@click.argument("raw", type=click.Path(path_type=Path, file_okay=False, exists=True), default="raw")
@click.option(
    "--release",
    type=ReleasePath(),
    default=DEFAULT_RELEASE,
    show_default=True,
    help="Whose labels are shown; it was built of RAW.",
)
@click.option("--annotator", required=True, help="Your name in the labels.")
@click.option(
    "--number", type=click.IntRange(1), default=100, show_default=True, help="Articles at most."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default=True,
    help="Of the page; 0: one that is free.",
)
def review(raw: Path, release: Path, annotator: str, number: int, port: int) -> None:
    """Show a page on this machine where you correct the labels of articles below RAW.

    It has the articles that `corpus annotate export` would send, in the same order. What you do is
    written to `.labels.json` beside the article at once. Ctrl-C ends it; the next time it goes on
    where you were.

    Exit codes: 0 done; 2 could not run.
    """
    from corpus.errors import CannotRunError
    from corpus.review.session import Session

    if find_spec("starlette") is None or find_spec("uvicorn") is None:
        raise CannotRunError(
            "corpus review: the page has no server; expected the extra `review`; "
            "pip install 'annotated-corpus-builder[review]'"
        )
    from corpus.review.serve import serve

    session = Session(api.open_release(release), raw, annotator, number)
    serve(session, port, lambda address: tell(f"{address}   (Ctrl-C ends it)"))
    entries = session.entries()
    judged = sum(entry["done"] for entry in entries)
    tell(f"{raw}: {judged} of {counted(len(entries))} judged by {session.annotator}")
