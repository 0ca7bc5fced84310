"""Export a release: choose splits and labels, and let a writer write; whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from corpus.contract.splits import SPLITS
from corpus.errors import CannotRunError
from corpus.export.part import part, read_labels
from corpus.export.writers import WRITERS
from corpus.release.layout import HTML
from corpus.release.reader import Release


def export(
    release: Release, to: str, out: Path, splits: Sequence[str] = (), labels: Sequence[str] = ()
) -> dict[str, int]:
    """Write the articles of a release in the form of a tool.

    Args:
        release: that holds them.
        to: the format, of WRITERS.
        out: the folder that is made.
        splits: only these; by default all that hold rows.
        labels: names of labels and families, as the command line has them; by default those that
            the format is about. What has another label counts as story.

    Returns:
        How many articles were written, by split.

    Raises:
        UsageError: there is no such label.
        CannotRunError: the folder is there already or cannot be written, the release has none of
            these splits, or not the HTML that the format needs, or a library is not installed.
    """
    writer = WRITERS[to]
    write = writer.load()
    wanted = read_labels(labels, release.labels) or writer.labels
    held = [split for split in SPLITS if split in (splits or release.splits)]
    for split in held:
        if split not in release.splits:
            raise CannotRunError(
                f"{release.path}: no rows in split {split}; expected one of "
                f"{', '.join(release.splits)}; name one of these with --split"
            )
    if writer.needs_html and HTML not in release.manifest.of_pages:
        raise CannotRunError(
            f"{release.path}: has no {HTML}/, which the format {to} is made from; expected a "
            "release with the HTML of its pages; build one with --keep-html"
        )
    with _making(out) as folder:
        return {
            split: write(part(release, split, wanted, writer.needs_html), folder) for split in held
        }


@contextmanager
def _making(out: Path) -> Iterator[Path]:
    """A hidden folder beside `out`, which becomes `out` if nothing went wrong.

    Raises:
        CannotRunError: there is something, or it cannot be written.
    """
    try:
        if out.exists():
            raise FileExistsError(17, "exists")
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as hidden:
            folder = Path(hidden) / out.name
            folder.mkdir()
            yield folder
            folder.rename(out)
    except OSError as error:
        raise CannotRunError(
            f"{out}: cannot be written ({error.strerror}); expected nothing there, room on the "
            "disk and the right to write; move it away, or name another with --out"
        ) from error
