"""Every path name of a release, in one place.

    <out>/latest        link to the newest release
    <out>/<version>/    a release, with the files of CONTENTS

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


# What a release holds; docs/output.md lists it. A split has the parts `00000-of-00001` and so on.
_ROWS = f"<split>-<part>{_PARQUET}"
CONTENTS = {
    f"{DATA}/{_ROWS}": "The rows, for `datasets.load_dataset` and all else that reads Parquet.",
    f"{DATASET}/": "The same rows, as `DatasetDict.save_to_disk` lays them out: "
    "`datasets.load_from_disk` reads them.",
    f"{VOTES}/{_ROWS}": "Every vote behind the labels: `load_dataset` opens them as `votes`.",
    f"{ORIGINS}/{_ROWS}": "The raw file and line of each row.",
    f"{LINES}/{_ROWS}": "Where each line of a text stood on its page: `load_dataset` opens them as "
    "`lines`. Only where pages came.",
    f"{HTML}/{_ROWS}": "The pages, where their licence lets everybody copy them. Only where "
    "`--keep-html` asked for them.",
    CARD: "The dataset card.",
    CROISSANT: "The description of the dataset in the Croissant format.",
    REPORT: "One page to look at: counts, charts, sample articles with their spans coloured.",
    CITATION: "How to cite the release, in the Citation File Format.",
    LABELS_FILE: "The labels in the order of their codes: name, family, meaning.",
    REJECTED: "Every input that is not in the release: file, line, reason, message.",
    LEDGER: "The split of everything ever published, for later releases.",
    MANIFEST: "Version, schema, configuration, libraries, and the SHA-256 of every other file.",
}


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
