"""Every path name of a release, in one place.

    <out>/latest                            link to the newest release
    <out>/<version>/
        data/<split>-<part>.parquet         the rows; <part> is `00000-of-00001`
        votes/<split>-<part>.parquet        the votes behind the spans of these rows
        origins/<split>-<part>.parquet      the raw file and line of each of these rows
        lines/<split>-<part>.parquet        the lines of rows that came as pages, if any did
        html/<split>-<part>.parquet         the HTML of rows, where it was asked for
        dataset/<split>/data-<part>.arrow   the same rows for `load_from_disk`
        README.md                           the dataset card
        croissant.json, report.html, CITATION.cff
        labels.json                         the labels: code, family, meaning
        rejected.jsonl                      inputs that were left out, and why
        ledger.parquet                      the split of everything ever published
        manifest.json                       every other file with its SHA-256

Paths inside a release are POSIX strings relative to its folder, as the manifest lists them.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

LATEST = "latest"
DEFAULT_OUT = "build"
DEFAULT_RELEASE = f"{DEFAULT_OUT}/{LATEST}"

MANIFEST = "manifest.json"
LEDGER = "ledger.parquet"
REJECTED = "rejected.jsonl"
CARD = "README.md"
CROISSANT = "croissant.json"
REPORT = "report.html"
CITATION = "CITATION.cff"
LABELS_FILE = "labels.json"

DATA = "data"
VOTES = "votes"
ORIGINS = "origins"
LINES = "lines"
HTML = "html"
OF_PAGES = (LINES, HTML)  # folders that a release has where it has pages
DATASET = "dataset"
# Names that `datasets` prescribes inside DATASET.
DATASET_DICT = "dataset_dict.json"
DATASET_INFO = "dataset_info.json"
DATASET_STATE = "state.json"

_PARQUET = ".parquet"


class Shard(NamedTuple):
    """A run of rows of one split: one file of rows, one of votes, one Arrow file."""

    split: str
    part: str  # `00000-of-00001`

    @classmethod
    def numbered(cls, split: str, number: int, count: int) -> Shard:
        """Shard `number`, counted from 0, of the `count` shards of a split."""
        return cls(split, f"{number:05d}-of-{count:05d}")

    @classmethod
    def of_data_file(cls, path: str) -> Shard:
        """The shard whose rows stand in the data file at `path`."""
        split, _, part = Path(path).name.removesuffix(_PARQUET).partition("-")
        return cls(split, part)

    @property
    def data(self) -> str:
        """Path of the rows as Parquet."""
        return f"{DATA}/{self.split}-{self.part}{_PARQUET}"

    @property
    def votes(self) -> str:
        """Path of the votes."""
        return f"{VOTES}/{self.split}-{self.part}{_PARQUET}"

    @property
    def origins(self) -> str:
        """Path of the raw files and lines that the rows came from."""
        return f"{ORIGINS}/{self.split}-{self.part}{_PARQUET}"

    def of_pages(self, folder: str) -> str:
        """Path of its file in one of the folders OF_PAGES."""
        return f"{folder}/{self.split}-{self.part}{_PARQUET}"

    @property
    def arrow(self) -> str:
        """Path of the rows as an Arrow stream."""
        return f"{DATASET}/{self.split}/{self.arrow_name}"

    def files(self, of_pages: Iterable[str]) -> list[str]:
        """Paths of all its files.

        Args:
            of_pages: Which of the folders OF_PAGES the release has.
        """
        return [self.data, self.votes, self.origins, self.arrow, *map(self.of_pages, of_pages)]

    @property
    def arrow_name(self) -> str:
        """Name of the Arrow stream in the folder of its split."""
        return f"data-{self.part}.arrow"


def data_pattern(split: str) -> str:
    """Glob pattern of the data files of a split."""
    return f"{DATA}/{split}-*{_PARQUET}"


def is_data(path: str) -> bool:
    """Whether a path inside a release is that of a data file."""
    return path.startswith(f"{DATA}/")


def folders_of_pages(paths: Iterable[str]) -> list[str]:
    """Which of the folders OF_PAGES a release has, by the paths inside it."""
    found = {path.partition("/")[0] for path in paths}
    return [folder for folder in OF_PAGES if folder in found]


def data_files(release: Path) -> list[Path]:
    """The Parquet files in the data folder of a release, whether listed in the manifest or not."""
    return sorted((release / DATA).glob(f"*{_PARQUET}"))


def origins_file(data_file: Path) -> Path:
    """The file that says which raw file and line each row of a data file came from."""
    return data_file.parents[1] / ORIGINS / data_file.name


def names_raw_files(path: str) -> bool:
    """Whether a file of a release names raw files, so that renaming those changes its bytes."""
    return path == REJECTED or path.startswith(f"{ORIGINS}/")


def html_file(data_file: Path) -> Path:
    """The file with the HTML of some rows of a data file, where the release has any."""
    return data_file.parents[1] / HTML / data_file.name


def votes_file(data_file: Path) -> Path:
    """The file of votes that belongs to a data file."""
    return data_file.parents[1] / VOTES / data_file.name
