"""A published release, opened for reading: its manifest, files, rows and votes."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from corpus._version import __version__
from corpus.contract.article import Vote
from corpus.contract.columns import FEATURES, OPTIONAL, row_features
from corpus.contract.labels import LABELS
from corpus.errors import CannotRunError
from corpus.release.article_text import article
from corpus.release.layout import (
    DATA,
    DEFAULT_RELEASE,
    HTML,
    LEDGER,
    MANIFEST,
    data_files,
    html_file,
    is_data,
    origins_file,
    votes_file,
)
from corpus.release.manifest import Manifest, file_condition, flaw, is_sealed
from corpus.release.rows import batches
from corpus.release.streams import Origin, Row, read_origins, read_rows, with_votes
from corpus.release.token_labels import RowSpan, tag_codes, tags

_PAGES = 10  # in memory at once, of 10 MB each at most


@dataclass(frozen=True, repr=False)
class Release:
    """A release in a folder. Open one with `Release.open`.

    Example:
        >>> release = Release.open("build/latest")
        >>> release
        <Release 1.0.0: train 34, validation 4, test 4>
        >>> release.splits, release.labels[:2]
        (('train', 'validation', 'test'), ('related_links', 'cross_promotion'))
        >>> row = next(release.rows("test", columns=["id", "language"]))
        >>> sorted(row)
        ['id', 'language']
        >>> article_id, votes = next(release.votes("test"))
        >>> article_id == row["id"]
        True
    """

    path: Path
    manifest: Manifest

    @classmethod
    def open(cls, path: Path | str) -> Release:
        """Open the release in a folder.

        The manifest is read and its seal is checked. The other files are read when they are asked
        for; `check_files` compares them with the manifest.

        Args:
            path: the folder, such as `build/latest` or `build/1.0.0`.

        Raises:
            CannotRunError: there is no release, its manifest was changed, or it is of a newer
                schema.
        """
        path = Path(path)
        text = manifest_bytes(path)
        manifest = Manifest.parse(text)
        if manifest is not None:
            check_schema_is_known(path, manifest)
        if manifest is None or not is_sealed(text):
            raise CannotRunError(
                f"{path}/{MANIFEST}: damaged ({flaw(text)}); expected it as `corpus build` wrote "
                "it; restore it from where it was published"
            )
        return cls(path, manifest)

    def __repr__(self) -> str:
        sizes = ", ".join(f"{split} {rows}" for split, rows in self.manifest.rows.items())
        return f"<Release {self.version}: {sizes}>"

    @property
    def version(self) -> str:
        """MAJOR.MINOR.PATCH."""
        return self.manifest.version

    @property
    def labels(self) -> tuple[str, ...]:
        """The label names in the order of their codes."""
        return self.manifest.labels

    @property
    def tags(self) -> tuple[str, ...]:
        """`O`, and `B-` and `I-` of each label: what the numbers of `token_labels` mean."""
        return tags(self.labels)

    @property
    def splits(self) -> tuple[str, ...]:
        """The names of the splits that hold rows: train, validation, test."""
        return tuple(self.manifest.rows)

    def files(self, split: str | None = None) -> list[Path]:
        """The data files that the manifest lists.

        Args:
            split: only those of this split; by default train, validation and test, in this order.
        """
        return [self.path / file.path for file in self.manifest.data_files(split)]

    def rows(self, split: str | None = None, columns: Sequence[str] | None = None) -> Iterator[Row]:
        """The rows, one after the other: no more than one batch is held in memory.

        Args:
            split: only those of this split; by default train, validation and test, in this order.
            columns: only these columns; by default all.

        Yields:
            A dictionary by column. Labels of spans are names.

        Raises:
            CannotRunError: a data file cannot be read.
        """
        for file in self.files(split):
            yield from self._rows_of_file(file, columns)

    def to_text(self, row: Row) -> str:
        """The article of a row: its text without boilerplate; furniture such as headlines stays.

        Lines of which nothing is left go as a whole, and paragraphs stay as far apart as they were.

        Args:
            row: with `text` and `spans`, as `rows` gives it or `datasets` does (labels as numbers).
        """
        return article(row["text"], self._named(row))

    def token_labels(self, row: Row, offsets: Iterable[tuple[int, int]]) -> list[int]:
        """The label of each token of a row's text, by any tokenizer that tells offsets.

        A token has the label of the span that holds most of its characters, white space aside; the
        first token of a span is its `B-`.

        Args:
            row: with `text` and `spans`, as `rows` gives it or `datasets` does (labels as numbers).
            offsets: of each token, start and end in code points of `text`, in its order: the
                `offset_mapping` of `transformers`, the `offsets` of `tokenizers`.

        Returns:
            For each token its index in `tags`; -100 for tokens without characters, such as
            `[CLS]`, which losses leave out.

        Raises:
            UsageError: a token is outside of the text.
        """
        return tag_codes(row["text"], self._named(row), offsets, self.labels)

    def votes(self, split: str | None = None) -> Iterator[tuple[str, list[Vote]]]:
        """The votes behind the spans, article by article, in the order of `rows`.

        Args:
            split: only those of this split; by default train, validation and test, in this order.

        Yields:
            The id of an article, and its votes: none where nobody voted.

        Raises:
            CannotRunError: a file cannot be read, or votes are not in the order of the rows.
        """
        for file in self.files(split):
            with self.reading(votes_file(file)):
                ids = self._rows_of_file(file, ["id"])
                for row, votes in with_votes(ids, votes_file(file), self.labels):
                    yield row["id"], votes

    def html(self, split: str | None = None) -> Iterator[tuple[str, str]]:
        """The pages of the rows that have theirs in the release, in the order of `rows`.

        Args:
            split: only those of this split; by default train, validation and test, in this order.

        Yields:
            The id of an article, and its HTML, decoded.

        Raises:
            CannotRunError: a file cannot be read.
        """
        if HTML not in self.manifest.of_pages:
            return
        for file in map(html_file, self.files(split)):
            with self.reading(file):
                for batch in batches(file, _PAGES):
                    yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    def origins(self, split: str | None = None) -> Iterator[Origin]:
        """The raw file and line of every row, in the order of `rows`.

        Args:
            split: only those of this split; by default train, validation and test, in this order.

        Raises:
            CannotRunError: a file cannot be read.
        """
        for file in map(origins_file, self.files(split)):
            with self.reading(file):
                yield from read_origins(file)

    def check_files(self) -> None:
        """Compare the data files and the ledger with the manifest, to the byte.

        Raises:
            CannotRunError: one is missing or changed, or the manifest does not list it.
        """
        conditions: dict[str, str | None] = {
            f"{DATA}/{file.name}": "not in the manifest" for file in data_files(self.path)
        }
        for file in self.manifest.outputs:
            if is_data(file.path) or file.path == LEDGER:
                conditions[file.path] = file_condition(self.path, file)
        for name, condition in sorted((conditions or {f"{DATA}/": "missing"}).items()):
            if condition:
                raise CannotRunError(
                    f"{self.path}/{name}: {condition}; expected the files that {MANIFEST} lists, "
                    "with the SHA-256 it gives; restore the release: without it nothing says which "
                    "split an article is in"
                )

    def _named(self, row: Row) -> list[RowSpan]:
        """The spans of a row, labels as names."""
        spans: list[RowSpan] = row["spans"]
        if any(isinstance(span["label"], str) for span in spans):
            return spans
        return [{**span, "label": self.labels[span["label"]]} for span in spans]

    def _rows_of_file(self, file: Path, columns: Sequence[str] | None) -> Iterator[Row]:
        with self.reading(file):
            yield from read_rows(file, self.labels, columns)

    @contextmanager
    def reading(self, file: Path) -> Iterator[None]:
        """Tell which file it is that cannot be read.

        Raises:
            CannotRunError: reading failed inside the block.
        """
        try:
            yield
        except (OSError, pa.ArrowException) as error:
            raise CannotRunError(
                f"{file}: cannot be read ({error}); expected a whole release; "
                f"see what `corpus verify {self.path}` says of it"
            ) from None


def manifest_bytes(release: Path) -> bytes:
    """The bytes of a release's manifest.

    Raises:
        CannotRunError: there is none, or it cannot be read.
    """
    path = release / MANIFEST
    try:
        if path.exists() and not path.is_file():
            raise OSError(errno.EINVAL, "not a file")  # to read a pipe would wait for ever
        return path.read_bytes()
    except OSError as error:
        raise CannotRunError(
            f"{release}: no release here ({MANIFEST}: {error.strerror}); expected the folder of a "
            f"release, such as {DEFAULT_RELEASE}; name one, or delete what is left of it"
        ) from None


def check_schema_is_known(release: Path, manifest: Manifest) -> None:
    """Refuse a release that has more columns or labels than this builder knows.

    Raises:
        CannotRunError: it has.
    """
    schema, names, known = manifest.schema, manifest.labels, len(LABELS)
    more = schema.keys() - row_features(OPTIONAL).keys()
    columns = more if schema.keys() > FEATURES.keys() else ()
    labels = names[known:] if names[:known] == LABELS else ()
    if not columns and not labels:
        return
    found = [*(f"column {name}" for name in sorted(columns)), *(f"label {name}" for name in labels)]
    raise CannotRunError(
        f"{release}: a release of a newer schema ({', '.join(found)}), made by corpus "
        f"{manifest.builder}; expected columns and labels that corpus {__version__} knows; "
        "use the version that made it, or a later one"
    )
