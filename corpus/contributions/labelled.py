"""Which records people may have labelled: by what stands in the labels file beside them."""

from __future__ import annotations

from pathlib import Path

from corpus.contract.article import Record
from corpus.identify.canonical import canonicalise, former_form, sha256
from corpus.labelling import human_labels
from corpus.read.files import is_for_one_article, labels_file


class Labelled:
    """Looks at one labels file after the other."""

    def __init__(self, root: Path) -> None:
        """Start.

        Args:
            root: The folder that files are named relative to.
        """
        self._root = root
        self._file = ""
        self._marks: set[str] | None = None  # hashes and ids in it; None: it cannot be read
        self._count = 0  # of its annotations

    def has(self, record: Record) -> bool:
        """Whether an annotation is, or may be, of this record with a text."""
        file = labels_file(record.file)
        if file != self._file:
            self._file, self._marks, self._count = file, *self._read(file)
        if self._marks is None:
            return True
        text, its_id = record.data["text"], record.data.get("id")
        hashes = {sha256(canonicalise(text)), sha256(former_form(text))}
        is_alone = is_for_one_article(record.file, record.line, self._count)
        return is_alone or str(its_id) in self._marks or not hashes.isdisjoint(self._marks)

    def _read(self, file: str) -> tuple[set[str] | None, int]:
        if not (self._root / file).exists():
            return set(), 0
        annotations, problems = human_labels.load(self._root, file)
        marks = {
            item.data[key] for item in annotations for key in ("sha256", "id") if key in item.data
        }
        return (None if problems else marks), len(annotations)
